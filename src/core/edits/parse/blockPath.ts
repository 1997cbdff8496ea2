import type { AnswerLine } from './answerLines';
import { fenceOf } from './fences';
import type { Opener } from './markers';
import { mentionsPath, pathOfComment, pathOfInfo, pathOfLine, titleOfInfo } from './paths';

/** Blank lines that may stand between a path and its block. */
const maxBlankLines = 2;
/** Lines of a remark between a heading that names the file and the fence. */
const maxRemarkLines = 4;

/** A path above a block, and the line it names. */
interface NamedPlace {
	readonly path: string;
	readonly line: number | undefined;
}

/** Reads a path above a block. With lines behind it, as in a citation, it is a path all the same: the block is an edit. */
function placeOfLine(text: string): NamedPlace | undefined {
	const lines = /(?::L?|#L)(\d{1,7})(?:[-–:]L?\d+)?(?=[`*"')\]:]*\s*$)/.exec(text);
	const plain = lines === null ? text : text.slice(0, lines.index) + text.slice(lines.index + lines[0].length);
	const named = pathOfLine(plain);
	const inWords = /\((?:at |near )?lines? (\d{1,7})/i.exec(text)?.[1];
	const line = lines?.[1] ?? inWords;
	return named && { path: named.path, line: line === undefined ? undefined : Number(line) };
}

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
): { path: string | undefined; line: number | undefined; firstLine: number } {
	const skipBlanks = (from: number): number => {
		let at = from;
		while (at >= floor && from - at < maxBlankLines && lines[at]!.text.trim() === '') {
			at--;
		}
		return at;
	};
	let { path } = opener;
	let line: number | undefined;
	let firstLine = openerIndex;
	let at = skipBlanks(openerIndex - 1);
	let inside = at >= floor ? lines[at]!.text : '';
	if (at >= floor && fenceOf(inside) === undefined) {
		const comment = pathOfComment(inside);
		const named = comment === undefined ? placeOfLine(inside) : { path: comment, line: undefined };
		if (named !== undefined) {
			path ??= named.path;
			line = named.line;
			firstLine = at;
			// Without a fence above, this line was the path above the block.
			at = skipBlanks(at - 1);
			inside = at >= floor ? lines[at]!.text : '';
		}
	}
	const fence = at >= floor ? fenceOf(inside) : undefined;
	if (fence !== undefined) {
		path ??= pathOfInfo(fence.info) ?? titleOfInfo(fence.info);
		firstLine = at;
		const above = skipBlanks(at - 1);
		const named = above >= floor ? placeOfLine(lines[above]!.text) : undefined;
		const remarked = named === undefined && path === undefined ? placeAboveRemark(lines, above, floor) : undefined;
		if (named !== undefined && (path === undefined || named.path === path)) {
			({ path } = named);
			line ??= named.line;
			firstLine = above;
		} else if (remarked !== undefined) {
			({ path, line } = remarked.named);
			firstLine = remarked.index;
		} else if (path === undefined && above === at - 1 && isBareName(lines[above]?.text ?? '', opener)) {
			path = lines[above]!.text.trim();
			firstLine = above;
		}
	}
	return { path, line, firstLine };
}

/** A heading that names the file, above a short remark that names no other. */
function placeAboveRemark(
	lines: readonly AnswerLine[],
	last: number,
	floor: number,
): { readonly named: NamedPlace; readonly index: number } | undefined {
	for (let index = last; index >= floor && last - index <= maxRemarkLines; index--) {
		const { text } = lines[index]!;
		const named = index < last && /^\s*(?:#|\*\*|`|\d+[.)] )/.test(text) ? placeOfLine(text) : undefined;
		if (named !== undefined) {
			return { named, index };
		}
		if (mentionsPath(text) || fenceOf(text) !== undefined || /^\s*#/.test(text)) {
			return undefined;
		}
	}
	return undefined;
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
