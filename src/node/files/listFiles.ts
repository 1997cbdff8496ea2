import { realpathSync } from 'node:fs';
import path from 'node:path';
import { errorMessage } from '../../core/common/errors';
import type { MarkedKind } from '../../core/context/rules/attributes';
import { runGit } from '../git/git';
import { GitFailedError, GitMissingError, NotARepositoryError } from '../git/gitErrors';
import { markedFiles } from './attributes';
import type { FolderDecision } from './folderRules';
import { excludedBy, outerRules, type Exclusion } from './ignoreFiles';
import { RepositoryLister } from './listRepositories';
import { findRepository, ignoresCase, isOutsideRepositories, isOwnWorkTree, statIfThere } from './repository';
import { walk, type WalkResult } from './walk';

export interface FileList {
	/** Files and symbolic links, relative to the root, `/` separated, sorted by code unit. Excluded ones are not here. */
	readonly files: readonly string[];
	/** What ignore files and `decideFolder` keep from the model. A folder stands for all it holds. Sorted by path. */
	readonly excluded: readonly Exclusion[];
	/** What `.gitattributes` files say about listed files. */
	readonly marked: ReadonlyMap<string, MarkedKind>;
	/** Submodules and nested repositories; their files are listed, too. Sorted. */
	readonly repositories: readonly string[];
	/** Submodules that are not checked out: nothing in their folders is listed. */
	readonly absent: readonly string[];
	readonly method: 'git' | 'walk';
	/** Sentences about what was left out or could not be read. */
	readonly notes: readonly string[];
}

export interface ListOptions {
	/** Leaves folders out as a whole, without looking into them. */
	readonly decideFolder?: FolderDecision | undefined;
}

/**
 * Lists the files of a folder as git sees them: tracked or not ignored, and present; in submodules and repositories
 * below it, too. Without git, or outside a repository, the folder is walked with the same rules. Then the ignore files
 * that are meant for assistants take out what they name, tracked or not.
 * @param root absolute path of a folder
 * @throws the signal's reason
 */
export async function listFiles(root: string, signal: AbortSignal, options: ListOptions = {}): Promise<FileList> {
	const folder = path.resolve(root);
	signal.throwIfAborted();
	const { decideFolder } = options;
	try {
		const listed = await listWithGit(folder, signal, decideFolder);
		if (listed !== undefined) {
			return finish(folder, 'git', listed);
		}
		const walked = await walk(folder, { signal, alone: true, decideFolder });
		walked.notes.push(
			'The repository around this folder ignores it or keeps its files elsewhere; it is read by itself.',
		);
		return finish(folder, 'walk', walked);
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof NotARepositoryError) {
			return finish(folder, 'walk', await walkAround(folder, signal, decideFolder));
		}
		const walked = await walk(folder, { signal, decideFolder });
		walked.notes.push(
			error instanceof GitMissingError
				? 'Git was not found: tracked files that an ignore file covers are left out.'
				: `Git could not list the files: ${errorMessage(error)}`,
		);
		return finish(folder, 'walk', walked);
	}
}

/** Walks a folder that is in no repository, and lets git list the repositories that it holds. */
async function walkAround(
	root: string,
	signal: AbortSignal,
	decideFolder: FolderDecision | undefined,
): Promise<WalkResult> {
	const walked = await walk(root, { signal, decideFolder, enterRepositories: false });
	if (walked.repositories.length === 0) {
		return walked;
	}
	const outer = outerRules(root, root, ignoresCase(undefined), walked.notes);
	return await new RepositoryLister(root, outer, decideFolder, signal).listBelow(walked);
}

/** What excludes a path that the list does not hold: its own exclusion or that of a folder around it. */
export function exclusionOf(excluded: readonly Exclusion[], file: string): Exclusion | undefined {
	return excluded.find(
		(each) => each.path === file || each.path === './' || (each.path.endsWith('/') && file.startsWith(each.path)),
	);
}

function finish(root: string, method: FileList['method'], found: WalkResult): FileList {
	const files = withoutAliases(root, found.files.sort(), found.notes);
	return {
		files,
		excluded: found.excluded.sort((left, right) => (left.path < right.path ? -1 : 1)),
		marked: markedFiles(root, files),
		repositories: found.repositories.sort(),
		absent: found.absent ?? [],
		method,
		notes: found.notes,
	};
}

/**
 * Git may track names that differ only in case. Where the file system does not tell them apart they are one file, which
 * is listed once.
 */
function withoutAliases(root: string, files: readonly string[], notes: string[]): readonly string[] {
	if (!ignoresCase(findRepository(root))) {
		return files;
	}
	const first = new Map<string, string>();
	return files.filter((file) => {
		const key = file.toLowerCase();
		const other = first.get(key);
		if (other === undefined) {
			first.set(key, file);
			return true;
		}
		const [stats, otherStats] = [file, other].map((each) => statIfThere(path.join(root, each)));
		const isOne = stats !== undefined && stats.ino === otherStats?.ino && stats.dev === otherStats.dev;
		if (isOne) {
			notes.push(`${file} and ${other} are one file on this file system; it is listed once, as ${other}.`);
		}
		return !isOne;
	});
}

/** Undefined when the folder is not part of the work tree that git would list. */
async function listWithGit(
	root: string,
	signal: AbortSignal,
	decideFolder: FolderDecision | undefined,
): Promise<WalkResult | undefined> {
	const repository = findRepository(root);
	const notes: string[] = [];
	const outer = outerRules(root, repository?.top ?? root, ignoresCase(repository), notes);
	if (outer.excluder !== undefined) {
		return { files: [], excluded: [excludedBy('./', outer.excluder)], repositories: [], notes };
	}
	if (isOutsideRepositories(root)) {
		throw new NotARepositoryError(root);
	}
	const [found, top] = await Promise.all([
		new RepositoryLister(root, outer, decideFolder, signal).list(),
		(repository && isOwnWorkTree(repository) ? topAround(root, repository.top) : undefined) ?? workTree(root, signal),
	]);
	if (top === undefined) {
		return undefined;
	}
	const isEmpty = found.files.length === 0 && found.excluded.length === 0 && found.repositories.length === 0;
	if (isEmpty && (await isIgnored(root, top, signal))) {
		return undefined;
	}
	found.notes.unshift(...notes);
	return found;
}

/** The top of the work tree, or undefined when the folder is not inside it (`core.worktree` may point anywhere). */
async function workTree(root: string, signal: AbortSignal): Promise<string | undefined> {
	const { stdout } = await runGit(['rev-parse', '--show-toplevel'], { cwd: root, signal });
	return topAround(root, stdout.toString('utf8').replace(/\r?\n$/, ''));
}

/** The real path of a work tree's top, or undefined when a folder is not inside it. */
function topAround(root: string, workTreeTop: string): string | undefined {
	const top = realpathSync(path.resolve(workTreeTop));
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
