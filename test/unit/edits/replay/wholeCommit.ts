import { parseAnswer } from '../../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../../src/core/edits/plan';
import { changedText, textOf } from './changedText';
import type { Tally } from './replay';
import { answerOf, markerLength, uniqueBlocks } from './replayBlocks';

/** What a commit does to one file. */
export interface FileChange {
	readonly path: string;
	readonly before: string | undefined;
	readonly after: string | undefined;
	/** Set when the file moves as it is; `path` is then the old place. */
	readonly movesTo?: string;
}

/** Carries out one answer for all files of a commit: replacements, new files, deletions and renames together. */
export async function replayCommit(tally: Tally, changes: readonly FileChange[]): Promise<void> {
	const before = new Map<string, string>();
	const after = new Map<string, string>();
	const parts: string[] = [];
	for (const change of changes) {
		const part = partOf(change);
		if (part === undefined) {
			continue;
		}
		parts.push(part);
		if (change.before !== undefined) {
			before.set(change.path, change.before);
		}
		if (change.after !== undefined) {
			after.set(change.movesTo ?? change.path, change.after);
		}
	}
	const parsed = parseAnswer(parts.join('\nNext:\n\n'), { complete: true });
	const plan = await planEdits(parsed, (path) => Promise.resolve(before.get(path)));
	const made = new Map(before);
	plan.files.forEach((file) => made.delete(file.path));
	for (const file of plan.files) {
		if (file.after !== undefined) {
			made.set(file.renamedTo ?? file.path, file.after);
		}
	}
	const refused = plan.results.filter((result) => result.status !== 'planned');
	tally.edits += plan.results.length + plan.problems.length;
	tally.refused += refused.length + plan.problems.length;
	const failed = new Set(refused.map((result) => result.edit.path));
	const wrong = [...new Set([...made.keys(), ...after.keys()])].filter(
		(path) =>
			!failed.has(path) &&
			made.get(path) !== after.get(path) &&
			// What a block that was not understood was to do is not done.
			!(failed.size + plan.problems.length > 0 && made.get(path) === before.get(path)),
	);
	tally.wrong += wrong.length;
	tally.right += plan.results.length - refused.length - wrong.length;
	tally.remarks.push(
		...wrong.map((path) => `WRONG ${path}\n--- expected\n${after.get(path) ?? ''}\n--- made\n${made.get(path) ?? ''}`),
		...refused.map((result) => `REFUSED ${result.edit.path}\n${result.status}: ${result.message}`),
		...plan.problems.map((problem) => `REFUSED\n${problem.message}`),
	);
}

function partOf({ path, before, after, movesTo }: FileChange): string | undefined {
	if (/[^\w./@+-]/.test(path)) {
		return undefined;
	}
	if (movesTo !== undefined) {
		return `${path}\n\`\`\`\n<<<<<<< RENAME\n${movesTo}\n>>>>>>> RENAME\n\`\`\`\n`;
	}
	if (after === undefined) {
		return `${path}\n\`\`\`\n<<<<<<< DELETE\n>>>>>>> DELETE\n\`\`\`\n`;
	}
	if (before === undefined) {
		return writePart(path, after);
	}
	const text = changedText(path, before, after);
	const blocks = text && uniqueBlocks(text);
	return text && (blocks === undefined ? writePart(path, textOf(text.after, text)) : answerOf(path, blocks));
}

/** Undefined for a text that a fence cannot say. */
function writePart(path: string, text: string): string | undefined {
	const lines = text.split('\n');
	const length = markerLength(lines);
	if (!text.endsWith('\n') || text.includes('\r') || text.startsWith('\ufeff') || length === undefined) {
		return undefined;
	}
	const fence = '`'.repeat(Math.max(3, ...lines.map((line) => (/`{3,}/.exec(line)?.[0].length ?? 0) + 1)));
	return `${path}\n${fence}\n${'<'.repeat(length)} WRITE\n${text}${'>'.repeat(length)} WRITE\n${fence}\n`;
}
