import type { LadderFile, LadderRequest, LadderTier } from './types';

/** A file and what was decided about it: in fields, since maps of many thousand paths take their time. */
export class Account {
	/** Undefined while nothing was decided. */
	tier: LadderTier | undefined = undefined;
	tokens = 0;
	hasAsked = false;
	skeleton: number | undefined = undefined;
	/** Its skeleton, or its path where it has none, is smaller than its text, and it was asked to be. */
	isShrunk = false;

	/** @param index of the file among those of the request */
	constructor(
		readonly file: LadderFile,
		readonly index: number,
	) {}
}

/** Keeps the account of a budget: what was decided about each file, and what is left. */
export class Spending {
	readonly budget: number;
	/** One per file, in the order they were given. */
	readonly accounts: readonly Account[];
	/** Tokens nobody has taken. */
	left: number;

	readonly #request: LadderRequest;

	constructor(request: LadderRequest) {
		this.#request = request;
		this.accounts = request.files.map((file, index) => new Account(file, index));
		this.budget = Math.max(0, Math.floor(request.budget));
		this.left = this.budget;
	}

	take(account: Account, tier: LadderTier, tokens: number): void {
		account.tier = tier;
		account.tokens = tokens;
		this.left -= tokens;
	}

	/** @returns whether it fitted */
	takeFull(account: Account): boolean {
		const { fullTokens } = account.file;
		if (fullTokens === undefined || fullTokens > this.left) {
			return false;
		}
		this.take(account, 'full', fullTokens);
		return true;
	}

	release(account: Account): void {
		this.left += account.tokens;
		account.tier = undefined;
		account.tokens = 0;
	}

	/** Asks once per file. Not a promise where the answer is at hand: waiting for thousands takes its time. */
	askSkeleton(account: Account): Promise<number | undefined> | number | undefined {
		if (account.hasAsked) {
			return account.skeleton;
		}
		this.#request.signal?.throwIfAborted();
		const asked = this.#request.skeletonTokens(account.file.path, account.index);
		if (typeof asked === 'object') {
			return asked.then((tokens) => answer(account, tokens));
		}
		return answer(account, asked);
	}
}

function answer(account: Account, tokens: number | undefined): number | undefined {
	account.hasAsked = true;
	account.skeleton = tokens;
	return tokens;
}
