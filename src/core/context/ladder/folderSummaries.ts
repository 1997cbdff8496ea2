import { formatCount } from '../../common/format';
import { compareCodeUnits } from '../../ranking/order';

/** Says how many files of a folder are left out. */
export interface FolderSummary {
	/** With a `/` at its end; empty for the top. */
	readonly folder: string;
	readonly files: number;
	/** Without the line feed. */
	readonly line: string;
	readonly tokens: number;
}

interface Folder {
	/** With a `/` at its end; empty for the top. */
	readonly path: string;
	readonly parent: Folder | undefined;
	/** Files in it and below. */
	files: number;
	/** Files directly in it. */
	direct: number;
	/** Those that hold a file. */
	readonly folders: Map<string, Folder>;
}

/** More lines than these tell no more. */
const maximumLines = 200;

/** A line for files left out of a folder: `src/x/ and 3,204 more files`, without the line feed. */
export function describeFolder(folder: string, files: number): string {
	return `${folder === '' ? 'The top folder' : folder} and ${formatCount(files)} more ${files === 1 ? 'file' : 'files'}`;
}

/** Sums up folders, one time after the other: what is the same as the last time is not counted again. */
export class FolderSummariser {
	readonly #lineTokens: (line: string) => number;
	#tree = new FolderTree();
	#last:
		| {
				readonly paths: readonly string[];
				readonly isCounted: Uint8Array;
				readonly budget: number;
				readonly folders: FolderSummary[];
		  }
		| undefined;

	constructor(lineTokens: (line: string) => number) {
		this.#lineTokens = lineTokens;
	}

	/**
	 * See `summariseFolders`.
	 * @param paths the same object as the last time, when they are the same
	 * @param isCounted for each, 1 when it is one of the files to be counted, else 0
	 */
	summarise(paths: readonly string[], isCounted: Uint8Array, budget: number): FolderSummary[] {
		const last = this.#last?.paths === paths ? this.#last : undefined;
		if (!last) {
			this.#tree = new FolderTree();
		}
		let isSame = last?.budget === budget;
		for (let index = 0; index < paths.length; index++) {
			const [before, now] = [last?.isCounted[index] ?? 0, isCounted[index]!];
			if (before !== now) {
				this.#tree.change(paths[index]!, now - before);
				isSame = false;
			}
		}
		const folders = isSame ? last!.folders : summariseTree(this.#tree.top, budget, this.#lineTokens);
		this.#last = { paths, isCounted, budget, folders };
		return folders;
	}
}

/**
 * Counts files by folder. Begins with one line for all and replaces the line with the most files by those of its
 * folders as long as the lines stay few and within the budget.
 * @param paths each once
 * @returns in order of the folders; none when not even one line fits
 */
export function summariseFolders(
	paths: readonly string[],
	budget: number,
	lineTokens: (line: string) => number,
): FolderSummary[] {
	const tree = new FolderTree();
	paths.forEach((path) => tree.change(path, 1));
	return summariseTree(tree.top, budget, lineTokens);
}

function summariseTree(top: Folder, budget: number, lineTokens: (line: string) => number): FolderSummary[] {
	if (top.files === 0) {
		return [];
	}
	const summarise = (folder: Folder, files: number): FolderSummary => {
		const line = describeFolder(folder.path, files);
		return { folder: folder.path, files, line, tokens: lineTokens(line) };
	};
	let open: { readonly folder: Folder; readonly summary: FolderSummary }[] = [
		{ folder: top, summary: summarise(top, top.files) },
	];
	const done: FolderSummary[] = [];
	let tokens = open[0]!.summary.tokens;
	if (tokens > budget) {
		return [];
	}
	while (open.length > 0) {
		const largest = open.reduce((best, each) =>
			each.folder.files > best.folder.files ||
			(each.folder.files === best.folder.files && compareCodeUnits(each.folder.path, best.folder.path) < 0)
				? each
				: best,
		);
		open = open.filter((each) => each !== largest);
		const { folder, summary } = largest;
		const lines = open.length + done.length + folder.folders.size + (folder.direct > 0 ? 1 : 0);
		if (folder.folders.size > 0 && lines <= maximumLines) {
			const inner = [...folder.folders.values()].map((each) => ({
				folder: each,
				summary: summarise(each, each.files),
			}));
			const own = folder.direct > 0 ? [summarise(folder, folder.direct)] : [];
			const sum = [...inner.map((each) => each.summary), ...own].reduce((total, each) => total + each.tokens, 0);
			if (tokens - summary.tokens + sum <= budget) {
				tokens += sum - summary.tokens;
				open.push(...inner);
				done.push(...own);
				continue;
			}
		}
		done.push(summary);
	}
	return done.sort((left, right) => compareCodeUnits(left.folder, right.folder));
}

/** Folders with the files that are counted in them. */
class FolderTree {
	readonly top: Folder = newFolder('', undefined);

	/** @param files 1 for a file that comes, -1 for one that goes */
	change(path: string, files: number): void {
		let folder = this.top;
		folder.files += files;
		for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
			const inner = path.slice(0, slash + 1);
			let next = folder.folders.get(inner);
			if (next === undefined) {
				next = newFolder(inner, folder);
				folder.folders.set(inner, next);
			}
			folder = next;
			folder.files += files;
		}
		folder.direct += files;
		for (let empty = folder; empty.files === 0 && empty.parent; empty = empty.parent) {
			empty.parent.folders.delete(empty.path);
		}
	}
}

function newFolder(path: string, parent: Folder | undefined): Folder {
	return { path, parent, files: 0, direct: 0, folders: new Map() };
}
