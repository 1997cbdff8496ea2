import assert from 'node:assert/strict';
import { it } from 'mocha';
import { RecentCounts } from '../../../src/core/tokens/recentCounts';

it('RecentCounts counts a text again only when it was not among the last ones', () => {
	const counted: string[] = [];
	const recent = new RecentCounts({
		countText: (text) => {
			counted.push(text);
			return text.length;
		},
	});
	const tokens = ['opening', 'closing', 'opening', 'closing', 'a', 'bb', 'opening', 'ccc', 'closing'].map((text) =>
		recent.countText(text),
	);
	assert.deepEqual(tokens, [7, 7, 7, 7, 1, 2, 7, 3, 7]);
	assert.deepEqual(counted, ['opening', 'closing', 'a', 'bb', 'ccc', 'closing'], 'five others came after the last');
});
