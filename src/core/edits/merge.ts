import { append } from '../common/append';
import type { LineChange } from '../common/lineChange';
import { diffLines } from '../common/lineDiff';
import { dominantEol, splitLines, withEol } from '../common/lines';

/**
 * Line-wise three-way merge: what `theirs` changed in `base`, done to `ours`. Undefined when both changed the same or
 * touching lines differently; nothing is ever guessed. Lines keep the bytes of the side they come from; `base` and
 * `theirs` are read in the line endings of `ours`.
 * @param known what turned `base` into `ours`, when that is known better than a comparison can tell
 */
export function mergeTexts(
	base: string,
	ours: string,
	theirs: string,
	known?: readonly LineChange[],
): string | undefined {
	const eol = dominantEol(ours);
	const other = dominantEol(base);
	const convert = (text: string): string => (eol === undefined || eol === other ? text : withEol(text, eol));
	const baseLines = splitLines(convert(base));
	const ourLines = splitLines(ours);
	const theirLines = splitLines(convert(theirs));
	const ourChanges = known ?? diffLines(baseLines, ourLines);
	const out: string[] = [];
	let ourAt = 0;
	let ourIndex = 0;
	for (const change of diffLines(baseLines, theirLines)) {
		while (ourIndex < ourChanges.length && endsBefore(ourChanges[ourIndex]!, change)) {
			ourIndex++;
		}
		const ourChange = ourChanges[ourIndex];
		const fresh = theirLines.slice(change.afterStart, change.afterEnd);
		if (ourChange !== undefined && !endsBefore(change, ourChange)) {
			const same =
				ourChange.beforeStart === change.beforeStart &&
				ourChange.beforeEnd === change.beforeEnd &&
				ourLines.slice(ourChange.afterStart, ourChange.afterEnd).join('') === fresh.join('');
			if (!same) {
				return undefined;
			}
			continue;
		}
		const previous = ourChanges[ourIndex - 1];
		const shift = previous === undefined ? 0 : previous.afterEnd - previous.beforeEnd;
		append(out, ourLines.slice(ourAt, change.beforeStart + shift));
		append(out, fresh);
		ourAt = change.beforeEnd + shift;
	}
	append(out, ourLines.slice(ourAt));
	return out.join('');
}

/** Where line `line` (0-based) is after some changes, or undefined when it was changed. */
export function mapLine(changes: readonly LineChange[], line: number): number | undefined {
	let shift = 0;
	for (const change of changes) {
		if (line < change.beforeStart) {
			break;
		}
		if (line < change.beforeEnd) {
			return undefined;
		}
		shift = change.afterEnd - change.beforeEnd;
	}
	return line + shift;
}

/** Where line `line` (0-based) is after some changes, or the line nearest to what became of it when it was changed. */
export function mapLineNear(changes: readonly LineChange[], line: number): number {
	const change = changes.find((one) => one.beforeStart <= line && line < one.beforeEnd);
	return change === undefined
		? mapLine(changes, line)!
		: Math.min(change.afterStart + line - change.beforeStart, Math.max(change.afterStart, change.afterEnd - 1));
}

/**
 * The changes that do what two sets of changes do one after the other: from the first's `before` to the second's
 * `after`. Unlike a comparison of the texts it never takes one of several equal lines for another.
 */
export function composeChanges(first: readonly LineChange[], second: readonly LineChange[]): LineChange[] {
	const composed: LineChange[] = [];
	let [left, right, leftShift, rightShift] = [0, 0, 0, 0];
	while (left < first.length || right < second.length) {
		const start = Math.min(first[left]?.afterStart ?? Infinity, second[right]?.beforeStart ?? Infinity);
		let end = start;
		const [leftBefore, rightBefore] = [leftShift, rightShift];
		// Changes that overlap in the text between, or meet at one point of it, are one.
		for (let more = true; more;) {
			const [ours, theirs] = [first[left], second[right]];
			if (ours !== undefined && (ours.afterStart < end || ours.afterStart === start)) {
				end = Math.max(end, ours.afterEnd);
				leftShift = ours.afterEnd - ours.beforeEnd;
				left++;
			} else if (theirs !== undefined && (theirs.beforeStart < end || theirs.beforeStart === start)) {
				end = Math.max(end, theirs.beforeEnd);
				rightShift = theirs.afterEnd - theirs.beforeEnd;
				right++;
			} else {
				more = false;
			}
		}
		composed.push({
			beforeStart: start - leftBefore,
			beforeEnd: end - leftShift,
			afterStart: start + rightBefore,
			afterEnd: end + rightShift,
		});
	}
	return composed;
}

/** The changes that take others back. */
export function invertChanges(changes: readonly LineChange[]): LineChange[] {
	return changes.map(({ beforeStart, beforeEnd, afterStart, afterEnd }) => ({
		beforeStart: afterStart,
		beforeEnd: afterEnd,
		afterStart: beforeStart,
		afterEnd: beforeEnd,
	}));
}

/** Half-open 0-based lines. */
export interface LineSpan {
	readonly start: number;
	readonly end: number;
}

/** Where lines are after some changes; when they meet changed lines, those are part of it as a whole. */
export function mapSpan(changes: readonly LineChange[], { start, end }: LineSpan): LineSpan {
	let from: number | undefined;
	let to = end;
	let shift = 0;
	for (const change of changes) {
		if (change.beforeStart >= end) {
			break;
		}
		if (change.beforeEnd > start) {
			from ??= Math.min(start + shift, change.afterStart);
			to = Math.max(end, change.beforeEnd);
		}
		shift = change.afterEnd - change.beforeEnd;
	}
	return { start: from ?? start + shift, end: to + shift };
}

/** Whether `first` lies before `second` in the base. Two that meet are in order only if neither merely inserts there. */
function endsBefore(first: LineChange, second: LineChange): boolean {
	if (first.beforeEnd < second.beforeStart) {
		return true;
	}
	const inserts = first.beforeStart === first.beforeEnd || second.beforeStart === second.beforeEnd;
	return first.beforeEnd === second.beforeStart && !inserts;
}
