import {
	type ColumnView,
	type FormatRow,
	formatCount,
	formatMoney,
	formatTokens,
	type MoneyView,
	plural,
	type TotalsView,
} from '../../src/protocol';
import { shareText } from '../chat/wording/cost';

/** `$1.27`, or `$1.27 + ¥3.10`; a dash where no price is known. */
export function moneyLine(money: readonly MoneyView[]): string {
	return money.length === 0 ? '–' : money.map(({ amount, currency }) => formatMoney(amount, currency)).join(' + ');
}

/** A share from 0 to 1 as a percentage, `–` when it is not known. */
export function shareWords(share: number | undefined): string {
	return share === undefined ? '–' : shareText(share, 1);
}

/** `14 requests · 2 cache misses · 1 failed`. */
export function requestsLine({ requests, misses, failed, unpriced }: TotalsView): string {
	return [
		plural(requests, 'request'),
		...(misses === 0 ? [] : [`${formatCount(misses)} cache ${misses === 1 ? 'miss' : 'misses'}`]),
		...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
		...(unpriced === 0 ? [] : [`${formatCount(unpriced)} without a price`]),
	].join(' · ');
}

/** All of a column in one line, for the caption and for screen readers. */
export function columnLine(column: ColumnView, currency: string): string {
	const { label, detail, requests, promptTokens, cachedTokens, cost } = column;
	const cached = cachedTokens === undefined ? '' : `, ${shareText(cachedTokens, promptTokens)} cached`;
	return [
		label,
		detail ?? (requests === 0 ? 'no requests' : plural(requests, 'request')),
		...(requests === 0 ? [] : [`${formatTokens(promptTokens)} tokens read${cached}`]),
		...(cost === undefined ? [] : [formatMoney(cost, currency)]),
	].join(' · ');
}

/** Blocks of a row that were understood. */
export function wellFormed({ blocks, malformed }: FormatRow): number {
	return blocks - malformed;
}

/** Blocks that matched after a harmless repair. */
export function repaired({ repaired: tiers }: FormatRow): number {
	return tiers.reduce((sum, { count }) => sum + count, 0);
}

/** `3 indentation, 1 line endings`. */
export function repairs({ repaired: tiers }: FormatRow): string {
	return tiers.map(({ tier, count }) => `${formatCount(count)} ${tier}`).join(', ');
}
