import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { builtInCatalog, modelFacts } from '../../../src/core/model/catalog';
import { promptPrice } from '../../../src/core/model/promptPrice';

const flash = modelFacts('deepseek-flash', true);
const million = { prompt: 1_000_000, cached: 0 };

describe('The price of a prompt', () => {
	it('at peak hours is told with the price after them, and when they end', () => {
		// A Wednesday, 10:30 in Beijing: peak until 12:00 there.
		const price = promptPrice(flash, million, new Date('2026-11-25T02:30:00Z'));
		assert.deepEqual(price, {
			currency: 'USD',
			now: 0.3,
			offPeak: { cost: 0.15, from: Date.parse('2026-11-25T04:00:00Z') },
		});
	});

	it('off-peak is one price', () => {
		assert.deepEqual(promptPrice(flash, million, new Date('2026-11-25T05:00:00Z')), { currency: 'USD', now: 0.15 });
		assert.deepEqual(promptPrice(flash, million, new Date('2026-11-28T02:30:00Z')), { currency: 'USD', now: 0.15 });
	});

	it('counts what is cached at its own price', () => {
		const price = promptPrice(flash, { prompt: 1_000_000, cached: 1_000_000 }, new Date('2026-11-25T05:00:00Z'));
		assert.equal(price?.now, 0.003);
	});

	it('is not known for other servers', () => {
		assert.equal(promptPrice(modelFacts('deepseek-flash', false), million, new Date()), undefined);
	});

	it('of a model without peak hours never changes', () => {
		const { peak } = builtInCatalog;
		const price = { currency: 'EUR', cachedInput: 1, input: 10, output: 20, peakFactor: 1, peak };
		assert.deepEqual(promptPrice({ price }, million, new Date('2026-11-25T02:30:00Z')), { currency: 'EUR', now: 10 });
	});
});
