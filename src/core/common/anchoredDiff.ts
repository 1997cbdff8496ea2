import { withoutCommonEnds } from './commonEnds';
import type { LineChange } from './lineChange';
import { MyersDiff } from './myers';

/** Nested anchoring past this depth no longer makes a diff more readable; it only costs. */
const maxAnchorDepth = 24;

/**
 * The changes between two texts whose lines are numbered: equal lines by equal numbers below `symbols`. Splits at lines
 * that are unique on both sides, recursively, and leaves the gaps to Myers.
 */
export class AnchoredDiff {
	private readonly changes: LineChange[] = [];
	private readonly beforeCount: Int32Array;
	private readonly afterCount: Int32Array;
	private readonly afterIndex: Int32Array;
	private readonly myers: MyersDiff;

	constructor(
		private readonly before: Int32Array,
		private readonly after: Int32Array,
		symbols: number,
	) {
		this.beforeCount = new Int32Array(symbols);
		this.afterCount = new Int32Array(symbols);
		this.afterIndex = new Int32Array(symbols);
		this.myers = new MyersDiff(before, after);
	}

	run(): LineChange[] {
		this.solve({ beforeStart: 0, beforeEnd: this.before.length, afterStart: 0, afterEnd: this.after.length }, 0);
		return this.changes;
	}

	/** Adds a change, joined to the previous one when they touch. */
	private add(change: LineChange): void {
		const last = this.changes.at(-1);
		if (last !== undefined && last.beforeEnd === change.beforeStart && last.afterEnd === change.afterStart) {
			this.changes[this.changes.length - 1] = { ...last, beforeEnd: change.beforeEnd, afterEnd: change.afterEnd };
		} else {
			this.changes.push(change);
		}
	}

	private solve(part: LineChange, depth: number): void {
		const differing = withoutCommonEnds(this.before, this.after, part);
		const { beforeStart, beforeEnd, afterStart, afterEnd } = differing;
		if (beforeStart === beforeEnd && afterStart === afterEnd) {
			return;
		}
		if (beforeStart === beforeEnd || afterStart === afterEnd) {
			this.add(differing);
			return;
		}
		const anchors = depth < maxAnchorDepth ? this.anchors(beforeStart, beforeEnd, afterStart, afterEnd) : 'none';
		if (anchors === 'nothing-common') {
			this.add(differing);
			return;
		}
		if (anchors === 'none') {
			this.myers.solve(differing, (change) => this.add(change));
			return;
		}
		let beforeAt = beforeStart;
		let afterAt = afterStart;
		for (let index = 0; index < anchors.before.length; index++) {
			const beforeNext = anchors.before[index]!;
			const afterNext = anchors.after[index]!;
			if (beforeAt < beforeNext || afterAt < afterNext) {
				this.solve(
					{ beforeStart: beforeAt, beforeEnd: beforeNext, afterStart: afterAt, afterEnd: afterNext },
					depth + 1,
				);
			}
			beforeAt = beforeNext + 1;
			afterAt = afterNext + 1;
		}
		this.solve({ beforeStart: beforeAt, beforeEnd, afterStart: afterAt, afterEnd }, depth + 1);
	}

	/** The longest run of unique common lines that stand in the same order on both sides. */
	private anchors(
		beforeStart: number,
		beforeEnd: number,
		afterStart: number,
		afterEnd: number,
	): Anchors | 'none' | 'nothing-common' {
		const { before, after, beforeCount, afterCount, afterIndex } = this;
		for (let index = beforeStart; index < beforeEnd; index++) {
			beforeCount[before[index]!]!++;
		}
		for (let index = afterStart; index < afterEnd; index++) {
			afterCount[after[index]!]!++;
			afterIndex[after[index]!] = index;
		}
		const most = Math.min(beforeEnd - beforeStart, afterEnd - afterStart);
		const pairs = { before: new Int32Array(most), after: new Int32Array(most) };
		let count = 0;
		let common = false;
		for (let index = beforeStart; index < beforeEnd; index++) {
			const symbol = before[index]!;
			if (afterCount[symbol]! > 0) {
				common = true;
				if (beforeCount[symbol] === 1 && afterCount[symbol] === 1) {
					pairs.before[count] = index;
					pairs.after[count] = afterIndex[symbol]!;
					count++;
				}
			}
		}
		for (let index = beforeStart; index < beforeEnd; index++) {
			beforeCount[before[index]!] = 0;
		}
		for (let index = afterStart; index < afterEnd; index++) {
			afterCount[after[index]!] = 0;
		}
		if (!common) {
			return 'nothing-common';
		}
		return count === 0
			? 'none'
			: longestIncreasing({ before: pairs.before.subarray(0, count), after: pairs.after.subarray(0, count) });
	}
}

/** Pairs of equal lines: those at the same index belong together. */
interface Anchors {
	readonly before: Int32Array;
	readonly after: Int32Array;
}

/** The longest selection of pairs whose `after` grows (patience sorting, O(n log n)); `before` grows as it is. */
function longestIncreasing(pairs: Anchors): Anchors {
	const { before, after } = pairs;
	if (isIncreasing(after)) {
		return pairs;
	}
	const tops: number[] = [];
	const previous = new Int32Array(after.length);
	for (let index = 0; index < after.length; index++) {
		const value = after[index]!;
		let low = 0;
		let high = tops.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (after[tops[middle]!]! < value) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		previous[index] = low > 0 ? tops[low - 1]! : -1;
		tops[low] = index;
	}
	const chosen = new Int32Array(tops.length);
	let at = tops.length;
	for (let index = tops.at(-1) ?? -1; index >= 0; index = previous[index]!) {
		chosen[--at] = index;
	}
	return { before: chosen.map((index) => before[index]!), after: chosen.map((index) => after[index]!) };
}

function isIncreasing(values: Int32Array): boolean {
	for (let index = 1; index < values.length; index++) {
		if (values[index - 1]! >= values[index]!) {
			return false;
		}
	}
	return true;
}
