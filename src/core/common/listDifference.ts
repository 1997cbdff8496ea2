/** Where two sorted lists hold different objects: what was replaced by another of its name is in both. */
export interface ListDifference {
	/** Places in the list before, ascending. */
	readonly removed: readonly number[];
	/** Places in the list after, ascending. */
	readonly added: readonly number[];
}

/** By the later list. */
const known = new WeakMap<
	readonly object[],
	{ readonly before: WeakRef<readonly object[]>; readonly difference: ListDifference }
>();

/**
 * Says how two lists differ that will be compared: whoever makes the one of the other knows it, and going through a
 * hundred thousand objects takes milliseconds.
 */
export function noteDifference(before: readonly object[], after: readonly object[], difference: ListDifference): void {
	known.set(after, { before: new WeakRef(before), difference });
}

/**
 * Compares two lists that are sorted by name and do not change any more. Looks into the objects only where they differ:
 * asking each of a hundred thousand for its name takes tens of milliseconds.
 */
export function listDifference<Item extends object>(
	before: readonly Item[],
	after: readonly Item[],
	nameOf: (item: Item) => string,
): ListDifference {
	const found = known.get(after);
	if (found?.before.deref() === before) {
		return found.difference;
	}
	const difference = compare(before, after, nameOf);
	noteDifference(before, after, difference);
	return difference;
}

function compare<Item extends object>(
	before: readonly Item[],
	after: readonly Item[],
	nameOf: (item: Item) => string,
): ListDifference {
	const removed: number[] = [];
	const added: number[] = [];
	let from = 0;
	let fromEnd = before.length;
	let toEnd = after.length;
	// Mostly little differs: what is the same before and behind it is passed over by the plainest of loops.
	for (const least = Math.min(fromEnd, toEnd); from < least && before[from] === after[from];) {
		from++;
	}
	while (fromEnd > from && toEnd > from && before[fromEnd - 1] === after[toEnd - 1]) {
		fromEnd--;
		toEnd--;
	}
	let to = from;
	while (from < fromEnd && to < toEnd) {
		const left = before[from]!;
		const right = after[to]!;
		if (left === right) {
			from++;
			to++;
			continue;
		}
		const leftName = nameOf(left);
		const rightName = nameOf(right);
		if (leftName <= rightName) {
			removed.push(from++);
		}
		if (rightName <= leftName) {
			added.push(to++);
		}
	}
	for (; from < fromEnd; from++) {
		removed.push(from);
	}
	for (; to < toEnd; to++) {
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
