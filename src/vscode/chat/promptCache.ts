import type { Memento } from 'vscode';
import { sameThinking, type Conversation, type PromptEstimate, type Turn } from '../../core/conversation/conversation';
import { requestCost, type ModelFacts } from '../../core/model/catalog';
import type { Thinking, Usage } from '../../core/model/types';
import type { ContextView, EstimateView } from '../../protocol';

/** System text, acknowledgement, question: small beside a repository, in tokens. */
const overhead = 700;
/** Endpoints keep a prefix for hours at best; within this time we expect it to be there still, in milliseconds. */
const cacheLifetime = 60 * 60 * 1_000;
const lastReadKey = 'longview.lastRead';

/** The pack an endpoint read last: every chat on it begins with the same cached prefix. */
interface LastRead {
	readonly packId: string;
	readonly host: string;
	readonly model: string;
	readonly thinking: Thinking;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Tokens of the pack. */
	readonly tokens: number;
}

/** What we expect an endpoint to have in its prefix cache, and so what a question is expected to cost. */
export class PromptCache {
	readonly #memento: Memento;
	readonly #now: () => number;

	constructor(memento: Memento, now: () => number) {
		this.#memento = memento;
		this.#now = now;
	}

	/** Remembers that the endpoint has read a pack. */
	noteRead(pack: { readonly id: string; readonly tokens: number }, host: string, conversation: Conversation): void {
		const { model, thinking } = conversation;
		const read: LastRead = { packId: pack.id, host, model, thinking, at: this.#now(), tokens: pack.tokens };
		void this.#memento.update(lastReadKey, read);
	}

	/**
	 * What a prompt will take that is about to be sent.
	 * @param promptTokens exact
	 */
	expect(
		conversation: Conversation,
		facts: ModelFacts,
		host: string,
		packId: string,
		promptTokens: number,
	): PromptEstimate {
		const cached = this.#cachedOfChat(conversation) ?? this.#cachedOfPack(conversation, host, packId);
		return this.#priced(facts, promptTokens, Math.min(cached, promptTokens));
	}

	/** What the next question will take: exact for the repository, small for the rest. */
	next(conversation: Conversation, facts: ModelFacts, host: string, context: ContextView): EstimateView | undefined {
		const known = knownTokens(conversation);
		if (known === 0 && context.state !== 'ready') {
			return undefined;
		}
		const packed = context.state === 'ready' ? context.tokens : 0;
		const promptTokens = known > 0 ? known + 100 : overhead + packed;
		const cached = this.#cachedOfChat(conversation) ?? Math.min(packed, this.#cachedOfPack(conversation, host));
		return { ...this.#priced(facts, promptTokens, cached), currency: facts.price?.currency ?? '' };
	}

	/** Undefined for a chat that has told nothing yet. */
	#cachedOfChat(conversation: Conversation): number | undefined {
		const last = lastCounted(conversation);
		if (!last) {
			return undefined;
		}
		const { endedAt, startedAt, model, thinking } = last.answer;
		const same =
			(model === undefined || model === conversation.model) &&
			(thinking === undefined || sameThinking(thinking, conversation.thinking));
		return same && this.#now() - (endedAt ?? startedAt) < cacheLifetime ? knownTokens(conversation) : 0;
	}

	/** @param packId undefined when the pack is not known yet: it is expected to be the one that was read last */
	#cachedOfPack({ model, thinking }: Conversation, host: string, packId?: string): number {
		const read = this.#memento.get<LastRead>(lastReadKey);
		const warm =
			read !== undefined &&
			(packId === undefined || read.packId === packId) &&
			read.host === host &&
			read.model === model &&
			sameThinking(read.thinking, thinking) &&
			this.#now() - read.at < cacheLifetime;
		return warm ? read.tokens : 0;
	}

	#priced({ price }: ModelFacts, prompt: number, cached: number): PromptEstimate {
		return {
			promptTokens: prompt,
			cachedTokens: cached,
			...(price ? { cost: requestCost(price, { prompt, cached, completion: 0 }, new Date(this.#now())) } : {}),
		};
	}
}

/** Tokens that the next question of a chat repeats; 0 before the first answer. */
export function knownTokens(conversation: Conversation): number {
	const usage = usageOf(lastCounted(conversation));
	// Reasoning is not repeated in later requests.
	return usage ? usage.promptTokens + Math.max(0, usage.completionTokens - (usage.reasoningTokens ?? 0)) : 0;
}

function lastCounted(conversation: Conversation): Turn | undefined {
	return conversation.turns.findLast((turn) => usageOf(turn) !== undefined);
}

function usageOf(turn: Turn | undefined): Usage | undefined {
	return turn?.answer.usage ?? turn?.answer.counted;
}
