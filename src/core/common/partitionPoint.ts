/**
 * The place of the first item that is not before something, in a list where all that are come first; the list's length
 * where all are.
 */
export function partitionPoint<Item>(items: readonly Item[], isBefore: (item: Item) => boolean): number {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (isBefore(items[middle]!)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}
