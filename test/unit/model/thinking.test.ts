import assert from 'node:assert/strict';
import { countPromptTokens } from '../../../src/core/model/promptTokens';
import { sameThinking, thinkingName, withDepth } from '../../../src/core/model/thinking';

describe('thinking', () => {
	const high = { enabled: true, effort: 'high' } as const;

	it('is called by its effort, or by its number', () => {
		assert.equal(thinkingName({ enabled: false }), 'off');
		assert.equal(thinkingName(high), 'high');
		assert.equal(thinkingName({ ...high, depth: 60 }), '60/100');
	});

	it('to a depth has the nearest effort, and is another thinking than that', () => {
		const efforts = [1, 37, 38, 60, 75, 76, 100].map((depth) => {
			const deep = withDepth(high, depth);
			assert.ok(deep.enabled && deep.depth === depth && !sameThinking(deep, high));
			return deep.effort;
		});
		assert.deepEqual(efforts, ['low', 'low', 'high', 'high', 'high', 'max', 'max']);
		assert.deepEqual(withDepth({ enabled: false }, 60), { enabled: false });
		assert.deepEqual(withDepth(high, undefined), high);
	});

	it('to a depth is told by that number in the prompt', () => {
		const counted: string[] = [];
		const counter = { countText: (text: string) => counted.push(text) };
		countPromptTokens([{ role: 'user', content: 'Why?' }], { ...high, depth: 60 }, counter);
		assert.ok(counted.some((text) => text.startsWith('Reasoning Effort: 60 ')));
	});
});
