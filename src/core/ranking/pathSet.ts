/** The paths of a workspace, to look names up in. */
export class PathSet {
	readonly #paths = new Set<string>();
	/** By last segment, in the order they were added. */
	readonly #byName = new Map<string, string[]>();
	/** Names of the files directly in a folder. */
	readonly #byFolder = new Map<string, Set<string>>();
	/** Folders by their last segment. */
	readonly #foldersByName = new Map<string, Set<string>>();
	readonly #packages = new Map<string, string>();

	constructor(paths: Iterable<string> = []) {
		for (const path of paths) {
			this.add(path);
		}
	}

	add(path: string): void {
		if (this.#paths.has(path)) {
			return;
		}
		this.#paths.add(path);
		const name = baseName(path);
		const same = this.#byName.get(name);
		if (same === undefined) {
			this.#byName.set(name, [path]);
		} else {
			same.push(path);
		}
		const folder = folderOf(path);
		const siblings = this.#byFolder.get(folder);
		if (siblings !== undefined) {
			siblings.add(path);
			return;
		}
		this.#byFolder.set(folder, new Set([path]));
		const folders = this.#foldersByName.get(baseName(folder));
		if (folders === undefined) {
			this.#foldersByName.set(baseName(folder), new Set([folder]));
		} else {
			folders.add(folder);
		}
	}

	delete(path: string): void {
		if (this.#paths.delete(path)) {
			const name = baseName(path);
			const others = this.#byName.get(name)!.filter((other) => other !== path);
			if (others.length === 0) {
				this.#byName.delete(name);
			} else {
				this.#byName.set(name, others);
			}
			const folder = folderOf(path);
			const siblings = this.#byFolder.get(folder)!;
			siblings.delete(path);
			if (siblings.size === 0) {
				this.#byFolder.delete(folder);
				this.#foldersByName.get(baseName(folder))!.delete(folder);
			}
		}
	}

	has(path: string): boolean {
		return this.#paths.has(path);
	}

	/** Makes imports of a package by its name lead to its folder (empty for the top). */
	addPackage(name: string, folder: string): void {
		this.#packages.set(name, folder);
	}

	/** The folder of the package a specifier such as `@scope/name/part` begins with, and what follows its name. */
	packageOf(specifier: string): { readonly folder: string; readonly rest: string } | undefined {
		for (let end = specifier.length; end > 0; end = specifier.lastIndexOf('/', end - 1)) {
			const folder = this.#packages.get(specifier.slice(0, end));
			if (folder !== undefined) {
				return { folder, rest: specifier.slice(end + 1) };
			}
		}
		return undefined;
	}

	/** Paths whose last segments these are, at most `limit` of them looked at. */
	withSuffix(suffix: string, limit = 200): string[] {
		const candidates = this.#byName.get(baseName(suffix)) ?? [];
		return candidates.slice(0, limit).filter((path) => path === suffix || path.endsWith(`/${suffix}`));
	}

	/** The files directly in a folder. */
	filesIn(folder: string): Iterable<string> {
		return this.#byFolder.get(folder) ?? [];
	}

	/** Folders with files whose last segments these are, at most `limit` of them looked at. */
	foldersWithSuffix(suffix: string, limit = 200): string[] {
		const candidates = [...(this.#foldersByName.get(baseName(suffix)) ?? [])];
		return candidates.slice(0, limit).filter((folder) => folder === suffix || folder.endsWith(`/${suffix}`));
	}

	[Symbol.iterator](): Iterator<string> {
		return this.#paths.values();
	}
}

export function baseName(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

/** Empty for a path at the top. */
export function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Joins and resolves `.` and `..`; undefined when it leads out of the workspace. */
export function joinPath(folder: string, relative: string): string | undefined {
	const segments = folder === '' ? [] : folder.split('/');
	for (const segment of relative.split('/')) {
		if (segment === '..') {
			if (segments.pop() === undefined) {
				return undefined;
			}
		} else if (segment !== '' && segment !== '.') {
			segments.push(segment);
		}
	}
	return segments.join('/');
}

/** How many leading folders two paths share: the nearer of two candidates shares more. */
export function sharedFolders(left: string, right: string): number {
	const [first, second] = [left.split('/'), right.split('/')];
	let shared = 0;
	while (shared < Math.min(first.length, second.length) - 1 && first[shared] === second[shared]) {
		shared++;
	}
	return shared;
}
