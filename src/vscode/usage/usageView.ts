import { driftSentence } from '../../core/model/counting';
import type { MonthlyLimit } from '../../core/usage/monthlyLimit';
import { missSentence } from '../../core/usage/missWords';
import type { FormatCounts, RequestRecord } from '../../core/usage/records';
import type { UsageSummary } from '../../core/usage/summary';
import type { Totals } from '../../core/usage/totals';
import { isDeepSeek } from '../../node/endpoint';
import type { ColumnView, FormatRow, TotalsView, UsageView } from '../../protocol';

const kinds: Readonly<Record<RequestRecord['kind'], string>> = {
	question: 'question',
	edit: 'edit',
	explain: 'explanation',
	'warm-up': 'warm-up',
};
const formatNames: Readonly<Record<string, string>> = {
	blocks: 'SEARCH/REPLACE blocks',
	'unified-diff': 'unified diff',
	'v4a-patch': 'V4A patch',
	'fenced-file': 'whole file in a fence',
	unknown: 'not recognised',
};
const tierNames: Readonly<Record<string, string>> = {
	'line-endings': 'line endings',
	indentation: 'indentation',
	'line-numbers': 'copied line numbers',
	'trailing-space': 'white space at line ends',
	'look-alikes': 'look-alike characters',
};

const shortDay = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('en', { month: 'long' });
const moment = new Intl.DateTimeFormat('en', {
	...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});

/** A summary in the terms of the usage page. */
export function usageView(summary: UsageSummary, limit: MonthlyLimit | undefined, now: Date): UsageView {
	const currency = chartCurrency(summary);
	return {
		...(summary.since === undefined ? {} : { since: longDay.format(midnight(summary.since)) }),
		session: totalsView(summary.session),
		today: totalsView(summary.today),
		month: totalsView(summary.month),
		monthName: monthName.format(now),
		...(limit
			? {
					limit: {
						amount: limit.amount,
						spent: summary.month.money[limit.currency] ?? 0,
						currency: limit.currency,
					},
				}
			: {}),
		currency,
		days: summary.days.map(({ day, totals }) => ({
			label: shortDay.format(midnight(day)),
			requests: totals.requests,
			promptTokens: totals.promptTokens,
			...(totals.toldTokens === 0 ? {} : { cachedTokens: totals.cachedTokens }),
			...costIn(totals.money, currency),
		})),
		requests: summary.requests.map((request) => requestColumn(request, currency)),
		models: summary.models.map(({ model, totals }) => ({ model, totals: totalsView(totals) })),
		misses: summary.misses.flatMap((request) =>
			request.miss
				? [
						{
							at: moment.format(request.at),
							model: request.model,
							sentence: missSentence(request.miss, request.currency),
						},
					]
				: [],
		),
		counts: summary.drifts.flatMap(({ host, model, drift }) => {
			const sentence = driftSentence(drift, isDeepSeekHost(host));
			return sentence === undefined ? [] : [{ host, model, sentence }];
		}),
		formats: summary.formats.map(({ model, format, counts }) => formatRow(model, format, counts)),
	};
}

function totalsView(totals: Totals): TotalsView {
	const { requests, failed, misses, promptTokens, completionTokens, toldTokens, cachedTokens, unpriced } = totals;
	return {
		...{ requests, failed, misses, promptTokens, completionTokens, unpriced },
		...(toldTokens === 0 ? {} : { cachedShare: Math.min(1, cachedTokens / toldTokens) }),
		money: Object.entries(totals.money)
			.map(([currency, amount]) => ({ currency, amount }))
			.sort((left, right) => right.amount - left.amount),
	};
}

function requestColumn(request: RequestRecord, currency: string): ColumnView {
	const { at, model, kind, outcome, promptTokens, cachedTokens } = request;
	const ended = outcome === 'done' ? '' : `, ${outcome}`;
	return {
		label: moment.format(at),
		detail: `${kinds[kind]} to ${model}${ended}`,
		requests: 1,
		promptTokens,
		...(cachedTokens === undefined ? {} : { cachedTokens }),
		...(request.cost !== undefined && request.currency === currency ? { cost: request.cost } : {}),
	};
}

/** Sums of several currencies make no chart: the one used last is drawn, the others stand in the totals. */
function chartCurrency({ requests, month }: UsageSummary): string {
	const last = requests.findLast((request) => request.currency !== undefined);
	return last?.currency ?? Object.keys(month.money)[0] ?? '';
}

function costIn(money: Readonly<Record<string, number>>, currency: string): { cost?: number } {
	const cost = money[currency];
	return cost === undefined ? {} : { cost };
}

function formatRow(model: string, format: string, counts: FormatCounts): FormatRow {
	const { blocks, malformed, whole, noChange, ambiguous, notFound, refused } = counts;
	const { exact = 0, ...repaired } = counts.matched;
	return {
		...{ model, blocks, malformed, exact, whole, noChange, ambiguous, notFound, refused },
		format: formatNames[format] ?? format,
		repaired: Object.entries(repaired).map(([tier, count]) => ({ tier: tierNames[tier] ?? tier, count })),
	};
}

function isDeepSeekHost(host: string): boolean {
	return URL.canParse(`https://${host}`) && isDeepSeek(`https://${host}`);
}

function midnight(day: string): Date {
	return new Date(`${day}T00:00:00Z`);
}
