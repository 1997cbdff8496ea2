import { formatUnifiedDiff } from '../../../../src/core/common/unifiedDiff';
import { diffLines } from '../../../../src/core/common/lineDiff';
import { textOf, withChanges, type ChangedText, type TextChange } from './changedText';
import { answerOf, shortBlocks, uniqueBlocks, type ReplayBlock } from './replayBlocks';

/** An answer about one file, and what must come of it. */
export interface Trial {
	readonly file: string;
	/** The file as it was sent, where it has changed since. */
	readonly sent?: string;
	readonly answer: string;
	/** What of the file counts; by default its bytes. */
	readonly normal?: (text: string) => string;
	/** How many edits the answer holds. */
	readonly count: number;
	/** The file when some of the edits are done. */
	readonly expected: (done: readonly boolean[]) => string;
}

/** Deterministic numbers, so that a failure can be looked at again. */
export type Random = (below: number) => number;

type Drift = (text: ChangedText, random: Random) => Trial | undefined;

function trialOf(text: ChangedText, blocks: readonly ReplayBlock[] | undefined, file?: ChangedText): Trial | undefined {
	const answer = blocks && answerOf(text.path, blocks);
	if (answer === undefined || blocks === undefined || blocks.length === 0) {
		return undefined;
	}
	const shape = file ?? text;
	return {
		file: textOf(shape.before, shape),
		answer,
		count: blocks.length,
		expected: (done) =>
			textOf(
				withChanges(
					shape.before,
					blocks.flatMap((block, index) => (done[index] === true ? block.changes : [])),
				),
				shape,
			),
	};
}

/** Changes every line of old and new text alike. */
function mapLines(blocks: readonly ReplayBlock[] | undefined, map: (line: string, block: ReplayBlock) => string) {
	return blocks?.map((block) => ({
		...block,
		search: block.search.map((line) => map(line, block)),
		replace: block.replace.map((line) => map(line, block)),
	}));
}

const blank = (line: string): boolean => line.trim() === '';
const leading = (line: string): string => /^[ \t]*/.exec(line)![0];

function commonIndent({ search, replace }: ReplayBlock): string {
	const lines = [...search, ...replace].filter((line) => !blank(line)).map(leading);
	let common = lines[0] ?? '';
	for (const line of lines) {
		while (!line.startsWith(common)) {
			common = common.slice(0, -1);
		}
	}
	return common;
}

function diffTrial(text: ChangedText, rewrite: (diff: string) => string): Trial | undefined {
	const [before, after] = [textOf(text.before, text), textOf(text.after, text)];
	if (text.eol !== '\n') {
		return undefined;
	}
	const diff = formatUnifiedDiff({ oldPath: text.path, newPath: text.path, before, after });
	const groups: TextChange[][] = [];
	for (const change of text.changes) {
		const last = groups.at(-1);
		if (last !== undefined && change.start - last.at(-1)!.end <= 6) {
			last.push(change);
		} else {
			groups.push([change]);
		}
	}
	// A hunk of a file that is nothing but added lines names no place without its number.
	if (text.changes.some((change) => change.end === 0 && text.before.length === 0)) {
		return undefined;
	}
	return {
		file: before,
		answer: `Here is the patch:\n\n~~~~~~~~diff\n${rewrite(diff)}~~~~~~~~\n`,
		count: groups.length,
		expected: (done) =>
			textOf(withChanges(text.before, groups.filter((_, index) => done[index] === true).flat()), text),
	};
}

const smart: readonly (readonly [RegExp, string])[] = [
	[/'/g, '\u2019'],
	[/"/g, '\u201d'],
	[/ - /g, ' \u2013 '],
	[/\.\.\./g, '\u2026'],
];
const typographic = (line: string): string =>
	smart.reduce((result, [plain, fancy]) => result.replace(plain, fancy), line);

/** The same change where the file's lines were mapped and the answer's new lines are not. */
function withFileLines(text: ChangedText, map: (line: string) => string): ChangedText {
	return { ...text, before: text.before.map(map), after: withChanges(text.before.map(map), text.changes) };
}

/** A line the user changed since the file was sent: beside a block's change, but not of it. */
function staleTrial(text: ChangedText, random: Random): Trial | undefined {
	const blocks = uniqueBlocks(text);
	const near = blocks?.[random(blocks.length)];
	if (blocks === undefined || near === undefined) {
		return undefined;
	}
	const touched = (line: number): boolean =>
		text.changes.some((change) => line >= change.start - 1 && line <= change.end);
	const lines = near.search.map((_, index) => near.line - 1 + index).filter((line) => !touched(line));
	const line = lines[random(Math.max(1, lines.length))];
	if (line === undefined) {
		return undefined;
	}
	const current = text.before.with(line, `${text.before[line]!} // changed by the user`);
	const trial = trialOf(text, blocks, { ...text, before: current });
	return trial && { ...trial, sent: textOf(text.before, text) };
}

/**
 * Ways in which an answer departs from the text it means. `asks` tells the one in which a person is asked: more than
 * white space differs.
 */
export const drifts: Record<string, { readonly make: Drift; readonly repairable: boolean }> = {
	exact: { make: (text) => trialOf(text, uniqueBlocks(text)), repairable: true },
	'line endings': {
		make: (text) => trialOf(text, uniqueBlocks(text), { ...text, eol: text.eol === '\n' ? '\r\n' : '\n' }),
		repairable: true,
	},
	'indentation dropped': {
		make: (text) =>
			trialOf(
				text,
				mapLines(uniqueBlocks(text), (line, block) => (blank(line) ? line : line.slice(commonIndent(block).length))),
			),
		repairable: true,
	},
	'indentation added': {
		make: (text, random) => {
			const added = random(2) === 0 ? '  ' : '\t';
			return trialOf(
				text,
				mapLines(uniqueBlocks(text), (line) => (blank(line) ? line : added + line)),
			);
		},
		repairable: true,
	},
	'line numbers copied': {
		make: (text, random) => {
			const mark = ['| ', ': ', '\t', '→'][random(4)]!;
			const number = (lines: readonly string[], from: number): string[] =>
				lines.map((line, index) => `${from + index}${mark}${line}`);
			const blocks = uniqueBlocks(text)?.map((block) => ({
				...block,
				search: number(block.search, block.line),
				replace: number(block.replace, block.line),
			}));
			return trialOf(text, blocks);
		},
		repairable: true,
	},
	'trailing space in the answer': {
		make: (text) => {
			const trial = trialOf(
				text,
				uniqueBlocks(text)?.map((block) => {
					const spaced = new Set(block.search.filter((_, index) => index % 2 === 0));
					const space = (line: string): string => (spaced.has(line) ? `${line}  ` : line);
					const kept = new Set(diffKept(block));
					return {
						...block,
						search: block.search.map(space),
						replace: block.replace.map((line, index) => (kept.has(index) ? space(line) : line)),
					};
				}),
			);
			// Lines that hold nothing but spaces are then all alike.
			return trial && { ...trial, normal: (made) => made.replace(/[ \t]+$/gm, '') };
		},
		repairable: true,
	},
	'trailing space in the file': {
		make: (text) => {
			const odd = (line: string): string => (line.length % 2 === 1 ? `${line} ` : line);
			const trial = trialOf(text, uniqueBlocks(text), withFileLines(text, odd));
			// Which of several equal lines is the old one cannot be told from a block.
			return trial && { ...trial, normal: (made) => made.replace(/[ \t]+$/gm, '') };
		},
		repairable: true,
	},
	'look-alikes in the file': {
		make: (text) => {
			const trial = trialOf(text, uniqueBlocks(text), withFileLines(text, typographic));
			return trial && { ...trial, normal: typographic };
		},
		repairable: true,
	},
	'wrong line hints': {
		make: (text, random) =>
			trialOf(
				text,
				uniqueBlocks(text)?.map((block) => ({ ...block, hint: random(2 * text.before.length) + 1 })),
			),
		repairable: true,
	},
	'short, exact line hints': {
		make: (text) =>
			trialOf(
				text,
				shortBlocks(text).map((block) => ({ ...block, hint: block.line })),
			),
		repairable: false,
	},
	'short, hints off by two': {
		make: (text, random) =>
			trialOf(
				text,
				shortBlocks(text).map((block) => ({ ...block, hint: Math.max(1, block.line + random(5) - 2) })),
			),
		repairable: false,
	},
	'short, no hints': { make: (text) => trialOf(text, shortBlocks(text)), repairable: false },
	'context changed by the user': { make: staleTrial, repairable: true },
	'unified diff': { make: (text) => diffTrial(text, (diff) => diff), repairable: true },
	'diff, wrong counts': {
		make: (text, random) =>
			diffTrial(text, (diff) =>
				diff.replace(
					/^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/gm,
					(_, from: string, to: string) => `@@ -${from},${random(30)} +${to},${random(30)} @@`,
				),
			),
		repairable: true,
	},
	'diff without numbers': {
		make: (text) => diffTrial(text, (diff) => diff.replace(/^@@ -[\d, +]+ @@/gm, '@@ ... @@')),
		repairable: false,
	},
};

/** Indices of the new lines that are old ones. */
function diffKept({ search, replace }: ReplayBlock): number[] {
	const fresh = diffLines(search, replace).flatMap((change) =>
		Array.from({ length: change.afterEnd - change.afterStart }, (_, index) => change.afterStart + index),
	);
	return replace.flatMap((_, index) => (fresh.includes(index) ? [] : [index]));
}
