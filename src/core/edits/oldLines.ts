import { append } from '../common/append';
import { diffLines } from '../common/lineDiff';
import { splitLines } from '../common/lines';
import type { Hunk } from './hunks';
import { endAfter, withoutSpace, type HunkGroup } from './placeHunks';

/** Lines the user put in between lines of the edited text. */
export interface PutIn {
	/** How many lines of the edited text stand before them. */
	readonly place: number;
	readonly lines: readonly string[];
}

/**
 * What stands in place of a group of hunks once it is rejected: the old lines, and in them what the user put in, each
 * behind the old line that became the line it was put behind.
 * @param applied the edited text
 * @param putIn from the top, all within the group
 * @param old makes a line of the baseline or of the edited text one of the user's text
 */
export function oldLines(
	applied: readonly string[],
	{ hunks, start, end }: Pick<HunkGroup, 'hunks' | 'start' | 'end'>,
	putIn: readonly PutIn[],
	old: (line: string) => string,
): string[] {
	const lines: string[] = [];
	let next = 0;
	/** @param toPlace where a place of the edited text is in `of` */
	const add = (of: readonly string[], to: number, toPlace: (place: number) => number) => {
		let at = 0;
		while (next < putIn.length && putIn[next]!.place <= to) {
			const { place, lines: own } = putIn[next++]!;
			const until = Math.max(at, toPlace(place));
			append(lines, of.slice(at, until).map(old));
			append(lines, own);
			at = until;
		}
		append(lines, of.slice(at).map(old));
	};
	let at = start;
	const addUnchanged = (to: number) => {
		const from = at;
		add(applied.slice(from, to), to, (place) => place - from);
	};
	for (const hunk of hunks) {
		const from = hunk.current.start - 1;
		addUnchanged(from);
		at = from + hunk.current.count;
		const removed = splitLines(hunk.removed);
		const placeInOld = oldPlaces(hunk, removed);
		add(removed, at - 1, (place) => placeInOld(place - from));
	}
	addUnchanged(end);
	return lines;
}

/** Where the old lines that became the first lines of a hunk end; looked for only when that is asked. */
function oldPlaces(hunk: Hunk, removed: readonly string[]): (lines: number) => number {
	let changes: ReturnType<typeof diffLines> | undefined;
	return (lines) => {
		changes ??= diffLines(withoutSpace(splitLines(hunk.added)), withoutSpace(removed));
		return endAfter(changes, lines);
	};
}
