import {
	type EstimateView,
	type ReceiptView,
	formatClock,
	formatCount,
	formatMoney,
	formatSeconds,
	formatShare,
	formatTokens,
} from '../../../src/protocol';
import { joint } from './joint';

/** A share whose number stays with its sign. */
export function shareText(part: number, whole: number): string {
	return formatShare(part, whole).replaceAll(' ', joint);
}

/** What the next question will take: `~198k tokens · 97 % cached · $0.0012 now, $0.0006 from 18:00`. */
export function estimateLine(estimate: EstimateView): string {
	const parts = [`~${formatTokens(estimate.promptTokens)}${joint}tokens`];
	if (estimate.cachedTokens > 0) {
		parts.push(`${shareText(estimate.cachedTokens, estimate.promptTokens)} cached`);
	}
	const { cost, offPeak, currency } = estimate;
	if (cost !== undefined) {
		const now = formatMoney(cost, currency);
		const later = offPeak && formatMoney(offPeak.cost, currency);
		// Prices too small to tell apart are one price.
		parts.push(
			offPeak === undefined || later === undefined || later === now
				? now
				: `${now}${joint}now, ${later}${joint}from${joint}${formatClock(offPeak.from, Date.now()).replace(' ', joint)}`,
		);
	}
	return parts.join(' · ');
}

/** The estimate as a sentence, for the tooltip and for screen readers. */
export function estimateSentence(estimate: EstimateView): string {
	const { promptTokens, cachedTokens, offPeak, currency, room } = estimate;
	const cost = estimate.cost === undefined ? '' : `, for about ${formatMoney(estimate.cost, currency)}`;
	const later = offPeak
		? ` It is peak time until ${formatClock(offPeak.from, Date.now())}; then it costs ${formatMoney(offPeak.cost, currency)}.`
		: '';
	const factor = estimate.countFactor ?? 1;
	const counted =
		factor === 1
			? ''
			: ` This endpoint has counted up to ${Math.round((factor - 1) * 100)}${joint}% more than Longview, which is allowed for.`;
	const left = room.left === 0 ? '' : ` ${formatCount(room.left)} tokens are kept for reasoning and answer.`;
	const cached = formatCount(Math.min(cachedTokens, promptTokens));
	const focus =
		estimate.focusTokens === undefined
			? ''
			: ` Files in focus, repeated near the question, take ${formatCount(estimate.focusTokens)} of them.`;
	return `The next question sends about ${formatCount(promptTokens)} tokens, ${cached} of them expected from the endpoint's cache${cost}.${focus}${later}${left}${counted}`;
}

/**
 * Says that little or nothing is left for an answer; undefined while there is enough.
 * @param begun whether the chat has told something that a new one would not repeat
 */
export function roomWarning({ room }: EstimateView, begun: boolean): string | undefined {
	const remedy = begun ? 'A new chat has more room.' : 'Exclude folders for more room.';
	if (room.left === 0) {
		return `The next question leaves no room for an answer. ${remedy}`;
	}
	return room.left < room.wanted / 2
		? `Only ${formatTokens(room.left)} tokens are left for reasoning and answer. ${remedy}`
		: undefined;
}

/** What an answer took: `198,012 in (97 % cached) · 1,204 out · $0.0012 · 8.2 s · deepseek-flash`. */
export function receiptLine(receipt: ReceiptView): string {
	const about = receipt.ownCount ? '~' : '';
	const cached =
		receipt.cachedTokens === undefined
			? ''
			: ` (${about}${shareText(receipt.cachedTokens, receipt.promptTokens)} cached)`;
	const parts = [
		`${about}${formatCount(receipt.promptTokens)}${joint}in${cached}`,
		`${about}${formatCount(receipt.completionTokens)}${joint}out`,
	];
	if (receipt.cost !== undefined) {
		const charged = receipt.charged === true ? `${joint}charged` : '';
		parts.push(about + formatMoney(receipt.cost, receipt.currency) + charged);
	}
	if (receipt.seconds !== undefined) {
		parts.push(formatSeconds(receipt.seconds).replaceAll(' ', joint));
	}
	parts.push(receipt.model);
	return parts.join(' · ');
}

/** The receipt in full sentences. */
export function receiptSentence(receipt: ReceiptView): string {
	const cached =
		receipt.cachedTokens === undefined ? '' : `, ${formatCount(receipt.cachedTokens)} of them from the cache`;
	const reasoning =
		receipt.reasoningTokens === undefined ? '' : `, ${formatCount(receipt.reasoningTokens)} of them for reasoning`;
	const time = receipt.seconds === undefined ? '' : `, in ${formatSeconds(receipt.seconds)}`;
	const about = receipt.ownCount ? 'about ' : '';
	const cost =
		receipt.cost === undefined
			? ''
			: receipt.charged === true
				? ` The endpoint says that it charged ${formatMoney(receipt.cost, receipt.currency)}.`
				: ` It cost ${about}${formatMoney(receipt.cost, receipt.currency)}.`;
	const counted = receipt.ownCount
		? ' The endpoint sent no usage: the tokens were counted here, and the cached part is what was expected.'
		: '';
	return `${receipt.model} read ${formatCount(receipt.promptTokens)} tokens${cached}, and wrote ${formatCount(receipt.completionTokens)} tokens${reasoning}${time}.${cost}${counted}`;
}

/** A share of the prompt by which an estimate may be off and still be called right. */
const tolerance = 0.02;

/** How the estimate made before sending turned out, or undefined when there was none. */
export function estimateOutcome(receipt: ReceiptView): string | undefined {
	const { estimated, cachedTokens, promptTokens, promptCost, currency } = receipt;
	if (receipt.ownCount) {
		return 'estimated: the endpoint sent no usage';
	}
	if (estimated === undefined || (cachedTokens === undefined && promptCost === undefined)) {
		return undefined;
	}
	const cachedDifference = cachedTokens === undefined ? 0 : Math.abs(cachedTokens - estimated.cachedTokens);
	const right = Math.max(cachedDifference, Math.abs(promptTokens - estimated.promptTokens)) <= tolerance * promptTokens;
	if (right) {
		return promptCost === undefined
			? 'cached as estimated'
			: `prompt ${formatMoney(promptCost, currency)}, as estimated`;
	}
	const foreseen = `${formatCount(estimated.cachedTokens)}${joint}cached`;
	return promptCost === undefined || estimated.cost === undefined
		? `estimated ${foreseen}`
		: `prompt ${formatMoney(promptCost, currency)}, estimated ${formatMoney(estimated.cost, currency)} with ${foreseen}`;
}
