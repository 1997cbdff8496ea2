import type { AnswerLine } from './answerLines';
import { fenceOf } from './fences';
import type { Opener } from './markers';
import { mentionsPath, pathOfComment, pathOfInfo, pathOfLine } from './paths';

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
	opener: Opener,
): { path: string | undefined; firstLine: number } {
	const skipBlanks = (from: number): number => {
		let at = from;
		while (at >= floor && from - at < maxBlankLines && lines[at]!.text.trim() === '') {
			at--;
		}
		return at;
	};
	let { path } = opener;
	let firstLine = openerIndex;
	let at = skipBlanks(openerIndex - 1);
	let inside = at >= floor ? lines[at]!.text : '';
	if (at >= floor && fenceOf(inside) === undefined) {
		const named = pathOfComment(inside) ?? pathOfLine(inside)?.path;
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
		} else if (path === undefined && above === at - 1 && isBareName(lines[above]?.text ?? '', opener)) {
			path = lines[above]!.text.trim();
			firstLine = above;
		}
	}
	return { path, firstLine };
}

/**
 * A name without extension, such as `configure`, directly above the fence: a path only where the file must exist, since
 * it could be a word as well.
 */
function isBareName(line: string, opener: Opener): boolean {
	return opener.word !== 'WRITE' && /^[\w.@+-]{2,60}$/.test(line.trim());
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
