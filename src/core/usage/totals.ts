import * as v from 'valibot';
import { sumFormats } from './formats';
import { formatCounts, type FormatCounts, type RequestRecord, type UsageRecord } from './records';

const tokens = v.pipe(v.number(), v.integer(), v.minValue(0));

const totals = v.object({
	requests: tokens,
	failed: tokens,
	/** Requests that were not read from the cache although an earlier one gave hope of it. */
	misses: tokens,
	promptTokens: tokens,
	/** Prompt tokens of requests whose endpoint told what was cached; the base of the cached share. */
	toldTokens: tokens,
	cachedTokens: tokens,
	completionTokens: tokens,
	/** Requests whose price is not known. */
	unpriced: tokens,
	/** By currency. */
	money: v.record(v.string(), v.pipe(v.number(), v.finite(), v.minValue(0))),
});
/** Sums over some requests. */
export type Totals = v.InferOutput<typeof totals>;

const dayModel = v.object({
	day: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
	model: v.string(),
	totals,
	/** By format. */
	formats: v.record(v.string(), formatCounts),
});
/** All of one day and model: what is kept of records when they are pruned, so that no sum changes. */
export type DayModel = v.InferOutput<typeof dayModel>;

export const dayModels = v.array(dayModel);

export const noTotals: Totals = {
	requests: 0,
	failed: 0,
	misses: 0,
	promptTokens: 0,
	toldTokens: 0,
	cachedTokens: 0,
	completionTokens: 0,
	unpriced: 0,
	money: {},
};

export function totalsOf(request: RequestRecord): Totals {
	const { promptTokens, cachedTokens, cost, currency, outcome } = request;
	const priced = cost !== undefined && currency !== undefined;
	return {
		requests: 1,
		failed: outcome === 'failed' ? 1 : 0,
		misses: request.miss ? 1 : 0,
		promptTokens,
		toldTokens: cachedTokens === undefined ? 0 : promptTokens,
		cachedTokens: cachedTokens ?? 0,
		completionTokens: request.completionTokens,
		unpriced: priced || promptTokens === 0 ? 0 : 1,
		money: priced ? { [currency]: cost } : {},
	};
}

/** Two sums as one. */
export function sumTotals(left: Totals, right: Totals): Totals {
	const money = { ...left.money };
	for (const [currency, amount] of Object.entries(right.money)) {
		money[currency] = (money[currency] ?? 0) + amount;
	}
	return {
		requests: left.requests + right.requests,
		failed: left.failed + right.failed,
		misses: left.misses + right.misses,
		promptTokens: left.promptTokens + right.promptTokens,
		toldTokens: left.toldTokens + right.toldTokens,
		cachedTokens: left.cachedTokens + right.cachedTokens,
		completionTokens: left.completionTokens + right.completionTokens,
		unpriced: left.unpriced + right.unpriced,
		money,
	};
}

/** Sums by day and model, in the order of days and then models. */
export function byDayAndModel(records: readonly UsageRecord[], kept: readonly DayModel[] = []): DayModel[] {
	const days = new Map<string, DayModel>();
	const add = (each: DayModel) => {
		const key = `${each.day} ${each.model}`;
		const known = days.get(key);
		days.set(key, known ? sumDays(known, each) : each);
	};
	kept.forEach(add);
	for (const record of records) {
		const { day, model } = record;
		add(
			record.type === 'request'
				? { day, model, totals: totalsOf(record), formats: {} }
				: { day, model, totals: noTotals, formats: record.formats },
		);
	}
	return [...days.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, each]) => each);
}

function sumDays(left: DayModel, right: DayModel): DayModel {
	return {
		...left,
		totals: sumTotals(left.totals, right.totals),
		formats: mergeFormats(left.formats, right.formats),
	};
}

/** Counts of formats, format by format. */
export function mergeFormats(
	left: Readonly<Record<string, FormatCounts>>,
	right: Readonly<Record<string, FormatCounts>>,
): Record<string, FormatCounts> {
	const merged = { ...left };
	for (const [format, counts] of Object.entries(right)) {
		const known = merged[format];
		merged[format] = known ? sumFormats(known, counts) : counts;
	}
	return merged;
}
