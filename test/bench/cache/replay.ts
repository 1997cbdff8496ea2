import { countPromptTokens } from '../../../src/core/model/promptTokens';
import type { ChatMessage } from '../../../src/core/model/types';
import { cacheDomain, PrefixCache, type CacheOptions } from '../../simulator/cache';
import { RememberingEncoder, type TextEncoder } from '../../simulator/encoder';
import { encodePrompt } from '../../simulator/prompt';
import { blockSize, TokenSequence } from '../../simulator/sequence';

/** How the endpoint's cache may work: the documentation leaves the interval between units open. */
export const cacheModels = {
	'128-token blocks': { interval: blockSize },
	'64k intervals': { interval: 65_536 },
	'request ends only': { unitsOnly: true },
} as const satisfies Record<string, CacheOptions>;

export type CacheModel = keyof typeof cacheModels;

/** One request of a layout. */
export interface ReplayedRequest {
	readonly messages: readonly ChatMessage[];
	/** The answer, where a later request goes on from it. */
	readonly answer?: string;
	/** It asks nothing: it only reads the pack into the cache. */
	readonly isWarmUp?: boolean;
	/** It is the first one on a new pack. */
	readonly isRebase?: boolean;
}

export interface Usage {
	readonly prompt: number;
	readonly cached: number;
}

export interface ReplayResult {
	/** The very first request, which no layout can help. */
	readonly cold: Usage;
	/** All later requests together, per model of the cache. */
	readonly later: Readonly<Record<CacheModel, Usage>>;
	/** Later requests. */
	readonly requests: number;
	readonly rebases: number;
	/** Tokens of the longest prompt. */
	readonly longest: number;
}

const modelNames = Object.keys(cacheModels) as CacheModel[];
/** Time between two requests: every unit is ready by then and none has expired. */
const minute = 60_000;

/**
 * Sends the requests of one layout through every model of the cache. Each prompt is encoded whole, into the very
 * token ids that the endpoint would compare, so that a prefix ends at the exact token.
 */
export function replay(requests: Iterable<ReplayedRequest>, tokenizer: TextEncoder): ReplayResult {
	const encoder = new RememberingEncoder(tokenizer);
	const textOf = contentReader();
	const domain = cacheDomain('replay', undefined, 'deepseek-flash');
	const caches = modelNames.map((name) => ({ name, cache: new PrefixCache(cacheModels[name]) }));
	const later = Object.fromEntries(modelNames.map((name) => [name, { prompt: 0, cached: 0 }])) as Record<
		CacheModel,
		{ prompt: number; cached: number }
	>;
	let cold: Usage | undefined;
	let [count, rebases, longest] = [0, 0, 0];
	for (const { messages, answer, isRebase } of requests) {
		const { tokens, inputEnd } = encode(
			messages.map(({ role, content }) => ({ role, content: textOf(content) })),
			encoder,
		);
		const prompt = new TokenSequence(tokens);
		const whole = answer === undefined ? undefined : prompt.with(encoder.encodeText(answer));
		const now = count * minute;
		for (const { name, cache } of caches) {
			const cached = cache.lookup(domain, prompt, now);
			cache.storeInput(domain, prompt, inputEnd, now);
			if (whole) {
				cache.storeOutput(domain, whole, prompt.length, now);
			}
			if (cold) {
				later[name].prompt += prompt.length;
				later[name].cached += cached;
			}
		}
		cold ??= { prompt: prompt.length, cached: 0 };
		longest = Math.max(longest, prompt.length);
		rebases += isRebase === true ? 1 : 0;
		count++;
	}
	if (!cold) {
		throw new Error('A layout made no request.');
	}
	return { cold, later, requests: count - 1, rebases, longest };
}

function encode(messages: readonly { role: ChatMessage['role']; content: string }[], encoder: RememberingEncoder) {
	const encoded = encodePrompt(
		{
			model: 'deepseek-flash',
			messages,
			effort: undefined,
			maxTokens: 4096,
			stream: true,
			includeUsage: true,
			userId: undefined,
			tools: undefined,
			responseFormat: undefined,
		},
		encoder,
	);
	const counted = countPromptTokens(messages, { enabled: false }, encoder);
	if (counted !== encoded.tokens.length) {
		throw new Error(`The prompt was counted as ${counted} tokens but has ${encoded.tokens.length}.`);
	}
	return encoded;
}

/** Reads the texts of messages; the last encoded one, the pack, is remembered. */
function contentReader(): (content: ChatMessage['content']) => string {
	let last: { readonly json: Uint8Array; readonly text: string } | undefined;
	return (content) => {
		if (typeof content === 'string') {
			return content;
		}
		if (last?.json !== content.json) {
			last = { json: content.json, text: JSON.parse(new TextDecoder().decode(content.json)) as string };
		}
		return last.text;
	};
}
