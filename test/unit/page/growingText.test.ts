import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GrowingText, partOf } from '../../../media/chat/growing-text';

describe('a growing text', () => {
	it('reads like the string it stands for, across the border of what is recent', () => {
		const place = fc.double({ min: 0, max: 1, noNaN: true });
		// Around the size at which what is recent joins the rest.
		const length = fc.oneof(fc.nat(20), fc.integer({ min: 30_000, max: 70_000 }));
		fc.assert(
			fc.property(fc.array(length, { maxLength: 6 }), place, place, (lengths, one, other) => {
				let whole = 'It begins. ';
				const text = new GrowingText(whole);
				lengths.forEach((count, index) => {
					const more = `${index}:`.padEnd(count, 'abcdefg');
					whole += more;
					text.append(more);
				});
				const [start, end] = [one, other].map((share) => Math.floor(share * whole.length)).sort((a, b) => a - b);
				assert.equal(text.length, whole.length);
				assert.equal(text.slice(start!, end), whole.slice(start, end));
				assert.equal(text.slice(start!), whole.slice(start));
				assert.equal(partOf(text, start!, end!).slice(1), whole.slice(start, end).slice(1));
			}),
			{ numRuns: 100 },
		);
	});

	it('shows a part of an earlier length as it was', () => {
		const text = new GrowingText('one two');
		const part = partOf(text, 4, text.length);
		text.append(' three');
		assert.equal(part.slice(0), 'two');
		assert.equal(part.length, 3);
	});
});
