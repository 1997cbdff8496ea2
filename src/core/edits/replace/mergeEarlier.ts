import { diffLines } from '../../common/lineDiff';
import { findMatches, type MatchResult } from '../match';
import { mapSpan, mergeTexts } from '../merge';
import { spliceAll } from './applyFound';
import { countLines, type Reading, type ReplaceEdit, type ReplaceOutcome, type ReplaceTexts } from './outcome';

/** The block was written against the text before the answer's earlier edits, or before the user's: merge it in. */
export function mergeEarlier(
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

function lineRange(first: number, last: number): string {
	return last <= first ? `line ${first}` : `lines ${first} to ${last}`;
}
