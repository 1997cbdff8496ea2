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
	/** What the prompt is expected to cost; the answer comes on top. */
	readonly estimate: number;
}

/**
 * Whether a request needs to be asked about.
 * @param spent this calendar month so far, in the limit's currency
 * @param estimate of its prompt; undefined for a model without a price, which costs nothing as far as anyone knows
 * @returns undefined while it stays within the limit
 */
export function limitPassed(
	limit: MonthlyLimit | undefined,
	spent: number,
	estimate: number | undefined,
): LimitPassed | undefined {
	return limit && estimate !== undefined && spent + estimate > limit.amount ? { ...limit, spent, estimate } : undefined;
}
