import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LineSelection } from '../../../src/core/context/skeleton/lineSelection';
import { shownLines } from './support';

const hidden = Array.from({ length: 20 }, (_, index) => `\thidden line ${index + 1}`);

function render(lines: readonly string[], shown: number): { readonly text: string; readonly numbers: number[] } {
	const selection = new LineSelection(lines);
	selection.show(0, shown - 1);
	const text = selection.render();
	return { text, numbers: shownLines(text, lines.join('\n')) };
}

describe('the lines of a skeleton', () => {
	it('have a gap behind them', () => {
		assert.deepEqual(render(['class A {', ...hidden], 1), { text: 'class A { …2-21\n', numbers: [1] });
	});

	it('keep their numbers where the last of them is empty', () => {
		for (const empty of ['', '\t', '  ']) {
			const { text, numbers } = render(['class A {', empty, ...hidden], 2);
			assert.equal(text, `class A {\n${empty}\n…3-22\n`);
			assert.deepEqual(numbers, [1, 2]);
		}
	});
});
