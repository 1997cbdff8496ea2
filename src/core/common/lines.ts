/**
 * Lines of a text, as Git and VS Code's documents count them: a line ends after `\n`; a `\r` before it belongs to the
 * terminator. A lone `\r` ends no line (VS Code replaces it when it opens a file, Git never splits at it).
 */

/** A line terminator. */
export type Eol = '\n' | '\r\n';

/**
 * Splits into lines that keep their terminators, so that joining them gives the text back.
 * The empty text has no lines; only the last line may lack a terminator.
 */
export function splitLines(text: string): string[] {
	const lines: string[] = [];
	let start = 0;
	while (start < text.length) {
		const newline = text.indexOf('\n', start);
		if (newline < 0) {
			lines.push(text.slice(start));
			break;
		}
		lines.push(text.slice(start, newline + 1));
		start = newline + 1;
	}
	return lines;
}

/** The line without its terminator (`\n` or `\r\n`). */
export function withoutEol(line: string): string {
	if (!line.endsWith('\n')) {
		return line;
	}
	return line.slice(0, line.endsWith('\r\n') ? -2 : -1);
}

/** The terminator of a line that keeps it; empty for a last line without one. */
export function eolOf(line: string): Eol | '' {
	if (!line.endsWith('\n')) {
		return '';
	}
	return line.endsWith('\r\n') ? '\r\n' : '\n';
}

/** The terminator most lines have; `\n` wins a tie; undefined when the text has no terminator. */
export function dominantEol(text: string): Eol | undefined {
	let withReturn = 0;
	let total = 0;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
		total++;
		if (at > 0 && text.charCodeAt(at - 1) === 13) {
			withReturn++;
		}
	}
	if (total === 0) {
		return undefined;
	}
	return withReturn * 2 > total ? '\r\n' : '\n';
}

/** Every `\r\n` and `\n` replaced by `eol`. */
export function withEol(text: string, eol: Eol): string {
	const plain = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
	return eol === '\n' ? plain : plain.replaceAll('\n', '\r\n');
}

/** Offset of the first character of each line; the empty text gives no offsets. */
export function lineOffsets(text: string): number[] {
	const offsets: number[] = [];
	let start = 0;
	while (start < text.length) {
		offsets.push(start);
		const newline = text.indexOf('\n', start);
		if (newline < 0) {
			break;
		}
		start = newline + 1;
	}
	return offsets;
}

/** How many `\n` stand in `text` from `from` to `to` (half-open). */
export function countNewlines(text: string, from = 0, to = text.length): number {
	let count = 0;
	for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
		count++;
	}
	return count;
}
