import { isPeak, peakState, requestCost, type ModelFacts } from './catalog';

/** What a prompt costs before its answer, in `currency`. */
export interface PromptPrice {
	readonly currency: string;
	/** At the given time. */
	readonly now: number;
	/** When it is peak now: what it costs afterwards, and from when on (milliseconds since the epoch). */
	readonly offPeak?: { readonly cost: number; readonly from: number };
}

/** The price of a prompt now and, at peak hours, after them; undefined where no price is known. */
export function promptPrice(
	{ price }: Pick<ModelFacts, 'price'>,
	tokens: { readonly prompt: number; readonly cached: number },
	time: Date,
): PromptPrice | undefined {
	if (!price) {
		return undefined;
	}
	const cost = (at: Date) => requestCost(price, { ...tokens, completion: 0 }, at);
	const now = { currency: price.currency, now: cost(time) };
	const until = price.peakFactor > 1 && isPeak(time, price.peak) ? peakState(time, price.peak).until : undefined;
	return until ? { ...now, offPeak: { cost: cost(until), from: until.getTime() } } : now;
}
