import type { LadderFile } from './types';

/** Stands for tokens of a text that there is not. */
export const noText = -1;
/** Stands for tokens of a skeleton that nobody has asked for. */
export const notAsked = -2;

/**
 * Files as columns of numbers, the most important first: a hundred thousand of them are gone through in a fraction of a
 * millisecond, while as many objects take tens.
 */
export interface LadderFiles {
	readonly paths: readonly string[];
	/** See `LadderFile`; `noText` when no text of it may be sent. */
	readonly fullTokens: Int32Array;
	readonly pathTokens: Int32Array;
	/** Tokens of the section with the skeleton, or `noText`; `notAsked` until asking fills it in. */
	readonly skeletonTokens: Int32Array;
}

export function ladderFiles(files: readonly LadderFile[]): LadderFiles {
	return {
		paths: files.map(({ path }) => path),
		fullTokens: Int32Array.from(files, ({ fullTokens }) => fullTokens ?? noText),
		pathTokens: Int32Array.from(files, ({ pathTokens }) => pathTokens),
		skeletonTokens: new Int32Array(files.length).fill(notAsked),
	};
}
