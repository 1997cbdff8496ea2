/** Files looked at at once. */
const atOnce = 32;

/** Does the same to each of many files, a limited number of them at once. Rejects as soon as one does. */
export async function inBatches<Item, Result>(
	items: readonly Item[],
	run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	for (let at = 0; at < items.length; at += atOnce) {
		results.push(...(await Promise.all(items.slice(at, at + atOnce).map(run))));
	}
	return results;
}
