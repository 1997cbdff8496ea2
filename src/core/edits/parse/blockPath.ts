import type { AnswerLine } from './answerLines';
import { fenceOf } from './fences';
import { mentionsPath, pathOfComment, pathOfInfo, pathOfLine } from './paths';

/** The path found for a block and the first line that belongs to it. */
export interface BlockPath {
	readonly path: string;
	readonly firstLine: number;
	/** The path was taken over from the block before. */
	readonly inherited: boolean;
}

/** Blank lines that may stand between a path and its block. */
const maxBlankLines = 2;

/**
 * Finds the path of the block whose opener is line `openerIndex`: on the line above the marker (plain or in a comment), in
 * the fence's info string, above the fence. Looks at raw lines, so it also works when fences were closed wrongly before.
 * @param floor first line that may be looked at (the end of the block before)
 */
export function findBlockPath(
	lines: readonly AnswerLine[],
	openerIndex: number,
	floor: number,
	markerPath: string | undefined,
): { path: string | undefined; firstLine: number } {
	const skipBlanks = (from: number): number => {
		let at = from;
		while (at >= floor && from - at < maxBlankLines && lines[at]!.text.trim() === '') {
			at--;
		}
		return at;
	};
	let path = markerPath;
	let firstLine = openerIndex;
	let at = skipBlanks(openerIndex - 1);
	let inside = at >= floor ? lines[at]!.text : '';
	if (at >= floor && fenceOf(inside) === undefined) {
		const named = pathOfLine(inside)?.path ?? pathOfComment(inside);
		if (named !== undefined) {
			path ??= named;
			firstLine = at;
			// Without a fence above, this line was the path above the block.
			at = skipBlanks(at - 1);
			inside = at >= floor ? lines[at]!.text : '';
		}
	}
	const fence = at >= floor ? fenceOf(inside) : undefined;
	if (fence !== undefined) {
		path ??= pathOfInfo(fence.info);
		firstLine = at;
		const above = skipBlanks(at - 1);
		const named = above >= floor ? pathOfLine(lines[above]!.text) : undefined;
		if (named !== undefined && (path === undefined || named.path === path)) {
			path = named.path;
			firstLine = above;
		}
	}
	return { path, firstLine };
}

/** Whether no line of `[from, to)` names a path, so that a block without one continues the block before. */
export function continuesBlock(lines: readonly AnswerLine[], from: number, to: number): boolean {
	for (let index = from; index < to; index++) {
		if (mentionsPath(lines[index]!.text)) {
			return false;
		}
	}
	return true;
}
