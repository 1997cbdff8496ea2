import { formatClock, formatCount, formatMoney } from '../common/format';

/** What the next question of a chat takes with a model and its thinking. */
export interface NextCost {
	/** For example `DeepSeek V4 Pro with thinking “high”`. */
	readonly name: string;
	/** As the endpoint counts. */
	readonly promptTokens: number;
	/** Of those, expected from its cache. */
	readonly cachedTokens: number;
	/** Money for the prompt now; undefined when no price is known. */
	readonly cost?: number | undefined;
	/** At peak hours: what it costs after them, and when that begins (milliseconds since the epoch). */
	readonly offPeak?: { readonly cost: number; readonly from: number } | undefined;
	readonly currency: string;
	/** Money for the same prompt once all of it is cached; undefined when no price is known. */
	readonly costFromCache?: number;
}

/**
 * Compares going on with a chat as it is and changing its model or thinking.
 * @param now milliseconds since the epoch
 */
export function changeSentences(stay: NextCost, change: NextCost, now: number): string {
	const anew = change.promptTokens - change.cachedTokens;
	const read =
		anew === change.promptTokens
			? `has its whole prompt of about ${formatCount(anew)} tokens read anew`
			: `has about ${formatCount(anew)} of its ${formatCount(change.promptTokens)} tokens read anew`;
	const later =
		change.costFromCache === undefined || change.cost === undefined || change.costFromCache >= change.cost
			? ''
			: ` Questions after it then cost about ${formatMoney(change.costFromCache, change.currency)} for what is cached.`;
	const current = money(stay, now);
	const first =
		current === undefined
			? `As it is, ${cached(stay)} of the next question's prompt comes from the cache.`
			: `As it is, the next question costs ${current}, ${cached(stay)} of it from the cache.`;
	const changed = money(change, now);
	return `${first} With ${change.name} it ${read}${changed === undefined ? '' : `, for ${changed}`}.${later}`;
}

function cached({ promptTokens, cachedTokens }: NextCost): string {
	const percent = promptTokens === 0 ? 0 : Math.floor((100 * Math.min(promptTokens, cachedTokens)) / promptTokens);
	return percent === 0 ? 'nothing' : `${percent} %`;
}

function money({ cost, offPeak, currency }: NextCost, now: number): string | undefined {
	if (cost === undefined) {
		return undefined;
	}
	const current = `about ${formatMoney(cost, currency)}`;
	return offPeak
		? `${current} now, at peak hours, and ${formatMoney(offPeak.cost, currency)} from ${formatClock(offPeak.from, now)} on`
		: current;
}
