import { l10n } from 'vscode';
import type { PlannedFile } from '../../core/edits/types';
import { ignoredPaths } from '../../node/git/ignoredPaths';
import { rootOfPath } from '../workspace/folders';

/** Planned files with a reason to confirm those that git ignores: nobody sees in a diff what was done to them. */
export async function withIgnored(files: readonly PlannedFile[]): Promise<readonly PlannedFile[]> {
	const byFolder = new Map<string, Map<string, string>>();
	for (const { path, renamedTo } of files) {
		for (const each of renamedTo === undefined ? [path] : [path, renamedTo]) {
			const place = rootOfPath(each);
			if (place && place.root.virtual !== true) {
				const { folder } = place.root;
				byFolder.set(folder, (byFolder.get(folder) ?? new Map<string, string>()).set(place.relative, each));
			}
		}
	}
	const ignored = new Set<string>();
	for (const [folder, paths] of byFolder) {
		for (const relative of await ignoredPaths(folder, [...paths.keys()], new AbortController().signal)) {
			ignored.add(paths.get(relative) ?? relative);
		}
	}
	return files.map((file) =>
		file.confirm === undefined && (ignored.has(file.path) || ignored.has(file.renamedTo ?? file.path))
			? { ...file, confirm: l10n.t('Git ignores this file: no diff of the repository will show the change.') }
			: file,
	);
}
