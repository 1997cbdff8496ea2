import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
	compareCounts,
	driftOf,
	driftSentence,
	learnedWindow,
	learnFromAnswer,
	learnFromRefusal,
	type LearnedCounts,
} from '../../../src/core/model/counting';

const prompt = (promptTokens: number, imageTokens = 0) => ({ promptTokens, imageTokens });

describe('counts of an endpoint beside ours', () => {
	it('are the same to the token, near, more, fewer, or a part', () => {
		assert.equal(compareCounts(100_000, 100_000), 'same');
		assert.equal(compareCounts(100_000, 100_001), 'near');
		assert.equal(compareCounts(1_000, 940), 'near');
		assert.equal(compareCounts(100_000, 108_000), 'more');
		assert.equal(compareCounts(100_000, 92_000), 'fewer');
		assert.equal(compareCounts(100_000, 4_096), 'part');
	});

	it('raise the factor to the largest excess, in whole per cents, and give it up once they agree', () => {
		let known = learnFromAnswer(undefined, prompt(100_000), 107_100);
		assert.deepEqual(known, { factor: 1.08 });
		known = learnFromAnswer(known, prompt(100_000), 103_000);
		assert.deepEqual(known, { factor: 1.08 }, 'a smaller excess lowers nothing');
		known = learnFromAnswer(known, prompt(50_000), 60_000);
		assert.deepEqual(known, { factor: 1.2 });
		known = learnFromAnswer(known, prompt(80_000), 80_012);
		assert.equal(known, undefined);
	});

	it('teach nothing from images, from short prompts, or from a count of a part', () => {
		const known: LearnedCounts = { factor: 1.1 };
		assert.equal(learnFromAnswer(known, prompt(100_000, 900), 150_000), known);
		assert.equal(learnFromAnswer(known, prompt(400), 700), known);
		assert.equal(learnFromAnswer(known, prompt(100_000), 4_096), known);
	});

	it('are bounded, and leave a window alone that was learned otherwise', () => {
		assert.equal(learnFromAnswer(undefined, prompt(10_000), 90_000)?.factor, 3);
		const window = { window: 65_536, windowAt: 7 };
		assert.deepEqual(learnFromAnswer({ ...window, factor: 1.3 }, prompt(10_000), 10_000), window);
	});
});

describe('a drift', () => {
	it('is there for any difference, but not where images make our count an estimate', () => {
		assert.equal(driftOf(prompt(5_000), 5_000), undefined);
		assert.deepEqual(driftOf(prompt(5_000), 5_001), { ours: 5_000, theirs: 5_001 });
		assert.equal(driftOf(prompt(5_000, 1_000), 5_100), undefined);
	});

	it('is told by what it means; of DeepSeek, every token', () => {
		const near = { ours: 100_000, theirs: 100_037 };
		assert.equal(driftSentence(near, false), undefined);
		assert.match(driftSentence(near, true) ?? '', /37 tokens more than Longview/);
		assert.match(driftSentence({ ours: 100_000, theirs: 112_000 }, false) ?? '', /12 % more.*allow for it/);
		assert.match(driftSentence({ ours: 100_000, theirs: 90_000 }, false) ?? '', /10 % fewer\./);
		assert.match(driftSentence({ ours: 100_000, theirs: 4_096 }, false) ?? '', /only 4,096.*cut the beginning/);
	});
});

describe('a refusal as too long', () => {
	const refused = { ...prompt(100_000), maxTokens: 30_000 };

	it('teaches the window it names', () => {
		const learned = learnFromRefusal(undefined, refused, { limit: 120_000, promptTokens: 100_000 }, 1_000_000, 5);
		assert.deepEqual(learned, { window: 120_000, windowAt: 5 });
		assert.equal(learnedWindow(learned, 5 + 3_600_000), 120_000);
		assert.equal(learnedWindow(learned, 5 + 25 * 3_600_000), undefined, 'not for ever');
	});

	it('teaches how much more is counted, also from a sum with the answer', () => {
		const details = { limit: 131_072, promptTokens: 112_000 };
		assert.equal(learnFromRefusal(undefined, refused, details, 131_072, 5)?.factor, 1.12);
		const sum = { limit: 131_072, requestedTokens: 142_000 };
		assert.equal(learnFromRefusal(undefined, refused, sum, 131_072, 5)?.factor, 1.12);
	});

	it('teaches an excess even where its numbers explain nothing', () => {
		// It says that it stopped counting, or names the window alone.
		const learned = learnFromRefusal(undefined, refused, { limit: 150_000 }, 150_000, 5);
		assert.equal(learned?.factor, 1.32);
		assert.ok(100_000 * learned.factor + 30_000 > 150_000);
	});

	it('leaves images out of the factor', () => {
		const withImages = { ...prompt(100_000, 20_000), maxTokens: 30_000 };
		const details = { limit: 131_072, promptTokens: 108_000 };
		assert.equal(learnFromRefusal(undefined, withImages, details, 131_072, 5)?.factor, 1.1);
	});

	it('teaches nothing without a number', () => {
		assert.equal(learnFromRefusal({ factor: 1.1 }, refused, {}, 1_000_000, 5), undefined);
	});
});
