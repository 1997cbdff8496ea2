import type { ModelError } from './errors';

/** Kinds of failure that pass by themselves. */
const passing: ReadonlySet<string> = new Set(['too-many-requests', 'overloaded', 'server']);

const firstDelay = 0.5;
const longestDelay = 10;
const jitter = 0.25;
/** Longest wait an endpoint may ask for before we give the decision back to the user, in seconds. */
const longestRetryAfter = 60;

/** Attempts of one request, the first included. */
export const maximumAttempts = 4;

/**
 * Seconds to wait before the next attempt, or undefined when the failure should be shown instead. Only failures before
 * the first token are retried, so no answer is paid for twice.
 * @param attempt 1 after the first failure
 * @param random from 0 (inclusive) to 1 (exclusive)
 */
export function retryDelay(error: ModelError, attempt: number, random: number): number | undefined {
	if (!passing.has(error.kind) || attempt >= maximumAttempts) {
		return undefined;
	}
	const asked = error.details.retryAfter;
	if (asked !== undefined) {
		return asked <= longestRetryAfter ? asked : undefined;
	}
	const delay = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1));
	return delay * (1 - jitter + 2 * jitter * random);
}
