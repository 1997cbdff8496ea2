import { append } from '../../common/append';
import { diffLines } from '../../common/lineDiff';
import { eolOf, withoutEol, type Eol } from '../../common/lines';

/** What a block says, as lines without terminators. */
export interface BlockText {
	readonly searchLines: readonly string[];
	readonly replaceLines: readonly string[];
	/** False when the dialect says that the text ends the file without a newline. */
	readonly searchEnds: boolean;
	readonly replaceEnds: boolean;
}

/**
 * The text that replaces some whole lines of a file. Lines the block leaves alone keep the file's bytes (line ending,
 * trailing space, quotes), so a loose match changes no more than what was asked; new lines get the place's line ending.
 * @param fileLines the replaced lines, with terminators
 * @param newLines the replacement's lines, already shifted as the file needs
 * @param fallbackEol for a place that has no terminator itself
 */
export function buildReplacement(
	fileLines: readonly string[],
	block: BlockText,
	newLines: readonly string[],
	fallbackEol: Eol,
): string {
	const eol = placeEol(fileLines) ?? fallbackEol;
	const out: string[] = [];
	let at = 0;
	for (const change of diffLines(block.searchLines, block.replaceLines)) {
		append(out, fileLines.slice(at, change.beforeStart));
		for (const line of newLines.slice(change.afterStart, change.afterEnd)) {
			out.push(line + eol);
		}
		at = change.beforeEnd;
	}
	append(out, fileLines.slice(at));
	const lastIndex = out.length - 1;
	if (lastIndex < 0) {
		return '';
	}
	const endedBefore = eolOf(fileLines.at(-1) ?? '') !== '';
	const ends = block.searchEnds === block.replaceEnds ? endedBefore : block.replaceEnds;
	return out
		.map((line, index) => {
			if (index === lastIndex && !ends) {
				return withoutEol(line);
			}
			return eolOf(line) === '' ? line + eol : line;
		})
		.join('');
}

/** The terminator of the first terminated line. */
function placeEol(lines: readonly string[]): Eol | undefined {
	for (const line of lines) {
		const eol = eolOf(line);
		if (eol !== '') {
			return eol;
		}
	}
	return undefined;
}
