import type { ContextFile, OmitReason } from '../../core/context/types';
import { anywayMaximumBytes } from '../files/decodeAnyway';
import { chosenMaximumTextBytes } from '../files/readFile';

/** How children of a folder are ordered: the largest first, or folders before files by name. */
export type ContextSort = 'size' | 'name';

/**
 * What a check box shows: whether the rules let the text be sent. A file beyond the budget is checked, for no rule keeps
 * it; `fixed` is a file of which no text can be sent, whatever the rules say: it has no box.
 */
export type ContextChoice = 'in' | 'out' | 'fixed';

/** Children of one folder that a view asks for at a time. */
export const pageSize = 300;

/** A folder of the workspace with what is in it, at any depth. */
export interface FolderEntry {
	readonly kind: 'folder';
	/** As the pack names it. */
	readonly path: string;
	readonly name: string;
	readonly tokens: number;
	/** Size on disk, in bytes. */
	readonly bytes: number;
	readonly files: number;
	/** Files of which text is sent. */
	readonly sentFiles: number;
	/** Secrets replaced. */
	readonly redactions: number;
	/** `in` when the rules let any file in it be sent. */
	readonly choice: ContextChoice;
}

/** A file of the workspace; or a folder that an ignore file keeps back as a whole: its path ends with a slash. */
export interface FileEntry {
	readonly kind: 'file';
	readonly name: string;
	readonly choice: ContextChoice;
	readonly file: ContextFile;
}

export type TreeEntry = FolderEntry | FileEntry;

/** Reasons that no setting of ours changes. */
const fixedReasons: ReadonlySet<string> = new Set<OmitReason>([
	'unreadable',
	'symbolic link',
	'not a regular file',
	'excluded by ignore file',
]);

/** Whether the text of a file is sent, whole or in part. */
export function isSent({ tier }: Pick<ContextFile, 'tier'>): boolean {
	return tier !== 'path' && tier !== 'none';
}

function isFixed({ reason, bytes }: ContextFile): boolean {
	switch (reason) {
		case 'too large':
			return bytes > chosenMaximumTextBytes;
		case 'binary':
			return bytes > anywayMaximumBytes;
		default:
			return fixedReasons.has(reason);
	}
}

function choiceOf(file: ContextFile): ContextChoice {
	return isSent(file) || file.reason === 'beyond the budget' ? 'in' : isFixed(file) ? 'fixed' : 'out';
}

interface Folder {
	readonly path: string;
	readonly parent: Folder | undefined;
	readonly folders: Folder[];
	readonly files: ContextFile[];
	tokens: number;
	bytes: number;
	count: number;
	sent: number;
	redactions: number;
	/** How many of the files have each choice. */
	readonly choices: Record<ContextChoice, number>;
	sorted: { readonly by: ContextSort; readonly entries: readonly TreeEntry[] } | undefined;
}

/** Files as a tree of folders whose numbers are those of all they hold. Children are sorted when they are asked for. */
export class ContextTree {
	readonly #folders = new Map<string, Folder>();
	readonly #root: Folder;

	constructor(files: Iterable<ContextFile>) {
		this.#root = newFolder('', undefined);
		this.#folders.set('', this.#root);
		for (const file of files) {
			this.#add(file);
		}
	}

	/** Takes files out, by their paths, and others in. */
	update(removed: Iterable<ContextFile>, added: Iterable<ContextFile>): void {
		for (const file of removed) {
			this.#remove(file.path);
		}
		for (const file of added) {
			this.#add(file);
		}
	}

	/** All files together. */
	get root(): FolderEntry {
		return folderEntry(this.#root);
	}

	/** What is in a folder, `''` for the top; undefined when there is no such folder (any more). */
	children(folder: string, by: ContextSort): readonly TreeEntry[] | undefined {
		const found = this.#folders.get(folder);
		if (found && found.sorted?.by !== by) {
			found.sorted = { by, entries: sortEntries(found, by) };
		}
		return found?.sorted?.entries;
	}

	/** A folder by its path; undefined when there is none. */
	folder(path: string): FolderEntry | undefined {
		const found = this.#folders.get(path);
		return found && folderEntry(found);
	}

	/** A file by its path; undefined when there is none. */
	file(path: string): FileEntry | undefined {
		const folder = this.#folders.get(folderOf(path));
		const file = folder?.files.find((each) => each.path === path);
		return file && fileEntry(file);
	}

	#add(file: ContextFile): void {
		const folder = this.#folder(folderOf(file.path));
		folder.files.push(file);
		count(folder, file, 1);
	}

	#remove(path: string): void {
		const folder = this.#folders.get(folderOf(path));
		const at = folder?.files.findIndex((each) => each.path === path) ?? -1;
		const file = folder?.files[at];
		if (!folder || !file) {
			return;
		}
		folder.files.splice(at, 1);
		count(folder, file, -1);
		for (let empty = folder; empty.count === 0 && empty.parent; empty = empty.parent) {
			empty.parent.folders.splice(empty.parent.folders.indexOf(empty), 1);
			this.#folders.delete(empty.path);
		}
	}

	#folder(path: string): Folder {
		let folder = this.#folders.get(path);
		if (folder === undefined) {
			const parent = this.#folder(folderOf(path));
			folder = newFolder(path, parent);
			parent.folders.push(folder);
			this.#folders.set(path, folder);
		}
		return folder;
	}
}

function newFolder(path: string, parent: Folder | undefined): Folder {
	return {
		path,
		parent,
		folders: [],
		files: [],
		tokens: 0,
		bytes: 0,
		count: 0,
		sent: 0,
		redactions: 0,
		choices: { in: 0, out: 0, fixed: 0 },
		sorted: undefined,
	};
}

/** Takes a file in the numbers of its folder and of those around it, or out of them. */
function count(folder: Folder, file: ContextFile, sign: 1 | -1): void {
	// Bringing in a folder does not bring in the data in it: each such file is a choice of its own.
	const choice = file.reason === 'binary' ? 'fixed' : choiceOf(file);
	for (let around: Folder | undefined = folder; around; around = around.parent) {
		around.tokens += sign * file.tokens;
		around.bytes += sign * file.bytes;
		around.count += sign;
		around.sent += isSent(file) ? sign : 0;
		around.redactions += sign * file.redactions;
		around.choices[choice] += sign;
		around.sorted = undefined;
	}
}

function folderEntry({ path, tokens, bytes, count, sent, redactions, choices }: Folder): FolderEntry {
	const choice = choices.in > 0 ? 'in' : choices.out > 0 ? 'out' : 'fixed';
	return { kind: 'folder', path, name: nameOf(path), tokens, bytes, files: count, sentFiles: sent, redactions, choice };
}

function fileEntry(file: ContextFile): FileEntry {
	return { kind: 'file', name: nameOf(file.path), choice: choiceOf(file), file };
}

/** The folder around a file or a folder; one that ends with a slash stands for all it holds, and is no other's folder. */
function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/', path.length - 2)));
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/', path.length - 2) + 1);
}

function sortEntries(folder: Folder, by: ContextSort): readonly TreeEntry[] {
	const names = new Intl.Collator('en', { numeric: true });
	const byName = (left: TreeEntry, right: TreeEntry) =>
		names.compare(left.name, right.name) || (left.name < right.name ? -1 : 1);
	const folders: TreeEntry[] = folder.folders.map(folderEntry);
	const files: TreeEntry[] = folder.files.map(fileEntry);
	if (by === 'name') {
		return [...folders.sort(byName), ...files.sort(byName)];
	}
	return [...folders, ...files].sort((left, right) => tokensOf(right) - tokensOf(left) || byName(left, right));
}

function tokensOf(entry: TreeEntry): number {
	return entry.kind === 'folder' ? entry.tokens : entry.file.tokens;
}
