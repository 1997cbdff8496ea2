import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually';

export { eventually };

/** Milliseconds that one try is given, before what it was tried on is opened anew. */
export const patience = 5_000;

/** Milliseconds after which what must not be done twice (a decision about one hunk, a step to the next) was lost. */
export const rarely = 3 * patience;

/** Whether an action came to its end; when it did not, it is tried again in another way. */
export async function succeeds(action: Promise<unknown>): Promise<boolean> {
	return await action.then(
		() => true,
		() => false,
	);
}

/**
 * Does something until its effect is there: a click or a key is lost where what it was meant for is drawn anew just then,
 * and where another part of the window takes the focus.
 * @param effect What is to be seen, or what waits for the effect, at most as many milliseconds as it is told.
 * @param again Milliseconds without an effect after which the action counts as lost. They must be far more than the effect
 *   ever takes where doing it twice is not the same as doing it once.
 */
export async function until(
	what: string,
	effect: Locator | ((timeout: number) => Promise<unknown>),
	action: () => Promise<unknown>,
	again = patience,
): Promise<void> {
	const wait = typeof effect === 'function' ? effect : (timeout: number) => effect.waitFor({ timeout });
	await eventually(
		what,
		async () => {
			if (await succeeds(wait(1))) {
				return true;
			}
			await succeeds(action());
			return await succeeds(wait(again));
		},
		2 * (3 * patience + again),
	);
}

/** The effect of what takes something out of sight. */
export function gone(locator: Locator): (timeout: number) => Promise<void> {
	return (timeout) => locator.waitFor({ state: 'hidden', timeout });
}
