import { l10n } from 'vscode';
import { formatMoney } from '../../../core/common/format';
import { peakState, type ModelPrice, type PeakSchedule } from '../../../core/model/catalog';

/** When the price changes next, on the clock of the user: `until 18:00`, `until Friday 03:00`. */
export function untilWords(until: Date, now: Date): string {
	const time = until.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
	if (until.toDateString() === now.toDateString()) {
		return l10n.t('until {0}', time);
	}
	return l10n.t('until {0} {1}', until.toLocaleDateString(undefined, { weekday: 'long' }), time);
}

/** `Peak prices until 18:00.` */
export function peakWords(schedule: PeakSchedule, now: Date): string {
	const { peak, until, holiday, certain } = peakState(now, schedule);
	const reason = holiday === undefined ? '' : ` ${l10n.t('({0})', holiday)}`;
	const doubt = certain ? '' : ` ${l10n.t('The holidays of this day are not known yet.')}`;
	if (until === undefined) {
		return (peak ? l10n.t('Peak prices.') : l10n.t('Off-peak prices.')) + doubt;
	}
	const words = untilWords(until, now);
	return (peak ? l10n.t('Peak prices {0}.', words) : l10n.t('Off-peak prices {0}{1}.', words, reason)) + doubt;
}

/** What a million tokens costs now, and what it costs at the other hours. */
export function priceWords(price: ModelPrice, now: Date): string {
	const of = (factor: number) =>
		l10n.t(
			'{0} in, {1} cached, {2} out',
			...[price.input, price.cachedInput, price.output].map((each) => shortMoney(each * factor, price.currency)),
		);
	if (price.peakFactor === 1) {
		return l10n.t('{0} per million tokens', of(1));
	}
	return peakState(now, price.peak).peak
		? l10n.t('{0} per million tokens now, {1} off-peak', of(price.peakFactor), of(1))
		: l10n.t('{0} per million tokens now, {1} at peak', of(1), of(price.peakFactor));
}

/** Without zeros that say nothing. */
function shortMoney(amount: number, currency: string): string {
	return formatMoney(amount, currency).replace(/(\.\d\d\d*?)0+$/, '$1');
}
