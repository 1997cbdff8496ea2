import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isPeak, knownModels, modelFacts, requestCost } from '../../../src/core/model/catalog';

describe('the catalog', () => {
	it('knows peak hours: weekdays 01-04 and 06-10 UTC', () => {
		const cases: [string, boolean][] = [
			['2026-11-23T00:59:59Z', false],
			['2026-11-23T01:00:00Z', true],
			['2026-11-23T03:59:59Z', true],
			['2026-11-23T04:00:00Z', false],
			['2026-11-23T06:00:00Z', true],
			['2026-11-23T10:00:00Z', false],
			['2026-11-22T02:00:00Z', false],
			['2026-11-21T08:00:00Z', false],
		];
		for (const [time, peak] of cases) {
			assert.equal(isPeak(new Date(time)), peak, time);
		}
	});

	it('prices cached and uncached input and output, doubled at peak', () => {
		const price = modelFacts('deepseek-flash', true).price!;
		const tokens = { prompt: 1_000_000, cached: 900_000, completion: 10_000 };
		const offPeak = requestCost(price, tokens, new Date('2026-11-22T02:00:00Z'));
		assert.ok(Math.abs(offPeak - (0.1 * 0.15 + 0.9 * 0.003 + 0.01 * 0.6)) < 1e-9);
		assert.equal(requestCost(price, tokens, new Date('2026-11-23T02:00:00Z')), 2 * offPeak);
	});

	it('follows aliases, and claims no price for other hosts or models', () => {
		assert.equal(modelFacts('deepseek-v4-flash', true).price, modelFacts('deepseek-flash', true).price);
		assert.equal(modelFacts('deepseek-flash', false).price, undefined);
		assert.equal(modelFacts('something-else', true).price, undefined);
		assert.equal(modelFacts('something-else', true).contextWindow, 1_048_576);
		assert.equal(knownModels()[0]?.id, 'deepseek-flash');
	});
});
