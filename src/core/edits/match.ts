import { countNewlines, dominantEol, eolOf, withEol, withoutEol, type Eol } from '../common/lines';
import type { MatchTier } from './types';
import { deriveReindent } from './match/indentation';
import { findInLine } from './match/inLine';
import { withoutLineNumbers } from './match/lineNumbers';
import { plainForm, stableKey, surelyDiffers } from './match/lookAlikes';
import { findPlaces, longestLine, type Place } from './match/places';
import { buildReplacement, type BlockText } from './match/replacement';
import { similarPlaces } from './match/similarPlaces';

/** What the block says beside its search text. */
export interface MatchOptions {
	/** The new text; empty when not given. */
	readonly replace?: string;
	/** Take every place. */
	readonly all?: boolean;
	/** 1-based line near which the text is meant. */
	readonly line?: number;
	/** 1-based line at which the text stands, where that is known for certain. */
	readonly at?: number;
	/** A line that stands above the meant place, or several, each below the one before. */
	readonly anchor?: string;
	/** Terminator for new lines in a text that has none; default `\n`. */
	readonly eol?: Eol;
}

/** A place to change: offsets into the file's text, and the text that goes there. */
export interface Match {
	readonly start: number;
	readonly end: number;
	/** 1-based line of `start`. */
	readonly line: number;
	/** In the file's line endings and indentation. */
	readonly replacement: string;
}

export type MatchResult =
	/** One match, or several with `all`, in order and not overlapping. */
	| { readonly status: 'found'; readonly tier: MatchTier; readonly matches: readonly Match[]; readonly inLine: boolean }
	/** Several places and nothing to choose between them. */
	| { readonly status: 'ambiguous'; readonly tier: MatchTier; readonly candidates: readonly number[] }
	/** `candidates`: 1-based lines of similar places, best first. */
	| { readonly status: 'not-found'; readonly candidates: readonly number[] };

/** Candidates reported for an ambiguous text. */
const maxReported = 50;
const tiers: readonly MatchTier[] = [
	'exact',
	'line-endings',
	'indentation',
	'line-numbers',
	'trailing-space',
	'look-alikes',
];

interface TieredPlace extends Place {
	readonly tier: MatchTier;
	readonly replacement: string;
	/** The indentation differs as well; set where the tier does not say so. */
	readonly shifted?: boolean;
}

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

/** Whole-line places of every tier that compares trimmed lines, each by its strictest. */
function linePlaces(file: string, block: BlockText, eol: Eol): TieredPlace[] {
	const key = longestLine(block.searchLines);
	if (key === undefined) {
		return [];
	}
	const places: TieredPlace[] = [];
	const sameTrimmed = (fileLine: string, searchLine: string): boolean =>
		fileLine === searchLine || fileLine.trim() === searchLine.trim();
	for (const place of findPlaces(file, block.searchLines, key, sameTrimmed)) {
		const tiered = classify(place, block, eol);
		if (tiered !== undefined) {
			places.push(tiered);
		}
	}
	return places;
}

function exactPlaces(file: string, block: BlockText, eol: Eol, tier: MatchTier): TieredPlace[] {
	const key = longestLine(block.searchLines);
	if (key === undefined) {
		return [];
	}
	return findPlaces(file, block.searchLines, key, (fileLine, searchLine) => fileLine === searchLine).map((place) => ({
		...place,
		tier,
		replacement: buildReplacement(place.lines, block, block.replaceLines, eol),
	}));
}

function classify(place: Place, block: BlockText, eol: Eol): TieredPlace | undefined {
	const { searchLines, replaceLines } = block;
	const fileLines = place.lines.map(withoutEol);
	const same = (compare: (line: string) => string): boolean =>
		searchLines.every((line, index) => compare(line) === compare(fileLines[index]!));
	const unchanged = (line: string): string => line;
	if (same(unchanged)) {
		const tier = place.lines.some((line) => eolOf(line) === '\r\n') ? 'line-endings' : 'exact';
		return { ...place, tier, replacement: buildReplacement(place.lines, block, replaceLines, eol) };
	}
	if (same((line) => line.trimEnd())) {
		const replacement = buildReplacement(place.lines, block, replaceLines, eol);
		return { ...place, tier: 'trailing-space', replacement };
	}
	const reindent = deriveReindent(fileLines, searchLines);
	if (reindent === undefined) {
		return undefined;
	}
	const shifted: string[] = [];
	for (const line of replaceLines) {
		const moved = reindent(line);
		if (moved === undefined) {
			return undefined;
		}
		shifted.push(moved);
	}
	const trimmedEnds = !same((line) => (line.trim() === '' ? '' : line.trimStart()));
	return {
		...place,
		tier: trimmedEnds ? 'trailing-space' : 'indentation',
		shifted: true,
		replacement: buildReplacement(place.lines, block, shifted, eol),
	};
}

function lookAlikePlaces(file: string, block: BlockText, eol: Eol): TieredPlace[] {
	const key = stableKey(block.searchLines);
	if (key === undefined) {
		return [];
	}
	const plain = new Map(block.searchLines.map((line) => [line, plainForm(line).trimEnd()]));
	const same = (fileLine: string, searchLine: string): boolean => {
		const wanted = plain.get(searchLine)!;
		return fileLine === searchLine || (!surelyDiffers(fileLine, wanted) && plainForm(fileLine).trimEnd() === wanted);
	};
	return findPlaces(file, block.searchLines, key, same).map((place) => ({
		...place,
		tier: 'look-alikes',
		replacement: buildReplacement(place.lines, block, block.replaceLines, eol),
	}));
}

function choose(file: string, found: readonly TieredPlace[], options: MatchOptions, inLine: boolean): MatchResult {
	const best = Math.min(...found.slice(0, 1000).map((place) => tiers.indexOf(place.tier)));
	if (options.all === true) {
		// Deeper indented occurrences are occurrences too; a text that differs otherwise is not.
		const limit = Math.max(best, tiers.indexOf('indentation'));
		const taken = found.filter((place) => tiers.indexOf(place.tier) <= limit);
		const worst = Math.max(...taken.slice(0, 1000).map((place) => tiers.indexOf(place.tier)));
		return { status: 'found', tier: tiers[worst]!, matches: toMatches(file, withoutOverlaps(taken)), inLine };
	}
	const alike = found.filter((place) => tiers.indexOf(place.tier) === best);
	const unshifted = alike.filter((place) => place.shifted !== true);
	const places = unshifted.length > 0 ? unshifted : alike;
	const tier = tiers[best]!;
	if (places.length === 1) {
		return { status: 'found', tier, matches: toMatches(file, places), inLine };
	}
	const matches = toMatches(file, places);
	const picked =
		matches.find((match) => match.line === options.at) ??
		nearest(matches, options.line) ??
		firstBelow(file, matches, options.anchor);
	return picked === undefined
		? { status: 'ambiguous', tier, candidates: matches.slice(0, maxReported).map((match) => match.line) }
		: { status: 'found', tier, matches: [picked], inLine };
}

function withoutOverlaps(places: readonly TieredPlace[]): TieredPlace[] {
	const kept: TieredPlace[] = [];
	for (const place of places) {
		if (place.start >= (kept.at(-1)?.end ?? 0)) {
			kept.push(place);
		}
	}
	return kept;
}

function toMatches(file: string, places: readonly TieredPlace[]): Match[] {
	let line = 1;
	let at = 0;
	return places.map(({ start, end, replacement }) => {
		line += countNewlines(file, at, start);
		at = start;
		return { start, end, line, replacement };
	});
}

/** By so many lines models are often wrong where they name one. */
const hintError = 2;

/**
 * The match nearest the named line, if no other may be meant: the next one is more than twice as far, and farther than
 * what models are often wrong by. So a hint that is off by one or two chooses rightly or not at all.
 */
function nearest(matches: readonly Match[], line: number | undefined): Match | undefined {
	if (line === undefined) {
		return undefined;
	}
	const sorted = matches
		.map((match) => ({ match, distance: Math.abs(match.line - line) }))
		.sort((left, right) => left.distance - right.distance);
	const [first, second] = sorted;
	const clear =
		first !== undefined && second !== undefined && second.distance > Math.max(2 * first.distance, hintError);
	return clear ? first.match : undefined;
}

/** The first match below the anchors, if the first of them stands in the file once. */
function firstBelow(file: string, matches: readonly Match[], anchor: string | undefined): Match | undefined {
	const [first, ...inner] = (anchor ?? '').split('\n');
	let at = first === undefined || first === '' ? -1 : file.indexOf(first);
	if (at < 0 || file.includes(first!, at + 1)) {
		return undefined;
	}
	for (const next of inner) {
		at = file.indexOf(next, at + 1);
		if (at < 0) {
			return undefined;
		}
	}
	return matches.find((match) => match.start >= at);
}
