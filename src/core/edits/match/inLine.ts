import { countNewlines, withEol, type Eol } from '../../common/lines';
import type { MatchTier } from '../types';
import { maxPlaces } from './places';
import type { BlockText } from './replacement';

/** A text inside a line (or from inside one line to inside another). */
export interface InLinePlace {
	readonly start: number;
	readonly end: number;
	readonly lines: readonly string[];
	readonly tier: MatchTier;
	readonly replacement: string;
}

const wordCharacter = /[\p{L}\p{N}_$]/u;
const minLength = 3;

/**
 * Exact occurrences that are not whole lines: what is left of a line the model abbreviated. Words are never cut, and
 * where a rest of a line stays, old and new text must meet it alike, or a dropped `;` would come out doubled.
 */
export function findInLine(file: string, block: BlockText, all: boolean, eol: Eol): InLinePlace[] {
	const search = block.searchLines.join('\n');
	const replace = block.replaceLines.join('\n');
	if (search.trim().length < minLength && !(all && wordCharacter.test(search))) {
		return [];
	}
	// An empty replacement would leave a line of scraps.
	if (replace.trim() === '' || !block.searchEnds || !block.replaceEnds || leadOf(search) !== leadOf(replace)) {
		return [];
	}
	const fileSearch = withEol(search, eol);
	const several = countNewlines(search) > 0;
	const places: InLinePlace[] = [];
	let at = file.indexOf(fileSearch);
	while (at >= 0 && places.length < maxPlaces) {
		const end = at + fileSearch.length;
		if (fits(file, at, end, fileSearch, replace, several)) {
			const tier = several && eol === '\r\n' ? 'line-endings' : 'exact';
			places.push({ start: at, end, lines: [], tier, replacement: withEol(replace, eol) });
			at = file.indexOf(fileSearch, end);
		} else {
			at = file.indexOf(fileSearch, at + 1);
		}
	}
	return places;
}

function leadOf(text: string): string {
	return /^[ \t]*/.exec(text)![0];
}

function fits(file: string, start: number, end: number, search: string, replace: string, several: boolean): boolean {
	const before = file.charAt(start - 1);
	const after = file.charAt(end);
	if (wordCharacter.test(before) && wordCharacter.test(search.charAt(0))) {
		return false;
	}
	if (wordCharacter.test(after) && wordCharacter.test(search.at(-1)!)) {
		return false;
	}
	const lineStart = start === 0 ? 0 : file.lastIndexOf('\n', start - 1) + 1;
	const newline = file.indexOf('\n', end);
	const left = file.slice(lineStart, start).trim();
	const right = file.slice(end, newline < 0 ? file.length : newline).trim();
	if (left === '' && right === '') {
		return true;
	}
	if (several && left !== '') {
		return false;
	}
	return (
		(left === '' || sameKind(search.charAt(0), replace.charAt(0))) &&
		(right === '' || sameKind(search.at(-1)!, replace.at(-1)!))
	);
}

function sameKind(old: string, fresh: string): boolean {
	return old === fresh || (wordCharacter.test(old) && wordCharacter.test(fresh));
}
