/** Where two sorted lists hold different objects: what was replaced by another of its name is in both. */
export interface ListDifference {
	/** Places in the list before, ascending. */
	readonly removed: readonly number[];
	/** Places in the list after, ascending. */
	readonly added: readonly number[];
}

/**
 * Compares two lists that are sorted by name. Looks into the objects only where they differ: a hundred thousand are
 * compared in a fraction of a millisecond, while asking each for its name takes tens.
 */
export function listDifference<Item extends object>(
	before: readonly Item[],
	after: readonly Item[],
	nameOf: (item: Item) => string,
): ListDifference {
	const removed: number[] = [];
	const added: number[] = [];
	let from = 0;
	let to = 0;
	while (from < before.length && to < after.length) {
		const [left, right] = [before[from]!, after[to]!];
		if (left === right) {
			from++;
			to++;
			continue;
		}
		const [leftName, rightName] = [nameOf(left), nameOf(right)];
		if (leftName <= rightName) {
			removed.push(from++);
		}
		if (rightName <= leftName) {
			added.push(to++);
		}
	}
	for (; from < before.length; from++) {
		removed.push(from);
	}
	for (; to < after.length; to++) {
		added.push(to);
	}
	return { removed, added };
}

/** Whether every object was replaced by one of the same name: all places are what they were. */
export function keepsPlaces({ removed, added }: ListDifference, before: readonly object[], after: readonly object[]) {
	return (
		before.length === after.length &&
		removed.length === added.length &&
		removed.every((place, index) => place === added[index])
	);
}

/** Numbers about the items of a list, for the list after it: those of new items are `fill`. */
export function movedColumn(
	column: Int32Array,
	{ removed, added }: ListDifference,
	fill: number,
): Int32Array<ArrayBuffer> {
	const result = new Int32Array(column.length - removed.length + added.length);
	let from = 0;
	let to = 0;
	let nextRemoved = 0;
	let nextAdded = 0;
	while (from < column.length || to < result.length) {
		if (removed[nextRemoved] === from) {
			nextRemoved++;
			from++;
		} else if (added[nextAdded] === to) {
			nextAdded++;
			result[to++] = fill;
		} else {
			const kept = Math.min((removed[nextRemoved] ?? column.length) - from, (added[nextAdded] ?? result.length) - to);
			result.set(column.subarray(from, from + kept), to);
			from += kept;
			to += kept;
		}
	}
	return result;
}
