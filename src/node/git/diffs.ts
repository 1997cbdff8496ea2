import { formatUnifiedDiff } from '../../core/common/unifiedDiff';
import { FileReader } from '../files/readFile';
import { runGit } from './git';
import { GitFailedError, InvalidRevisionError } from './gitErrors';
import { resolveCommit } from './revisions';

/**
 * Diffs as text that `parseUnifiedDiff` understands. Each takes a folder of the work tree: paths are relative to it and
 * only what is below it is shown. All throw what `runGit` throws. An empty text means: no changes.
 */

const formSettings = [
	'--patch',
	'--no-color',
	'--no-ext-diff',
	'--no-textconv',
	'--src-prefix=a/',
	'--dst-prefix=b/',
	'--unified=3',
	'--inter-hunk-context=0',
	'--find-renames',
	'--submodule=short',
	// Looking into submodules would run git with their configuration.
	'--ignore-submodules=dirty',
	'--relative',
];

async function diff(folder: string, args: readonly string[], signal: AbortSignal | undefined): Promise<string> {
	const { stdout } = await runGit(['diff', ...formSettings, ...args], { cwd: folder, signal });
	return stdout.toString('utf8');
}

/** What is staged, against the last commit (or against nothing before the first one). */
export async function stagedDiff(folder: string, signal?: AbortSignal): Promise<string> {
	return await diff(folder, ['--cached'], signal);
}

/** What is not staged; with `untracked`, files that git does not know yet are shown as added after the rest. */
export async function workingDiff(
	folder: string,
	options: { readonly untracked?: boolean } = {},
	signal?: AbortSignal,
): Promise<string> {
	const settings = await withoutLocalFilters(folder, signal);
	const { stdout } = await runGit([...settings, 'diff', ...formSettings], { cwd: folder, signal });
	const added = options.untracked === true ? await untrackedDiff(folder, signal) : '';
	return stdout.toString('utf8') + added;
}

/** The two states a diff compares, as names of objects. */
export interface DiffEnds {
	readonly from: string;
	readonly to: string;
}

/** A commit and its first parent; for the first commit, the empty tree stands for the parent. */
export async function commitEnds(folder: string, revision: string, signal?: AbortSignal): Promise<DiffEnds> {
	const to = await resolveCommit(folder, revision, signal);
	try {
		return { from: await resolveCommit(folder, `${to}^1`, signal), to };
	} catch (error) {
		if (!(error instanceof GitFailedError)) {
			throw error;
		}
		const empty = await runGit(['hash-object', '-t', 'tree', '--stdin'], { cwd: folder, signal, input: '' });
		return { from: empty.stdout.toString('latin1').trim(), to };
	}
}

/**
 * The ends of a range.
 * @param range `A..B`: from A to B. `A...B`: what B changed since it parted from A. One revision alone: what the current
 * commit changed since it parted from it. A side left out is `HEAD`.
 */
export async function rangeEnds(folder: string, range: string, signal?: AbortSignal): Promise<DiffEnds> {
	const match = /^(.*?)(\.{2,3})(.*)$/s.exec(range);
	const [from, dots, to] = match === null ? [range, '...', 'HEAD'] : [match[1]!, match[2]!, match[3]!];
	if (from === '' && to === '') {
		throw new InvalidRevisionError(range);
	}
	const [first, last] = await Promise.all([
		resolveCommit(folder, from === '' ? 'HEAD' : from, signal),
		resolveCommit(folder, to === '' ? 'HEAD' : to, signal),
	]);
	return { from: dots === '..' ? first : await mergeBase(folder, first, last, signal), to: last };
}

/** What lies between the ends of a commit or a range. */
export async function diffBetween(folder: string, ends: DiffEnds, signal?: AbortSignal): Promise<string> {
	return await diff(folder, [ends.from, ends.to], signal);
}

/** What a commit changed; a merge against its first parent, the first commit against nothing. */
export async function commitDiff(folder: string, revision: string, signal?: AbortSignal): Promise<string> {
	return await diffBetween(folder, await commitEnds(folder, revision, signal), signal);
}

/** What lies between two revisions; see `rangeEnds`. */
export async function rangeDiff(folder: string, range: string, signal?: AbortSignal): Promise<string> {
	return await diffBetween(folder, await rangeEnds(folder, range, signal), signal);
}

async function mergeBase(folder: string, first: string, last: string, signal?: AbortSignal): Promise<string> {
	try {
		const { stdout } = await runGit(['merge-base', first, last], { cwd: folder, signal });
		return stdout.toString('latin1').split('\n', 1)[0]!;
	} catch (error) {
		if (error instanceof GitFailedError && error.exitCode === 1) {
			throw new GitFailedError(1, 'the two revisions have no common history', { cause: error });
		}
		throw error;
	}
}

/**
 * Comparing with the work tree runs the clean filters of changed files. Those the user configured stay (Git LFS); those
 * that come with this repository's own configuration are switched off.
 */
async function withoutLocalFilters(folder: string, signal: AbortSignal | undefined): Promise<string[]> {
	let listing: string;
	try {
		const pattern = '^filter\\..*\\.(clean|process)$';
		const args = ['config', '--show-scope', '--name-only', '-z', '--get-regexp', pattern];
		listing = (await runGit(args, { cwd: folder, signal })).stdout.toString('utf8');
	} catch (error) {
		if (error instanceof GitFailedError && error.exitCode === 1) {
			return [];
		}
		throw error;
	}
	const fields = listing.split('\0');
	const settings: string[] = [];
	for (let index = 0; index + 1 < fields.length; index += 2) {
		const [scope, key] = [fields[index]!, fields[index + 1]!];
		if (scope === 'local' || scope === 'worktree') {
			const filter = key.slice(0, key.lastIndexOf('.'));
			if (filter.includes('=')) {
				throw new GitFailedError(undefined, `the repository configures a filter with a misleading name (${filter})`);
			}
			settings.push('-c', `${key}=`, '-c', `${filter}.required=false`);
		}
	}
	return settings;
}

async function untrackedDiff(folder: string, signal: AbortSignal | undefined): Promise<string> {
	const args = ['ls-files', '-z', '--others', '--exclude-standard'];
	const { stdout } = await runGit(args, { cwd: folder, signal });
	const files = stdout.toString('utf8').split('\0').slice(0, -1);
	const reader = new FileReader(folder);
	const parts: string[] = [];
	for (const file of files.sort()) {
		signal?.throwIfAborted();
		const content = reader.read(file);
		const isText = content.kind === 'text';
		if (isText || content.reason === 'binary' || content.reason === 'too-large' || content.reason === 'encoding') {
			const after = isText ? content.bytes.toString('utf8') : '';
			const text = formatUnifiedDiff({ oldPath: file, newPath: file, before: undefined, after });
			const name = /^diff --git .* (b\/.*|"b\/.*")$/m.exec(text)?.[1] ?? `b/${file}`;
			parts.push(isText ? text : `${text}Binary files /dev/null and ${name} differ\n`);
		}
	}
	return parts.join('');
}
