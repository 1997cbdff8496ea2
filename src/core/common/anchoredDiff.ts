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
		this.solve(0, this.before.length, 0, this.after.length, 0);
		return this.changes;
	}

	/** Adds a change, joined to the previous one when they touch. */
	private add(beforeStart: number, beforeEnd: number, afterStart: number, afterEnd: number): void {
		const last = this.changes.at(-1);
		if (last !== undefined && last.beforeEnd === beforeStart && last.afterEnd === afterStart) {
			this.changes[this.changes.length - 1] = { ...last, beforeEnd, afterEnd };
		} else {
			this.changes.push({ beforeStart, beforeEnd, afterStart, afterEnd });
		}
	}

	private solve(beforeStart: number, beforeEnd: number, afterStart: number, afterEnd: number, depth: number): void {
		const { before, after } = this;
		while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeStart] === after[afterStart]) {
			beforeStart++;
			afterStart++;
		}
		while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeEnd - 1] === after[afterEnd - 1]) {
			beforeEnd--;
			afterEnd--;
		}
		if (beforeStart === beforeEnd && afterStart === afterEnd) {
			return;
		}
		if (beforeStart === beforeEnd || afterStart === afterEnd) {
			this.add(beforeStart, beforeEnd, afterStart, afterEnd);
			return;
		}
		const anchors = depth < maxAnchorDepth ? this.anchors(beforeStart, beforeEnd, afterStart, afterEnd) : 'none';
		if (anchors === 'nothing-common') {
			this.add(beforeStart, beforeEnd, afterStart, afterEnd);
			return;
		}
		if (anchors === 'none') {
			this.myers.solve(beforeStart, beforeEnd, afterStart, afterEnd, (...change) => this.add(...change));
			return;
		}
		let beforeAt = beforeStart;
		let afterAt = afterStart;
		for (let index = 0; index < anchors.before.length; index++) {
			const beforeNext = anchors.before[index]!;
			const afterNext = anchors.after[index]!;
			if (beforeAt < beforeNext || afterAt < afterNext) {
				this.solve(beforeAt, beforeNext, afterAt, afterNext, depth + 1);
			}
			beforeAt = beforeNext + 1;
			afterAt = afterNext + 1;
		}
		this.solve(beforeAt, beforeEnd, afterAt, afterEnd, depth + 1);
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
