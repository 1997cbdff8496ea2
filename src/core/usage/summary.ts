import type { CountDrift } from '../model/counting';
import type { FormatCounts, RequestRecord, UsageRecord } from './records';
import { byDayAndModel, mergeFormats, noTotals, sumTotals, totalsOf, type DayModel, type Totals } from './totals';

/** Days of the chart, today included. */
const chartDays = 30;
/** Requests of the chart. */
const chartRequests = 40;
const recentMisses = 20;

/** Everything that was written down and is still known. */
export interface UsageData {
	/** In the order they were written. */
	readonly records: readonly UsageRecord[];
	/** Sums of records that are no longer kept one by one. */
	readonly folded: readonly DayModel[];
}

export interface UsageSummary {
	/** Requests of one window since it was opened. */
	readonly session: Totals;
	readonly today: Totals;
	/** The calendar month. */
	readonly month: Totals;
	/** Of the month, the dearest first. */
	readonly models: readonly { readonly model: string; readonly totals: Totals }[];
	/** The last days without a gap, today last. */
	readonly days: readonly { readonly day: string; readonly totals: Totals }[];
	/** The last requests that were read, the latest last. */
	readonly requests: readonly RequestRecord[];
	/** The latest first. */
	readonly misses: readonly RequestRecord[];
	/** The last answer of each model at a host, where the endpoint counted its prompt otherwise than we did. */
	readonly drifts: readonly { readonly host: string; readonly model: string; readonly drift: CountDrift }[];
	/** How edits kept to their formats, over all that is known; most blocks first. */
	readonly formats: readonly { readonly model: string; readonly format: string; readonly counts: FormatCounts }[];
	/** The first day of which anything is known. */
	readonly since: string | undefined;
}

/**
 * @param today `YYYY-MM-DD` on the user's calendar
 * @param session the window that asks
 */
export function summarise({ records, folded }: UsageData, today: string, session: string): UsageSummary {
	const days = byDayAndModel(records, folded);
	const requests = records.filter((record) => record.type === 'request').sort((left, right) => left.at - right.at);
	const inMonth = days.filter(({ day }) => monthOf(day) === monthOf(today));
	const total = (some: readonly DayModel[]) => some.reduce((sum, { totals }) => sumTotals(sum, totals), noTotals);
	return {
		session: requests
			.filter((each) => each.session === session)
			.reduce((sum, each) => sumTotals(sum, totalsOf(each)), noTotals),
		today: total(days.filter(({ day }) => day === today)),
		month: total(inMonth),
		models: [...new Set(inMonth.map(({ model }) => model))]
			.map((model) => ({ model, totals: total(inMonth.filter((each) => each.model === model)) }))
			.filter(({ totals }) => totals.requests > 0)
			.sort((left, right) => weight(right.totals) - weight(left.totals)),
		days: lastDays(today).map((day) => ({ day, totals: total(days.filter((each) => each.day === day)) })),
		requests: requests.filter((each) => each.promptTokens > 0).slice(-chartRequests),
		misses: requests
			.filter((each) => each.miss !== undefined)
			.slice(-recentMisses)
			.reverse(),
		drifts: lastDrifts(requests),
		formats: formatsByModel(days),
		since: days[0]?.day,
	};
}

/** What the calendar month of a day has cost so far in a currency. */
export function spentInMonth({ records, folded }: UsageData, today: string, currency: string): number {
	const month = monthOf(today);
	return byDayAndModel(records, folded)
		.filter(({ day }) => monthOf(day) === month)
		.reduce((sum, { totals }) => sum + (totals.money[currency] ?? 0), 0);
}

function lastDrifts(requests: readonly RequestRecord[]): UsageSummary['drifts'] {
	const told = requests.filter(({ ownCount, promptTokens }) => ownCount !== true && promptTokens > 0);
	const last = new Map(told.map((request) => [JSON.stringify([request.host, request.model]), request]));
	return [...last.values()].flatMap(({ host, model, promptTokens, ownPromptTokens }) =>
		ownPromptTokens === undefined ? [] : [{ host, model, drift: { ours: ownPromptTokens, theirs: promptTokens } }],
	);
}

function formatsByModel(days: readonly DayModel[]): UsageSummary['formats'] {
	const models = new Map<string, Record<string, FormatCounts>>();
	for (const { model, formats } of days) {
		models.set(model, mergeFormats(models.get(model) ?? {}, formats));
	}
	return [...models]
		.flatMap(([model, formats]) => Object.entries(formats).map(([format, counts]) => ({ model, format, counts })))
		.sort((left, right) => right.counts.blocks - left.counts.blocks);
}

/** Money first; without prices, tokens. */
function weight({ money, promptTokens, completionTokens }: Totals): number {
	const amount = Object.values(money).reduce((sum, each) => sum + each, 0);
	return amount * 1e15 + promptTokens + completionTokens;
}

function monthOf(day: string): string {
	return day.slice(0, 7);
}

function lastDays(today: string): string[] {
	const last = Date.parse(`${today}T00:00:00Z`);
	return Array.from({ length: chartDays }, (_, index) =>
		new Date(last - (chartDays - 1 - index) * 86_400_000).toISOString().slice(0, 10),
	);
}
