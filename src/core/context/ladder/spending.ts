import { noText, notAsked, type LadderFiles } from './ladderFiles';
import { ladderTiers, type LadderRequest, type LadderTier } from './types';

/** What may become of a file, as a number. */
export const way = {
	/** Nothing was chosen by the user. */
	text: 0,
	/** It is text, and fitted into what is kept for whole files. */
	whole: 1,
	/** It has no text, or is to be listed: a path or a part of a folder's line. */
	listed: 2,
	/** The user chose its tier. */
	chosen: 3,
	/** It is not even counted. */
	excluded: 4,
} as const;

/** Keeps the account of a budget: what was decided about each file, and what is left. Files are told by their index. */
export class Spending {
	readonly budget: number;
	readonly files: LadderFiles;
	/** See `LadderResult`; `none` while nothing was decided. */
	readonly tiers: Uint8Array;
	readonly taken: Int32Array;
	/** See `way`. */
	readonly ways: Uint8Array;
	/** Tokens nobody has taken. */
	left: number;

	readonly #request: LadderRequest;

	constructor(request: LadderRequest) {
		const { length } = request.files.paths;
		this.#request = request;
		this.files = request.files;
		this.tiers = new Uint8Array(length);
		this.taken = new Int32Array(length);
		this.ways = new Uint8Array(length);
		const { fullTokens } = request.files;
		for (let index = 0; index < length; index++) {
			this.ways[index] = fullTokens[index] === noText ? way.listed : way.text;
		}
		this.budget = Math.max(0, Math.floor(request.budget));
		this.left = this.budget;
	}

	/** Whether a file has been given anything. */
	isDecided(index: number): boolean {
		return this.tiers[index] !== 0;
	}

	is(index: number, tier: LadderTier): boolean {
		return this.tiers[index] === ladderTiers.indexOf(tier);
	}

	take(index: number, tier: LadderTier, tokens: number): void {
		this.tiers[index] = ladderTiers.indexOf(tier);
		this.taken[index] = tokens;
		this.left -= tokens;
	}

	/** @returns whether it fitted */
	takeFull(index: number): boolean {
		const fullTokens = this.files.fullTokens[index]!;
		if (fullTokens === noText || fullTokens > this.left) {
			return false;
		}
		this.take(index, 'full', fullTokens);
		return true;
	}

	release(index: number): void {
		this.left += this.taken[index]!;
		this.tiers[index] = 0;
		this.taken[index] = 0;
	}

	/**
	 * Asks once per file; see `LadderFiles.skeletonTokens`. Not a promise where the answer is at hand: waiting for
	 * thousands takes its time.
	 */
	askSkeleton(index: number): Promise<number> | number {
		const known = this.files.skeletonTokens[index]!;
		if (known !== notAsked) {
			return known;
		}
		this.#request.signal?.throwIfAborted();
		return this.#request.skeletonTokens(index).then((tokens) => (this.files.skeletonTokens[index] = tokens ?? noText));
	}
}
