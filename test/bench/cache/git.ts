import { execFileSync } from 'node:child_process';

/** A change of one path by a commit, as git's raw diff tells it. */
export interface BlobChange {
	readonly path: string;
	/** Object ids; undefined where there is no regular file. */
	readonly before: string | undefined;
	readonly after: string | undefined;
}

export interface Commit {
	readonly id: string;
	/** Committed at, in seconds. */
	readonly time: number;
	readonly changes: readonly BlobChange[];
}

export interface TreeEntry {
	readonly path: string;
	readonly blob: string;
	readonly bytes: number;
}

const largestOutput = 1 << 30;

/** Reads a repository's history and objects; never its work tree, and it changes nothing. */
export class GitHistory {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** @throws Error in words for the user when the folder is not a repository with at least one commit */
	head(): string {
		try {
			return this.#git(['rev-parse', '--verify', 'HEAD^{commit}']).toString().trim();
		} catch (error) {
			throw new Error(`${this.#folder} is not a git repository with a commit, or git cannot be run.`, { cause: error });
		}
	}

	/** The main line of the history, newest first: merges count as one commit with all that they brought. */
	mainLine(limit: number): Commit[] {
		const format = ['--first-parent', '-m', '--raw', '-z', '--no-renames', '--no-abbrev', '--format=%x01%H %ct'];
		const output = this.#git(['log', ...format, `--max-count=${limit}`, 'HEAD']).toString();
		return output
			.split('\x01')
			.slice(1)
			.map((record) => {
				const fields = record.split('\0').map((field) => field.replace(/^\n+/, ''));
				const [id, time] = fields[0]!.trim().split(' ');
				return { id: id!, time: Number(time), changes: parseRaw(fields.slice(1)) };
			});
	}

	/** Regular files of a commit. */
	tree(commit: string): TreeEntry[] {
		const output = this.#git(['ls-tree', '-r', '-z', '--long', '--full-tree', commit]).toString();
		return output.split('\0').flatMap((line) => {
			const match = /^100\d{3} blob ([\da-f]+) +(\d+)\t(.*)$/s.exec(line);
			return match ? [{ blob: match[1]!, bytes: Number(match[2]), path: match[3]! }] : [];
		});
	}

	/** When each path was last changed, in seconds, seen from a commit; the whole history is walked. */
	lastChanges(commit: string): Map<string, number> {
		const output = this.#git(['log', '--name-only', '-z', '--no-renames', '--format=%x01%ct', commit]).toString();
		const times = new Map<string, number>();
		for (const record of output.split('\x01').slice(1)) {
			const [time, ...paths] = record.split('\0').map((field) => field.replace(/^\n+/, ''));
			for (const path of paths) {
				times.set(path, Math.max(times.get(path) ?? 0, Number(time)));
			}
		}
		return times;
	}

	/** How many of the last commits changed each path. */
	changeCounts(commit: string, commits: number): Map<string, number> {
		const output = this.#git(['log', '--name-only', '-z', '--format=', `--max-count=${commits}`, commit]).toString();
		const counts = new Map<string, number>();
		for (const path of output.split('\0').map((field) => field.replace(/^\n+/, ''))) {
			counts.set(path, (counts.get(path) ?? 0) + 1);
		}
		return counts;
	}

	/** The bytes of many objects, in their order. */
	blobs(ids: readonly string[]): Buffer[] {
		const output = ids.length === 0 ? Buffer.alloc(0) : this.#git(['cat-file', '--batch'], ids.join('\n') + '\n');
		let at = 0;
		return ids.map((id) => {
			const end = output.indexOf(0x0a, at);
			const header = output.toString('utf8', at, end);
			const size = Number(/^[\da-f]+ blob (\d+)$/.exec(header)?.[1] ?? NaN);
			if (Number.isNaN(size)) {
				throw new Error(`The object ${id} is missing in this repository: ${header}. A shallow or partial clone?`);
			}
			at = end + 1 + size + 1;
			return output.subarray(end + 1, end + 1 + size);
		});
	}

	#git(args: readonly string[], input = ''): Buffer {
		const options = { input, maxBuffer: largestOutput, stdio: ['pipe', 'pipe', 'pipe'] as ('pipe' | 'inherit')[] };
		return execFileSync('git', ['-C', this.#folder, '-c', 'core.quotePath=false', ...args], options);
	}
}

function parseRaw(fields: readonly string[]): BlobChange[] {
	const changes: BlobChange[] = [];
	for (let at = 0; at + 1 < fields.length; at += 2) {
		const match = /^:(\d{6}) (\d{6}) ([\da-f]+) ([\da-f]+) \w/.exec(fields[at]!);
		if (!match) {
			break;
		}
		const regular = (mode: string, blob: string) => (mode.startsWith('100') ? blob : undefined);
		changes.push({
			path: fields[at + 1]!,
			before: regular(match[1]!, match[3]!),
			after: regular(match[2]!, match[4]!),
		});
	}
	return changes;
}
