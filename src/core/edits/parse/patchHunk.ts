import type { Edit } from '../types';
import { joinLines, type Draft } from './answerLines';

/** The lines of one hunk of a patch, with their signs, and what is known of its place. */
export interface PatchHunk {
	readonly lines: readonly string[];
	/** 1-based line of the old file its first line is on, when given. */
	readonly line?: number;
	/** Text that stands above the place. */
	readonly anchor?: string;
}

/**
 * Turns a hunk into old and new text. A line without a sign is taken as context (models forget the space of blank and
 * of unindented lines); blank lines at the end belong to what surrounds the patch.
 */
export function readHunk(hunk: PatchHunk): { search: string; replace: string } {
	const lines = [...hunk.lines];
	while (lines.length > 0 && lines.at(-1) === '') {
		lines.pop();
	}
	const oldLines: string[] = [];
	const newLines: string[] = [];
	let oldEnds = true;
	let newEnds = true;
	let previousSign = ' ';
	for (const line of lines) {
		const sign = line.charAt(0);
		if (sign === '\\') {
			oldEnds &&= previousSign === '+';
			newEnds &&= previousSign === '-';
			continue;
		}
		const text = sign === '+' || sign === '-' || sign === ' ' ? line.slice(1) : line;
		if (sign !== '+') {
			oldLines.push(text);
		}
		if (sign !== '-') {
			newLines.push(text);
		}
		previousSign = sign;
	}
	// Only a marker that contradicts the other side says something: the file then gains or loses its final newline.
	const differ = oldEnds !== newEnds;
	const search = joinLines(oldLines);
	const replace = joinLines(newLines);
	return {
		search: differ && !oldEnds ? search.slice(0, -1) : search,
		replace: differ && !newEnds ? replace.slice(0, -1) : replace,
	};
}

/** The edit of a hunk of an existing file, or why there is none. */
export function hunkDraft(
	hunk: PatchHunk,
	path: string,
	dialect: Edit['dialect'],
	firstLine: number,
	lastLine: number,
): Draft {
	const { search, replace } = readHunk(hunk);
	if (search === '') {
		const message =
			replace === ''
				? `A hunk for ${path} is empty.`
				: `A hunk for ${path} adds lines without saying between which lines.`;
		return { firstLine, lastLine, content: { message } };
	}
	return {
		firstLine,
		lastLine,
		content: {
			kind: 'replace',
			path,
			dialect,
			search,
			replace,
			all: false,
			...(hunk.line === undefined ? {} : { line: hunk.line }),
			...(hunk.anchor === undefined ? {} : { anchor: hunk.anchor }),
		},
	};
}
