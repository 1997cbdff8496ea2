import path from 'node:path';
import { createPathRules, type ContextRules } from '../../core/context/rules';
import { parseUnifiedDiff } from '../../core/diffs/parseUnifiedDiff';
import { pathOf } from '../../core/diffs/types';
import { ContextExcluder } from '../files/contextExcluder';
import { statIfThere } from '../files/repository';
import type { PackRequest } from '../pack/request';

/** What keeps files of a diff from being sent, beside the ignore files of its folder. */
export interface DiffRules extends ContextRules {
	/** Name of the folder among several of a workspace: patterns may begin with it. */
	readonly rootName?: string | undefined;
}

/** What the pack of a workspace says about the files of a folder, for its diffs. */
export function diffRules({ roots, rules }: Pick<PackRequest, 'roots' | 'rules'>, folder: string): DiffRules {
	const root = roots.find((each) => each.folder === folder);
	return {
		...rules,
		...(root?.editor ? { filesExclude: root.editor.filesExclude } : {}),
		rootName: roots.length > 1 ? root?.name : undefined,
	};
}

/** Takes the lines of files out that the rules keep back, and says so in their place. */
export function withhold(diff: string, folder: string, rules: DiffRules): string {
	return judged(diff, folder, rules)
		.map(({ part, reason }) => {
			if (reason === undefined) {
				return part;
			}
			// The words of git for a file it shows nothing of, so that every reader of diffs understands them.
			const header = part.slice(0, part.search(/^--- /m));
			return `${header}Binary files differ (not shown: ${reason})\n`;
		})
		.join('');
}

/** Why lines of a diff would be kept back now, a reason for each file of which it shows any. */
export function withholdingReasons(diff: string, folder: string, rules: DiffRules): string[] {
	return judged(diff, folder, rules)
		.map(({ reason }) => reason)
		.filter((reason) => reason !== undefined);
}

/** The parts of a diff, one per file, each with the reason to keep its lines back. */
function judged(diff: string, folder: string, rules: DiffRules): { part: string; reason: string | undefined }[] {
	const byRules = createPathRules(rules, () => undefined);
	const ignoreFiles = new ContextExcluder(folder);
	const { rootName } = rules;
	const hasSibling = (file: string) => (name: string) =>
		statIfThere(path.join(folder, path.posix.dirname(file), name)) !== undefined;
	const decide = (file: string) =>
		ignoreFiles.exclusionOf(file) ?? byRules(file, { rootName, hasSibling: hasSibling(file) });
	return diff.split(/^(?=diff --git )/m).map((part) => {
		const file = parseUnifiedDiff(part)[0];
		const decision =
			file && file.hunks.length > 0 ? (decide(file.oldPath ?? pathOf(file)) ?? decide(pathOf(file))) : undefined;
		return { part, reason: decision?.reason };
	});
}
