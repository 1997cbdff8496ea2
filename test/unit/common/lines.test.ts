import assert from 'node:assert/strict';
import {
	countNewlines,
	dominantEol,
	eolOf,
	lineOffsets,
	splitLines,
	withEol,
	withoutEol,
} from '../../../src/core/common/lines';

describe('lines', () => {
	it('splits into lines that keep their terminators', () => {
		assert.deepEqual(splitLines(''), []);
		assert.deepEqual(splitLines('a'), ['a']);
		assert.deepEqual(splitLines('a\n'), ['a\n']);
		assert.deepEqual(splitLines('a\r\n\nb'), ['a\r\n', '\n', 'b']);
		assert.deepEqual(splitLines('a\rb\n'), ['a\rb\n']);
	});

	it('takes a terminator off and names it', () => {
		assert.equal(withoutEol('a\r\n'), 'a');
		assert.equal(withoutEol('a\n'), 'a');
		assert.equal(withoutEol('a\r'), 'a\r');
		assert.equal(eolOf('a\r\n'), '\r\n');
		assert.equal(eolOf('a\n'), '\n');
		assert.equal(eolOf('a'), '');
	});

	it('finds the dominant terminator', () => {
		assert.equal(dominantEol('a'), undefined);
		assert.equal(dominantEol('a\nb\r\n'), '\n');
		assert.equal(dominantEol('a\r\nb\r\nc\n'), '\r\n');
	});

	it('converts terminators and counts lines', () => {
		assert.equal(withEol('a\r\nb\n', '\r\n'), 'a\r\nb\r\n');
		assert.equal(withEol('a\r\nb\n', '\n'), 'a\nb\n');
		assert.deepEqual(lineOffsets('ab\n\nc'), [0, 3, 4]);
		assert.deepEqual(lineOffsets('ab\n'), [0]);
		assert.equal(countNewlines('a\nb\nc\n', 2, 4), 1);
	});
});
