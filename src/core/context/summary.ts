import { formatBytes } from '../common/format';
import type { ContextFile } from './types';

/** Files left out for one reason, with the first few of them. */
export interface OmittedGroup {
	readonly reason: string;
	readonly count: number;
	readonly examples: readonly { readonly path: string; readonly detail: string }[];
}

export interface FolderShare {
	readonly path: string;
	readonly files: number;
	readonly tokens: number;
}

/** Groups what was left out by reason, largest group first; `examples` holds at most `limit` files of each. */
export function omittedGroups(files: readonly ContextFile[], limit: number): OmittedGroup[] {
	const groups = new Map<string, ContextFile[]>();
	for (const file of files) {
		if (file.tier === 'path' || file.tier === 'none') {
			const group = groups.get(file.reason);
			if (group) {
				group.push(file);
			} else {
				groups.set(file.reason, [file]);
			}
		}
	}
	return [...groups]
		.map(([reason, members]) => ({
			reason,
			count: members.length,
			examples: members.slice(0, limit).map((file) => ({
				path: file.path,
				detail: file.detail === '' ? formatBytes(file.bytes) : file.detail,
			})),
		}))
		.sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1));
}

interface Folder {
	readonly path: string;
	readonly parent: Folder | undefined;
	/** Files with tokens in it and below. */
	files: number;
	tokens: number;
	/** Directly in it. */
	readonly folders: Folder[];
}

/** The folders that hold the most tokens, largest first: candidates for exclusion. */
export function largestFolders(files: readonly ContextFile[], limit: number): FolderShare[] {
	const totals = new FolderTotals();
	for (const { path, tokens } of files) {
		totals.change(path, 0, tokens);
	}
	return totals.largest(limit);
}

/** How much the folders of a tree hold, kept up to date file by file. */
export class FolderTotals {
	readonly #folders = new Map<string, Folder>();

	/** Takes in that a file has other tokens than before; 0 stands for no file. */
	change(path: string, before: number, after: number): void {
		const slash = before === after ? -1 : path.lastIndexOf('/');
		const files = (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
		for (let folder = slash === -1 ? undefined : this.#at(path.slice(0, slash)); folder; folder = folder.parent) {
			folder.files += files;
			folder.tokens += after - before;
		}
	}

	/**
	 * The largest folders first. A folder is listed where the tree divides: one whose tokens all lie in a single subfolder
	 * gives way to that subfolder.
	 */
	largest(limit: number): FolderShare[] {
		const largest: Folder[] = [];
		for (const folder of this.#folders.values()) {
			const least = largest[limit - 1];
			if (folder.files > 0 && (!least || isLarger(folder, least)) && isDivided(folder)) {
				const place = largest.findIndex((other) => isLarger(folder, other));
				largest.splice(place === -1 ? largest.length : place, 0, folder);
				largest.length = Math.min(largest.length, limit);
			}
		}
		return largest.map(({ path, files, tokens }) => ({ path, files, tokens }));
	}

	#at(path: string): Folder {
		let folder = this.#folders.get(path);
		if (!folder) {
			const slash = path.lastIndexOf('/');
			const parent = slash === -1 ? undefined : this.#at(path.slice(0, slash));
			folder = { path, parent, files: 0, tokens: 0, folders: [] };
			parent?.folders.push(folder);
			this.#folders.set(path, folder);
		}
		return folder;
	}
}

function isDivided({ files, folders }: Folder): boolean {
	return folders.every((folder) => folder.files !== files);
}

function isLarger(left: Folder, right: Folder): boolean {
	return left.tokens > right.tokens || (left.tokens === right.tokens && left.path < right.path);
}
