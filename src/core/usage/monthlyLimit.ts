import type { ExpectedAnswer } from './expectedAnswer';

/** What a user wants to spend in a calendar month at most, before being asked. */
export interface MonthlyLimit {
	/** Above 0, in units of the currency. */
	readonly amount: number;
	/** Of the price of the model that is asked. */
	readonly currency: string;
}

/** Figures of a request that would pass the limit. */
export interface LimitPassed extends MonthlyLimit {
	/** This calendar month so far. */
	readonly spent: number;
	/** What the prompt is expected to cost. */
	readonly estimate: number;
	/** What its answer is expected to be and to cost on top; left out where there is none to speak of. */
	readonly answer?: ExpectedAnswer & { readonly cost: number };
}

/**
 * Whether a request needs to be asked about.
 * @param spent this calendar month so far, in the limit's currency
 * @param estimate of its prompt; undefined for a model without a price, which costs nothing as far as anyone knows
 * @param answer expected behind it
 * @returns undefined while it stays within the limit
 */
export function limitPassed(
	limit: MonthlyLimit | undefined,
	spent: number,
	estimate: number | undefined,
	answer?: LimitPassed['answer'],
): LimitPassed | undefined {
	return limit && estimate !== undefined && spent + estimate + (answer?.cost ?? 0) > limit.amount
		? { ...limit, spent, estimate, ...(answer ? { answer } : {}) }
		: undefined;
}
