import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineComparer, LineSplitter } from '../../../src/core/common/lineComparer';
import { diffLines } from '../../../src/core/common/lineDiff';
import { splitLines } from '../../../src/core/common/lines';

const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '}\n', '\tx\n', 'aa\n', 'a longer line of some text\n');
const text = fc
	.tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom('', 'a', 'z', '\r'))
	.map(([lines, end]) => lines.join('') + end);
/** Replaces some characters of a text, wherever they are. */
const change = fc.record({ at: fc.nat(200), remove: fc.nat(12), insert: fc.oneof(fc.constant(''), line, text) });

function changed(current: string, { at, remove, insert }: { at: number; remove: number; insert: string }): string {
	const start = Math.min(at, current.length);
	return current.slice(0, start) + insert + current.slice(start + remove);
}

/** A text and what becomes of it, a few changes at a time. */
const history = fc
	.tuple(text, fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 12 }))
	.map(([first, steps]) => {
		const texts = [first];
		for (const step of steps) {
			texts.push(step.reduce(changed, texts.at(-1)!));
		}
		return texts;
	});

describe('Lines of a text that goes on changing', () => {
	it('are split as any text is', () => {
		fc.assert(
			fc.property(history, (texts) => {
				const splitter = new LineSplitter();
				for (const each of texts) {
					assert.deepEqual(splitter.split(each), splitLines(each));
				}
			}),
		);
	});

	it('are compared as any lines are', () => {
		fc.assert(
			fc.property(text, history, (before, texts) => {
				const lines = splitLines(before);
				const comparer = new LineComparer(lines);
				const splitter = new LineSplitter();
				for (const each of texts) {
					assert.deepEqual(comparer.changesTo(splitter.split(each)), diffLines(before, each));
				}
			}),
		);
	});

	it('are found again wherever others were changed', () => {
		const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`);
		const splitter = new LineSplitter();
		splitter.split(lines.join(''));
		const now = lines.with(0, 'first\n').with(50, 'middle\n').with(99, 'last\n').toSpliced(70, 0, 'new\n');
		assert.deepEqual(splitter.split(now.join('')), now);
	});

	it('are forgotten once there are many that are not there any more', () => {
		const comparer = new LineComparer(['one\n', 'two\n']);
		for (let index = 0; index < 50; index++) {
			assert.deepEqual(comparer.changesTo(['one\n', `typed ${index}\n`, 'two\n']), [
				{ beforeStart: 1, beforeEnd: 1, afterStart: 1, afterEnd: 2 },
			]);
		}
	});
});
