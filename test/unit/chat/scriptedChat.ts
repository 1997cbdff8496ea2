import { SectionList } from '../../../src/core/context/sections';
import { createConversation, type Conversation, type Turn } from '../../../src/core/conversation/conversation';
import type { WorkspaceAccess } from '../../../src/core/conversation/workspaceAccess';
import { modelFacts } from '../../../src/core/model/catalog';
import type { Pack } from '../../../src/core/context/types';
import type { ModelClient, ModelRequest, StreamEvent } from '../../../src/core/model/types';
import { ChatSession } from '../../../src/vscode/chat/chatSession';
import { PromptCache } from '../../../src/vscode/chat/promptCache';
import type { EndedAnswer } from '../../../src/vscode/usage/usageRecorder';
import type { LimitPassed } from '../../../src/core/usage/monthlyLimit';
import type { CacheMiss } from '../../../src/core/usage/records';
import type { SessionListener, SessionServices } from '../../../src/vscode/chat/sessionServices';

/** Workspace state that is forgotten with the test. */
export class Memory {
	readonly #values = new Map<string, unknown>();

	keys(): readonly string[] {
		return [...this.#values.keys()];
	}

	get<T>(key: string, fallback?: T): T {
		return (this.#values.has(key) ? this.#values.get(key) : fallback) as T;
	}

	update(key: string, value: unknown): Promise<void> {
		this.#values.set(key, value);
		return Promise.resolve();
	}
}

/** A request whose answer a test gives word by word. */
export class ScriptedRequest {
	readonly #events: StreamEvent[] = [];
	#wake: () => void = () => undefined;

	constructor(
		readonly request: ModelRequest,
		readonly signal: AbortSignal,
	) {}

	/** Lets the endpoint say something; `finished` ends the stream. */
	say(...events: readonly StreamEvent[]): void {
		this.#events.push(...events);
		this.#wake();
	}

	/** Yields what is said. It does not notice an abort, as a request that hangs. */
	async *events(): AsyncIterable<StreamEvent> {
		for (;;) {
			const event = this.#events.shift();
			if (event === undefined) {
				await new Promise<void>((resolve) => (this.#wake = resolve));
				continue;
			}
			yield event;
			if (event.type === 'finished') {
				return;
			}
		}
	}
}

export const content = (text: string): StreamEvent => ({ type: 'content', text });
export const finished: StreamEvent = { type: 'finished', reason: 'stop' };
export const usage = (promptTokens: number): StreamEvent => ({
	type: 'usage',
	usage: { promptTokens, cachedTokens: 0, completionTokens: 4, reasoningTokens: undefined },
});

const pack: Pack = {
	id: 'pack',
	name: 'shop',
	bytes: new Uint8Array(),
	json: new TextEncoder().encode('""'),
	tokens: 1_000,
	sections: new SectionList([]),
};

/** The surroundings of a chat, all of them in the test's hands. */
export class ScriptedChat {
	readonly requests: ScriptedRequest[] = [];
	/** What was told to the page, in short. */
	readonly told: string[] = [];
	readonly saved = new Map<string, Conversation>();
	readonly withdrawn: Turn[] = [];
	readonly warnings: string[] = [];
	readonly memory = new Memory();
	consented = true;
	/** What is said about an answer that was written down. */
	ended: (answer: EndedAnswer) => CacheMiss | undefined = () => undefined;
	/** What is said about the monthly limit. */
	limitPassed: (model: string, cost: number | undefined) => LimitPassed | undefined = () => undefined;
	/** Resolves when the workspace may be packed. */
	packing: Promise<void> = Promise.resolve();

	readonly #workspace: WorkspaceAccess = {
		packForNew: async () => {
			await this.packing;
			return pack;
		},
		storedPack: () => Promise.resolve(pack),
		mayStillBeSent: () => Promise.resolve(true),
		changesSince: () => Promise.resolve([]),
		changeLog: () => Promise.resolve({ text: '', told: [] }),
		redact: (texts: readonly { readonly text: string }[]) => Promise.resolve(texts.map(({ text }) => text)),
		secretValues: () => Promise.resolve(new Map()),
		focus: () => Promise.resolve([]),
		countTexts: (texts) => Promise.resolve(texts.map((text) => text.length)),
	};

	readonly #client: ModelClient = {
		host: 'endpoint.example',
		listModels: () => Promise.resolve([]),
		stream: (request, signal) => {
			const scripted = new ScriptedRequest(request, signal);
			this.requests.push(scripted);
			return scripted.events();
		},
	};

	services(storage?: SessionServices['storage']): SessionServices {
		return {
			workspace: this.#workspace,
			ledger: {
				sent: () => Promise.resolve(undefined),
				encoded: () => Promise.resolve(),
				answered: () => Promise.resolve(),
			},
			endpoint: {
				client: () => Promise.resolve(this.#client),
				facts: (model) => modelFacts(model, true),
			},
			consent: {
				has: () => this.consented,
				unchecked: false,
				give: () => {
					this.consented = true;
					return Promise.resolve();
				},
			},
			storage: storage ?? {
				save: (conversation) => {
					this.saved.set(conversation.id, conversation);
					return Promise.resolve();
				},
			},
			cache: new PromptCache(this.memory, Date.now),
			usage: {
				ended: (answer) => Promise.resolve(this.ended(answer)),
				limitPassed: (model, cost) => Promise.resolve(this.limitPassed(model, cost)),
			},
			readText: () => Promise.resolve(undefined),
			warn: (message) => this.warnings.push(message),
		};
	}

	open(id = 'chat', conversation = this.create(id), storage?: SessionServices['storage']): ChatSession {
		const listener: SessionListener = {
			onTurn: (turn) => this.told.push(`${id} ${turn.answer.status} ${turn.answer.content}`),
			onGrown: (turn) => this.told.push(`${id} looked at ${turn.answer.content}`),
			onDelta: (_, delta) => this.told.push(`${id} +${delta.content}`),
			onInspected: () => undefined,
			onConsent: () => this.told.push(`${id} consent ${session.consent ? 'asked' : 'closed'}`),
			onWithdrawn: (turn) => this.withdrawn.push(turn),
			onBusy: () => undefined,
		};
		const session = new ChatSession(conversation, this.services(storage), listener);
		return session;
	}

	create(id: string): Conversation {
		return createConversation(id, 1, { model: 'deepseek-flash', thinking: { enabled: true, effort: 'high' } });
	}
}
