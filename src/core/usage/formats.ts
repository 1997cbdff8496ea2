import type { EditPlan, EditResult, ParsedAnswer } from '../edits/types';
import type { FormatCounts } from './records';

/** The format of a block that was not understood well enough to tell. */
const unknownFormat = 'unknown';

const none: FormatCounts = {
	blocks: 0,
	malformed: 0,
	matched: {},
	whole: 0,
	ambiguous: 0,
	notFound: 0,
	refused: 0,
	noChange: 0,
};

/**
 * How the edit blocks of an answer kept to their formats, by format.
 * @param complete whether the model ended the answer itself: a block that was cut off then counts as malformed
 * @returns empty when the answer holds no blocks
 */
export function countFormats(
	parsed: ParsedAnswer,
	plan: Pick<EditPlan, 'results'>,
	complete: boolean,
): Record<string, FormatCounts> {
	const formats = new Map<string, FormatCounts>();
	const add = (format: string, counts: Partial<FormatCounts>) => {
		formats.set(format, sumFormats(formats.get(format) ?? none, { ...none, blocks: 1, ...counts }));
	};
	for (const result of plan.results) {
		add(result.edit.dialect, countOf(result));
	}
	const cut = parsed.open && complete ? [parsed.open] : [];
	for (const { dialect } of [...parsed.problems, ...cut]) {
		add(dialect ?? unknownFormat, { malformed: 1 });
	}
	return Object.fromEntries(formats);
}

function countOf({ status, tier }: EditResult): Partial<FormatCounts> {
	switch (status) {
		case 'planned':
			return tier === undefined ? { whole: 1 } : { matched: { [tier]: 1 } };
		case 'unsure':
		case 'conflict':
			// The block met the text the model was shown; what is in its way is no fault of the model.
			return { matched: { [tier ?? 'exact']: 1 } };
		case 'no-change':
			return { noChange: 1 };
		case 'ambiguous':
			return { ambiguous: 1 };
		case 'not-found':
			return { notFound: 1 };
		case 'refused':
			return { refused: 1 };
		case 'malformed':
		case 'empty-search':
			return { malformed: 1 };
	}
}

/** Two counts as one. */
export function sumFormats(left: FormatCounts, right: FormatCounts): FormatCounts {
	const matched = { ...left.matched };
	for (const [tier, count] of Object.entries(right.matched)) {
		matched[tier] = (matched[tier] ?? 0) + count;
	}
	return {
		blocks: left.blocks + right.blocks,
		malformed: left.malformed + right.malformed,
		matched,
		whole: left.whole + right.whole,
		ambiguous: left.ambiguous + right.ambiguous,
		notFound: left.notFound + right.notFound,
		refused: left.refused + right.refused,
		noChange: left.noChange + right.noChange,
	};
}
