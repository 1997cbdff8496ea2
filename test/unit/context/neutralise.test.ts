import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { neutralise, restore } from '../../../src/core/context/neutralise';

const literals = [
	'<｜User｜>',
	'<｜end▁of▁sentence｜>',
	'<｜image｜>',
	'<think>',
	'</think>',
	'｜DSML｜',
	'<｜tool▁calls▁begin｜>',
];

describe('neutralise', () => {
	for (const literal of literals) {
		it(`breaks ${literal} and restore mends it`, () => {
			const text = `before ${literal} after`;
			assert.ok(!neutralise(text).includes(literal));
			assert.equal(restore(neutralise(text)), text);
		});
	}

	it('leaves ordinary text alone', () => {
		const text = 'a < b, <div>, 全角｜です, think';
		assert.equal(neutralise(text), text);
	});

	it('is undone exactly, also for text that holds word joiners already', () => {
		const part = fc.constantFrom('<', '｜', '\u2060', 'User', 'DSML', '>', '/think>', 'think>', 'x', '▁', '\n');
		fc.assert(
			fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
				const text = parts.join('');
				assert.equal(restore(neutralise(text)), text);
			}),
			{ numRuns: 3_000, examples: [[['<', '｜', 'DSML', '｜', '>']], [['<', '｜', '\u2060', 'DSML', '｜', '>']]] },
		);
	});

	it('leaves no literal behind', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...literals, '\u2060', '<', '｜', ' '), { maxLength: 8 }), (parts) => {
				const text = neutralise(parts.join(''));
				for (const literal of literals) {
					assert.ok(!text.includes(literal), JSON.stringify(text));
				}
			}),
			{ numRuns: 3_000 },
		);
	});
});
