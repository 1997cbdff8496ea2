import path from 'node:path';
import type { ContextFile } from '../../core/context/types';
import { emptyHistory, lastChangeOf, type ChangeHistory } from '../../core/ranking/changeHistory';
import { stabilityOrder } from '../../core/ranking/stabilityOrder';
import { isOutsideRepositories } from '../files/repository';
import { runGit } from '../git/git';
import { readHeadCommit } from '../git/headCommit';
import { readHistory } from '../git/history';
import type { PackRequest, PackRoot } from './request';

/** Reads the version history of a folder, see `readHistory`. */
export type HistoryReader = (folder: string, signal: AbortSignal) => Promise<ChangeHistory>;

/** @param commits how many commits to look at, newest first */
export function historyReader(commits: number): HistoryReader {
	return (folder, signal) => readHistory(folder, { maximumCommits: commits, maximumMilliseconds: longestRead }, signal);
}

/**
 * Milliseconds. So long that only a hopeless repository reaches it: a history cut short by time would give another order
 * on another machine.
 */
const longestRead = 60_000;

/** What is known of files from their history. */
export interface HistoryLookUp {
	/** When the newest commit was made, in seconds since 1970. */
	readonly newest: number | undefined;
	of(file: string): { readonly lastChange: number | undefined; readonly commits: number };
}

/** The files that change least first, so that a new pack begins like the one before it. */
export function inStableOrder(files: readonly ContextFile[], history: HistoryLookUp): ContextFile[] {
	const dated = files.map((file) => ({ path: file.path, file, lastChange: history.of(file.path).lastChange }));
	return stabilityOrder(dated).map(({ file }) => file);
}

interface RootHistory {
	readonly root: PackRoot;
	readonly history: ChangeHistory;
}

/** Knows the history that the order of files depends on. */
export class PackOrder {
	readonly #read: HistoryReader;
	readonly #once: boolean;
	#last: { readonly histories: readonly RootHistory[]; readonly lookUp: HistoryLookUp } | undefined;
	readonly #known = new Map<string, { readonly head: string | undefined; readonly history: ChangeHistory }>();

	/** @param once nothing need be remembered: which commit the history belongs to is then not asked */
	constructor(read: HistoryReader, once = false) {
		this.#read = read;
		this.#once = once;
	}

	/**
	 * What the history of each root tells about its files: the same object as long as the history is the same.
	 * @throws the signal's reason
	 */
	async lookUp(request: PackRequest, signal: AbortSignal): Promise<HistoryLookUp> {
		const histories = await Promise.all(
			request.roots.map(async (root) => ({ root, history: await this.#history(root, signal) })),
		);
		const last = this.#last;
		const isSame =
			last?.histories.length === histories.length &&
			histories.every(({ root, history }, index) => {
				const before = last.histories[index]!;
				return before.history === history && before.root.name === root.name;
			});
		const lookUp = isSame ? last.lookUp : lookUpIn(histories);
		this.#last = { histories, lookUp };
		return lookUp;
	}

	async #history({ folder, virtual }: PackRoot, signal: AbortSignal): Promise<ChangeHistory> {
		if (virtual === true) {
			return emptyHistory;
		}
		if (this.#once) {
			return await this.#read(path.resolve(folder), signal);
		}
		const head = await currentCommit(folder, signal);
		const known = this.#known.get(folder);
		if (known && known.head === head) {
			return known.history;
		}
		const history = await this.#read(path.resolve(folder), signal);
		this.#known.set(folder, { head, history });
		return history;
	}
}

function lookUpIn(histories: readonly RootHistory[]): HistoryLookUp {
	const single = histories.length === 1 ? histories[0] : undefined;
	const newest = histories.reduce<number | undefined>(
		(latest, { history }) =>
			history.newest === undefined ? latest : Math.max(latest ?? history.newest, history.newest),
		undefined,
	);
	const of = (file: string) => {
		const found = single ?? histories.find(({ root }) => file.startsWith(`${root.name}/`));
		if (!found) {
			return { lastChange: undefined, commits: 0 };
		}
		const relative = single ? file : file.slice(found.root.name.length + 1);
		return {
			lastChange: lastChangeOf(found.history, relative, undefined),
			commits: found.history.changes.get(relative)?.commits ?? 0,
		};
	};
	return { newest, of };
}

async function currentCommit(folder: string, signal: AbortSignal): Promise<string | undefined> {
	const read = readHeadCommit(folder);
	if (read !== undefined || isOutsideRepositories(folder)) {
		return read;
	}
	try {
		const { stdout } = await runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: folder, signal });
		return stdout.toString('latin1').trim();
	} catch {
		signal.throwIfAborted();
		return undefined;
	}
}
