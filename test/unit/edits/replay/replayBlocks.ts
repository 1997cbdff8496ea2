import { withChanges, type ChangedText, type TextChange } from './changedText';

/** One SEARCH/REPLACE block as lines without terminators, and the changes it makes. */
export interface ReplayBlock {
	readonly search: readonly string[];
	readonly replace: readonly string[];
	/** 1-based line of the old text. */
	readonly line: number;
	readonly changes: readonly TextChange[];
	/** A line hint for the marker. */
	readonly hint?: number;
}

/**
 * Blocks as a careful model would write them: some context, and more until the text is unique.
 * Undefined when no context makes a text unique.
 */
export function uniqueBlocks({ before, changes }: ChangedText, context = 2): ReplayBlock[] | undefined {
	const blocks: ReplayBlock[] = [];
	for (const group of grouped(changes, context)) {
		const [first, last] = [group[0]!, group.at(-1)!];
		for (let lead = context; ; lead += 2) {
			const start = Math.max(0, first.start - lead);
			const end = Math.min(before.length, last.end + lead);
			if (isUnique(before, start, end)) {
				blocks.push(block(before, start, end, group));
				break;
			}
			if (start === 0 && end === before.length) {
				return undefined;
			}
		}
	}
	return blocks;
}

/** Blocks of the changed lines and at most one beside them: often not unique. */
export function shortBlocks({ before, changes }: ChangedText): ReplayBlock[] {
	return grouped(changes, 0).flatMap((group) => {
		const [first, last] = [group[0]!, group.at(-1)!];
		const inserts = first.start === last.end;
		const start = inserts && first.start > 0 ? first.start - 1 : first.start;
		const end = inserts && first.start === 0 ? 1 : last.end;
		const made = block(before, start, end, group);
		return made.search.some((line) => line.trim() !== '') ? [made] : [];
	});
}

function block(before: readonly string[], start: number, end: number, changes: readonly TextChange[]): ReplayBlock {
	const search = before.slice(start, end);
	const moved = changes.map((change) => ({ ...change, start: change.start - start, end: change.end - start }));
	return { search, replace: withChanges(search, moved), line: start + 1, changes };
}

function grouped(changes: readonly TextChange[], context: number): TextChange[][] {
	const groups: TextChange[][] = [];
	for (const change of changes) {
		const last = groups.at(-1);
		if (last !== undefined && change.start - last.at(-1)!.end <= 2 * context) {
			last.push(change);
		} else {
			groups.push([change]);
		}
	}
	return groups;
}

/** Whether lines `[start, end)` stand nowhere else; their white space at either end does not count. */
function isUnique(lines: readonly string[], start: number, end: number): boolean {
	if (lines.slice(start, end).every((line) => line.trim() === '')) {
		return false;
	}
	const length = end - start;
	for (let at = 0; at + length <= lines.length; at++) {
		let same = at !== start;
		for (let index = 0; same && index < length; index++) {
			same = lines[at + index]!.trim() === lines[start + index]!.trim();
		}
		if (same) {
			return false;
		}
	}
	return true;
}

/** A length of markers that no line of some texts begins with; undefined when they hold all of them. */
export function markerLength(lines: readonly string[]): number | undefined {
	return [7, 9, 8, 6, 5].find((size) =>
		lines.every((line) => !new RegExp(`^\\s*([<=>])\\1{${size - 1}}(?!\\1)`).test(line)),
	);
}

/** The blocks as an answer in our format, with fences and markers that the texts do not hold. */
export function answerOf(path: string, blocks: readonly ReplayBlock[]): string | undefined {
	const texts = blocks.flatMap(({ search, replace }) => [...search, ...replace]);
	const length = markerLength(texts);
	if (length === undefined) {
		return undefined;
	}
	const ticks = texts.map((line) => /`{3,}/.exec(line)?.[0].length ?? 0);
	const fence = '`'.repeat(Math.max(3, ...ticks.map((count) => count + 1)));
	const marker = (character: string): string => character.repeat(length);
	return blocks
		.map(({ search, replace, hint }) =>
			[
				path,
				fence,
				`${marker('<')} SEARCH${hint === undefined ? '' : ` :${hint}`}`,
				...search,
				marker('='),
				...replace,
				`${marker('>')} REPLACE`,
				fence,
				'',
			].join('\n'),
		)
		.join('\n');
}
