import { runGit } from './git';
import { GitFailedError, GitMissingError, NotARepositoryError } from './gitErrors';

/**
 * Which of some paths git ignores, whether there are such files or not.
 * @param folder that the paths are relative to; `/` separated
 * @returns empty outside of a repository, without git, and when one of them lies in a submodule
 */
export async function ignoredPaths(
	folder: string,
	paths: readonly string[],
	signal: AbortSignal,
): Promise<ReadonlySet<string>> {
	if (paths.length === 0) {
		return new Set();
	}
	try {
		// By standard input, where a name is never taken for a pattern.
		const input = paths.map((path) => `${path}\0`).join('');
		const { stdout } = await runGit(['check-ignore', '-z', '--stdin'], { cwd: folder, signal, input });
		return new Set(stdout.toString('utf8').split('\0'));
	} catch (error) {
		// It fails when none is ignored, and for paths in submodules, which it does not answer for.
		if (error instanceof GitFailedError || error instanceof GitMissingError || error instanceof NotARepositoryError) {
			return new Set();
		}
		throw error;
	}
}
