import { runGit } from './git';
import { GitFailedError, InvalidRevisionError } from './gitErrors';

export interface Commit {
	/** The whole hash. */
	readonly hash: string;
	readonly shortHash: string;
	readonly subject: string;
	readonly author: string;
	/** When it was committed, ISO 8601 with offset. */
	readonly date: string;
	/** Two or more for a merge, none for the first commit. */
	readonly parents: readonly string[];
}

export interface Branch {
	/** Short name, for example `main` or `origin/main`. */
	readonly name: string;
	readonly remote: boolean;
	/** Checked out in this work tree. */
	readonly current: boolean;
	readonly hash: string;
	/** Subject of its last commit. */
	readonly subject: string;
	/** When its last commit was made, ISO 8601 with offset. */
	readonly date: string;
}

/** @throws InvalidRevisionError for what git would read as an option or as several revisions */
function checkRevision(revision: string): void {
	if (revision === '' || revision.startsWith('-') || revision.startsWith('^') || /[\0\n\r]/.test(revision)) {
		throw new InvalidRevisionError(revision);
	}
}

/**
 * The whole hash of the commit a revision names.
 * @throws InvalidRevisionError, or GitFailedError when there is no such commit
 */
export async function resolveCommit(folder: string, revision: string, signal?: AbortSignal): Promise<string> {
	checkRevision(revision);
	try {
		const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
		const { stdout } = await runGit(args, { cwd: folder, signal });
		return stdout.toString('latin1').trim();
	} catch (error) {
		if (error instanceof GitFailedError) {
			throw new GitFailedError(error.exitCode, `there is no commit ${JSON.stringify(revision)}`, { cause: error });
		}
		throw error;
	}
}

/** The last commits of the current branch, newest first; none before the first one. */
export async function recentCommits(folder: string, count: number, signal?: AbortSignal): Promise<Commit[]> {
	const format = '--format=%H%x00%h%x00%P%x00%cI%x00%an%x00%s';
	let text: string;
	try {
		await resolveCommit(folder, 'HEAD', signal);
		const args = [
			'log',
			'-z',
			`--max-count=${Math.max(0, Math.trunc(count))}`,
			'--no-patch',
			'--encoding=UTF-8',
			format,
		];
		text = (await runGit([...args, 'HEAD', '--'], { cwd: folder, signal })).stdout.toString('utf8');
	} catch (error) {
		if (error instanceof GitFailedError && error.exitCode === 1) {
			return [];
		}
		throw error;
	}
	// `-z` puts the same NUL between commits as the format does between fields.
	return records(text, 6).map(([hash, shortHash, parents, date, author, subject]) => ({
		hash: hash!,
		shortHash: shortHash!,
		subject: subject!,
		author: author!,
		date: date!,
		parents: parents === '' ? [] : parents!.split(' '),
	}));
}

/** Local branches, then remote ones, those with the newest commits first. */
export async function branches(folder: string, signal?: AbortSignal): Promise<Branch[]> {
	const format = ['refname', 'refname:short', 'HEAD', 'objectname', 'committerdate:iso-strict', 'subject', 'symref'];
	const args = ['for-each-ref', '--sort=-committerdate', `--format=${format.map((name) => `%(${name})%00`).join('')}`];
	const { stdout } = await runGit([...args, 'refs/heads', 'refs/remotes'], { cwd: folder, signal });
	const found = records(stdout.toString('utf8'), format.length)
		.map((fields) => ({ refname: fields[0]!.trimStart(), fields }))
		// `origin/HEAD` is another name for one of the others.
		.filter(({ fields }) => fields[6] === '')
		.map(({ refname, fields }) => ({
			name: fields[1]!,
			remote: refname.startsWith('refs/remotes/'),
			current: fields[2] === '*',
			hash: fields[3]!,
			subject: fields[5]!,
			date: fields[4]!,
		}));
	return [...found.filter(({ remote }) => !remote), ...found.filter(({ remote }) => remote)];
}

/** Splits NUL-separated text into records of a number of fields. */
function records(text: string, size: number): string[][] {
	const fields = text.split('\0');
	const found: string[][] = [];
	for (let index = 0; index + size <= fields.length; index += size) {
		found.push(fields.slice(index, index + size));
	}
	return found;
}
