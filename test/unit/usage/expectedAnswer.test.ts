import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { expectedAnswer } from '../../../src/core/usage/expectedAnswer';
import type { RequestRecord } from '../../../src/core/usage/records';
import { request } from './samples';

const high = { model: 'deepseek-flash', thinking: { enabled: true, effort: 'high' } } as const;
const answers = (...lengths: readonly number[]): RequestRecord[] =>
	lengths.map((completionTokens, index) => request({ id: String(index), completionTokens }));

describe('the answer that is expected', () => {
	it('is as long as the last ones of the model usually were', () => {
		assert.deepEqual(expectedAnswer(answers(900, 80_000, 1_100), high), { tokens: 1_100, from: 'past' });
		const grown = [
			...answers(...Array.from({ length: 20 }, () => 100)),
			...answers(...Array.from({ length: 20 }, () => 700)),
		];
		assert.equal(expectedAnswer(grown, high).tokens, 700);
	});

	it("says nothing by few answers, by others models', by warm-ups, or by what was stopped", () => {
		const usual = expectedAnswer([], high);
		assert.equal(usual.from, 'usual');
		assert.deepEqual(expectedAnswer(answers(1, 2), high), usual);
		for (const change of [{ model: 'other' }, { kind: 'warm-up' }, { outcome: 'stopped' }] as const) {
			const records = answers(1, 2, 3, 4).map((each) => ({ ...each, ...change }));
			assert.deepEqual(expectedAnswer(records, high), usual);
		}
	});

	it('is usually longer the more is thought', () => {
		const tokens = [
			{ enabled: false } as const,
			...(['low', 'high', 'max'] as const).map((effort) => ({ enabled: true, effort }) as const),
		].map((thinking) => expectedAnswer([], { model: 'm', thinking }).tokens);
		assert.deepEqual(
			tokens,
			[...tokens].sort((left, right) => left - right),
		);
	});
});
