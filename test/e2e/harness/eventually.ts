export { eventually } from '../../support/eventually';

/** Milliseconds that one try is given, before what it was tried on is opened anew. */
export const patience = 5_000;

/** Whether an action came to its end; when it did not, it is tried again in another way. */
export async function succeeds(action: Promise<unknown>): Promise<boolean> {
	return await action.then(
		() => true,
		() => false,
	);
}
