import { diffLines, type LineChange } from '../common/lineDiff';
import { splitLines, withEol, type Eol } from '../common/lines';
import { findMatches, type Match, type MatchResult } from './match';
import { matchElided } from './elision';
import { placeByNames } from './enclosing';
import { mapLine, mapLineNear, mapSpan, mergeTexts, type LineSpan } from './merge';
import { elidedLine } from './parse/fencedFile';
import type { Edit, EditStatus, MatchTier } from './types';

export type ReplaceEdit = Extract<Edit, { kind: 'replace' }>;

/** The texts one replacement may be meant for, without BOM. */
export interface ReplaceTexts {
	/** The file as the edits before this one leave it. */
	readonly current: string;
	/** The file as it is. */
	readonly original: string;
	/** How the edits before this one made `current` of `original`. */
	readonly changes: readonly LineChange[];
	/** The file as the model saw it, when that is known to differ. */
	readonly base: string | undefined;
	/** For files without a line ending of their own. */
	readonly eol: Eol;
	/** A match that only look-alike characters make is not planned, but named as a place to choose. */
	readonly askWhenLoose: boolean;
}

/** `text` is set when the replacement is planned. */
export interface ReplaceOutcome {
	readonly status: EditStatus;
	readonly message: string;
	readonly text?: string;
	/** How `text` is made of the text before, where that is known better than a comparison can tell. */
	readonly changes?: readonly LineChange[];
	readonly tier?: MatchTier;
	/** 1-based lines of `current`. */
	readonly candidates?: readonly number[];
	/** The lines of `current` that are in the way. */
	readonly span?: LineSpan;
}

interface Reading {
	readonly search: string;
	readonly replace: string;
}

const dividerLine = /^={5,9}[ \t]*\r?$/m;
const markup = /(?:\.(?:md|mdx|markdown|rst|adoc|asciidoc|txt|textile|org)|(?:^|\/)[A-Z]+)$/;

/** Shorter results are in many files by chance. */
const minTelling = 12;

/** Applies one replacement to a file's text. */
export function planReplace(edit: ReplaceEdit, texts: ReplaceTexts): ReplaceOutcome {
	const readings: readonly Reading[] = edit.readings ?? [edit];
	if (edit.readings === undefined && edit.search === edit.replace) {
		return { status: 'no-change', message: 'The old and the new text of this block are equal.' };
	}
	if (readings.every((reading) => reading.search.trim() === '')) {
		return emptySearch(edit, readings, texts.current);
	}
	const elided = elidedLine(edit.replace, texts.current);
	if (elided !== undefined) {
		return planElided(edit, texts) ?? { status: 'malformed', message: `The new text leaves parts out ("${elided}").` };
	}
	const meant = readings.filter((reading) => !holdsDivider(reading, edit, texts.current));
	const attempts = meant
		.filter((reading) => reading.search.trim() !== '' && reading.search !== reading.replace)
		.map((reading) => ({ reading, result: findInCurrent(edit, reading, texts) }));
	// The longest text that stands in the file is the one that was meant: the file itself holds the divider's look-alike.
	const found = attempts
		.filter((attempt) => attempt.result.status === 'found')
		.sort((left, right) => right.reading.search.length - left.reading.search.length)[0];
	if (found !== undefined && found.result.status === 'found') {
		return asksFor(found.result.tier, texts)
			? unsure(found.result, texts.current)
			: applyFound(texts.current, found.result);
	}
	const several = attempts.find((attempt) => attempt.result.status === 'ambiguous');
	if (several?.result.status === 'ambiguous') {
		const { candidates, tier } = several.result;
		const named = asksFor(tier, texts) ? undefined : findNamed(edit, several.reading, candidates, texts);
		if (named !== undefined) {
			return named;
		}
		const message = `The text stands in ${candidates.length} places (lines ${listLines(candidates)}).`;
		return { status: 'ambiguous', message, tier, candidates };
	}
	if (meant.length < readings.length) {
		const message = 'The block holds several dividers, and it cannot be told which of them is meant.';
		return { status: 'malformed', message };
	}
	return (
		planElided(edit, texts) ??
		mergeEarlier(edit, readings, texts) ??
		alreadyThere(readings, texts.current) ??
		notFound(attempts.map((attempt) => attempt.result))
	);
}

/** An empty old text makes a new file; this one is there, and nobody can tell where in it the text is to go. */
function emptySearch({ path }: ReplaceEdit, readings: readonly Reading[], current: string): ReplaceOutcome {
	if (readings.some(({ replace }) => withEol(replace, '\n') === withEol(current, '\n'))) {
		return { status: 'no-change', message: 'The file already holds the new text.', tier: 'exact' };
	}
	const lines = countLines(current);
	return {
		status: 'empty-search',
		message: `The block names no text to replace, as for a new file, but ${path} exists (${lines === 1 ? '1 line' : `${lines} lines`}).`,
	};
}

/** A block whose two texts leave the same parts out. */
function planElided(edit: ReplaceEdit, { current, eol }: ReplaceTexts): ReplaceOutcome | undefined {
	const found = edit.all ? undefined : matchElided(current, edit.search, edit.replace, eol);
	return found && applyFound(current, { status: 'found', ...found, inLine: false });
}

/**
 * Whether a reading of a block with several dividers would put one of them into the file. Only a text that is underlined
 * with such lines, or one that holds them already, may take more.
 */
function holdsDivider(reading: Reading, edit: ReplaceEdit, current: string): boolean {
	if (edit.readings === undefined || dividerLine.test(current)) {
		return false;
	}
	const lines = reading.replace.split('\n');
	return lines.some(
		(line, index) => dividerLine.test(line) && !(markup.test(edit.path) && (lines[index - 1] ?? '').trim() !== ''),
	);
}

function asksFor(tier: MatchTier, { askWhenLoose }: ReplaceTexts): boolean {
	return askWhenLoose && tier === 'look-alikes';
}

function unsure({ matches, tier }: Extract<MatchResult, { status: 'found' }>, current: string): ReplaceOutcome {
	if (spliceAll(current, matches) === current) {
		return { status: 'no-change', message: 'The file already holds the new text.', tier };
	}
	const lines = matches.map((match) => match.line);
	const message = `Line ${listLines(lines)} is the same but for quotes, dashes or spaces that only look alike.`;
	return { status: 'unsure', message, tier, candidates: lines };
}

/** Of several places, the one in what the answer names beside the block. */
function findNamed(
	edit: ReplaceEdit,
	reading: Reading,
	candidates: readonly number[],
	texts: ReplaceTexts,
): ReplaceOutcome | undefined {
	const { current, eol } = texts;
	const lines = candidates.map((line) => line - 1);
	const place = edit.mentions && edit.line === undefined ? placeByNames(current, lines, edit.mentions) : undefined;
	if (place === undefined) {
		return undefined;
	}
	const result = findMatches(current, reading.search, { replace: reading.replace, at: place.line + 1, eol });
	return result.status === 'found' && result.matches[0]?.line === place.line + 1
		? applyFound(current, result, ` in ${place.name}, which the answer names`)
		: undefined;
}

function findInCurrent(edit: ReplaceEdit, reading: Reading, texts: ReplaceTexts): MatchResult {
	const { current, original, changes, eol } = texts;
	const options = { replace: reading.replace, all: edit.all, eol };
	const anchored = edit.anchor === undefined ? options : { ...options, anchor: edit.anchor };
	const named = edit.line === undefined ? anchored : { ...anchored, line: edit.line };
	if (current === original) {
		return findMatches(current, reading.search, named);
	}
	const result = findMatches(current, reading.search, options);
	if (result.status !== 'ambiguous') {
		return result;
	}
	// Line numbers are those of the file the model saw, not of what its earlier edits made of it.
	const before = findMatches(original, reading.search, named);
	if (before.status === 'not-found' || (before.status === 'found' && before.matches.length !== 1)) {
		const line = edit.line === undefined ? undefined : mapLineNear(changes, edit.line - 1) + 1;
		return findMatches(current, reading.search, line === undefined ? anchored : { ...anchored, line });
	}
	if (before.status === 'ambiguous') {
		return result;
	}
	const mapped = mapLine(changes, before.matches[0]!.line - 1);
	if (mapped === undefined || !result.candidates.includes(mapped + 1)) {
		return result;
	}
	return findMatches(current, reading.search, { ...options, at: mapped + 1 });
}

function applyFound(current: string, result: Extract<MatchResult, { status: 'found' }>, remark = ''): ReplaceOutcome {
	const { matches, tier } = result;
	const [first] = matches;
	if (matches.length === 1 && first !== undefined && holdsResult(current, first)) {
		return { status: 'no-change', message: `Line ${first.line} already holds the new text.`, tier };
	}
	const text = spliceAll(current, matches);
	if (text === current) {
		return { status: 'no-change', message: 'The file already holds the new text.', tier };
	}
	const lines = matches.map((match) => match.line);
	const where = matches.length === 1 ? `line ${lines[0]!}` : `${matches.length} places (lines ${listLines(lines)})`;
	const message = `Changes ${where}${remark}${tierRemark(tier)}.`;
	return { status: 'planned', message, text, tier, ...(result.inLine ? {} : { changes: changesOf(current, matches) }) };
}

/** The lines that replacing whole lines changes. */
function changesOf(current: string, matches: readonly Match[]): LineChange[] {
	let shift = 0;
	return matches.flatMap(({ start, end, line, replacement }) => {
		const [before, after] = [splitLines(current.slice(start, end)), splitLines(replacement)];
		const at = line - 1;
		const changes = diffLines(before, after).map((change) => ({
			beforeStart: change.beforeStart + at,
			beforeEnd: change.beforeEnd + at,
			afterStart: change.afterStart + at + shift,
			afterEnd: change.afterEnd + at + shift,
		}));
		shift += after.length - before.length;
		return changes;
	});
}

/** Whether an addition is there already: the new text stands around the old one, line for line. */
function holdsResult(text: string, match: Match): boolean {
	const { start, end, replacement } = match;
	const longer = replacement.length - (end - start);
	if (longer <= 0 || !replacement.includes(text.slice(start, end))) {
		return false;
	}
	const from = Math.max(0, start - longer);
	const window = text.slice(from, Math.min(text.length, end + longer));
	for (let at = window.indexOf(replacement); at >= 0; at = window.indexOf(replacement, at + 1)) {
		const lineStart = from + at === 0 || text.charAt(from + at - 1) === '\n';
		if (lineStart && from + at <= start && from + at + replacement.length >= end) {
			return true;
		}
	}
	return false;
}

/** Replaces all matches; a file that ended without a newline still does when its last lines go. */
function spliceAll(text: string, matches: readonly Match[]): string {
	const parts: string[] = [];
	let at = 0;
	for (const match of matches) {
		parts.push(text.slice(at, match.start), match.replacement);
		at = match.end;
	}
	parts.push(text.slice(at));
	const result = parts.join('');
	const last = matches.at(-1);
	const emptied = last !== undefined && last.end === text.length && last.replacement === '' && !text.endsWith('\n');
	return emptied ? result.replace(/\r?\n$/, '') : result;
}

/** The block was written against the text before the answer's earlier edits, or before the user's: merge it in. */
function mergeEarlier(
	edit: ReplaceEdit,
	readings: readonly Reading[],
	texts: ReplaceTexts,
): ReplaceOutcome | undefined {
	const { current, original, base, eol } = texts;
	const sources = [
		{ source: original, remark: 'merged with an earlier block of this answer', overlap: 'an earlier block' },
		{ source: base, remark: 'merged with changes made since the file was sent', overlap: 'a change made since' },
	];
	for (const { source, remark, overlap } of sources) {
		if (source === undefined || source === current) {
			continue;
		}
		for (const { search, replace } of readings) {
			const result = findMatches(source, search, {
				replace,
				all: edit.all,
				eol,
				...(edit.line === undefined ? {} : { line: edit.line }),
				...(edit.anchor === undefined ? {} : { anchor: edit.anchor }),
			});
			if (search.trim() === '' || result.status !== 'found') {
				continue;
			}
			const { tier, matches } = result;
			const line = matches[0]!.line;
			const known = source === original ? texts.changes : undefined;
			const text = mergeTexts(source, current, spliceAll(source, matches), known);
			if (text === undefined) {
				return overlapping(source, texts, result, overlap);
			}
			return text === current
				? { status: 'no-change', message: 'The file already holds the new text.', tier }
				: { status: 'planned', message: `Changes line ${line}, ${remark}.`, text, tier };
		}
	}
	return undefined;
}

/** The block's lines were changed otherwise by then. */
function overlapping(
	source: string,
	{ current, base }: ReplaceTexts,
	{ matches, tier }: Extract<MatchResult, { status: 'found' }>,
	overlap: string,
): ReplaceOutcome {
	const first = matches[0]!;
	const last = matches.at(-1)!;
	if (source !== base) {
		const message = `The block changes the same lines as ${overlap} (near line ${first.line}).`;
		return { status: 'not-found', message, candidates: [first.line] };
	}
	const end = last.line - 1 + Math.max(1, countLines(source.slice(last.start, last.end)));
	const span = mapSpan(diffLines(source, current), { start: first.line - 1, end });
	const line = span.start + 1;
	const message = `The block changes the same lines as ${overlap} (${lineRange(line, span.end)}).`;
	return { status: 'conflict', message, tier, candidates: [line], span };
}

function countLines(text: string): number {
	return splitLines(text).length;
}

function lineRange(first: number, last: number): string {
	return last <= first ? `line ${first}` : `lines ${first} to ${last}`;
}

function alreadyThere(readings: readonly Reading[], current: string): ReplaceOutcome | undefined {
	for (const { replace } of readings) {
		if (replace.trim().length < minTelling) {
			continue;
		}
		const result = findMatches(current, replace);
		if (result.status === 'found' && ['exact', 'line-endings'].includes(result.tier) && !result.inLine) {
			const message = `Line ${result.matches[0]!.line} already holds the new text.`;
			return { status: 'no-change', message, tier: result.tier };
		}
	}
	return undefined;
}

function notFound(results: readonly MatchResult[]): ReplaceOutcome {
	const candidates = results.flatMap((result) => (result.status === 'not-found' ? result.candidates : []));
	const near = candidates.length === 0 ? '' : ` Similar text stands near line ${listLines(candidates)}.`;
	const message = `The text to replace does not stand in the file.${near}`;
	return candidates.length === 0
		? { status: 'not-found', message }
		: { status: 'not-found', message, candidates: [...new Set(candidates)] };
}

function tierRemark(tier: MatchTier): string {
	switch (tier) {
		case 'exact':
		case 'line-endings':
			return '';
		case 'indentation':
			return ', indentation adapted';
		case 'line-numbers':
			return ', copied line numbers removed';
		case 'trailing-space':
			return ', white space at line ends ignored';
		case 'look-alikes':
			return ', although quotes, dashes or spaces are other characters there';
	}
}

function listLines(lines: readonly number[]): string {
	return lines.length > 5 ? `${lines.slice(0, 5).join(', ')}, …` : lines.join(', ');
}
