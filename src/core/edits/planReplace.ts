import { splitLines, withEol } from '../common/lines';
import { matchElided } from './elision';
import { placeByNames } from './enclosing';
import { findMatches, type MatchResult } from './match';
import { mapLine, mapLineNear } from './merge';
import { elidedLine, holdsElision } from './parse/fencedFile';
import { applyFound, spliceAll } from './replace/applyFound';
import { mergeEarlier } from './replace/mergeEarlier';
import {
	countLines,
	listLines,
	type Reading,
	type ReplaceEdit,
	type ReplaceOutcome,
	type ReplaceTexts,
} from './replace/outcome';
import type { MatchTier } from './types';

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
	if (elided !== undefined && !leavesNothingOut(edit, texts)) {
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

/**
 * Whether a new text that seems to leave something out means these words themselves. In a file that holds such lines it
 * may, if all it does is put lines where nothing is that could be left out: between two that stand beside each other, or
 * at either end of the file.
 */
function leavesNothingOut(edit: ReplaceEdit, { current, eol }: ReplaceTexts): boolean {
	if (!holdsElision(current)) {
		return false;
	}
	const result = findMatches(current, edit.search, { replace: edit.replace, eol });
	const match = result.status === 'found' && result.tier === 'exact' && !result.inLine ? result.matches : [];
	const [place] = match;
	if (!place || match.length > 1) {
		return false;
	}
	const [search, replace] = [edit.search, edit.replace].map((text) => splitLines(withEol(text, '\n')));
	const isTold = (lines: readonly string[]) => lines.some((line) => line.trim() !== '');
	for (let at = 0; at <= search!.length; at++) {
		const [above, below] = [search!.slice(0, at), search!.slice(at)];
		const fits =
			search!.length < replace!.length &&
			above.join('') === replace!.slice(0, at).join('') &&
			below.join('') === replace!.slice(replace!.length - below.length).join('');
		if (fits && (isTold(above) || place.start === 0) && (isTold(below) || place.end === current.length)) {
			return true;
		}
	}
	return false;
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
