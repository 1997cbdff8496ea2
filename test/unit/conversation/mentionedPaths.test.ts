import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mentionedPaths } from '../../../src/core/conversation/mentionedPaths';

const attachment = (paths: readonly string[]) => ({
	title: 'Working changes',
	diff: paths
		.map((path) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-one\n+two\n`)
		.join(''),
	files: paths.length,
	added: paths.length,
	removed: paths.length,
	source: { kind: 'working', folder: '/shop' } as const,
});

describe('the files a question is about', () => {
	it('are those it names by path or name, with or without a line', () => {
		const question = 'Why does ./src/cart.ts:12 not use `money.ts`? See @docs/prices.md, and/or nothing.';
		assert.deepEqual(mentionedPaths({ question }), [
			'@docs/prices.md',
			'and/or',
			'docs/prices.md',
			'money.ts',
			'src/cart.ts',
		]);
		assert.deepEqual(mentionedPaths({ question: 'Why is it slow?' }), []);
	});

	it('are those of the diff it goes with, unless these are too many to matter', () => {
		const paths = ['src/b.ts', 'src/a.ts'];
		assert.deepEqual(mentionedPaths({ question: '', attachment: attachment(paths) }), ['src/a.ts', 'src/b.ts']);
		const many = Array.from({ length: 65 }, (_, index) => `src/${index}.ts`);
		assert.deepEqual(mentionedPaths({ question: 'And a.ts?', attachment: attachment(many) }), ['a.ts']);
	});
});
