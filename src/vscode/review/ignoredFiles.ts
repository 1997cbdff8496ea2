import { l10n } from 'vscode';
import type { PlannedFile } from '../../core/edits/types';
import { ignoredInSource } from '../../node/files/ignoredInSource';
import { ignoredPaths } from '../../node/git/ignoredPaths';
import type { PackRoot } from '../../node/pack/request';
import { rootOfPath, uriOfRoot } from '../workspace/folders';
import { virtualSource } from '../workspace/virtualSource';

/** Planned files with a reason to confirm those that git ignores: nobody sees in a diff what was done to them. */
export async function withIgnored(files: readonly PlannedFile[]): Promise<readonly PlannedFile[]> {
	const byRoot = new Map<string, { readonly root: PackRoot; readonly paths: Map<string, string> }>();
	for (const { path, renamedTo } of files) {
		for (const each of renamedTo === undefined ? [path] : [path, renamedTo]) {
			const place = rootOfPath(each);
			if (place) {
				const { root, relative } = place;
				const group = byRoot.get(root.folder) ?? { root, paths: new Map<string, string>() };
				byRoot.set(root.folder, group);
				group.paths.set(relative, each);
			}
		}
	}
	const ignored = new Set<string>();
	for (const { root, paths } of byRoot.values()) {
		for (const relative of await ignoredBelow(root, [...paths.keys()])) {
			ignored.add(paths.get(relative) ?? relative);
		}
	}
	return files.map((file) =>
		file.confirm === undefined && (ignored.has(file.path) || ignored.has(file.renamedTo ?? file.path))
			? { ...file, confirm: l10n.t('Git ignores this file: no diff of the repository will show the change.') }
			: file,
	);
}

async function ignoredBelow(root: PackRoot, paths: readonly string[]): Promise<ReadonlySet<string>> {
	return root.virtual === true
		? await ignoredInSource(virtualSource(uriOfRoot(root)), paths)
		: await ignoredPaths(root.folder, paths, new AbortController().signal);
}
