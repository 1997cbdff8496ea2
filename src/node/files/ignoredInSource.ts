import { IgnoreRules } from '../../core/context/rules/ignoreRules';
import type { FileSource } from './walkSource';

/**
 * Which of some paths the `.gitignore` files of a tree ignore, whether there are such files or not.
 * @param paths below its top, `/` separated
 */
export async function ignoredInSource(
	source: Pick<FileSource, 'text'>,
	paths: readonly string[],
): Promise<ReadonlySet<string>> {
	const folders = new Map<string, Promise<IgnoreRules | undefined>>();
	/** Undefined in a folder that is ignored itself. @param folder '' or ending with `/` */
	const rulesOf = (folder: string): Promise<IgnoreRules | undefined> => {
		const rules = folders.get(folder) ?? enter(folder);
		folders.set(folder, rules);
		return rules;
	};
	const enter = async (folder: string): Promise<IgnoreRules | undefined> => {
		const around = folder === '' ? IgnoreRules.none(false) : await rulesOf(folderOf(folder.slice(0, -1)));
		if (around === undefined || (folder !== '' && around.ignores(folder))) {
			return undefined;
		}
		try {
			return around.with({ folder: folder.slice(0, -1), text: await source.text(`${folder}.gitignore`) });
		} catch {
			// Not there, or not to be read: then it ignores nothing.
			return around;
		}
	};
	const ignored = new Set<string>();
	for (const path of paths) {
		const rules = await rulesOf(folderOf(path));
		if (rules?.ignores(path) !== false) {
			ignored.add(path);
		}
	}
	return ignored;
}

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf('/') + 1);
}
