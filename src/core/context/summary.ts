import { formatBytes } from '../common/format';
import { partitionPoint } from '../common/partitionPoint';
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
	const groups = new OmittedGroups(limit);
	files.forEach((file) => groups.add(file));
	return groups.list(files);
}

interface Group {
	count: number;
	/** The first of its members by path; fewer than there should be until more are looked for. */
	examples: ContextFile[];
}

/** Files left out, by reason, kept up to date file by file. */
export class OmittedGroups {
	readonly #limit: number;
	readonly #groups = new Map<string, Group>();

	/** @param limit examples of each group */
	constructor(limit: number) {
		this.#limit = limit;
	}

	add(file: ContextFile): void {
		if (!isOmitted(file)) {
			return;
		}
		const group = this.#groups.get(file.reason) ?? { count: 0, examples: [] };
		this.#groups.set(file.reason, group);
		const { examples } = group;
		const isAllShown = examples.length === group.count++;
		const last = examples.at(-1);
		if (last && file.path < last.path) {
			const place = examples.findIndex(({ path }) => file.path < path);
			examples.splice(place, 0, file);
			examples.length = Math.min(examples.length, this.#limit);
		} else if (isAllShown && examples.length < this.#limit) {
			examples.push(file);
		}
	}

	remove(file: ContextFile): void {
		const group = isOmitted(file) ? this.#groups.get(file.reason) : undefined;
		if (group) {
			group.count--;
			group.examples = group.examples.filter((example) => example !== file);
		}
	}

	/** See `omittedGroups`. @param files all there are, sorted by path: examples are looked for among them */
	list(files: readonly ContextFile[]): OmittedGroup[] {
		for (const [reason, { count, examples }] of this.#groups) {
			const wanted = Math.min(count, this.#limit);
			const last = examples.at(-1);
			for (
				let at = last ? partitionPoint(files, ({ path }) => path <= last.path) : 0;
				examples.length < wanted && at < files.length;
				at++
			) {
				const file = files[at]!;
				if (isOmitted(file) && file.reason === reason) {
					examples.push(file);
				}
			}
		}
		return [...this.#groups]
			.filter(([, { count }]) => count > 0)
			.map(([reason, { count, examples }]) => ({
				reason,
				count,
				examples: examples.map((file) => ({
					path: file.path,
					detail: file.detail === '' ? formatBytes(file.bytes) : file.detail,
				})),
			}))
			.sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1));
	}
}

function isOmitted({ tier }: ContextFile): boolean {
	return tier === 'path' || tier === 'none';
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
