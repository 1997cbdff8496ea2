import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatClock } from '../../../src/core/common/format';
import { changeSentences, type NextCost } from '../../../src/core/model/changeWords';

const now = Date.UTC(2026, 10, 25, 2, 0);
const flash: NextCost = {
	...{ name: 'Flash', promptTokens: 400_000, cachedTokens: 398_000, currency: 'USD' },
	...{ cost: 0.0015, costFromCache: 0.0012 },
};
const pro: NextCost = {
	...{ name: 'Pro', promptTokens: 400_000, cachedTokens: 0, currency: 'USD' },
	...{ cost: 0.264, costFromCache: 0.0088 },
};

describe('what a change of model or thinking costs', () => {
	it('is told beside what going on as it is costs', () => {
		assert.equal(
			changeSentences(flash, pro, now),
			'As it is, the next question costs about $0.0015, 99 % of it from the cache. With Pro it has its whole prompt of about 400,000 tokens read anew, for about $0.264. Questions after it then cost about $0.0088 for what is cached.',
		);
	});

	it('names the price after peak hours', () => {
		const from = Date.UTC(2026, 10, 25, 4, 0);
		const text = changeSentences(
			{ ...flash, offPeak: { cost: 0.0007, from } },
			{ ...pro, offPeak: { cost: 0.132, from } },
			now,
		);
		const clock = formatClock(from, now);
		assert.ok(text.includes(`about $0.264 now, at peak hours, and $0.132 from ${clock} on.`), text);
		assert.ok(text.includes(`about $0.0015 now, at peak hours, and $0.0007 from ${clock} on, 99 %`), text);
	});

	it('knows what another chat has had read already, and what has no price', () => {
		const { cost, costFromCache, ...unpriced } = pro;
		assert.ok(cost! > costFromCache!);
		assert.equal(
			changeSentences({ ...flash, cachedTokens: 0 }, { ...unpriced, cachedTokens: 390_000 }, now),
			'As it is, the next question costs about $0.0015, nothing of it from the cache. With Pro it has about 10,000 of its 400,000 tokens read anew.',
		);
		assert.match(
			changeSentences(unpriced, unpriced, now),
			/^As it is, nothing of the next question's prompt comes from/,
		);
	});
});
