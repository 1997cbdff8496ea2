import { existsSync } from 'node:fs';
import path from 'node:path';
import { runGit } from './git';
import { GitFailedError, GitMissingError, NotARepositoryError } from './gitErrors';

/**
 * Which of some paths git ignores, whether there are such files or not. Those in submodules are asked about there.
 * @param folder that the paths are relative to; `/` separated
 * @returns empty outside of a repository and without git
 */
export async function ignoredPaths(
	folder: string,
	paths: readonly string[],
	signal: AbortSignal,
): Promise<ReadonlySet<string>> {
	if (paths.length === 0) {
		return new Set();
	}
	const answer = await ask(folder, paths, signal);
	if (answer) {
		return answer;
	}
	// One path that git does not answer for keeps it from answering for the others.
	const [only, ...others] = paths;
	if (others.length === 0) {
		return (await isIgnoredBelow(folder, only!, signal)) ? new Set(paths) : new Set();
	}
	const middle = paths.length >> 1;
	const halves = [paths.slice(0, middle), paths.slice(middle)];
	const answers = await Promise.all(halves.map((half) => ignoredPaths(folder, half, signal)));
	return new Set(answers.flatMap((half) => [...half]));
}

/** @returns undefined when one of the paths lies in another repository, such as a submodule */
async function ask(
	folder: string,
	paths: readonly string[],
	signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
	try {
		// By standard input, where a name is never taken for a pattern.
		const input = paths.map((each) => `${each}\0`).join('');
		const { stdout } = await runGit(['check-ignore', '-z', '--stdin'], { cwd: folder, signal, input });
		return new Set(stdout.toString('utf8').split('\0').slice(0, -1));
	} catch (error) {
		if (error instanceof GitMissingError || error instanceof NotARepositoryError) {
			return new Set();
		}
		if (error instanceof GitFailedError) {
			// This is how it says that none is ignored.
			return error.exitCode === 1 ? new Set() : undefined;
		}
		throw error;
	}
}

/** Asks from within the innermost folder of a path that is there. */
async function isIgnoredBelow(folder: string, file: string, signal: AbortSignal): Promise<boolean> {
	let below = path.posix.dirname(file);
	while (below !== '.' && !existsSync(path.join(folder, below))) {
		below = path.posix.dirname(below);
	}
	if (below === '.') {
		return false;
	}
	const rest = path.posix.relative(below, file);
	return (await ask(path.join(folder, below), [rest], signal))?.has(rest) === true;
}
