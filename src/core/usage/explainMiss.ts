import type { CacheMiss, MissReason, RequestRecord } from './records';

/** Endpoints drop what is not used: a prefix of 400,000 tokens was seen gone after 33 minutes. In milliseconds. */
export const idleLimit = 30 * 60_000;
/** Older requests raise no hope of a hit, in milliseconds. */
const horizon = 24 * 60 * 60_000;
/** A cache keeps units of some hundred tokens, so a little is always read anew. */
const leastMissed = 1_024;
/** Share of what could have been read from the cache that may be missing in a hit. */
const tolerance = 0.1;

type Request = Omit<RequestRecord, 'miss'>;

/**
 * Explains why a prompt was not read from the cache although an earlier one began in the same way, or would have if
 * nothing had been changed between them.
 * @param earlier requests before it, of any workspace and in any order
 * @returns undefined for a hit, for a first request, and where the endpoint does not tell what was cached
 */
export function explainMiss(request: Request, earlier: readonly Request[]): CacheMiss | undefined {
	const { cachedTokens, prefix, at } = request;
	if (cachedTokens === undefined || request.promptTokens === 0) {
		return undefined;
	}
	const candidates = earlier
		.filter((each) => each.prefix.workspace === prefix.workspace && wasRead(each))
		.filter((each) => each.id !== request.id && each.at <= at && at - endOf(each) <= horizon)
		.sort((left, right) => endOf(right) - endOf(left));
	const alike = candidates.filter((each) => differences(request, each).length === 0);
	if (alike.length === 0) {
		return missAfterChange(request, cachedTokens, candidates);
	}
	const fresh = alike.filter((each) => at - endOf(each) <= idleLimit);
	return (
		missOf(request, cachedTokens, fresh, () => ['endpoint']) ?? missOf(request, cachedTokens, alike, () => ['idle'])
	);
}

/** Nothing recent began alike: what was changed since the request that comes nearest. */
function missAfterChange(
	request: Request,
	cachedTokens: number,
	candidates: readonly Request[],
): CacheMiss | undefined {
	const nearest = candidates.find((each) => each.prefix.chat === request.prefix.chat) ?? candidates[0];
	return (
		nearest &&
		missOf(request, cachedTokens, [nearest], (compared) => [
			...(request.at - endOf(compared) > idleLimit ? (['idle'] as const) : []),
			...differences(request, compared),
		])
	);
}

function missOf(
	request: Request,
	cachedTokens: number,
	candidates: readonly Request[],
	explain: (compared: Request) => readonly MissReason[],
): CacheMiss | undefined {
	// The one that could have given most; of equals the latest.
	const compared = candidates.reduce<Request | undefined>(
		(best, each) => (best && shared(request, best) >= shared(request, each) ? best : each),
		undefined,
	);
	if (!compared) {
		return undefined;
	}
	const expectedTokens = Math.min(shared(request, compared), request.promptTokens);
	const missedTokens = expectedTokens - cachedTokens;
	if (missedTokens <= Math.max(leastMissed, expectedTokens * tolerance)) {
		return undefined;
	}
	const secondsSince = Math.max(0, request.at - endOf(compared)) / 1_000;
	return { reasons: [...explain(compared)], expectedTokens, missedTokens, secondsSince };
}

/** Tokens two prompts have in common when nothing was changed: all that was said in one chat, else the pack. */
function shared(request: Request, earlier: Request): number {
	return earlier.prefix.chat === request.prefix.chat ? earlier.promptTokens : earlier.prefix.packTokens;
}

/** What makes two prompts begin differently, the most telling first. */
function differences(left: Request, right: Request): MissReason[] {
	const reasons: MissReason[] = [];
	const compare = (reason: MissReason, one: string, other: string) => {
		if (one !== other) {
			reasons.push(reason);
		}
	};
	compare('host', left.host, right.host);
	compare('account', left.prefix.account, right.prefix.account);
	compare('model', left.model, right.model);
	compare('thinking', left.thinking, right.thinking);
	compare('words', left.prefix.words, right.prefix.words);
	compare('pack', left.prefix.pack, right.prefix.pack);
	// Another host knows no account of the first one.
	return reasons.includes('host') ? reasons.filter((reason) => reason !== 'account') : reasons;
}

/** A refused request was not read, and one without an answer is dropped from later prompts. */
function wasRead({ promptTokens, completionTokens, kind }: Request): boolean {
	return promptTokens > 0 && (completionTokens > 0 || kind === 'warm-up');
}

function endOf({ at, seconds }: Request): number {
	return at + seconds * 1_000;
}
