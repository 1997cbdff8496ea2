/** What the version history tells about one file. */
export interface FileChanges {
	/** When it was last changed by a commit, in seconds since 1970. */
	readonly lastChange: number;
	/** Commits that changed it, without those that changed so many files that they tell nothing about one of them. */
	readonly commits: number;
}

/** What the version history tells about the files of a folder. */
export interface ChangeHistory {
	/** By path, relative to the folder and `/` separated. Deleted files may be among them. */
	readonly changes: ReadonlyMap<string, FileChanges>;
	/** Hash of the commit it was read from, so that it can be kept until there is another; undefined without commits. */
	readonly head: string | undefined;
	/** When the newest commit was made, in seconds since 1970: what recency is relative to. */
	readonly newest: number | undefined;
	/** False when older commits were not read: a file without changes here may be older than all that is known. */
	readonly complete: boolean;
}

export const emptyHistory: ChangeHistory = { changes: new Map(), head: undefined, newest: undefined, complete: true };

/**
 * When a file was last changed, for `stabilityOrder`.
 * @param tracked whether git tracks it; undefined when that is not known
 * @returns 0 for a file older than what was read, undefined for one that was never committed
 */
export function lastChangeOf(history: ChangeHistory, path: string, tracked: boolean | undefined): number | undefined {
	const known = history.changes.get(path);
	if (tracked === false || history.newest === undefined) {
		return undefined;
	}
	return known?.lastChange ?? (tracked === true || !history.complete ? 0 : undefined);
}
