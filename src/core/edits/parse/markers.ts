import { cleanPath, isPathToken } from './paths';

/** What a block does. */
export type BlockWord = 'SEARCH' | 'WRITE' | 'DELETE' | 'RENAME';

/** The first line of a block. */
export interface Opener {
	readonly word: BlockWord;
	/** Number of `<`. */
	readonly length: number;
	/** The character of the marker; Cline's blocks begin with dashes and end with pluses. */
	readonly character: '<' | '-';
	/** White space before the marker; the block's lines may be indented by as much (a block in a list). */
	readonly indentation: string;
	readonly all: boolean;
	readonly line: number | undefined;
	/** A path on the marker line itself. */
	readonly path: string | undefined;
}

/** The last line of a block. `word` is empty for a bare `>>>>>>>`. */
export interface Closer {
	readonly word: 'REPLACE' | 'SEARCH' | 'WRITE' | 'DELETE' | 'RENAME' | '';
	readonly length: number;
	readonly character: '>' | '+';
}

/** Reads `<<<<<<< SEARCH`, `<<<<<<< SEARCH ALL`, `<<<<<<< SEARCH :120`, `<<<<<<< WRITE` and the like. */
export function parseOpener(line: string): Opener | undefined {
	const match =
		/^([ \t]*)(<{5,9})[ \t]*(SEARCH|ORIGINAL|WRITE|DELETE|RENAME)(?![\w-])(.*)$/i.exec(line) ??
		/^([ \t]*)(-{5,9})[ \t]*(SEARCH)(?![\w-])(.*)$/.exec(line);
	if (match === null) {
		return undefined;
	}
	const word = match[3]!.toUpperCase();
	let all = false;
	let lineNumber: number | undefined;
	let path: string | undefined;
	for (const token of match[4]!.replace(/[ \t>]+$/, '').split(/[ \t]+/)) {
		const number = /^\(?(?:[Ll]ines?:?|start_line:)?[:@#L]*(\d+)(?:[-–]\d+)?[:)]*$/.exec(token);
		if (token === '' || /^\(?lines?:?$/i.test(token) || token === ':') {
			continue;
		} else if (/^\(?all\)?$/i.test(token)) {
			all = true;
		} else if (number !== null) {
			lineNumber = Number(number[1]);
		} else if (isPathToken(token) && path === undefined) {
			path = cleanPath(token);
		} else {
			return undefined;
		}
	}
	return {
		word: word === 'ORIGINAL' ? 'SEARCH' : (word as BlockWord),
		length: match[2]!.length,
		character: match[2]!.startsWith('<') ? '<' : '-',
		indentation: match[1]!,
		all,
		line: lineNumber,
		path,
	};
}

/**
 * Reads `>>>>>>> REPLACE` and the like. What follows the word does not matter, so a growing line never un-closes; but a
 * bare marker and a word in lower case, which may be the name of a branch in a conflict, count only as whole lines.
 */
export function parseCloser(line: string, terminated: boolean): Closer | undefined {
	const match =
		/^(>{5,9}|\+{5,9})[ \t]*(REPLACE|UPDATED|SEARCH|WRITE|DELETE|RENAME)/.exec(line) ??
		(terminated ? /^(>{5,9})[ \t]*(replace|updated|search|write|delete|rename|)[ \t]*$/i.exec(line) : null);
	if (match === null) {
		return undefined;
	}
	const word = match[2]!.toUpperCase();
	return {
		word: word === 'UPDATED' ? 'REPLACE' : (word as Closer['word']),
		length: match[1]!.length,
		character: match[1]!.startsWith('>') ? '>' : '+',
	};
}

/** What Roo's blocks say below the marker: a line number, then a ruler. Undefined for ordinary text. */
export function parseStartLine(
	lines: readonly string[],
): { readonly line: number; readonly count: number } | undefined {
	const start = /^:start_line: *(\d+)[ \t]*$/.exec(lines[0] ?? '');
	if (start === null) {
		return undefined;
	}
	let count = 1;
	if (/^:end_line: *\d+[ \t]*$/.test(lines[count] ?? '')) {
		count++;
	}
	if (/^-{5,9}[ \t]*$/.test(lines[count] ?? '')) {
		count++;
	}
	return { line: Number(start[1]), count };
}

/** Number of `=` of a line that may divide search from replace. */
export function dividerLength(line: string): number | undefined {
	return /^={5,9}[ \t]*$/.test(line) ? line.trimEnd().length : undefined;
}

/** A line Git writes at the top or the end of a conflict. */
export function conflictEdge(line: string): 'begin' | 'end' | undefined {
	if (/^<{7}(?: |$)/.test(line)) {
		return 'begin';
	}
	return /^>{7}(?: |$)/.test(line) ? 'end' : undefined;
}
