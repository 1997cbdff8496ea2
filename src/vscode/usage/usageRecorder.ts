import { randomUUID } from 'node:crypto';
import { isRunning, type Conversation, type Turn } from '../../core/conversation/conversation';
import type { WarmUpEnd } from '../../core/conversation/warmUp';
import { requestCost, type ModelFacts, type ModelPrice } from '../../core/model/catalog';
import type { EditResult } from '../../core/edits/types';
import type { CacheDomain } from '../../core/model/packReads';
import type { Thinking } from '../../core/model/types';
import { explainMiss } from '../../core/usage/explainMiss';
import { countFormats } from '../../core/usage/formats';
import { promptWords } from '../../core/usage/promptWords';
import { dayOf, type CacheMiss, type RequestRecord } from '../../core/usage/records';
import type { UsageStore } from '../../node/usage/usageStore';
import type { AnswerDetails, PlannedEdits } from '../chat/answerDetails';
import { chargedCurrency, receiptView } from '../chat/receiptView';

/** An answer that has ended in whatever way. */
export interface EndedAnswer {
	readonly conversation: Conversation;
	readonly turn: Turn;
	/** Undefined when the answer could not be looked at. */
	readonly details: AnswerDetails | undefined;
	/** Tokens of the pack alone; undefined when it is not at hand. */
	readonly packTokens: number | undefined;
}

/** Writes down what answers took and how their edits kept to the format. */
export interface AnswerRecorder {
	/**
	 * Each request is written down once, however often it is told. Never rejects: what is written down is worth less
	 * than the answer.
	 * @returns why the prompt was not read from the cache, where that needs an explanation
	 */
	ended(answer: EndedAnswer): Promise<CacheMiss | undefined>;
}

/** A warm-up of the cache that has ended in whatever way. */
export interface EndedWarmUp extends WarmUpEnd {
	/** Tells keys of the host apart, as it was sent. */
	readonly account: string;
	readonly domain: CacheDomain;
	readonly pack: { readonly id: string; readonly tokens: number };
	readonly expectedCachedTokens: number;
}

/** Writes down what warm-ups took. */
export interface WarmUpRecorder {
	/** Never rejects. */
	warmedUp(warmUp: EndedWarmUp): Promise<void>;
}

/** The endpoint as usage is attributed to it. */
export interface RecordedEndpoint {
	readonly host: string;
	/** @param host where a request went to */
	factsAt(host: string | undefined, model: string): ModelFacts;
	/** Tells keys of a host apart without telling anything about them. */
	account(): Promise<string>;
}

export interface RecorderOptions {
	readonly store: Pick<UsageStore, 'append' | 'read'>;
	readonly endpoint: RecordedEndpoint;
	/** Of this window, from its opening to its end. */
	readonly session: string;
	/** Tells workspaces apart. */
	readonly workspace: string;
	readonly onRecorded: () => void;
	readonly warn: (message: string) => void;
}

/** An answer that was broken off by the end of its window is noted when its chat is opened again, if that is soon. */
const longestInterrupted = 24 * 60 * 60_000;

export class UsageRecorder implements AnswerRecorder, WarmUpRecorder {
	readonly #options: RecorderOptions;

	constructor(options: RecorderOptions) {
		this.#options = options;
	}

	async ended(answer: EndedAnswer): Promise<CacheMiss | undefined> {
		const { store, onRecorded, warn } = this.#options;
		try {
			const made = await this.#request(answer);
			if (!made) {
				return undefined;
			}
			const { records } = await store.read();
			const requests = records.filter((record) => record.type === 'request');
			if (requests.some(({ id }) => id === made.id)) {
				return undefined;
			}
			const miss = this.#priced(explainMiss(made, requests), made);
			await store.append({ ...made, ...(miss ? { miss } : {}) });
			await this.#recordEdits(answer, made);
			onRecorded();
			return miss;
		} catch (error) {
			warn(`What an answer took could not be written down: ${String(error)}`);
			return undefined;
		}
	}

	async warmedUp(ended: EndedWarmUp): Promise<void> {
		const { receipt, outcome, mayBeRead, domain, pack, expectedCachedTokens, account } = ended;
		const { store, endpoint, session, workspace, onRecorded, warn } = this.#options;
		const { usage, promptTokens, startedAt, endedAt } = receipt;
		// A refused request costs nothing; one that was stopped may have been read already.
		const prompt = usage?.promptTokens ?? (mayBeRead ? promptTokens : 0);
		const completion = usage?.completionTokens ?? (outcome === 'done' ? 1 : 0);
		const cached = usage?.cachedTokens ?? (outcome === 'done' || prompt === 0 ? undefined : expectedCachedTokens);
		const told = usage?.cachedTokens;
		const { price } = endpoint.factsAt(domain.host, domain.model);
		try {
			await store.append({
				type: 'request',
				id: `warm-up@${startedAt}-${randomUUID()}`,
				at: startedAt,
				day: dayOf(new Date(startedAt)),
				session,
				kind: 'warm-up',
				outcome,
				host: domain.host,
				model: domain.model,
				thinking: thinkingName(domain.thinking),
				promptTokens: prompt,
				...(told === undefined ? {} : { cachedTokens: Math.min(told, prompt) }),
				expectedCachedTokens,
				completionTokens: completion,
				...costOf(usage?.charged, price, { prompt, cached: cached ?? 0, completion }, startedAt),
				seconds: Math.max(0, (endedAt - startedAt) / 1_000),
				...(usage ? {} : { ownCount: true }),
				prefix: {
					workspace,
					chat: '',
					pack: pack.id,
					packTokens: pack.tokens,
					account,
					words: promptWords,
				},
			});
			onRecorded();
		} catch (error) {
			warn(`What a warm-up took could not be written down: ${String(error)}`);
		}
	}

	/** Undefined for a question that was never sent. */
	async #request({ conversation, turn, details, packTokens }: EndedAnswer): Promise<RequestRecord | undefined> {
		const { endpoint, session, workspace } = this.#options;
		const { answer } = turn;
		const { startedAt, estimated, status } = answer;
		if (isRunning(answer) || !estimated || turn.message === '') {
			return undefined;
		}
		if (status === 'interrupted' && Date.now() - startedAt > longestInterrupted) {
			return undefined;
		}
		const model = answer.model ?? conversation.model;
		const { sentTo, drift } = answer;
		const receipt = receiptView(turn, endpoint.factsAt(sentTo?.host, model));
		const told = receipt !== undefined && !receipt.ownCount && receipt.cachedTokens !== undefined;
		return {
			type: 'request',
			id: `${turn.id}@${startedAt}`,
			at: startedAt,
			day: dayOf(new Date(startedAt)),
			session,
			kind: turn.attachment ? 'explain' : holdsEdits(details) ? 'edit' : 'question',
			outcome: status === 'done' || status === 'stopped' || status === 'interrupted' ? status : 'failed',
			host: sentTo?.host ?? endpoint.host,
			model,
			thinking: thinkingName(answer.thinking ?? conversation.thinking),
			promptTokens: receipt?.promptTokens ?? 0,
			...(drift && receipt && !receipt.ownCount ? { ownPromptTokens: drift.ours } : {}),
			...(told ? { cachedTokens: Math.min(receipt.cachedTokens!, receipt.promptTokens) } : {}),
			expectedCachedTokens: estimated.cachedTokens,
			completionTokens: receipt?.completionTokens ?? 0,
			...(receipt?.reasoningTokens === undefined ? {} : { reasoningTokens: receipt.reasoningTokens }),
			...(receipt?.cost === undefined ? {} : { cost: receipt.cost, currency: receipt.currency }),
			...(receipt?.charged ? { charged: true } : {}),
			seconds: Math.max(0, receipt?.seconds ?? 0),
			...(receipt?.ownCount ? { ownCount: true } : {}),
			prefix: {
				workspace,
				chat: conversation.id,
				pack: conversation.packId ?? '',
				packTokens: packTokens ?? 0,
				account: sentTo?.account ?? (await endpoint.account()),
				words: promptWords,
			},
		};
	}

	#priced(miss: CacheMiss | undefined, { host, model, at }: RequestRecord): CacheMiss | undefined {
		const { price } = this.#options.endpoint.factsAt(host, model);
		if (!miss || !price) {
			return miss;
		}
		const { missedTokens: prompt } = miss;
		const cost = (cached: number) => requestCost(price, { prompt, cached, completion: 0 }, new Date(at));
		return { ...miss, cost: Math.max(0, cost(0) - cost(prompt)) };
	}

	async #recordEdits({ turn, details }: EndedAnswer, { id, at, day, model }: RequestRecord): Promise<void> {
		const { status, finishReason } = turn.answer;
		const ended = status === 'done' && finishReason === 'stop';
		const formats = details?.planned
			? countFormats(details.parsed, { results: ownResults(details.planned) }, ended)
			: {};
		if (Object.keys(formats).length > 0) {
			await this.#options.store.append({ type: 'edits', id, at, day, model, formats });
		}
	}
}

/** Nothing for a request that was never read. */
function costOf(
	charged: number | undefined,
	price: ModelPrice | undefined,
	tokens: Parameters<typeof requestCost>[1],
	at: number,
): Pick<RequestRecord, 'cost' | 'currency' | 'charged'> {
	if (charged !== undefined) {
		return { cost: charged, currency: chargedCurrency, charged: true };
	}
	return price && tokens.prompt > 0 ? { cost: requestCost(price, tokens, new Date(at)), currency: price.currency } : {};
}

function holdsEdits(details: AnswerDetails | undefined): boolean {
	const parsed = details?.parsed;
	return parsed !== undefined && (parsed.edits.length > 0 || parsed.problems.length > 0 || parsed.open !== undefined);
}

function thinkingName(thinking: Thinking): string {
	return thinking.enabled
		? [thinking.effort, ...(thinking.depth === undefined ? [] : [thinking.depth])].join(' ')
		: 'off';
}

/** What came of the edits in the answer itself, without those it took over from another. */
function ownResults({ edits, plan }: PlannedEdits): EditResult[] {
	return [...plan.results].flatMap(([number, result]) => (number >= edits.firstOwn ? [result] : []));
}
