import type { Price } from '../model/catalog';

/** What is known when a chat is about to begin on the frozen pack. All sizes are exact tokens. */
export interface RebaseInput {
	/** Prices of the model; undefined when they are not known. Only their ratio matters, so peak hours do not. */
	readonly price: Pick<Price, 'cachedInput' | 'input'> | undefined;
	/** The frozen pack. */
	readonly packTokens: number;
	/** A pack made now. Where it is not known, the frozen pack's size is a good guess. */
	readonly newPackTokens: number;
	/** Everything a new chat must be told about what changed since the pack was frozen. */
	readonly deltaTokens: number;
	/**
	 * The part of the delta that every chat begins with in the same words, so that only the first chat after it grew
	 * reads it anew. 0 when each chat tells the delta in words of its own.
	 */
	readonly sharedDeltaTokens: number;
	/** The part of the shared delta that no chat has sent yet. */
	readonly unsentDeltaTokens: number;
	/** What a pack made now would begin with exactly as the frozen one does; 0 when unknown. */
	readonly commonPrefixTokens: number;
	/** New chats still expected on this pack, the one about to begin included (see `expectedUse`). */
	readonly expectedChats: number;
	/** Questions still expected in all those chats together; at least one per chat. */
	readonly expectedTurns: number;
	/**
	 * Whether the endpoint may still hold the frozen pack. In doubt, yes: if that is wrong the delta was read in vain; if
	 * no is wrong, a whole pack.
	 */
	readonly cacheIsWarm: boolean;
	/** Tokens that pack and delta may have together, so that questions and an answer still fit the window. */
	readonly capacity: number;
	/** The pack holds a file that has been excluded or ignored since: it must not be sent again. */
	readonly holdsExcluded: boolean;
}

/** Whether to go on with the frozen pack, and why in words for the log and the context view. */
export interface RebaseDecision {
	readonly decision: 'keep' | 'rebase';
	readonly reason: string;
}

/** Without a price, or without a cheaper cache, the delta may be this share of the pack. */
const shareWithoutPrice = 0.1;
/**
 * However cheap the delta is, beyond this share of the pack the model reads too much text that is no longer true:
 * answers suffer before the bill does.
 */
const shareForClarity = 0.25;

/**
 * Decides whether new chats go on with the frozen pack plus a delta or get a new pack.
 *
 * With `P` the frozen pack, `P'` a new one, `L` what both begin with, `D` the delta, `S` its shared part, `U` what of
 * that was never sent, `C` chats and `T ≥ C` turns expected, the prices of a token `hit` and `miss`, and `first` the
 * price of what was sent before: `hit` from a warm cache, `miss` from a cold one, the expected price of the prompts is
 *
 *     keep   = (P + S-U)·first + U·miss + (C-1)·(P+S)·hit + C·(D-S)·miss + (T-C)·(P+D)·hit
 *     rebase = L·first + (P'-L)·miss    + (C-1)·P'·hit                   + (T-C)·P'·hit
 *
 * Re-base when `keep > rebase`. Questions and answers are the same on both sides and left out; so is the growth of the
 * delta, which goes on after a re-base as before it.
 *
 * Before any price: a pack that must not be sent again and a delta that does not fit force a re-base; no delta never
 * causes one.
 */
export function decideRebase(input: RebaseInput): RebaseDecision {
	const { packTokens, deltaTokens, price } = input;
	if (input.holdsExcluded) {
		return rebase('the pack holds files that have been excluded since');
	}
	if (packTokens + deltaTokens > input.capacity) {
		return rebase('the pack and its changes leave no room in the window');
	}
	if (deltaTokens <= 0) {
		return keep('nothing has changed');
	}
	if (deltaTokens > packTokens * shareForClarity) {
		return rebase(`the changes are more than ${percent(shareForClarity)} of the pack`);
	}
	if (!price || price.cachedInput >= price.input) {
		return deltaTokens > packTokens * shareWithoutPrice
			? rebase(`the changes are more than ${percent(shareWithoutPrice)} of the pack`)
			: keep(`the changes are at most ${percent(shareWithoutPrice)} of the pack`);
	}
	const prices = expectedPrices(input, price);
	if (prices.keep <= prices.rebase) {
		return keep('telling the changes costs less than reading a new pack');
	}
	return rebase(
		input.cacheIsWarm
			? 'reading a new pack costs less than telling the changes again and again'
			: 'the cache has expired, so a new pack costs no more than the old one with its changes',
	);
}

/** What the prompts of the expected turns cost either way, in millionths of the price's currency. */
function expectedPrices(
	input: RebaseInput,
	{ cachedInput: hit, input: miss }: Pick<Price, 'cachedInput' | 'input'>,
): { keep: number; rebase: number } {
	const chats = Math.max(1, input.expectedChats);
	const laterTurns = Math.max(0, input.expectedTurns - chats);
	const first = input.cacheIsWarm ? hit : miss;
	const shared = Math.min(input.sharedDeltaTokens, input.deltaTokens);
	const unsent = Math.min(input.unsentDeltaTokens, shared);
	const common = Math.min(input.commonPrefixTokens, input.packTokens, input.newPackTokens);
	return {
		keep:
			(input.packTokens + shared - unsent) * first +
			unsent * miss +
			(chats - 1) * (input.packTokens + shared) * hit +
			chats * (input.deltaTokens - shared) * miss +
			laterTurns * (input.packTokens + input.deltaTokens) * hit,
		rebase:
			common * first + (input.newPackTokens - common) * miss + (chats - 1 + laterTurns) * input.newPackTokens * hit,
	};
}

/** What is known about a delta kept as a log: blocks of changes that every chat begins with, only ever appended to. */
export interface LogInput extends Pick<
	RebaseInput,
	'price' | 'packTokens' | 'expectedTurns' | 'cacheIsWarm' | 'capacity'
> {
	/** The log with the newest changes behind it. */
	readonly logTokens: number;
	/** The part of it that no chat has sent yet. */
	readonly unsentTokens: number;
	/** One block that tells the same in the fewest words: from the pack to the files as they are. */
	readonly netTokens: number;
}

/** Without a price a log is rewritten when it is this many times as long as need be. */
const longestLogWithoutPrice = 2;

/**
 * Decides whether a log is replaced with one block of net changes, before `decideRebase` is asked. A file that is
 * edited again and again makes the log long, while its net change stays small.
 *
 * It is rewritten where only that makes it fit or keeps it clear of the share that causes a re-base, and where
 *
 *     (log-U)·first + U·miss + (T-1)·log·hit  >  net·miss + (T-1)·net·hit
 */
export function shouldRewriteLog(input: LogInput): boolean {
	const { price, packTokens, logTokens, netTokens } = input;
	if (netTokens >= logTokens) {
		return false;
	}
	const largest = Math.min(input.capacity - packTokens, packTokens * shareForClarity);
	if (logTokens > largest && netTokens <= largest) {
		return true;
	}
	if (!price || price.cachedInput >= price.input) {
		return logTokens > longestLogWithoutPrice * netTokens;
	}
	const { cachedInput: hit, input: miss } = price;
	const first = input.cacheIsWarm ? hit : miss;
	const unsent = Math.min(input.unsentTokens, logTokens);
	const laterTurns = Math.max(0, input.expectedTurns - 1);
	return (
		(logTokens - unsent) * first + unsent * miss + laterTurns * logTokens * hit > netTokens * (miss + laterTurns * hit)
	);
}

/** What a pack has been used for since it was frozen. */
export interface PackUse {
	readonly chats: number;
	readonly turns: number;
}

/**
 * How much more a pack will be used: half as much as it has been used so far. Nothing else is known about the future,
 * and for a delta that grows evenly this re-bases exactly when the deltas told so far have cost as much as a new pack,
 * which is the cheapest cycle there is.
 */
export function expectedUse(use: PackUse): { readonly expectedChats: number; readonly expectedTurns: number } {
	const expectedChats = Math.max(1, Math.ceil(use.chats / 2));
	return { expectedChats, expectedTurns: Math.max(expectedChats, Math.ceil(use.turns / 2)) };
}

function keep(reason: string): RebaseDecision {
	return { decision: 'keep', reason };
}

function rebase(reason: string): RebaseDecision {
	return { decision: 'rebase', reason };
}

function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}
