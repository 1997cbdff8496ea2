import type { LineChange } from '../common/lineChange';
import { diffLines } from '../common/lineDiff';
import type { Hunk } from './hunks';

/** Hunks that the user wrote across, decided as one. Lines of the edited text, 0-based and half-open. */
export interface HunkGroup {
	readonly hunks: Hunk[];
	start: number;
	end: number;
	/** The user's changes in it. */
	readonly inside: LineChange[];
}

/** The user's own words stand where lines of the edited text stood. */
export function isRewritten(change: LineChange): boolean {
	return change.beforeStart < change.beforeEnd && change.afterStart < change.afterEnd;
}

/** Both lists are in order; each change is looked at for the few hunks it reaches. */
export function groupHunks(hunks: readonly Hunk[], changes: readonly LineChange[]): HunkGroup[] {
	const groups: HunkGroup[] = [];
	let from = 0;
	for (const hunk of hunks) {
		let start = hunk.current.start - 1;
		let end = start + hunk.current.count;
		while (from < changes.length && changes[from]!.beforeEnd <= start) {
			from++;
		}
		const inside: LineChange[] = [];
		for (let index = from; index < changes.length; index++) {
			const change = changes[index]!;
			// An empty hunk lies between two lines: only a change across it reaches it.
			if (change.beforeStart >= end) {
				break;
			}
			inside.push(change);
		}
		for (const change of inside.filter(isRewritten)) {
			start = Math.min(start, change.beforeStart);
			end = Math.max(end, change.beforeEnd);
		}
		const last = groups.at(-1);
		if (last && start < last.end) {
			last.hunks.push(hunk);
			last.end = Math.max(last.end, end);
			last.inside.push(...inside.filter((change) => !last.inside.includes(change)));
		} else {
			groups.push({ hunks: [hunk], start, end, inside });
		}
	}
	return groups;
}

/** Where a line of the edited text is in the user's text; what the user put in right before it is not part of it. */
export function startAfter(changes: readonly LineChange[], line: number): number {
	const change = lastWhere(changes, ({ beforeStart }) => beforeStart <= line);
	if (!change) {
		return line;
	}
	// At or within what the user took away or wrote over.
	if (change.beforeEnd > line) {
		return change.afterStart;
	}
	return line + change.afterEnd - change.beforeEnd;
}

/** Where the end of a line range is; what the user put in right after it is not part of it. */
export function endAfter(changes: readonly LineChange[], line: number): number {
	const change = lastWhere(changes, ({ beforeStart }) => beforeStart < line);
	if (!change) {
		return line;
	}
	return change.beforeEnd > line ? change.afterEnd : line + change.afterEnd - change.beforeEnd;
}

function lastWhere(changes: readonly LineChange[], before: (change: LineChange) => boolean): LineChange | undefined {
	let low = 0;
	let high = changes.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (before(changes[middle]!)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return changes[low - 1];
}

/** Compares once more without white space what differs. */
export function loosely(
	changes: readonly LineChange[],
	before: readonly string[],
	after: readonly string[],
): LineChange[] {
	return changes.flatMap((change) =>
		isRewritten(change)
			? diffLines(
					withoutSpace(before.slice(change.beforeStart, change.beforeEnd)),
					withoutSpace(after.slice(change.afterStart, change.afterEnd)),
				).map((inner) => ({
					beforeStart: inner.beforeStart + change.beforeStart,
					beforeEnd: inner.beforeEnd + change.beforeStart,
					afterStart: inner.afterStart + change.afterStart,
					afterEnd: inner.afterEnd + change.afterStart,
				}))
			: [change],
	);
}

/** Lines to compare where white space does not count. */
export function withoutSpace(lines: readonly string[]): string[] {
	return lines.map((line) => line.replace(/\s+/g, ''));
}
