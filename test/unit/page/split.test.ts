import assert from 'node:assert/strict';
import fc from 'fast-check';
import { advance, type Block, type Split } from '../../../media/chat/markdown/split';

const blocksOf = (split: Split): readonly Block[] => [...split.runs.flat(), split.tail];
const joined = (split: Split): string =>
	blocksOf(split)
		.map(({ raw }) => raw)
		.join('') + split.pending;

const sample = [
	'# Title\n\nA paragraph\nof two lines.\n\n',
	'- one\n- two\n\n  more of two\n\n- three\n\n',
	'```ts\nlet a = 1;\n\nlet b = 2;\n```\n\n',
	'| a | b |\n|---|---|\n| 1 | 2 |\n\n',
	'> quoted\nlazily\n\nLast *words*',
].join('');

describe('splitting a growing text', () => {
	it('keeps every character, in order', () => {
		const piece = fc.constantFrom(
			'a',
			' ',
			'\n',
			'\n\n',
			'- ',
			'> ',
			'```',
			'|',
			'#',
			'1. ',
			'\r\n',
			'\t',
			'[x]: y',
			'<p>',
			'---',
		);
		fc.assert(
			fc.property(fc.array(fc.array(piece, { maxLength: 12 }), { maxLength: 12 }), (arrivals) => {
				let text = '';
				let split: Split | undefined;
				for (const arrival of arrivals) {
					text += arrival.join('');
					split = advance(split, text);
					assert.equal(joined(split), text);
					for (const block of blocksOf(split)) {
						assert.equal(text.slice(block.start, block.start + block.raw.length), block.raw);
					}
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('gives the same blocks whether the text came at once or a character at a time', () => {
		let split: Split | undefined;
		for (let length = 1; length <= sample.length; length++) {
			split = advance(split, sample.slice(0, length));
		}
		assert.deepEqual(blocksOf(split!), blocksOf(advance(undefined, sample)));
		assert.equal(blocksOf(split!).length, 7);
	});

	it('keeps the identity of full runs', () => {
		const text = 'word\n\n'.repeat(100);
		const before = advance(undefined, text);
		const after = advance(before, `${text}more\n\nand more`);
		assert.ok(before.runs.length >= 4);
		assert.equal(after.runs[0], before.runs[0]);
		assert.equal(after.runs[3], before.runs[3]);
	});

	it('starts anew when the text is shorter', () => {
		const before = advance(undefined, 'one\n\ntwo\n\nthree');
		assert.deepEqual(blocksOf(advance(before, 'two')), [{ start: 0, raw: 'two' }]);
	});

	it('is patient with a very long block', () => {
		const text = 'x'.repeat(40_000);
		const before = advance(undefined, text);
		const after = advance(before, `${text} and`);
		assert.equal(after.tail, before.tail);
		assert.equal(after.pending, ' and');
		const later = advance(after, text + 'y'.repeat(2_000));
		assert.equal(later.pending, '');
		assert.equal(joined(later), text + 'y'.repeat(2_000));
	});

	it('goes on after text that no lexer can bear', () => {
		const hostile = `${'>'.repeat(20_000)}\n\nafter`;
		assert.equal(joined(advance(undefined, hostile)), hostile);
		assert.equal(advance(undefined, hostile).tail.raw, 'after');
	});
});
