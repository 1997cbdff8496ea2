import * as v from 'valibot';
import { count } from './count';

export const estimateView = v.object({
	promptTokens: count,
	/** Tokens expected to be read from the endpoint's prefix cache. */
	cachedTokens: count,
	/** Tokens of files that are repeated near the question, by our own count. */
	focusTokens: v.optional(count),
	/** Money for the prompt now; undefined when no price is known. */
	cost: v.optional(v.number()),
	/** At peak hours: what it costs after them, and when that begins (milliseconds since the epoch). */
	offPeak: v.optional(v.object({ cost: v.number(), from: v.number() })),
	currency: v.string(),
	/** Tokens the endpoint counts for one of ours, where it counts more. */
	countFactor: v.optional(v.number()),
	/** Tokens for reasoning and answer: what is left in the window, 0 when the question does not fit, and what is usual. */
	room: v.object({ left: count, wanted: count }),
});
export type EstimateView = v.InferOutput<typeof estimateView>;

export const receiptView = v.object({
	promptTokens: count,
	cachedTokens: v.optional(count),
	completionTokens: count,
	reasoningTokens: v.optional(count),
	/** Money for prompt and answer. */
	cost: v.optional(v.number()),
	/** True when the endpoint said what it charged; else the cost is computed. */
	charged: v.optional(v.boolean()),
	/** The prompt's part of it, computed. */
	promptCost: v.optional(v.number()),
	currency: v.string(),
	/** Undefined for an answer that was interrupted by the end of the window. */
	seconds: v.optional(v.number()),
	/** Set when the endpoint sent no usage: the counts are our own, and the cached part is what was expected. */
	ownCount: v.boolean(),
	model: v.string(),
	/** What the prompt was expected to take before it was sent. */
	estimated: v.optional(v.object({ promptTokens: count, cachedTokens: count, cost: v.optional(v.number()) })),
	/** Why the prompt was not read from the endpoint's cache, where that needs an explanation. */
	miss: v.optional(v.string()),
	/** How the endpoint counted the prompt, where that is not how we did. */
	drift: v.optional(v.string()),
});
export type ReceiptView = v.InferOutput<typeof receiptView>;

/** Figures of a request that would pass the monthly limit. */
export const limitView = v.object({
	/** The limit, what this calendar month has cost, and what the prompt is expected to cost. */
	amount: v.number(),
	spent: v.number(),
	estimate: v.number(),
	/** The answer that is expected, by the last ones or by what is usual, and what it costs on top. */
	answer: v.optional(v.object({ tokens: count, cost: v.number(), from: v.picklist(['past', 'usual']) })),
	currency: v.string(),
});
