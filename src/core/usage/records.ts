import * as v from 'valibot';

/**
 * What is written down of each request and each answer with edits: numbers and identifiers, never a text that was sent
 * or answered.
 */

const tokens = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(300));
/** The user's own calendar day when it was written, `YYYY-MM-DD`: totals do not move when the time zone does. */
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

/** Why a prompt was not read from the endpoint's prefix cache. */
const missReason = v.picklist([
	/** Too long since the same prefix was read. */
	'idle',
	'host',
	/** Another API key, and so perhaps another account. */
	'account',
	'model',
	'thinking',
	/** The fixed words before the pack: another version of Longview. */
	'words',
	/** The repository was packed anew. */
	'pack',
	/** All was the same and recent: the endpoint had dropped it, or had not stored it yet. */
	'endpoint',
]);
export type MissReason = v.InferOutput<typeof missReason>;

export const cacheMiss = v.object({
	/** The first is the one that matters most. */
	reasons: v.pipe(v.array(missReason), v.minLength(1)),
	/** Tokens that could have been read from the cache. */
	expectedTokens: tokens,
	/** Tokens of those that were read anew. */
	missedTokens: tokens,
	/** Seconds between the end of the request compared with and the begin of this one; 0 when they overlapped. */
	secondsSince: amount,
	/** What the miss cost more than a hit, in the currency of the request. */
	cost: v.exactOptional(amount),
});
export type CacheMiss = v.InferOutput<typeof cacheMiss>;

const requestRecord = v.object({
	type: v.literal('request'),
	/** One per request. */
	id: name,
	/** When it was sent, in milliseconds since the epoch. */
	at: amount,
	day,
	/** The window it was sent from, from its opening to its end. */
	session: name,
	kind: v.picklist(['question', 'edit', 'explain', 'warm-up']),
	outcome: v.picklist(['done', 'stopped', 'interrupted', 'failed']),
	host: name,
	model: name,
	/** `off`, an effort, or an effort with its depth. */
	thinking: name,
	promptTokens: tokens,
	/** Our own count of the prompt, where the endpoint counted otherwise. */
	ownPromptTokens: v.exactOptional(tokens),
	/** Missing when the endpoint did not tell. */
	cachedTokens: v.exactOptional(tokens),
	/** What was foreseen when it was sent. */
	expectedCachedTokens: v.exactOptional(tokens),
	/** Reasoning and answer together. */
	completionTokens: tokens,
	reasoningTokens: v.exactOptional(tokens),
	/** Missing when no price is known. */
	cost: v.exactOptional(amount),
	currency: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
	/** True when the endpoint said what it charged; else the cost is computed. */
	charged: v.exactOptional(v.boolean()),
	seconds: amount,
	/** True when the endpoint told no usage and the tokens were counted here. */
	ownCount: v.exactOptional(v.boolean()),
	/** What the prompt began with, to explain misses. All are digests or random identifiers. */
	prefix: v.object({
		workspace: name,
		chat: name,
		pack: name,
		/** Of the pack alone, which every chat on it begins with. */
		packTokens: tokens,
		account: name,
		words: name,
	}),
	miss: v.exactOptional(cacheMiss),
});
export type RequestRecord = v.InferOutput<typeof requestRecord>;

/** How well edit blocks of one format kept to it, and how they were matched. Each block counts once. */
export const formatCounts = v.object({
	/** All blocks that were begun. */
	blocks: tokens,
	/** Blocks that could not be understood, or leave parts out. */
	malformed: tokens,
	/** Part of the plan, by the tier of their match. */
	matched: v.record(name, tokens),
	/** Whole files, deletions and renames, which have nothing to match. */
	whole: tokens,
	ambiguous: tokens,
	notFound: tokens,
	/** Paths that may not be written and the like: no matter of format. */
	refused: tokens,
	/** The file already held the result. */
	noChange: tokens,
});
export type FormatCounts = v.InferOutput<typeof formatCounts>;

const editsRecord = v.object({
	type: v.literal('edits'),
	id: name,
	at: amount,
	day,
	model: name,
	formats: v.record(name, formatCounts),
});
export type EditsRecord = v.InferOutput<typeof editsRecord>;

const usageRecord = v.variant('type', [requestRecord, editsRecord]);
export type UsageRecord = v.InferOutput<typeof usageRecord>;

/** A line of the store; undefined for one that is no record, as after a crash in the middle of writing. */
export function parseRecord(line: string): UsageRecord | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	const result = v.safeParse(usageRecord, value);
	return result.success ? result.output : undefined;
}

/** The calendar day of a time on this machine's clock, `YYYY-MM-DD`. */
export function dayOf(time: Date): string {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
