import type { LineChange } from './lineChange';
import { splitLines } from './lines';
import { slideChanges } from './lineDiffSlide';
import { MyersDiff } from './myers';

/** Nested anchoring past this depth no longer makes a diff more readable; it only costs. */
const maxAnchorDepth = 24;

/**
 * The changes that turn `before` into `after`, in order, never touching one another.
 *
 * Lines are compared with their terminators: a changed line ending or final newline is a change, so that replacing the
 * changed ranges gives `after` byte for byte. To ignore line endings, pass arrays of lines without them.
 *
 * Lines that occur once on both sides anchor the result (it reads like an edit, not like a shortest script); the gaps
 * between anchors are solved by Myers' algorithm in linear space. Work is bounded: a gap that is too different becomes
 * one replacement.
 */
export function diffLines(before: string | readonly string[], after: string | readonly string[]): LineChange[] {
	if (before === after) {
		return [];
	}
	const beforeLines = typeof before === 'string' ? splitLines(before) : before;
	const afterLines = typeof after === 'string' ? splitLines(after) : after;
	let start = 0;
	let beforeEnd = beforeLines.length;
	let afterEnd = afterLines.length;
	while (start < beforeEnd && start < afterEnd && beforeLines[start] === afterLines[start]) {
		start++;
	}
	while (beforeEnd > start && afterEnd > start && beforeLines[beforeEnd - 1] === afterLines[afterEnd - 1]) {
		beforeEnd--;
		afterEnd--;
	}
	if (start === beforeEnd && start === afterEnd) {
		return [];
	}
	const changes: LineChange[] = [];
	if (start === beforeEnd || start === afterEnd) {
		changes.push({ beforeStart: start, beforeEnd, afterStart: start, afterEnd });
	} else {
		const ids = new Map<string, number>();
		const intern = (lines: readonly string[], end: number): Int32Array => {
			const numbers = new Int32Array(end - start);
			for (let index = start; index < end; index++) {
				const line = lines[index]!;
				let id = ids.get(line);
				if (id === undefined) {
					id = ids.size;
					ids.set(line, id);
				}
				numbers[index - start] = id;
			}
			return numbers;
		};
		const left = intern(beforeLines, beforeEnd);
		const right = intern(afterLines, afterEnd);
		for (const change of new AnchoredDiff(left, right, ids.size).run()) {
			changes.push({
				beforeStart: change.beforeStart + start,
				beforeEnd: change.beforeEnd + start,
				afterStart: change.afterStart + start,
				afterEnd: change.afterEnd + start,
			});
		}
	}
	return slideChanges(changes, beforeLines, afterLines);
}

/** Splits at lines that are unique on both sides, recursively, and leaves the gaps to Myers. */
class AnchoredDiff {
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
		for (const anchor of anchors) {
			this.solve(beforeAt, anchor.before, afterAt, anchor.after, depth + 1);
			beforeAt = anchor.before + 1;
			afterAt = anchor.after + 1;
		}
		this.solve(beforeAt, beforeEnd, afterAt, afterEnd, depth + 1);
	}

	/** The longest run of unique common lines that stand in the same order on both sides. */
	private anchors(
		beforeStart: number,
		beforeEnd: number,
		afterStart: number,
		afterEnd: number,
	): { before: number; after: number }[] | 'none' | 'nothing-common' {
		const { before, after, beforeCount, afterCount, afterIndex } = this;
		for (let index = beforeStart; index < beforeEnd; index++) {
			beforeCount[before[index]!]!++;
		}
		for (let index = afterStart; index < afterEnd; index++) {
			afterCount[after[index]!]!++;
			afterIndex[after[index]!] = index;
		}
		const pairs: { before: number; after: number }[] = [];
		let common = false;
		for (let index = beforeStart; index < beforeEnd; index++) {
			const symbol = before[index]!;
			if (afterCount[symbol]! > 0) {
				common = true;
				if (beforeCount[symbol] === 1 && afterCount[symbol] === 1) {
					pairs.push({ before: index, after: afterIndex[symbol]! });
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
		return pairs.length === 0 ? 'none' : longestIncreasing(pairs);
	}
}

/** The longest subsequence of `pairs` whose `after` grows (patience sorting, O(n log n)). */
function longestIncreasing(pairs: { before: number; after: number }[]): { before: number; after: number }[] {
	const tops: number[] = [];
	const previous = new Int32Array(pairs.length);
	for (let index = 0; index < pairs.length; index++) {
		const value = pairs[index]!.after;
		let low = 0;
		let high = tops.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (pairs[tops[middle]!]!.after < value) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		previous[index] = low > 0 ? tops[low - 1]! : -1;
		tops[low] = index;
	}
	const result: { before: number; after: number }[] = [];
	for (let index = tops.at(-1) ?? -1; index >= 0; index = previous[index]!) {
		result.push(pairs[index]!);
	}
	return result.reverse();
}
