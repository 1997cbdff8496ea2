import type { RequestRecord } from '../../../src/core/usage/records';

/** 2026-11-25, 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 25, 12);
export const minute = 60_000;

type Changes = Partial<Omit<RequestRecord, 'prefix'>> & { readonly prefix?: Partial<RequestRecord['prefix']> };

let count = 0;

/** A question about a repository of 400,000 tokens, read from the cache. */
export function request({ prefix, ...changes }: Changes = {}): RequestRecord {
	return {
		type: 'request',
		id: `request-${++count}`,
		at: noon,
		day: '2026-11-25',
		session: 'window',
		kind: 'question',
		outcome: 'done',
		host: 'api.deepseek.com',
		model: 'deepseek-flash',
		thinking: 'high',
		promptTokens: 401_000,
		cachedTokens: 400_896,
		completionTokens: 1_000,
		cost: 0.002,
		currency: 'USD',
		seconds: 10,
		prefix: {
			workspace: 'shop',
			chat: 'chat',
			pack: 'pack',
			packTokens: 400_000,
			account: 'account',
			words: 'words',
			...prefix,
		},
		...changes,
	};
}
