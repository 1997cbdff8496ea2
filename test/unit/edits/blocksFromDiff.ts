import { diffLines } from '../../../src/core/common/lineDiff';
import { splitLines } from '../../../src/core/common/lines';

/** One SEARCH/REPLACE block as lines without terminators. */
export interface Block {
	search: string[];
	replace: string[];
	/** 1-based line of the old text. */
	line: number;
}

/**
 * Blocks as a careful model would write them for a change: some context, more where the text is not unique.
 * Undefined when no context makes a block unique or the change is in what blocks cannot say (the final newline).
 */
export function blocksFromDiff(before: string, after: string, context = 2): Block[] | undefined {
	const old = splitLines(before);
	const fresh = splitLines(after);
	const blocks: Block[] = [];
	let merged: { beforeStart: number; beforeEnd: number; afterStart: number; afterEnd: number }[] = [];
	for (const change of diffLines(old, fresh)) {
		const last = merged.at(-1);
		if (last !== undefined && change.beforeStart - last.beforeEnd <= 2 * context) {
			merged = [...merged.slice(0, -1), { ...last, beforeEnd: change.beforeEnd, afterEnd: change.afterEnd }];
		} else {
			merged.push(change);
		}
	}
	const plain = (line: string): string => line.replace(/\r?\n$/, '');
	for (const change of merged) {
		for (let lead = context; ; lead += 2) {
			const start = Math.max(0, change.beforeStart - lead);
			const end = Math.min(old.length, change.beforeEnd + lead);
			const search = old.slice(start, end).map(plain);
			if (search.some((line) => line.trim() !== '') && isUnique(old.map(plain), search)) {
				const head = old.slice(start, change.beforeStart);
				const tail = old.slice(change.beforeEnd, end);
				const middle = fresh.slice(change.afterStart, change.afterEnd);
				blocks.push({ search, replace: [...head, ...middle, ...tail].map(plain), line: start + 1 });
				break;
			}
			if (start === 0 && end === old.length) {
				return undefined;
			}
		}
	}
	return blocks;
}

function isUnique(lines: readonly string[], search: readonly string[]): boolean {
	let count = 0;
	for (let start = 0; start + search.length <= lines.length; start++) {
		if (search.every((line, index) => line === lines[start + index])) {
			count++;
		}
	}
	return count === 1;
}

/** The blocks as an answer in our own format, with fences and markers longer than what the text holds. */
export function answerOfBlocks(path: string, blocks: readonly Block[]): string {
	return blocks
		.map(({ search, replace }) => {
			const text = [...search, ...replace].join('\n');
			const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`{3,}/g)].map((match) => match[0].length + 1)));
			return [path, fence, '<<<<<<< SEARCH', ...search, '=======', ...replace, '>>>>>>> REPLACE', fence, ''].join('\n');
		})
		.join('\n');
}
