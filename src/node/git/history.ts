import { emptyHistory, type ChangeHistory, type FileChanges } from '../../core/ranking/changeHistory';
import { isOutsideRepositories } from '../files/repository';
import { runGit } from './git';
import { GitFailedError, GitMissingError, GitOutputTooLargeError, NotARepositoryError } from './gitErrors';
import { HistoryParser } from './historyParser';

export interface HistoryLimits {
	/** How many commits to read, newest first; default 20,000. */
	readonly maximumCommits?: number;
	/** After how many milliseconds to be content with what was read; default 4,000. */
	readonly maximumMilliseconds?: number;
}

/**
 * When and how often each file below a folder was changed, from one `git log`. A folder without repository, a repository
 * without commits, a missing git or a damaged history are no errors: there are just fewer facts.
 *
 * A shallow clone's oldest commit seems to have made all its files.
 *
 * @param folder absolute; may lie below the top of the repository
 * @throws only the signal's reason
 */
export async function readHistory(
	folder: string,
	limits: HistoryLimits = {},
	signal?: AbortSignal,
): Promise<ChangeHistory> {
	const { maximumCommits = 20_000, maximumMilliseconds = 4_000 } = limits;
	signal?.throwIfAborted();
	if (isOutsideRepositories(folder)) {
		return emptyHistory;
	}
	const outOfTime = AbortSignal.timeout(maximumMilliseconds);
	const parser = new HistoryParser();
	let ended = false;
	try {
		await runGit(
			[
				...['-c', 'log.showRoot=true', '-c', 'log.follow=false', '-c', 'log.diffMerges=off'],
				...['log', '-z', '--name-status', `--max-count=${maximumCommits}`, '--format=%H %ct'],
				// Renames without a change of content need no file to be read.
				...['--find-renames=100%', '--ignore-submodules=none', '--no-notes', '--no-ext-diff', '--no-textconv'],
				...['--relative', 'HEAD', '--', '.'],
			],
			{
				cwd: folder,
				signal: signal === undefined ? outOfTime : AbortSignal.any([signal, outOfTime]),
				maximumBytes: 1024 * 1024 * 1024,
				onOutput: (chunk) => parser.push(chunk),
			},
		);
		parser.end();
		ended = true;
	} catch (error) {
		signal?.throwIfAborted();
		if (error instanceof GitMissingError || error instanceof NotARepositoryError) {
			return emptyHistory;
		}
		const tooMuch = error instanceof GitOutputTooLargeError || outOfTime.aborted;
		if (!tooMuch && !(error instanceof GitFailedError)) {
			throw error;
		}
	}
	const { head, newest, commits } = parser;
	const changes: ReadonlyMap<string, FileChanges> = parser.changes;
	return { changes, head, newest, complete: head === undefined || (ended && commits < maximumCommits) };
}
