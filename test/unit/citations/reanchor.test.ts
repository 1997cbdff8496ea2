import assert from 'node:assert/strict';
import { reanchor } from '../../../src/core/citations/reanchor';

describe('reanchor', () => {
	const sent = 'one\ntwo\nthree\nfour\nfive\n';

	it('follows lines through insertions and deletions', () => {
		assert.equal(reanchor(4, sent, sent), 4);
		assert.equal(reanchor(4, sent, `zero\n${sent}`), 5);
		assert.equal(reanchor(4, sent, 'one\nthree\nfour\nfive\n'), 3);
		assert.equal(reanchor(2, sent, 'one\nthree\nfour\nfive\n'), undefined);
		assert.equal(reanchor(1, sent, 'one\nthree\nfour\nfive\n'), 1);
		assert.equal(reanchor(1, sent, ''), undefined);
		assert.equal(reanchor(9, sent, `zero\n${sent}`), undefined);
	});

	it('keeps a line that was edited in place', () => {
		assert.equal(reanchor(3, sent, 'one\ntwo\nTHREE\nfour\nfive\n'), 3);
		assert.equal(reanchor(3, sent, 'one\ntwo\nnew\n\tthree\nfour\nfive\n'), 4);
	});

	it('follows a line that moved when there is only one like it', () => {
		const before = 'function first() {}\na\nb\nc\nd\n';
		assert.equal(reanchor(1, before, 'a\nb\nc\nd\nfunction first() {}\n'), 5);
	});

	it('does not mind other line endings', () => {
		assert.equal(reanchor(4, sent, `zero\n${sent}`.replaceAll('\n', '\r\n')), 5);
	});
});
