import { withoutEol } from '../../common/lines';

/** A run of whole lines of a file that may be what a search text means. */
export interface Place {
	/** Offset of the first line. */
	readonly start: number;
	/** Offset behind the last line's terminator. */
	readonly end: number;
	/** The lines with terminators. */
	readonly lines: readonly string[];
}

/** Enough places to choose the nearest one from; more are "several" all the same. */
export const maxPlaces = 10_000;

/** A text that every wanted place holds on its line `index`. */
export interface SearchKey {
	readonly text: string;
	readonly index: number;
	/** Nothing but white space may stand behind it on the line. */
	readonly whole?: boolean;
}

/** The longest line, white space around it aside: the rarest key as a rule. Undefined when all lines are blank. */
export function longestLine(searchLines: readonly string[]): SearchKey | undefined {
	let best: SearchKey | undefined;
	for (const [index, line] of searchLines.entries()) {
		const text = line.trim();
		if (text.length > (best?.text.length ?? 0)) {
			best = { text, index, whole: true };
		}
	}
	return best;
}

/**
 * Finds the runs of lines for which `sameLine` holds throughout, by looking only around occurrences of the key: the file
 * is never split into lines, so a large file costs little more than one search for the key.
 */
export function findPlaces(
	file: string,
	searchLines: readonly string[],
	key: SearchKey,
	sameLine: (fileLine: string, searchLine: string) => boolean,
): Place[] {
	const places: Place[] = [];
	let at = file.indexOf(key.text);
	while (at >= 0 && places.length < maxPlaces) {
		if (key.whole === true && !isSpace(file, at + key.text.length)) {
			at = file.indexOf(key.text, at + 1);
			continue;
		}
		const lineStart = at === 0 ? 0 : file.lastIndexOf('\n', at - 1) + 1;
		const newline = file.indexOf('\n', at);
		const lineEnd = newline < 0 ? file.length : newline + 1;
		if (sameLine(withoutEol(file.slice(lineStart, lineEnd)), searchLines[key.index]!)) {
			const start = linesBack(file, lineStart, key.index);
			const place = start === undefined ? undefined : placeAt(file, start, searchLines, sameLine);
			if (place !== undefined) {
				places.push(place);
			}
		}
		at = file.indexOf(key.text, lineEnd);
	}
	return places;
}

/** Whether a character of ASCII is white space. */
export function isPlainSpace(code: number): boolean {
	return code === 32 || (code >= 9 && code <= 13);
}

function isSpace(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	// A space without width counts for nothing, either.
	return at >= text.length || (code < 128 ? isPlainSpace(code) : /[\s\u200b]/.test(text.charAt(at)));
}

function linesBack(file: string, lineStart: number, count: number): number | undefined {
	let start = lineStart;
	for (let line = 0; line < count; line++) {
		if (start === 0) {
			return undefined;
		}
		start = start === 1 ? 0 : file.lastIndexOf('\n', start - 2) + 1;
	}
	return start;
}

function placeAt(
	file: string,
	start: number,
	searchLines: readonly string[],
	sameLine: (fileLine: string, searchLine: string) => boolean,
): Place | undefined {
	const lines: string[] = [];
	let at = start;
	for (const searchLine of searchLines) {
		if (at >= file.length) {
			return undefined;
		}
		const newline = file.indexOf('\n', at);
		const end = newline < 0 ? file.length : newline + 1;
		const line = file.slice(at, end);
		if (!sameLine(withoutEol(line), searchLine)) {
			return undefined;
		}
		lines.push(line);
		at = end;
	}
	return { start, end: at, lines };
}
