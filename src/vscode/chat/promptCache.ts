import type { Memento } from 'vscode';
import type { Conversation, PromptEstimate, Turn } from '../../core/conversation/conversation';
import { requestCost, type ModelFacts } from '../../core/model/catalog';
import { cacheLifetime, warmRead, withRead, type CacheDomain, type PackRead } from '../../core/model/packReads';
import { sameThinking } from '../../core/model/thinking';
import type { Usage } from '../../core/model/types';
import type { ContextView, EstimateView } from '../../protocol';

/** System text, acknowledgement, question: small beside a repository, in tokens. */
const overhead = 700;
const readsKey = 'longview.packReads';

/** What we expect an endpoint to have in its prefix cache, and so what a question is expected to cost. */
export class PromptCache {
	readonly #memento: Memento;
	readonly #now: () => number;
	readonly #listeners = new Set<() => void>();

	constructor(memento: Memento, now: () => number) {
		this.#memento = memento;
		this.#now = now;
	}

	/**
	 * Remembers that an endpoint has read a pack.
	 * @param tokens from the beginning of the prompt to the end of the pack
	 */
	noteRead(packId: string, tokens: number, { host, model, thinking }: CacheDomain): void {
		const read = { packId, host, model, thinking, at: this.#now(), tokens };
		void this.#memento.update(readsKey, withRead(this.#reads, read));
		this.#listeners.forEach((listener) => listener());
	}

	/** When a pack was last read, if it is expected to be cached still. */
	warm(packId: string, domain: CacheDomain): PackRead | undefined {
		return warmRead(this.#reads, packId, domain, this.#now());
	}

	/** Calls `listener` whenever a pack was read, until the returned function is called. */
	listen(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	get #reads(): readonly PackRead[] {
		return this.#memento.get<readonly PackRead[]>(readsKey, []);
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
		const cached = this.#cached(conversation, host, packId);
		return this.#priced(facts, promptTokens, Math.min(cached, promptTokens));
	}

	/**
	 * What the next question will take: exact for the repository, small for the rest.
	 * @param attached tokens of what goes with it
	 */
	next(
		conversation: Conversation,
		facts: ModelFacts,
		host: string,
		context: ContextView,
		attached = 0,
	): EstimateView | undefined {
		const known = knownTokens(conversation);
		if (known === 0 && context.state !== 'ready') {
			return undefined;
		}
		const packed = context.state === 'ready' ? context.tokens : 0;
		const promptTokens = (known > 0 ? known + 100 : overhead + packed) + attached;
		const cached = Math.min(promptTokens, this.#cached(conversation, host, conversation.packId));
		return { ...this.#priced(facts, promptTokens, cached), currency: facts.price?.currency ?? '' };
	}

	/** Whatever of a chat has grown cold, another one may just have read the pack. */
	#cached(conversation: Conversation, host: string, packId: string | undefined): number {
		return Math.max(this.#cachedOfChat(conversation), this.#cachedOfPack(conversation, host, packId));
	}

	#cachedOfChat(conversation: Conversation): number {
		const last = lastCounted(conversation);
		if (!last) {
			return 0;
		}
		const { endedAt, startedAt, model, thinking } = last.answer;
		const same =
			(model === undefined || model === conversation.model) &&
			(thinking === undefined || sameThinking(thinking, conversation.thinking));
		return same && this.#now() - (endedAt ?? startedAt) < cacheLifetime ? knownTokens(conversation) : 0;
	}

	/** @param packId undefined when the pack is not known yet: it is expected to be the one that was read last */
	#cachedOfPack({ model, thinking }: Conversation, host: string, packId = this.#reads[0]?.packId): number {
		return packId === undefined ? 0 : (this.warm(packId, { host, model, thinking })?.tokens ?? 0);
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
