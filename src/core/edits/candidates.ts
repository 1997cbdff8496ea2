import { splitLines } from '../common/lines';
import { invertChanges, mapSpan } from './merge';
import { similarEnd } from './match/similarPlaces';
import type { ReplaceEdit, ReplaceOutcome, ReplaceTexts } from './replace/outcome';
import type { Candidate } from './types';

/** Places that are offered; more are not looked through. */
const mostOffered = 20;

/** The places a person can choose for a block that was not planned, in the file as it is. */
export function candidatePlaces(
	edit: ReplaceEdit,
	outcome: ReplaceOutcome,
	{ current, original, changes }: Pick<ReplaceTexts, 'current' | 'original' | 'changes'>,
): Candidate[] {
	const { candidates = [], status, span } = outcome;
	const tier = status === 'conflict' ? 'conflict' : status === 'not-found' ? 'similar' : (outcome.tier ?? 'exact');
	const searchLines = splitLines(edit.search);
	const offered: Candidate[] = [];
	for (const line of new Set(candidates.slice(0, mostOffered))) {
		const end =
			span?.end ??
			(tier === 'similar' ? similarEnd(current, searchLines, line) : line - 1 + Math.max(1, searchLines.length));
		const start = span?.start ?? line - 1;
		const back = current === original ? { start, end } : mapSpan(invertChanges(changes), { start, end });
		const text = (from: string, part: { start: number; end: number }) =>
			splitLines(from).slice(part.start, part.end).join('');
		// What an earlier block of the answer writes cannot be shown in the file as it is.
		if (back.end > back.start && (current === original || text(current, { start, end }) === text(original, back))) {
			offered.push({ line: back.start + 1, endLine: Math.min(back.end, splitLines(original).length), tier });
		}
	}
	return offered;
}
