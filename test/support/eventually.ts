import { setTimeout } from 'node:timers/promises';

const interval = 25;

/**
 * Asks again and again until there is an answer.
 * @param what What is waited for, named when it does not come.
 * @param ask Gives nothing (undefined, null or false) as long as it has to be asked again.
 */
export async function eventually<T>(
	what: string,
	ask: () => T | Promise<T>,
	timeout = 30_000,
): Promise<NonNullable<Exclude<T, false>>> {
	const deadline = Date.now() + timeout;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined && answer !== null && answer !== false) {
			return answer as NonNullable<Exclude<T, false>>;
		}
		if (Date.now() > deadline) {
			throw new Error(`Waited ${timeout / 1000} s in vain for: ${what}`);
		}
		await setTimeout(interval);
	}
}
