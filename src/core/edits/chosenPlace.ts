import type { LineChange } from '../common/lineChange';
import { dominantEol, splitLines, withEol, withoutEol, type Eol } from '../common/lines';
import { findMatches, type Match } from './match';
import { mapSpan, mergeTexts } from './merge';
import type { ReplaceEdit, ReplaceOutcome } from './replace/outcome';
import type { ChosenPlace } from './types';

interface ChosenTexts {
	/** The file as the edits before this one leave it. */
	readonly current: string;
	/** What earlier edits changed in the file as it is. */
	readonly changes: readonly LineChange[];
	readonly eol: Eol;
}

/**
 * Does a replacement at the place a person chose. The block's text is looked for there; where other text stands, the
 * block's changes are made to it as far as both agree, and else its lines are replaced as a whole.
 */
export function planChosen(
	edit: ReplaceEdit,
	place: ChosenPlace,
	{ current, changes, eol }: ChosenTexts,
): ReplaceOutcome {
	const span = mapSpan(changes, { start: place.line - 1, end: place.endLine });
	const lines = splitLines(current);
	const region = lines.slice(span.start, span.end).join('');
	if (withEol(region, '\n') !== withEol(place.text, '\n') || region === '') {
		return {
			status: 'ambiguous',
			message: `The chosen place (line ${place.line}) changed since; choose again.`,
			candidates: [],
		};
	}
	const replaced = replaceIn(region, edit, eol);
	if (replaced === undefined) {
		return {
			status: 'ambiguous',
			message: `The text stands more than once at the chosen place (line ${place.line}).`,
			candidates: [],
		};
	}
	if (replaced === region) {
		return { status: 'no-change', message: `Line ${place.line} already holds the new text.` };
	}
	const change = {
		beforeStart: span.start,
		beforeEnd: span.end,
		afterStart: span.start,
		afterEnd: span.start + splitLines(replaced).length,
	};
	const text = [...lines.slice(0, span.start), replaced, ...lines.slice(span.end)].join('');
	return { status: 'planned', message: `Changes line ${span.start + 1}, as you chose.`, text, changes: [change] };
}

function replaceIn(region: string, edit: ReplaceEdit, eol: Eol): string | undefined {
	for (const { search, replace } of edit.readings ?? [edit]) {
		const result = findMatches(region, search, { replace, all: edit.all, eol });
		if (result.status === 'found') {
			return splice(region, result.matches);
		}
		if (result.status === 'ambiguous') {
			return undefined;
		}
	}
	const shift = shiftTo(region, edit.search);
	const search = shift(edit.search);
	const replace = shift(edit.replace);
	const end = dominantEol(region) ?? eol;
	const merged = mergeTexts(search, region.endsWith('\n') ? region : region + end, replace) ?? withEol(replace, end);
	return region.endsWith('\n') ? merged : withoutEol(merged);
}

function splice(text: string, matches: readonly Match[]): string {
	return matches.reduceRight(
		(result, { start, end, replacement }) => result.slice(0, start) + replacement + result.slice(end),
		text,
	);
}

/** Gives a block's lines the indentation of the region they are to stand in. */
function shiftTo(region: string, search: string): (text: string) => string {
	const from = firstIndent(search);
	const to = firstIndent(region);
	return (text) =>
		from === to
			? text
			: splitLines(text)
					.map((line) => (line.trim() !== '' && line.startsWith(from) ? to + line.slice(from.length) : line))
					.join('');
}

function firstIndent(text: string): string {
	const line = splitLines(text).find((each) => each.trim() !== '') ?? '';
	return /^[ \t]*/.exec(line)![0];
}
