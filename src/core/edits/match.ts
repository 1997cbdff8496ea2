import { dominantEol, withEol, type Eol } from '../common/lines';
import { choose, tiers } from './match/choose';
import { findInLine } from './match/inLine';
import { withoutLineNumbers } from './match/lineNumbers';
import type { BlockText } from './match/replacement';
import type { MatchOptions, MatchResult } from './match/result';
import { similarPlaces } from './match/similarPlaces';
import { exactPlaces, linePlaces, lookAlikePlaces } from './match/tieredPlaces';

export type { Match, MatchOptions, MatchResult } from './match/result';

/**
 * Finds where a search text stands in a file, by the strictest tier that finds anything. Whole lines are matched; a text
 * inside a line only when no whole lines do. Case and the white space inside lines always count.
 * @param fileText text without BOM
 * @param search lines, with a final terminator unless the text ends the file without one
 */
export function findMatches(fileText: string, search: string, options: MatchOptions = {}): MatchResult {
	const block = blockText(search, options.replace ?? '');
	const eol = dominantEol(fileText) ?? options.eol ?? '\n';
	const result = matchBlock(fileText, block, options, eol) ?? matchWithoutEdges(fileText, block, options, eol);
	return result ?? { status: 'not-found', candidates: similarPlaces(fileText, block.searchLines) };
}

function matchBlock(file: string, block: BlockText, options: MatchOptions, eol: Eol): MatchResult | undefined {
	const places = linePlaces(file, block, eol);
	if (options.all === true && block.searchLines.length === 1) {
		// "Every occurrence" of a name or an expression means every use, not only lines that hold nothing else.
		const uses = findInLine(file, block, true, eol);
		if (uses.length > 0 && uses.length >= places.length) {
			return choose(file, uses, options, true);
		}
	}
	if (places.length > 0) {
		return choose(file, places, options, false);
	}
	for (const { first, ...lines } of withoutLineNumbers(block.searchLines, block.replaceLines)) {
		const found = exactPlaces(file, { ...block, ...lines }, eol, 'line-numbers');
		if (found.length > 0) {
			return choose(file, found, { ...options, line: options.line ?? first }, false);
		}
	}
	const inLine = findInLine(file, block, options.all === true, eol);
	if (inLine.length > 0) {
		return choose(file, inLine, options, true);
	}
	const alike = lookAlikePlaces(file, block, eol);
	return alike.length > 0 ? choose(file, alike, options, false) : undefined;
}

/** Models add or drop blank lines at the edges of a block; the same edge goes from both texts. */
function matchWithoutEdges(file: string, block: BlockText, options: MatchOptions, eol: Eol): MatchResult | undefined {
	let { searchLines, replaceLines } = block;
	while (searchLines.length > 0 && searchLines[0]!.trim() === '') {
		searchLines = searchLines.slice(1);
		replaceLines = replaceLines[0]?.trim() === '' ? replaceLines.slice(1) : replaceLines;
	}
	while (searchLines.length > 0 && searchLines.at(-1)!.trim() === '') {
		searchLines = searchLines.slice(0, -1);
		replaceLines = replaceLines.at(-1)?.trim() === '' ? replaceLines.slice(0, -1) : replaceLines;
	}
	if (searchLines.length === block.searchLines.length || searchLines.length === 0) {
		return undefined;
	}
	const result = matchBlock(file, { ...block, searchLines, replaceLines }, options, eol);
	if (result === undefined || result.status === 'not-found' || tiers.indexOf(result.tier) > 4) {
		return result;
	}
	return { ...result, tier: 'trailing-space' };
}

function blockText(search: string, replace: string): BlockText {
	return {
		searchLines: linesOf(search),
		replaceLines: linesOf(replace),
		searchEnds: search === '' || search.endsWith('\n'),
		replaceEnds: replace === '' || replace.endsWith('\n'),
	};
}

function linesOf(text: string): string[] {
	// A mark copied from the beginning of a file is no part of its text.
	const lines = withEol(text.startsWith('\ufeff') ? text.slice(1) : text, '\n').split('\n');
	if (lines.at(-1) === '') {
		lines.pop();
	}
	return lines;
}
