import type { FolderSummariser, FolderSummary } from './folderSummaries';
import type { LadderFiles } from './ladderFiles';

/**
 * How much of a file the model sees: its whole text; its declarations; its path in a list; or nothing of its own
 * (`none`): it is at most counted in a folder's line.
 */
export type LadderTier = 'full' | 'skeleton' | 'path' | 'none';

/** The tiers, each at the number that stands for it. */
export const ladderTiers = ['none', 'path', 'skeleton', 'full'] as const satisfies readonly LadderTier[];

export interface LadderFile {
	readonly path: string;
	/** Tokens of the section with its whole text; undefined when no text of it may be sent. */
	readonly fullTokens: number | undefined;
	/** Tokens of its line in the list of omitted files. */
	readonly pathTokens: number;
}

export interface LadderRequest {
	/** All files, the most important first. */
	readonly files: LadderFiles;
	/** Tokens that all parts together may take. */
	readonly budget: number;
	/**
	 * Tokens of the section with the file's skeleton; undefined when there is none. Asked for as few files as possible,
	 * and not for those of which it is known.
	 * @param index of the file in `files`
	 */
	readonly skeletonTokens: (index: number) => Promise<number | undefined>;
	/** Tokens of a line in the list, `describeFolder` gives it. */
	readonly lineTokens: (line: string) => number;
	/**
	 * What the user chose, by the file's index. `full` means pinned: before all others. A tier that does not fit becomes a
	 * lower one.
	 */
	readonly overrides?: ReadonlyMap<number, LadderTier>;
	readonly signal?: AbortSignal;
	/** The one of the last time, which need not sum up the same files again. */
	readonly folders?: FolderSummariser;
}

export interface LadderChoice {
	readonly tier: LadderTier;
	/** What it takes of the budget. */
	readonly tokens: number;
	readonly fullTokens: number | undefined;
	/** 1 is the most important. */
	readonly rank: number;
}

export interface LadderResult {
	/** For each file, in the order they were given, its tier's place in `ladderTiers`. */
	readonly tiers: Uint8Array;
	/** What each takes of the budget. */
	readonly taken: Int32Array;
	/** Lines for the files with tier `none` that the user did not exclude; in order of their folders. */
	readonly folders: readonly FolderSummary[];
	/** Sum over files and folders; never more than the budget. */
	readonly tokens: number;
	/** Pinned files that do not fit in full, the most important first. */
	readonly unfitted: readonly string[];
}
