import { isUtf8 } from 'node:buffer';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { errorMessage } from '../../core/common/errors';
import { runGit } from '../git/git';
import { GitFailedError, GitMissingError, NotARepositoryError } from '../git/gitErrors';
import { statIfThere } from './repository';
import { walk, type WalkResult } from './walk';

export interface FileList {
	/** Files and symbolic links, relative to the root, `/` separated, sorted by code unit. */
	readonly files: readonly string[];
	/** Submodules and nested repositories: folders whose files are not listed. Sorted. */
	readonly repositories: readonly string[];
	readonly method: 'git' | 'walk';
	/** Sentences about what was left out or could not be read. */
	readonly notes: readonly string[];
}

/**
 * Lists the files of a folder as git sees them: tracked or not ignored, and present. Without git, or outside a
 * repository, the folder is walked with the same rules.
 * @param root absolute path of a folder
 * @throws the signal's reason
 */
export async function listFiles(root: string, signal: AbortSignal): Promise<FileList> {
	const folder = path.resolve(root);
	try {
		const listed = await listWithGit(folder, signal);
		if (listed !== undefined) {
			return finish('git', listed);
		}
		const walked = await walk(folder, { signal, alone: true });
		walked.notes.push(
			'The repository around this folder ignores it or keeps its files elsewhere; it is read by itself.',
		);
		return finish('walk', walked);
	} catch (error) {
		signal.throwIfAborted();
		const walked = await walk(folder, { signal });
		if (error instanceof GitMissingError) {
			walked.notes.push('Git was not found: tracked files that an ignore file covers are left out.');
		} else if (!(error instanceof NotARepositoryError)) {
			walked.notes.push(`Git could not list the files: ${errorMessage(error)}`);
		}
		return finish('walk', walked);
	}
}

function finish(method: FileList['method'], found: WalkResult): FileList {
	const repositories = found.repositories.sort();
	const notes = repositories.map((repository) => `${repository} is a repository of its own; its files are not listed.`);
	return { files: found.files.sort(), repositories, method, notes: [...found.notes, ...notes] };
}

/** Undefined when the folder is not part of the work tree that git would list. */
async function listWithGit(root: string, signal: AbortSignal): Promise<WalkResult | undefined> {
	// One process tells everything: the tags say what is removed or untracked, the modes what is a submodule.
	const args = ['ls-files', '-z', '-t', '--stage', '--cached', '--deleted', '--others', '--exclude-standard'];
	const [{ stdout, stderr }, top] = await Promise.all([
		runGit(args, { cwd: root, signal, maximumBytes: 1024 * 1024 * 1024 }),
		workTree(root, signal),
	]);
	if (top === undefined) {
		return undefined;
	}
	const found = parseListing(stdout, root);
	if (found.files.length === 0 && found.repositories.length === 0 && (await isIgnored(root, top, signal))) {
		return undefined;
	}
	for (const warning of stderr.split('\n')) {
		if (warning !== '') {
			found.notes.push(`Git warns: ${warning.replace(/^warning: /, '')}`);
		}
	}
	return found;
}

/** The top of the work tree, or undefined when the folder is not inside it (`core.worktree` may point anywhere). */
async function workTree(root: string, signal: AbortSignal): Promise<string | undefined> {
	const { stdout } = await runGit(['rev-parse', '--show-toplevel'], { cwd: root, signal });
	const top = realpathSync(path.resolve(stdout.toString('utf8').replace(/\r?\n$/, '')));
	const relative = path.relative(top, realpathSync(root));
	return relative.startsWith('..') || path.isAbsolute(relative) ? undefined : top;
}

async function isIgnored(root: string, top: string, signal: AbortSignal): Promise<boolean> {
	const relative = path.relative(top, realpathSync(root));
	if (relative === '') {
		return false;
	}
	try {
		// By standard input, where a name is never taken for a pattern.
		const input = `${relative.split(path.sep).join('/')}\0`;
		await runGit(['check-ignore', '-z', '--stdin'], { cwd: top, signal, input });
		return true;
	} catch (error) {
		if (error instanceof GitFailedError && error.exitCode === 1) {
			return false;
		}
		throw error;
	}
}

/** Reads `<tag> <path>` of untracked and `<tag> <mode> <object> <stage>\t<path>` of tracked entries. */
function parseListing(output: Buffer, root: string): WalkResult {
	const tracked = new Set<string>();
	const untracked = new Set<string>();
	const repositories = new Set<string>();
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
			repositories.delete(name);
		} else if (output.toString('latin1', start + 2, start + 8) === '160000') {
			repositories.add(name);
		} else if (tag !== 0x53 /* S: outside a sparse checkout */ || statIfThere(path.join(root, name)) !== undefined) {
			tracked.add(name);
		}
	}
	return { files: [...withoutReplaced(tracked, untracked), ...untracked], repositories: [...repositories], notes };
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
