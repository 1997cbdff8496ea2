import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { contextIgnoreNames } from '../../core/context/rules/contextIgnore';
import { runGit } from '../git/git';
import { statIfThere } from './repository';

/** What git lists of one repository. Paths are relative to the folder it was asked about. */
export interface GitListing {
	/** Files and symbolic links. */
	readonly files: string[];
	/** Submodules and nested repositories. */
	readonly repositories: string[];
	/** Submodules whose folder is gone. */
	readonly absent: string[];
	readonly notes: string[];
}

/** One process tells everything: the tags say what is removed or untracked, the modes what is a submodule. */
const listArguments = [
	'ls-files',
	'-z',
	'-t',
	'--stage',
	'--cached',
	'--deleted',
	'--others',
	'--exclude-standard',
	// Whoever lets git ignore such a file means what it says all the same.
	...contextIgnoreNames.map((name) => `--exclude=!${name}`),
];

const maximumListingBytes = 1024 * 1024 * 1024;

/**
 * Lists what is tracked or not ignored, and present.
 * @param isTop the folder is the top of its repository, whatever work tree the repository's configuration names
 * @param paths only these, and what lies below them; relative to the folder
 * @throws GitError and its kin, or the signal's reason
 */
export async function listRepository(
	folder: string,
	isTop: boolean,
	signal: AbortSignal,
	paths: readonly string[] = [],
): Promise<GitListing> {
	const place = isTop ? [`--work-tree=${folder}`] : [];
	// A name is never taken for a pattern.
	const args = [...place, '--literal-pathspecs', ...listArguments, '--', ...paths];
	const { stdout, stderr } = await runGit(args, { cwd: folder, signal, maximumBytes: maximumListingBytes });
	const listing = parseListing(stdout, folder);
	for (const warning of stderr.split('\n')) {
		if (warning !== '') {
			listing.notes.push(`Git warns: ${warning.replace(/^warning: /, '')}`);
		}
	}
	return listing;
}

/** Reads `<tag> <path>` of untracked and `<tag> <mode> <object> <stage>\t<path>` of tracked entries. */
function parseListing(output: Buffer, root: string): GitListing {
	const tracked = new Set<string>();
	const untracked = new Set<string>();
	const repositories = new Set<string>();
	const absent: string[] = [];
	const notes: string[] = [];
	const decoded = isUtf8(output);
	let start = 0;
	for (let end = output.indexOf(0); end !== -1; start = end + 1, end = output.indexOf(0, start)) {
		const tag = output[start];
		const isTracked = tag !== 0x3f; // '?'
		const from = isTracked ? output.indexOf(0x09, start) + 1 : start + 2;
		const name = output.toString('utf8', from, end);
		if (!decoded && !isUtf8(output.subarray(from, end))) {
			notes.push(`The name of ${name} is not valid UTF-8; it is left out.`);
		} else if (!isTracked) {
			if (name.endsWith('/')) {
				repositories.add(name.slice(0, -1));
			} else {
				untracked.add(name);
			}
		} else if (tag === 0x52 /* R: removed; it comes after the same entry's other line */) {
			tracked.delete(name);
			if (repositories.delete(name)) {
				absent.push(name);
			}
		} else if (output.toString('latin1', start + 2, start + 8) === '160000') {
			repositories.add(name);
		} else if (tag !== 0x53 /* S: outside a sparse checkout */ || statIfThere(path.join(root, name)) !== undefined) {
			tracked.add(name);
		}
	}
	const files = [...withoutReplaced(tracked, untracked), ...untracked];
	return { files, repositories: [...repositories], absent, notes };
}

/** Drops tracked files below something that is no longer a folder, and those that became a folder. */
function withoutReplaced(tracked: ReadonlySet<string>, untracked: ReadonlySet<string>): Iterable<string> {
	if (untracked.size === 0) {
		return tracked;
	}
	const replaced = new Set<string>();
	for (const file of untracked) {
		if (tracked.has(file)) {
			continue;
		}
		for (const folder of foldersOf(file)) {
			replaced.add(folder);
		}
	}
	return [...tracked].filter(
		(file) => !replaced.has(file) && !untracked.has(file) && !foldersOf(file).some((folder) => untracked.has(folder)),
	);
}

function foldersOf(file: string): string[] {
	const folders: string[] = [];
	for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1)) {
		folders.push(file.slice(0, slash));
	}
	return folders;
}
