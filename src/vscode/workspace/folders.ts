import path from 'node:path';
import { Uri, workspace, type WorkspaceFolder } from 'vscode';
import { absoluteOf, type PackRoot } from '../../node/pack/request';

/** Workspace folders that lie on disk. */
export function diskFolders(): readonly WorkspaceFolder[] {
	return allFolders().filter((folder) => folder.uri.scheme === 'file');
}

/** Workspace folders that only an extension can read. */
export function virtualFolders(): readonly WorkspaceFolder[] {
	return allFolders().filter((folder) => folder.uri.scheme !== 'file');
}

function allFolders(): readonly WorkspaceFolder[] {
	return workspace.workspaceFolders ?? [];
}

/** Roots of the pack. Folders of the same name get a number, so that paths stay unique. */
export function packRoots(): PackRoot[] {
	const used = new Set<string>();
	return allFolders().map((folder) => {
		let { name } = folder;
		for (let count = 2; used.has(name); count++) {
			name = `${folder.name}~${count}`;
		}
		used.add(name);
		return { ...placeOfFolder(folder.uri), name };
	});
}

/** What a root's `folder` is for a folder of the workspace. */
export function placeOfFolder(uri: Uri): Pick<PackRoot, 'folder' | 'virtual'> {
	return uri.scheme === 'file' ? { folder: uri.fsPath } : { folder: uri.toString(), virtual: true };
}

/** Address of a root. */
export function uriOfRoot(root: PackRoot): Uri {
	return root.virtual === true ? Uri.parse(root.folder, true) : Uri.file(root.folder);
}

/** Where a path of the pack lies; undefined when no folder of the workspace holds it. */
export function uriOfPath(file: string): Uri | undefined {
	const place = rootOfPath(file);
	if (!place) {
		return undefined;
	}
	const { root, relative } = place;
	if (root.virtual === true) {
		const inside = path.posix.normalize(relative);
		// The path may come from a model.
		return isBelow(inside, path.posix) ? Uri.joinPath(uriOfRoot(root), inside) : undefined;
	}
	const target = path.join(root.folder, relative);
	return isBelow(path.relative(root.folder, target), path) ? Uri.file(target) : undefined;
}

/** The path a file has in the pack; undefined for a file outside the workspace. */
export function pathOfUri(uri: Uri): string | undefined {
	const place = placeOfUri(uri);
	return place && (packRoots().length > 1 ? `${place.root.name}/${place.relative}` : place.relative);
}

/** How requests name a file; undefined for a file outside the workspace. */
export function absoluteOfUri(uri: Uri): string | undefined {
	const place = placeOfUri(uri);
	return place && absoluteOf(place.root, place.relative);
}

/** The root and the path below it. */
export function rootOfPath(file: string): { readonly root: PackRoot; readonly relative: string } | undefined {
	const roots = packRoots();
	if (roots.length === 1) {
		return { root: roots[0]!, relative: file };
	}
	const root = roots.find((each) => file.startsWith(`${each.name}/`));
	return root && { root, relative: file.slice(root.name.length + 1) };
}

function placeOfUri(uri: Uri): { readonly root: PackRoot; readonly relative: string } | undefined {
	for (const root of packRoots()) {
		const relative = root.virtual === true ? below(uriOfRoot(root), uri) : belowOnDisk(root.folder, uri);
		if (relative !== undefined) {
			return { root, relative };
		}
	}
	return undefined;
}

function below(root: Uri, uri: Uri): string | undefined {
	const relative = path.posix.relative(root.path, uri.path);
	const isSame = uri.scheme === root.scheme && uri.authority === root.authority;
	return isSame && isBelow(relative, path.posix) ? relative : undefined;
}

function belowOnDisk(folder: string, uri: Uri): string | undefined {
	const relative = uri.scheme === 'file' ? path.relative(folder, uri.fsPath) : '';
	return isBelow(relative, path) ? relative.split(path.sep).join('/') : undefined;
}

function isBelow(relative: string, { sep, isAbsolute }: Pick<path.PlatformPath, 'sep' | 'isAbsolute'>): boolean {
	const isOutside = relative === '' || relative === '.' || relative === '..' || relative.startsWith(`..${sep}`);
	return !isOutside && !isAbsolute(relative);
}
