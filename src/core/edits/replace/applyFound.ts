import type { LineChange } from '../../common/lineChange';
import { diffLines } from '../../common/lineDiff';
import { splitLines } from '../../common/lines';
import type { Match, MatchResult } from '../match';
import type { MatchTier } from '../types';
import { listLines, type ReplaceOutcome } from './outcome';

export function applyFound(
	current: string,
	result: Extract<MatchResult, { status: 'found' }>,
	remark = '',
): ReplaceOutcome {
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
export function spliceAll(text: string, matches: readonly Match[]): string {
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
