import type { ModelError } from './errors';

const firstDelay = 0.5;
const longestDelay = 10;
const jitter = 0.25;
/** Longest wait an endpoint may ask for before we give the decision back to the user, in seconds. */
const longestRetryAfter = 60;
/** More uncached tokens than this are not paid for twice without asking. */
const coldLimit = 100_000;

/** Attempts of one request, the first included. */
export const maximumAttempts = 4;

/** What is known about the request that failed. */
export interface RetrySituation {
	/** 1 after the first failure. */
	readonly attempt: number;
	/** From 0 (inclusive) to 1 (exclusive). */
	readonly random: number;
	/** Size of the prompt, in tokens. */
	readonly promptTokens: number;
	/** What the endpoint was expected to read from its cache, in tokens; 0 for a cold prompt. */
	readonly expectedCachedTokens: number;
}

export type RetryDecision =
	| { readonly retry: true; /** Seconds. */ readonly delay: number }
	| {
			readonly retry: false;
			/**
			 * `lasting`: the same request would fail in the same way. `attempts`: it was tried often enough. `asked-to-wait`:
			 * the endpoint wants more patience than ours. `cold`: it may have begun, and repeating it might pay a second time
			 * for a large cold prompt.
			 */
			readonly reason: 'lasting' | 'attempts' | 'asked-to-wait' | 'cold';
	  };

/**
 * Whether to send a request again that failed before its first token, and when. What failed after that is never sent
 * again by itself: no answer is paid for twice.
 */
export function decideRetry(error: ModelError, situation: RetrySituation): RetryDecision {
	if (!error.passing || error.begun === 'yes') {
		return { retry: false, reason: 'lasting' };
	}
	if (situation.attempt >= maximumAttempts) {
		return { retry: false, reason: 'attempts' };
	}
	if (error.begun !== 'no' && estimatedCold(situation.promptTokens, situation.expectedCachedTokens)) {
		return { retry: false, reason: 'cold' };
	}
	const asked = error.details.retryAfter;
	if (asked !== undefined) {
		return asked <= longestRetryAfter ? { retry: true, delay: asked } : { retry: false, reason: 'asked-to-wait' };
	}
	const delay = Math.min(longestDelay, firstDelay * 2 ** (situation.attempt - 1));
	return { retry: true, delay: delay * (1 - jitter + 2 * jitter * situation.random) };
}

/** True when so much of a prompt must be read anew that sending it a second time is the user's decision. */
export function estimatedCold(promptTokens: number, expectedCachedTokens: number): boolean {
	return promptTokens - Math.min(promptTokens, expectedCachedTokens) > coldLimit;
}
