import path from 'node:path';
import { Uri, workspace, type WorkspaceFolder } from 'vscode';
import type { PackRoot } from '../../node/pack/request';

/** Workspace folders that lie on disk. */
export function diskFolders(): readonly WorkspaceFolder[] {
	return (workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
}

/** Roots of the pack. Folders of the same name get a number, so that paths stay unique. */
export function packRoots(): PackRoot[] {
	const used = new Map<string, number>();
	return diskFolders().map((folder) => {
		const count = (used.get(folder.name) ?? 0) + 1;
		used.set(folder.name, count);
		return { name: count === 1 ? folder.name : `${folder.name}~${count}`, folder: folder.uri.fsPath };
	});
}

/** Where a path of the pack lies; undefined when no folder of the workspace holds it. */
export function uriOfPath(file: string): Uri | undefined {
	const roots = packRoots();
	const root = roots.length === 1 ? roots[0] : roots.find((each) => file.startsWith(`${each.name}/`));
	if (!root) {
		return undefined;
	}
	const target = path.join(root.folder, roots.length === 1 ? file : file.slice(root.name.length + 1));
	// The path may come from a model.
	const relative = path.relative(root.folder, target);
	const outside =
		relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
	return outside ? undefined : Uri.file(target);
}

/** The path a file has in the pack; undefined for a file outside the workspace. */
export function pathOfUri(uri: Uri): string | undefined {
	if (uri.scheme !== 'file') {
		return undefined;
	}
	const roots = packRoots();
	for (const root of roots) {
		const relative = path.relative(root.folder, uri.fsPath);
		if (relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)) {
			const file = relative.split(path.sep).join('/');
			return roots.length > 1 ? `${root.name}/${file}` : file;
		}
	}
	return undefined;
}

/** The folder and the path below it, for checks on disk. */
export function rootOfPath(file: string): { readonly folder: string; readonly relative: string } | undefined {
	const roots = packRoots();
	if (roots.length === 1) {
		return { folder: roots[0]!.folder, relative: file };
	}
	const root = roots.find((each) => file.startsWith(`${each.name}/`));
	return root && { folder: root.folder, relative: file.slice(root.name.length + 1) };
}
