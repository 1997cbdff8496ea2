import type { DiffAttachment, DiffSource } from '../../core/conversation/conversation';
import { parseUnifiedDiff } from '../../core/diffs/parseUnifiedDiff';
import { commitEnds, diffBetween, rangeEnds, stagedDiff, workingDiff } from './diffs';
import { withhold, type DiffRules } from './withhold';

/** Which changes to explain. */
export type DiffChoice =
	| { readonly kind: 'working' }
	| { readonly kind: 'staged' }
	| { readonly kind: 'commit'; readonly revision: string }
	/** `A..B`, `A...B`, or one revision that the current commit is compared with. */
	| { readonly kind: 'range'; readonly range: string };

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
