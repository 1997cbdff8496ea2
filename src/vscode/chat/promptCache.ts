import type { Memento } from 'vscode';
import type { Conversation, PromptEstimate } from '../../core/conversation/conversation';
import { answerRoom, endpointTokens, roomBehind } from '../../core/conversation/request';
import type { ModelFacts } from '../../core/model/catalog';
import { promptPrice } from '../../core/model/promptPrice';
import { cacheLifetime, warmRead, withRead, type CacheDomain, type PackRead } from '../../core/model/packReads';
import { sameThinking } from '../../core/model/thinking';
import type { EstimateView } from '../../protocol';
import { lastCounted, usageOf, type NextPrompt } from './nextPrompt';

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
		const prompt = endpointTokens(promptTokens, facts);
		const cached = Math.min(prompt, this.#cached(conversation, facts, host, packId));
		const price = promptPrice(facts, { prompt, cached }, new Date(this.#now()));
		return {
			promptTokens,
			...(prompt === promptTokens ? {} : { endpointTokens: prompt }),
			cachedTokens: cached,
			...(price ? { cost: price.now } : {}),
		};
	}

	/** What the next question will take, before its own words. */
	next(conversation: Conversation, facts: ModelFacts, host: string, prompt: NextPrompt): EstimateView {
		const { packId, countedTokens } = prompt;
		const promptTokens = countedTokens + endpointTokens(prompt.promptTokens - countedTokens, facts);
		const cached = Math.min(promptTokens, this.#cached(conversation, facts, host, packId));
		const price = promptPrice(facts, { prompt: promptTokens, cached }, new Date(this.#now()));
		const { thinking } = conversation;
		return {
			promptTokens,
			cachedTokens: cached,
			...(price ? { cost: price.now } : {}),
			...(price?.offPeak ? { offPeak: price.offPeak } : {}),
			currency: price?.currency ?? '',
			...(facts.countFactor === 1 ? {} : { countFactor: facts.countFactor }),
			room: { left: roomBehind(promptTokens, thinking, facts) ?? 0, wanted: answerRoom(thinking, facts) },
		};
	}

	/** Whatever of a chat has grown cold, another one may just have read the pack. */
	#cached(conversation: Conversation, facts: ModelFacts, host: string, packId: string | undefined): number {
		const ofPack = endpointTokens(this.#cachedOfPack(conversation, host, packId), facts);
		return Math.max(this.#cachedOfChat(conversation, host), ofPack);
	}

	/** An answer without its reasoning is not what the endpoint wrote, and so not what it has cached. */
	#cachedOfChat(conversation: Conversation, host: string): number {
		const last = lastCounted(conversation);
		if (!last) {
			return 0;
		}
		const { answer } = last;
		const { endedAt, startedAt, model, thinking, sentTo } = answer;
		const same =
			(sentTo === undefined || sentTo.host === host) &&
			(model === undefined || model === conversation.model) &&
			(thinking === undefined || sameThinking(thinking, conversation.thinking));
		const usage = usageOf(last);
		const warm = same && usage !== undefined && this.#now() - (endedAt ?? startedAt) < cacheLifetime;
		return warm ? usage.promptTokens + (answer.reasoning === '' ? usage.completionTokens : 0) : 0;
	}

	/** @param packId undefined for one that is not made yet */
	#cachedOfPack({ model, thinking }: Conversation, host: string, packId: string | undefined): number {
		return packId === undefined ? 0 : (this.warm(packId, { host, model, thinking })?.tokens ?? 0);
	}
}
