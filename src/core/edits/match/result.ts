import type { Eol } from '../../common/lines';
import type { MatchTier } from '../types';

/** What the block says beside its search text. */
export interface MatchOptions {
	/** The new text; empty when not given. */
	readonly replace?: string;
	/** Take every place. */
	readonly all?: boolean;
	/** 1-based line near which the text is meant. */
	readonly line?: number;
	/** 1-based line at which the text stands, where that is known for certain. */
	readonly at?: number;
	/** A line that stands above the meant place, or several, each below the one before. */
	readonly anchor?: string;
	/** Terminator for new lines in a text that has none; default `\n`. */
	readonly eol?: Eol;
}

/** A place to change: offsets into the file's text, and the text that goes there. */
export interface Match {
	readonly start: number;
	readonly end: number;
	/** 1-based line of `start`. */
	readonly line: number;
	/** In the file's line endings and indentation. */
	readonly replacement: string;
}

export type MatchResult =
	/** One match, or several with `all`, in order and not overlapping. */
	| { readonly status: 'found'; readonly tier: MatchTier; readonly matches: readonly Match[]; readonly inLine: boolean }
	/** Several places and nothing to choose between them. */
	| { readonly status: 'ambiguous'; readonly tier: MatchTier; readonly candidates: readonly number[] }
	/** `candidates`: 1-based lines of similar places, best first. */
	| { readonly status: 'not-found'; readonly candidates: readonly number[] };
