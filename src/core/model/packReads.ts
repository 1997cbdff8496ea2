import { sameThinking } from './thinking';
import type { Thinking } from './types';

/** What decides whether a prompt can be found in an endpoint's prefix cache, beside its text. */
export interface CacheDomain {
	readonly host: string;
	readonly model: string;
	readonly thinking: Thinking;
}

/** A pack an endpoint has read: what begins with it is expected to be cached there for a while. */
export interface PackRead extends CacheDomain {
	readonly packId: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Tokens from the beginning of the prompt to the end of the pack. */
	readonly tokens: number;
}

/**
 * Milliseconds for which a prefix is expected to be cached after it was read. DeepSeek says hours to days, yet prefixes
 * have been seen to go within half an hour: an estimate that is too dear disappoints less than one that is too cheap.
 */
export const cacheLifetime = 60 * 60 * 1_000;

/** Models, efforts and packs of one workspace that are in use at the same time. */
const remembered = 16;

/** Adds a read: the newest first, one for each pack and domain. */
export function withRead(reads: readonly PackRead[], read: PackRead): PackRead[] {
	const others = reads.filter((each) => each.packId !== read.packId || !sameDomain(each, read));
	return [read, ...others].slice(0, remembered);
}

/** When a pack was last read in a domain, if it is expected to be cached there still. */
export function warmRead(
	reads: readonly PackRead[],
	packId: string,
	domain: CacheDomain,
	now: number,
): PackRead | undefined {
	return reads.find(
		(read) => read.packId === packId && sameDomain(read, domain) && Math.abs(now - read.at) < cacheLifetime,
	);
}

function sameDomain(left: CacheDomain, right: CacheDomain): boolean {
	return left.host === right.host && left.model === right.model && sameThinking(left.thinking, right.thinking);
}
