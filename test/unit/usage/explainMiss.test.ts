import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { explainMiss } from '../../../src/core/usage/explainMiss';
import { minute, noon, request } from './samples';

describe('the explanation of a cache miss', () => {
	/** A request one minute after the usual one, all of it read anew. */
	const later = (changes: Parameters<typeof request>[0] = {}, after = minute) =>
		request({ at: noon + after, promptTokens: 402_500, cachedTokens: 0, ...changes });
	const reasons = (changes: Parameters<typeof request>[0], after?: number) =>
		explainMiss(later(changes, after), [request()])?.reasons;

	it('is not needed for a hit, a first request, an unknown cache, or another workspace', () => {
		assert.equal(explainMiss(later({ cachedTokens: 401_920 }), [request()]), undefined);
		assert.equal(explainMiss(later(), []), undefined);
		assert.equal(explainMiss(later(), [later()].slice(1)), undefined);
		const { cachedTokens, ...untold } = later();
		assert.equal(cachedTokens, 0);
		assert.equal(explainMiss(untold, [request()]), undefined);
		assert.equal(explainMiss(later(), [request({ prefix: { workspace: 'other' } })]), undefined);
	});

	it('names the endpoint when nothing was changed and little time has passed', () => {
		assert.deepEqual(explainMiss(later(), [request()]), {
			reasons: ['endpoint'],
			expectedTokens: 401_000,
			missedTokens: 401_000,
			secondsSince: 50,
		});
	});

	it('names the endpoint for a partial hit, counting only what was read anew', () => {
		assert.equal(explainMiss(later({ cachedTokens: 65_408 }), [request()])?.missedTokens, 335_592);
		assert.equal(explainMiss(later({ cachedTokens: 370_000 }), [request()]), undefined);
	});

	it('names a request that was still on its way', () => {
		assert.deepEqual(
			{ ...explainMiss(later({}, 2_000), [request()]) },
			{ reasons: ['endpoint'], expectedTokens: 401_000, missedTokens: 401_000, secondsSince: 0 },
		);
	});

	it('names the time that has passed', () => {
		assert.deepEqual(reasons({}, 45 * minute), ['idle']);
		assert.deepEqual(reasons({}, 29 * minute), ['endpoint']);
		assert.equal(reasons({}, 25 * 60 * minute), undefined);
	});

	it('names what was changed', () => {
		assert.deepEqual(reasons({ prefix: { chat: 'new', pack: 'new' } }), ['pack']);
		assert.deepEqual(reasons({ thinking: 'max' }), ['thinking']);
		assert.deepEqual(reasons({ prefix: { words: 'new' } }), ['words']);
		assert.deepEqual(reasons({ model: 'deepseek-v4-pro' }), ['model']);
		assert.deepEqual(reasons({ prefix: { account: 'other' } }), ['account']);
		assert.deepEqual(reasons({ host: 'other.example', prefix: { account: 'other' } }), ['host']);
	});

	it('names all that was changed, and that time has passed as well', () => {
		assert.deepEqual(reasons({ model: 'deepseek-v4-pro', thinking: 'max' }), ['model', 'thinking']);
		assert.deepEqual(reasons({ prefix: { chat: 'new', pack: 'new' } }, 90 * minute), ['idle', 'pack']);
	});

	it('expects only the pack in another chat', () => {
		assert.equal(explainMiss(later({ prefix: { chat: 'new' } }), [request()])?.expectedTokens, 400_000);
	});

	it('takes no re-based pack for a miss when most of it was cached', () => {
		assert.equal(reasons({ cachedTokens: 390_000, prefix: { chat: 'new', pack: 'new' } }), undefined);
	});

	it('goes back to what began alike when something else was asked in between', () => {
		const other = request({ at: noon + minute, model: 'deepseek-v4-pro', prefix: { chat: 'other' } });
		assert.deepEqual(explainMiss(later({}, 3 * minute), [request(), other])?.reasons, ['endpoint']);
	});

	it('compares with the request of the same chat when the model was changed there', () => {
		const other = request({ at: noon + minute, host: 'other.example', prefix: { chat: 'other' } });
		assert.deepEqual(explainMiss(later({ thinking: 'off' }, 3 * minute), [request(), other])?.reasons, ['thinking']);
	});

	it('sees through a chat that is long idle on a pack that is warm', () => {
		const long = request({ promptTokens: 900_000, at: noon - 60 * minute });
		const warm = request({ prefix: { chat: 'other' } });
		const miss = explainMiss(later({ promptTokens: 901_000, cachedTokens: 400_000 }), [long, warm]);
		assert.deepEqual([miss?.reasons, miss?.missedTokens], [['idle'], 500_000]);
	});

	it('expects nothing of requests that were refused or dropped', () => {
		assert.equal(
			explainMiss(later(), [request({ outcome: 'failed', promptTokens: 0, completionTokens: 0 })]),
			undefined,
		);
		assert.equal(explainMiss(later(), [request({ outcome: 'stopped', completionTokens: 0 })]), undefined);
		assert.deepEqual(explainMiss(later(), [request({ kind: 'warm-up', completionTokens: 0 })])?.reasons, ['endpoint']);
	});
});
