import type { LadderFile, LadderRequest, LadderTier } from '../ladder';

interface Taken {
	readonly tier: LadderTier;
	readonly tokens: number;
}

/** Keeps the account of a budget: what was decided about each file, and what is left. */
export class Spending {
	readonly budget: number;
	/** Tokens nobody has taken. */
	left: number;

	readonly #taken = new Map<string, Taken>();
	readonly #skeletons = new Map<string, number | undefined>();
	readonly #request: LadderRequest;

	constructor(request: LadderRequest) {
		this.#request = request;
		this.budget = Math.max(0, Math.floor(request.budget));
		this.left = this.budget;
	}

	/** Undefined while nothing was decided about the file. */
	tierOf(file: LadderFile): LadderTier | undefined {
		return this.#taken.get(file.path)?.tier;
	}

	tokensOf(file: LadderFile): number {
		return this.#taken.get(file.path)?.tokens ?? 0;
	}

	take(file: LadderFile, tier: LadderTier, tokens: number): void {
		this.#taken.set(file.path, { tier, tokens });
		this.left -= tokens;
	}

	/** @returns whether it fitted */
	takeFull(file: LadderFile): boolean {
		if (file.fullTokens === undefined || file.fullTokens > this.left) {
			return false;
		}
		this.take(file, 'full', file.fullTokens);
		return true;
	}

	release(file: LadderFile): void {
		this.left += this.tokensOf(file);
		this.#taken.delete(file.path);
	}

	/** Asks once per file. Not a promise where the answer is at hand: waiting for thousands takes its time. */
	askSkeleton(file: LadderFile): Promise<number | undefined> | number | undefined {
		if (this.#skeletons.has(file.path)) {
			return this.#skeletons.get(file.path);
		}
		this.#request.signal?.throwIfAborted();
		const asked = this.#request.skeletonTokens(file.path);
		if (typeof asked === 'object') {
			return asked.then((tokens) => {
				this.#skeletons.set(file.path, tokens);
				return tokens;
			});
		}
		this.#skeletons.set(file.path, asked);
		return asked;
	}
}
