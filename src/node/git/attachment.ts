import path from 'node:path';
import { createPathRules, type ContextRules } from '../../core/context/rules';
import type { DiffAttachment, DiffSource } from '../../core/conversation/conversation';
import { parseUnifiedDiff } from '../../core/diffs/parseUnifiedDiff';
import { pathOf } from '../../core/diffs/types';
import { ContextExcluder } from '../files/contextExcluder';
import { statIfThere } from '../files/repository';
import { commitEnds, diffBetween, rangeEnds, stagedDiff, workingDiff } from './diffs';

/** Which changes to explain. */
export type DiffChoice =
	| { readonly kind: 'working' }
	| { readonly kind: 'staged' }
	| { readonly kind: 'commit'; readonly revision: string }
	/** `A..B`, `A...B`, or one revision that the current commit is compared with. */
	| { readonly kind: 'range'; readonly range: string };

/** What keeps files of a diff from being sent, beside the ignore files of its folder. */
export interface DiffRules extends ContextRules {
	/** Name of the folder among several of a workspace: patterns may begin with it. */
	readonly rootName?: string | undefined;
}

/**
 * Reads a diff to ask about. Files whose text may not be sent, by the rules and by the ignore files of today, keep their
 * place in it, without their lines.
 * @returns undefined when there are no changes
 * @throws GitError and its kin when git is missing, fails, or the revision does not exist
 */
export async function readDiff(
	folder: string,
	choice: DiffChoice,
	rules: DiffRules,
	signal: AbortSignal,
): Promise<DiffAttachment | undefined> {
	const { title, text, source } = await read(folder, choice, signal);
	if (text === '') {
		return undefined;
	}
	const diff = withhold(text, folder, rules);
	const files = parseUnifiedDiff(diff);
	return {
		title,
		diff,
		files: files.length,
		added: files.reduce((sum, file) => sum + file.added, 0),
		removed: files.reduce((sum, file) => sum + file.removed, 0),
		source,
	};
}

async function read(
	folder: string,
	choice: DiffChoice,
	signal: AbortSignal,
): Promise<{ title: string; text: string; source: DiffSource }> {
	switch (choice.kind) {
		case 'staged':
			return {
				title: 'Staged changes',
				text: await stagedDiff(folder, signal),
				source: { kind: 'staged', folder },
			};
		case 'working':
			return {
				title: 'Working changes',
				text: await workingDiff(folder, { untracked: true }, signal),
				source: { kind: 'working', folder },
			};
		case 'commit': {
			const ends = await commitEnds(folder, choice.revision, signal);
			return {
				title: `Commit ${ends.to.slice(0, 10)}`,
				text: await diffBetween(folder, ends, signal),
				source: { kind: 'revisions', folder, ...ends },
			};
		}
		case 'range': {
			const ends = await rangeEnds(folder, choice.range, signal);
			return {
				title: `Changes ${choice.range}`,
				text: await diffBetween(folder, ends, signal),
				source: { kind: 'revisions', folder, ...ends },
			};
		}
	}
}

/** Takes the lines of files out that the rules keep back, and says so in their place. */
function withhold(diff: string, folder: string, rules: DiffRules): string {
	const byRules = createPathRules(rules, () => undefined);
	const ignoreFiles = new ContextExcluder(folder);
	const { rootName } = rules;
	const hasSibling = (file: string) => (name: string) =>
		statIfThere(path.join(folder, path.posix.dirname(file), name)) !== undefined;
	const decide = (file: string) =>
		ignoreFiles.exclusionOf(file) ?? byRules(file, { rootName, hasSibling: hasSibling(file) });
	return diff
		.split(/^(?=diff --git )/m)
		.map((part) => {
			const file = parseUnifiedDiff(part)[0];
			const decision = file && (decide(file.oldPath ?? pathOf(file)) ?? decide(pathOf(file)));
			if (!file || !decision || file.hunks.length === 0) {
				return part;
			}
			// The words of git for a file it shows nothing of, so that every reader of diffs understands them.
			const header = part.slice(0, part.search(/^--- /m));
			return `${header}Binary files differ (not shown: ${decision.reason})\n`;
		})
		.join('');
}
