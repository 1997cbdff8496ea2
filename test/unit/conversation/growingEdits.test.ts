import assert from 'node:assert/strict';
import { editsOf, GrowingEdits } from '../../../src/core/conversation/editsOf';
import { readCollections } from '../edits/answerCase';

const block = (path: string, search: string, replace: string): string =>
	`In \`${search}\`:\n\n${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n\n`;

/** Pieces of one to some hundred characters, the same at each run. */
function* pieces(text: string): Generator<string> {
	for (let at = 0, size = 1; at < text.length; at += size, size = (size * 7) % 499) {
		yield text.slice(at, at + size);
	}
}

describe('edits of a growing answer', () => {
	it('are at every length those of the text so far', () => {
		for (const { cases } of readCollections()) {
			for (const { answer, name } of cases) {
				const growing = new GrowingEdits();
				let text = '';
				for (const piece of pieces(answer)) {
					text += piece;
					assert.deepEqual(growing.of(text), editsOf(text, false), name);
				}
			}
		}
	});

	it('are in the end those of the whole answer', () => {
		for (const { cases } of readCollections()) {
			for (const { answer, name } of cases) {
				const growing = new GrowingEdits();
				growing.of(answer.slice(0, answer.length >> 1));
				assert.deepEqual(growing.end(answer), editsOf(answer, true), name);
			}
		}
	});

	it('are made once: one that is finished stays the same object', () => {
		const growing = new GrowingEdits();
		const first = block('a.ts', 'one', 'two');
		const [before] = growing.of(`${first}Next\n\n`).edits;
		const [after, second] = growing.of(`${first}Next\n\n${block('b.ts', 'three', 'four')}`).edits;
		assert.ok(before !== undefined && before === after);
		assert.deepEqual(second?.kind === 'replace' && second.mentions, { inside: [['three']], others: [] });
	});

	it('are read anew when the text does not go on from the last', () => {
		const growing = new GrowingEdits();
		growing.of(block('a.ts', 'one', 'two') + block('b.ts', 'one', 'two'));
		const shorter = block('c.ts', 'one', 'two');
		assert.deepEqual(growing.of(shorter), editsOf(shorter, false));
		const other = `${block('d.ts', 'one', 'two')}${shorter}<think>`;
		assert.deepEqual(growing.of(other), editsOf(other, false));
	});
});
