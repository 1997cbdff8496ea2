import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cacheLifetime, warmRead, withRead, type PackRead } from '../../../src/core/model/packReads';

const high = { enabled: true, effort: 'high' } as const;
const domain = { host: 'a.example', model: 'deepseek-flash', thinking: high };
const read = (packId: string, at: number, changes: Partial<PackRead> = {}): PackRead => ({
	...{ ...domain, packId, at, tokens: 1_000 },
	...changes,
});

describe('packs that endpoints have read', () => {
	it('are warm for a while, for the same host, model and thinking only', () => {
		const reads = withRead([], read('pack', 5_000));
		assert.equal(warmRead(reads, 'pack', domain, 6_000)?.tokens, 1_000);
		assert.equal(warmRead(reads, 'pack', domain, 5_000 + cacheLifetime), undefined);
		for (const other of [
			{ ...domain, host: 'b.example' },
			{ ...domain, model: 'deepseek-v4-pro' },
			{ ...domain, thinking: { enabled: false } as const },
			{ ...domain, thinking: { enabled: true, effort: 'max' } as const },
		]) {
			assert.equal(warmRead(reads, 'pack', other, 6_000), undefined);
		}
		assert.equal(warmRead(reads, 'another', domain, 6_000), undefined);
	});

	it('are kept for several models at once, the last read of each', () => {
		const pro = { ...domain, model: 'deepseek-v4-pro' };
		let reads = withRead([], read('pack', 1));
		reads = withRead(reads, read('pack', 2, { model: pro.model }));
		reads = withRead(reads, read('pack', 3));
		assert.equal(reads.length, 2);
		assert.equal(warmRead(reads, 'pack', domain, 4)?.at, 3);
		assert.equal(warmRead(reads, 'pack', pro, 4)?.at, 2);
	});

	it('are forgotten one day, the oldest first', () => {
		let reads: PackRead[] = [];
		for (let at = 0; at < 40; at++) {
			reads = withRead(reads, read(`pack ${at}`, at));
		}
		assert.equal(reads.length, 16);
		assert.equal(warmRead(reads, 'pack 39', domain, 40)?.at, 39);
		assert.equal(warmRead(reads, 'pack 0', domain, 40), undefined);
	});

	it('are not warm when the clock was set back by hours', () => {
		assert.equal(warmRead([read('pack', 10 * cacheLifetime)], 'pack', domain, 1), undefined);
	});
});
