import { cleanPath, isPathToken } from './paths';

/** What a block does. */
export type BlockWord = 'SEARCH' | 'WRITE' | 'DELETE' | 'RENAME';

/** The first line of a block. */
export interface Opener {
	readonly word: BlockWord;
	/** Number of `<`. */
	readonly length: number;
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
}

/** Reads `<<<<<<< SEARCH`, `<<<<<<< SEARCH ALL`, `<<<<<<< SEARCH :120`, `<<<<<<< WRITE` and the like. */
export function parseOpener(line: string): Opener | undefined {
	const match = /^([ \t]*)(<{5,9})[ \t]*(SEARCH|ORIGINAL|WRITE|DELETE|RENAME)(?![\w-])(.*)$/.exec(line);
	if (match === null) {
		return undefined;
	}
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
		word: match[3] === 'ORIGINAL' ? 'SEARCH' : (match[3] as BlockWord),
		length: match[2]!.length,
		indentation: match[1]!,
		all,
		line: lineNumber,
		path,
	};
}

/** Reads `>>>>>>> REPLACE` and the like. What follows the word does not matter, so a growing line never un-closes. */
export function parseCloser(line: string): Closer | undefined {
	const match = /^(>{5,9})[ \t]*(?:(REPLACE|UPDATED|SEARCH|WRITE|DELETE|RENAME)|$)/.exec(line);
	if (match === null) {
		return undefined;
	}
	const word = match[2] === 'UPDATED' ? 'REPLACE' : ((match[2] ?? '') as Closer['word']);
	return { word, length: match[1]!.length };
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
