import { l10n } from 'vscode';
import { formatClock, formatCount, formatMoney, formatSeconds, formatTokens, plural } from '../../core/common/format';
import type { WarmUpReceipt } from '../../core/conversation/warmUp';
import { requestCost, type ModelFacts } from '../../core/model/catalog';
import type { CacheDomain } from '../../core/model/packReads';
import { promptPrice } from '../../core/model/promptPrice';
import { thinkingName } from '../../core/model/thinking';
import type { LimitPassed } from '../../core/usage/monthlyLimit';

/** What is known before warming up. Times are milliseconds since the epoch. */
export interface WarmUpPlan {
	readonly domain: CacheDomain;
	readonly facts: ModelFacts;
	readonly files: number;
	readonly tokens: number;
	readonly consented: boolean;
	/** Nobody checks who answers under the name of the host. */
	readonly unchecked: boolean;
	/** When the pack was read, if it is expected to be cached still. */
	readonly read?: { readonly at: number; readonly tokens: number };
	/** When it would pass the limit of this month. */
	readonly passed: LimitPassed | undefined;
	readonly now: number;
}

/** The question before anything is sent, with all that it takes. */
export function warmUpQuestion(plan: WarmUpPlan): { question: string; detail: string; accept: string } {
	const { domain, facts, files, tokens, consented, unchecked, read, passed, now } = plan;
	const { host, thinking } = domain;
	const how = thinking.enabled
		? l10n.t('{0} with thinking “{1}”', facts.label, thinkingName(thinking))
		: l10n.t('{0} without thinking', facts.label);
	const size = l10n.t(
		'{0} with {1} tokens are sent to {2}, for an answer of one token.',
		plural(files, 'file'),
		formatCount(tokens),
		host,
	);
	const minutes = read && Math.max(1, Math.round((now - read.at) / 60_000));
	return {
		question: l10n.t('Warm up the cache for {0}?', how),
		detail: [
			`${size} ${moneyWords(facts, { prompt: tokens, cached: read?.tokens ?? 0 }, now)}`,
			...(minutes === undefined
				? [l10n.t('The first question of a new chat then finds the repository cached.')]
				: [
						l10n.t(
							'It was read {0} ago and is expected to be cached still; reading it again keeps it there.',
							plural(minutes, 'minute'),
						),
					]),
			...(passed
				? [
						l10n.t(
							'This would pass your limit of {0} for this month: {1} is spent.',
							formatMoney(passed.amount, passed.currency),
							formatMoney(passed.spent, passed.currency),
						),
					]
				: []),
			...(unchecked
				? [
						l10n.t(
							'The certificate of {0} is not checked: "http.proxyStrictSSL" is off. Whoever answers under this name gets files and key.',
							host,
						),
					]
				: []),
			consented
				? l10n.t('You have agreed to send this workspace to {0}.', host)
				: l10n.t('You have not sent this workspace to {0} yet. If you go on, you agree to send it there.', host),
		].join('\n\n'),
		accept: consented ? l10n.t('Warm Up') : l10n.t('Agree and Warm Up'),
	};
}

/** What a prompt costs now, and later when that is less. */
export function moneyWords(
	facts: ModelFacts,
	tokens: { readonly prompt: number; readonly cached: number },
	now: number,
): string {
	const price = promptPrice(facts, tokens, new Date(now));
	if (!price) {
		return l10n.t('What that costs is not known.');
	}
	const { currency, offPeak } = price;
	const cost = formatMoney(price.now, currency);
	return offPeak
		? l10n.t(
				'That costs about {0} now, at peak hours; from {1} on it is {2}.',
				cost,
				formatClock(offPeak.from, now),
				formatMoney(offPeak.cost, currency),
			)
		: l10n.t('That costs about {0}.', cost);
}

/** What a warm-up really took. */
export function receiptWords(receipt: WarmUpReceipt, { price, label }: ModelFacts, host: string): string {
	const { usage, promptTokens, startedAt, endedAt } = receipt;
	const prompt = usage?.promptTokens ?? promptTokens;
	const cached = usage?.cachedTokens ?? 0;
	const completion = usage?.completionTokens ?? 1;
	const money =
		price && formatMoney(requestCost(price, { prompt, cached, completion }, new Date(startedAt)), price.currency);
	return l10n.t(
		'The cache is warm: {0} read {1} tokens, {2} of them cached already{3}, in {4}. {5} may need some seconds more to keep them.',
		label,
		formatCount(prompt),
		formatTokens(cached),
		money === undefined ? '' : l10n.t(', for {0}', money),
		formatSeconds((endedAt - startedAt) / 1_000),
		host,
	);
}
