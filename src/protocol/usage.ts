import * as v from 'valibot';
import { count } from './views/count';

/**
 * What the usage page shows, as plain data. Counts are whole numbers; tokens are DeepSeek tokens; money is in units of
 * its currency (not cents); shares are from 0 to 1.
 */

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const money = v.object({ currency: v.string(), amount: v.number() });
export type MoneyView = v.InferOutput<typeof money>;

const totalsView = v.object({
	requests: count,
	failed: count,
	misses: count,
	promptTokens: count,
	completionTokens: count,
	/** Share of the prompts read from the cache; undefined when no endpoint told. */
	cachedShare: v.optional(share),
	/** One entry per currency. */
	money: v.array(money),
	/** Requests whose price is not known. */
	unpriced: count,
});
export type TotalsView = v.InferOutput<typeof totalsView>;

const column = v.object({
	/** A day, or a request by its time: `Nov 25`, `Nov 25, 14:03`. */
	label: v.string(),
	/** Model and kind of a request. */
	detail: v.optional(v.string()),
	requests: count,
	promptTokens: count,
	/** Undefined when no endpoint told. */
	cachedTokens: v.optional(count),
	/** In the chart's currency. */
	cost: v.optional(v.number()),
});
export type ColumnView = v.InferOutput<typeof column>;

const formatRow = v.object({
	model: v.string(),
	format: v.string(),
	blocks: count,
	malformed: count,
	exact: count,
	/** Matched after a harmless repair, by its name. */
	repaired: v.array(v.object({ tier: v.string(), count })),
	whole: count,
	noChange: count,
	ambiguous: count,
	notFound: count,
	refused: count,
});
export type FormatRow = v.InferOutput<typeof formatRow>;

export const usageView = v.object({
	/** The first day anything is known of, for example `3 November 2026`; undefined when there is nothing. */
	since: v.optional(v.string()),
	session: totalsView,
	today: totalsView,
	month: totalsView,
	/** For example `November`. */
	monthName: v.string(),
	/** The limit the user has set, in its currency, and what of it is spent. */
	limit: v.optional(v.object({ amount: v.number(), spent: v.number(), currency: v.string() })),
	/** Currency of the charts. */
	currency: v.string(),
	/** The last days, today last. */
	days: v.array(column),
	/** The last requests, the latest last. */
	requests: v.array(column),
	models: v.array(v.object({ model: v.string(), totals: totalsView })),
	/** The latest first. */
	misses: v.array(v.object({ at: v.string(), model: v.string(), sentence: v.string() })),
	/** Where endpoints count prompts otherwise than we do. */
	counts: v.array(v.object({ host: v.string(), model: v.string(), sentence: v.string() })),
	formats: v.array(formatRow),
});
export type UsageView = v.InferOutput<typeof usageView>;

/** From the extension to the usage page. */
export const toUsagePage = v.variant('type', [v.object({ type: v.literal('usage'), usage: usageView })]);
export type ToUsagePage = v.InferOutput<typeof toUsagePage>;

/** From the usage page to the extension; checked like all that comes from a page. */
export const fromUsagePage = v.variant('type', [
	v.object({ type: v.literal('ready') }),
	v.object({ type: v.literal('command'), command: v.picklist(['clearUsage', 'setMonthlyLimit', 'openChat']) }),
]);
export type FromUsagePage = v.InferOutput<typeof fromUsagePage>;
