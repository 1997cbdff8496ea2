import { deepEqual, equal } from 'node:assert/strict';
import { cacheDomain, PrefixCache, type CacheOptions } from '../../simulator/cache';
import { TokenSequence } from '../../simulator/sequence';

const domain = cacheDomain('key', undefined, 'deepseek-flash');

/** A run of tokens that no other name begins with. */
function run(name: string, length: number): number[] {
	return Array.from({ length }, (_, index) => name.charCodeAt(0) * 100_000 + index);
}

/** Sends prompts one after the other and tells the hits. */
function hits(options: CacheOptions, ...prompts: readonly number[][]): number[] {
	const cache = new PrefixCache(options);
	return prompts.map((tokens, at) =>
		cache.replay(domain, new TokenSequence(Uint32Array.from(tokens)), tokens.length, undefined, at),
	);
}

const unitsOnly = { unitsOnly: true };
const [a, b, c, d] = [run('a', 1280), run('b', 300), run('c', 300), run('d', 300)];

describe('The simulated prefix cache', () => {
	it('hits a whole earlier request (A+B, then A+B+C)', () => {
		deepEqual(hits(unitsOnly, [...a, ...b], [...a, ...b, ...c]), [0, 1536]);
	});

	it('hits a common prefix from the third request on (A+B, A+C, A+D)', () => {
		deepEqual(hits(unitsOnly, [...a, ...b], [...a, ...c], [...a, ...d]), [0, 0, 1280]);
	});

	it('misses the first two questions about a long document and hits the third', () => {
		const document = [...run('s', 50), ...run('t', 5000)];
		const [first, second, third] = hits(unitsOnly, [...document, ...b], [...document, ...c], [...document, ...d]);
		deepEqual([first, second, third], [0, 0, 4992]);
	});

	it('hits what was primed: a request that ends where the shared part ends', () => {
		deepEqual(hits(unitsOnly, a, [...a, ...b]), [0, 1280]);
	});

	it('reports hits in whole blocks of 128 tokens and never the whole prompt', () => {
		deepEqual(hits(unitsOnly, a.slice(0, 200), [...a.slice(0, 200), ...b]), [0, 128]);
		deepEqual(hits(unitsOnly, a, a), [0, 1152]);
		deepEqual(hits(unitsOnly, a.slice(0, 127), [...a.slice(0, 127), ...b]), [0, 0]);
	});

	it('keeps units at intervals, so that an edit in the middle keeps what is before it', () => {
		const edited = [...a.slice(0, 1100), ...b];
		deepEqual(hits({ interval: 512 }, a, edited), [0, 1024]);
		deepEqual(hits(unitsOnly, a, edited), [0, 0]);
	});

	it('keeps the end of the output', () => {
		const cache = new PrefixCache(unitsOnly);
		const prompt = new TokenSequence(Uint32Array.from(a));
		cache.replay(domain, prompt, prompt.length, Uint32Array.from(b), 0);
		const next = new TokenSequence(Uint32Array.from([...a, ...b, ...c]));
		equal(cache.lookup(domain, next, 1), 1536);
	});

	it('lets nothing cross accounts, users or models', () => {
		const cache = new PrefixCache(unitsOnly);
		const prompt = new TokenSequence(Uint32Array.from([...a, 1]));
		cache.storeInput(domain, prompt, prompt.length - 1, 0);
		equal(cache.lookup(domain, prompt, 0), 1280);
		equal(cache.lookup(cacheDomain('other', undefined, 'deepseek-flash'), prompt, 0), 0);
		equal(cache.lookup(cacheDomain('key', 'user', 'deepseek-flash'), prompt, 0), 0);
		equal(cache.lookup(cacheDomain('key', undefined, 'deepseek-v4-pro'), prompt, 0), 0);
	});

	it('builds units with a delay and drops those that are not used', () => {
		const cache = new PrefixCache({ unitsOnly: true, buildDelay: 5000, timeToLive: 60_000 });
		const prompt = new TokenSequence(Uint32Array.from([...a, 1]));
		cache.storeInput(domain, prompt, prompt.length - 1, 0);
		deepEqual(
			[4999, 5000, 60_000, 120_000, 180_001].map((now) => cache.lookup(domain, prompt, now)),
			[0, 1280, 1280, 1280, 0],
		);
	});

	it('replays a prompt of a million tokens in a moment', () => {
		const cache = new PrefixCache();
		const long = new TokenSequence(Uint32Array.from({ length: 1_000_000 }, (_, index) => index % 127_000));
		cache.replay(domain, long, long.length, undefined, 0);
		equal(cache.lookup(domain, long.with(Uint32Array.of(1)), 0), 999_936);
	});
});
