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
	/** Files in it and below. */
	files: number;
	/** Files directly in it. */
	direct: number;
	readonly folders: Map<string, Folder>;
}

/** More lines than these tell no more. */
const maximumLines = 200;

/** A line for files left out of a folder: `src/x/ and 3,204 more files`, without the line feed. */
export function describeFolder(folder: string, files: number): string {
	return `${folder === '' ? 'The top folder' : folder} and ${formatCount(files)} more ${files === 1 ? 'file' : 'files'}`;
}

/** Sums up folders, and sums up the same files only once. */
export class FolderSummariser {
	readonly #lineTokens: (line: string) => number;
	#last: { readonly paths: readonly string[]; readonly budget: number; readonly folders: FolderSummary[] } | undefined;

	constructor(lineTokens: (line: string) => number) {
		this.#lineTokens = lineTokens;
	}

	/** See `summariseFolders`. */
	summarise(paths: readonly string[], budget: number): FolderSummary[] {
		const last = this.#last;
		const isSame =
			last?.budget === budget &&
			last.paths.length === paths.length &&
			paths.every((path, index) => path === last.paths[index]);
		const folders = isSame ? last.folders : summariseFolders(paths, budget, this.#lineTokens);
		this.#last = { paths, budget, folders };
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
	if (paths.length === 0) {
		return [];
	}
	const summarise = (folder: Folder, files: number): FolderSummary => {
		const line = describeFolder(folder.path, files);
		return { folder: folder.path, files, line, tokens: lineTokens(line) };
	};
	const top = folderTree(paths);
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

function folderTree(paths: readonly string[]): Folder {
	const newFolder = (path: string): Folder => ({ path, files: 0, direct: 0, folders: new Map() });
	const top = newFolder('');
	for (const path of paths) {
		let folder = top;
		folder.files++;
		for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
			const inner = path.slice(0, slash + 1);
			let next = folder.folders.get(inner);
			if (next === undefined) {
				next = newFolder(inner);
				folder.folders.set(inner, next);
			}
			folder = next;
			folder.files++;
		}
		folder.direct++;
	}
	return top;
}
