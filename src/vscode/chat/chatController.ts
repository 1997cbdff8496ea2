import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { EventEmitter, l10n, workspace, type Disposable, type LogOutputChannel, type Memento } from 'vscode';
import { LongviewError } from '../../core/common/errors';
import { PackIndex } from '../../core/context/packIndex';
import {
	createConversation,
	isRunning,
	type Conversation,
	type DiffAttachment,
	type Turn,
} from '../../core/conversation/conversation';
import { reduce, type ConversationEvent } from '../../core/conversation/reducer';
import { ToldFiles } from '../../core/conversation/request';
import { runTurn, type TurnServices } from '../../core/conversation/runTurn';
import type { ConversationStore, ConversationSummary } from '../../node/storage/conversationStore';
import type { ChatView, EndpointView, ToPage, TurnView } from '../../protocol';
import { setContextKey } from '../common/contextKeys';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import type { EndpointService } from '../endpoint/endpointService';
import type { ReviewService } from '../review/reviewService';
import type { Consent } from '../workspace/consent';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { editCard, inspectAnswer, withPlan, type AnswerDetails } from './answerDetails';
import { ConsentQuestion } from './consentQuestion';
import { DeltaRelay } from './deltaRelay';
import { estimateOf } from './estimate';
import { turnView } from './turnView';

/** Milliseconds between looks at a growing answer for citations and edits. */
const inspectInterval = 700;
/** Milliseconds between saves of a growing answer: what a crash can cost. */
const saveInterval = 1_000;
const currentChatKey = 'longview.currentChat';

export interface ChatServices {
	readonly context: WorkspaceContext;
	readonly endpoint: EndpointService;
	readonly consent: Consent;
	readonly store: ConversationStore | undefined;
	readonly review: ReviewService;
	readonly memento: Memento;
	readonly log: LogOutputChannel;
}

/** The chat that is shown: runs questions, keeps the conversation, and tells the page what changed. */
export class ChatController implements Disposable {
	readonly #services: ChatServices;
	readonly #store = new DisposableStore();
	readonly #message = this.#store.add(new EventEmitter<ToPage>());
	/** What the page must be told. */
	readonly onMessage = this.#message.event;
	readonly #turnChanged = this.#store.add(new EventEmitter<Turn>());
	/** An answer grew or changed, at most a few times a second; the explanations listen. */
	readonly onDidChangeTurn = this.#turnChanged.event;
	readonly #details = new Map<string, AnswerDetails>();
	readonly #relay = this.#store.add(
		new DeltaRelay((delta) => {
			const turn = this.#conversation.turns.at(-1);
			if (turn) {
				this.#message.fire({ type: 'delta', turnId: turn.id, ...delta });
			}
		}),
	);
	readonly #inspect = this.#store.add(new Throttle(inspectInterval, () => this.#inspectRunning()));
	readonly #save = this.#store.add(new Throttle(saveInterval, () => void this.#saveNow()));
	#conversation: Conversation;
	#index: { readonly packId: string; readonly index: PackIndex } | undefined;
	#running: AbortController | undefined;
	readonly #consent: ConsentQuestion;
	#explanation: (turn: Turn) => TurnView['answer']['explanation'] = () => undefined;

	constructor(services: ChatServices) {
		this.#services = services;
		this.#consent = new ConsentQuestion(services.consent, (consent) =>
			this.#message.fire({ type: 'consent', ...(consent ? { consent } : {}) }),
		);
		this.#conversation = this.#newConversation();
		const { context, endpoint, review } = services;
		this.#store.add(context.onDidChange(() => this.#postContext()));
		this.#store.add(
			endpoint.onDidChange(() => {
				this.#adoptEndpoint();
				this.#message.fire({ type: 'endpoint', endpoint: this.#endpointView(), ...this.#estimate() });
			}),
		);
		this.#store.add(review.onDidChange(() => this.#postEdited()));
	}

	get conversation(): Conversation {
		return this.#conversation;
	}

	get busy(): boolean {
		return this.#running !== undefined;
	}

	/** How many remarks of a turn stand on lines; set by the explanations. */
	set explanation(describe: (turn: Turn) => TurnView['answer']['explanation']) {
		this.#explanation = describe;
	}

	/** Opens the chat that was open before the window was closed. */
	async restore(): Promise<void> {
		const id = this.#services.memento.get<string>(currentChatKey);
		if (id !== undefined) {
			await this.open(id);
		}
	}

	/** Everything the page shows. */
	chatView(): ChatView {
		const { id, title, turns } = this.#conversation;
		return {
			chatId: id,
			title,
			turns: turns.map((turn) => this.#view(turn)),
			context: this.#services.context.view,
			endpoint: this.#endpointView(),
			...this.#estimate(),
			...(this.#consent.view ? { consent: this.#consent.view } : {}),
			busy: this.busy,
			trusted: workspace.isTrusted,
		};
	}

	/** Asks a question; resolves when the answer has ended in whatever way. */
	async ask(question: string, attachment?: DiffAttachment): Promise<void> {
		if (this.busy || (question.trim() === '' && !attachment)) {
			return;
		}
		const turnId = randomUUID();
		this.#apply({ type: 'asked', turnId, question: question.trim(), attachment, at: Date.now() });
		await this.#run();
	}

	/** Asks the last question again; an earlier one is asked anew at the end. */
	async retry(turnId: string): Promise<void> {
		const turn = this.#turn(turnId);
		if (this.busy || !turn) {
			return;
		}
		if (turn !== this.#conversation.turns.at(-1)) {
			await this.ask(turn.question, turn.attachment);
			return;
		}
		this.#details.delete(turnId);
		this.#apply({ type: 'retried', turnId, at: Date.now() });
		await this.#run();
	}

	/** Asks the model to go on where an answer broke off. */
	async continueAnswer(): Promise<void> {
		await this.ask('Go on exactly where your answer broke off; repeat nothing.');
	}

	/** Ends the answer that is on its way; what came is kept. */
	stop(): void {
		this.#running?.abort();
		this.#consent.answer(false);
	}

	giveConsent(accepted: boolean): void {
		this.#consent.answer(accepted);
	}

	async newChat(): Promise<void> {
		await this.#leave();
		await this.#show(this.#newConversation());
	}

	/** Shows a stored chat. */
	async open(id: string): Promise<boolean> {
		const stored = await this.#services.store?.load(id);
		if (!stored) {
			return false;
		}
		await this.#leave();
		await this.#show(reduce(stored, { type: 'resumed' }));
		return true;
	}

	async history(): Promise<readonly ConversationSummary[]> {
		return (await this.#services.store?.list()) ?? [];
	}

	async deleteChat(id: string): Promise<void> {
		if (id === this.#conversation.id) {
			await this.newChat();
		}
		await this.#services.store?.delete(id);
	}

	/** A turn of the chat that is shown. */
	turn(turnId: string): { readonly turn: Turn; readonly details: AnswerDetails | undefined } | undefined {
		const turn = this.#turn(turnId);
		return turn && { turn, details: this.#details.get(turnId) };
	}

	/** What the model was told up to a turn: the base of citations and merges. */
	async toldFiles(turn: Turn): Promise<ToldFiles | undefined> {
		const index = await this.#packIndex();
		const until = this.#conversation.turns.indexOf(turn);
		return (
			index && new ToldFiles(index, { ...this.#conversation, turns: this.#conversation.turns.slice(0, until + 1) })
		);
	}

	/** Records what became of an answer's edits. */
	setEditsOutcome(turnId: string, outcome: NonNullable<Turn['answer']['edits']>): void {
		this.#apply({ type: 'edits', turnId, outcome });
		const turn = this.#turn(turnId);
		if (turn) {
			this.#postTurn(turn);
		}
		void this.#saveNow();
	}

	/** Puts text into the composer. */
	compose(text: string): void {
		this.#message.fire({ type: 'compose', text });
	}

	/** Saves what is there; called when the window closes. */
	async flush(): Promise<void> {
		await this.#saveNow();
	}

	dispose(): void {
		this.#running?.abort();
		this.#store.dispose();
	}

	/** Stops and saves the chat that is shown, before another one takes its place. */
	async #leave(): Promise<void> {
		const turn = this.#conversation.turns.at(-1);
		if (turn && isRunning(turn.answer)) {
			this.stop();
			// Whatever the request still does belongs to a chat that is no longer shown.
			this.#setRunning(undefined);
			this.#apply({ type: 'stopped', turnId: turn.id, at: Date.now() });
		}
		await this.#saveNow();
	}

	async #run(): Promise<void> {
		const running = new AbortController();
		this.#setRunning(running);
		const { id } = this.#conversation;
		const turnId = this.#conversation.turns.at(-1)!.id;
		this.#postTurn(this.#conversation.turns.at(-1)!);
		void this.#saveNow();
		try {
			for await (const event of this.#events(running.signal)) {
				if (this.#conversation.id !== id) {
					break;
				}
				this.#take(event);
			}
		} finally {
			if (this.#running === running) {
				this.#setRunning(undefined);
			}
		}
		if (this.#conversation.id === id) {
			await this.#finish(turnId);
		}
	}

	#setRunning(running: AbortController | undefined): void {
		this.#running = running;
		setContextKey('longview.busy', running !== undefined);
	}

	async *#events(signal: AbortSignal): AsyncGenerator<ConversationEvent> {
		const turnId = this.#conversation.turns.at(-1)!.id;
		try {
			const client = await this.#services.endpoint.client();
			const services: TurnServices = {
				workspace: this.#services.context.packs,
				client,
				facts: this.#services.endpoint.facts(this.#conversation.model),
				now: Date.now,
				wait: (seconds, abort) => wait(seconds * 1_000, undefined, { signal: abort }),
				random: Math.random,
				beforeSend: (pack, promptTokens) => this.#consent.ask(client.host, pack, promptTokens),
			};
			yield* runTurn(this.#conversation, services, signal);
		} catch (error) {
			// The client itself could not be made: no key, or a setting that cannot be used.
			const failure =
				error instanceof LongviewError
					? { kind: error.kind, message: error.message }
					: { kind: 'unexpected', message: String(error) };
			yield { type: 'failed', turnId, failure, at: Date.now() };
		}
	}

	/** Reduces an event and tells the page in the cheapest way. */
	#take(event: ConversationEvent): void {
		const before = this.#conversation.turns.at(-1)!.answer.status;
		this.#apply(event);
		if (event.type === 'streamed' && (event.event.type === 'content' || event.event.type === 'reasoning')) {
			if (this.#conversation.turns.at(-1)!.answer.status === before) {
				this.#relay.add(event.event.type, event.event.text);
			} else {
				this.#relay.discard();
				this.#postTurn(this.#conversation.turns.at(-1)!);
			}
			this.#inspect.schedule();
			this.#save.schedule();
			return;
		}
		this.#relay.discard();
		this.#postTurn(this.#conversation.turns.at(-1)!);
		if (event.type === 'prepared') {
			void this.#saveNow();
		}
		if (event.type === 'failed') {
			this.#services.log.warn(`${event.failure.kind}: ${event.failure.message} ${event.failure.detail ?? ''}`);
		}
	}

	async #finish(turnId: string): Promise<void> {
		this.#inspect.cancel();
		const turn = this.#turn(turnId);
		if (turn) {
			await this.#detail(turn);
			const current = this.#turn(turnId) ?? turn;
			// Listeners first: what they make of the answer is part of the view.
			this.#turnChanged.fire(current);
			this.#postTurn(current);
		}
		await this.#saveNow();
		this.#postContext();
	}

	/** Citations and edits of a complete answer. */
	async #detail(turn: Turn): Promise<void> {
		const told = await this.toldFiles(turn);
		const details = inspectAnswer(turn.answer, told);
		const undecided = turn.answer.edits === undefined || turn.answer.edits === 'proposed';
		this.#details.set(turn.id, undecided ? await withPlan(details, this.#services.review.readText, told) : details);
	}

	#inspectRunning(): void {
		const turn = this.#conversation.turns.at(-1);
		if (!turn || !isRunning(turn.answer) || !this.#index) {
			return;
		}
		this.#details.set(turn.id, inspectAnswer(turn.answer, new ToldFiles(this.#index.index, this.#conversation)));
		this.#relay.discard();
		this.#turnChanged.fire(turn);
		this.#postTurn(turn);
	}

	async #packIndex(): Promise<PackIndex | undefined> {
		const { packId } = this.#conversation;
		if (packId === undefined) {
			return undefined;
		}
		if (this.#index?.packId !== packId) {
			const pack = await this.#services.context.packs.storedPack(packId);
			this.#index = pack && { packId, index: new PackIndex(pack) };
		}
		return this.#index?.index;
	}

	async #show(conversation: Conversation): Promise<void> {
		this.#conversation = conversation;
		this.#details.clear();
		this.#index = undefined;
		this.#relay.discard();
		for (const turn of conversation.turns) {
			await this.#detail(turn);
		}
		await this.#services.memento.update(currentChatKey, conversation.turns.length > 0 ? conversation.id : undefined);
		this.#message.fire({ type: 'chat', chat: this.chatView() });
	}

	#newConversation(): Conversation {
		const { model, thinking } = this.#services.endpoint;
		return createConversation(randomUUID(), Date.now(), { model, thinking });
	}

	/** The endpoint as this chat uses it: a chat keeps the model and the thinking it was begun with. */
	#endpointView(): EndpointView {
		const { model, thinking } = this.#conversation;
		return { ...this.#services.endpoint.view(), model, thinking: thinking.enabled ? thinking.effort : 'off' };
	}

	/** Model and thinking are part of a prompt's first tokens: they are settled with the first question. */
	#adoptEndpoint(): void {
		if (this.#conversation.turns.length === 0) {
			const { model, thinking } = this.#services.endpoint;
			this.#conversation = { ...this.#conversation, model, thinking };
		}
	}

	#apply(event: ConversationEvent): void {
		this.#conversation = reduce(this.#conversation, event);
		if (event.type === 'prepared') {
			void this.#packIndex();
		}
		if (event.type === 'asked') {
			void this.#services.memento.update(currentChatKey, this.#conversation.id);
		}
	}

	#turn(turnId: string): Turn | undefined {
		return this.#conversation.turns.find((turn) => turn.id === turnId);
	}

	#view(turn: Turn): TurnView {
		const details = this.#details.get(turn.id) ?? inspectAnswer(turn.answer, undefined);
		return turnView(turn, {
			details,
			edits: editCard(turn.answer, details, this.#services.review.stateOf(turn.id)),
			explanation: this.#explanation(turn),
			facts: this.#services.endpoint.facts(this.#conversation.model),
		});
	}

	#postTurn(turn: Turn): void {
		this.#message.fire({ type: 'turn', turn: this.#view(turn), busy: this.busy });
	}

	/** Answers whose edits are under review change with each decision. */
	#postEdited(): void {
		for (const turn of this.#conversation.turns) {
			if (turn.answer.edits !== undefined) {
				this.#postTurn(turn);
			}
		}
	}

	#postContext(): void {
		this.#message.fire({ type: 'context', context: this.#services.context.view, ...this.#estimate() });
	}

	#estimate(): { estimate?: NonNullable<ChatView['estimate']> } {
		const estimate = estimateOf(
			this.#conversation,
			this.#services.context.view,
			this.#services.endpoint.facts(this.#conversation.model),
			Date.now(),
		);
		return estimate ? { estimate } : {};
	}

	async #saveNow(): Promise<void> {
		this.#save.cancel();
		if (this.#conversation.turns.length === 0) {
			return;
		}
		try {
			await this.#services.store?.save(this.#conversation);
		} catch (error) {
			this.#services.log.error(l10n.t('The chat could not be saved: {0}', String(error)));
		}
	}
}
