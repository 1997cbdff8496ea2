import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { FolderTotals, largestFolders, omittedGroups } from '../../../src/core/context/summary';
import type { ContextFile } from '../../../src/core/context/types';

const full = (path: string, tokens: number): ContextFile => ({
	path,
	tier: 'full',
	reason: 'whole file',
	detail: '',
	bytes: tokens * 4,
	tokens,
	fullTokens: tokens,
	redactions: 0,
	hash: path,
});
const omitted = (path: string, reason: ContextFile['reason']): ContextFile => ({
	...full(path, 0),
	tier: 'path',
	reason,
	bytes: 2_500_000,
	hash: '',
});

describe('largestFolders', () => {
	it('lists folders by tokens and skips those that only lead to another one', () => {
		const files = [full('a/b/c/1.ts', 10), full('a/b/d/2.ts', 30), full('e/3.ts', 5), full('4.ts', 100)];
		assert.deepEqual(largestFolders(files, 10), [
			{ path: 'a/b', files: 2, tokens: 40 },
			{ path: 'a/b/d', files: 1, tokens: 30 },
			{ path: 'a/b/c', files: 1, tokens: 10 },
			{ path: 'e', files: 1, tokens: 5 },
		]);
	});
});

describe('FolderTotals', () => {
	it('say after any changes what a new sum says', () => {
		const paths = ['1', 'a/1', 'a/2', 'a/b/1', 'a/b/c/1', 'a/b/c/2', 'd/e/1', 'd/e/f/1'];
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), fc.nat(3))), (changes) => {
				const totals = new FolderTotals();
				const tokens = new Map<string, number>();
				for (const [path, now] of changes) {
					totals.change(path, tokens.get(path) ?? 0, now);
					tokens.set(path, now);
				}
				const files = [...tokens].map(([path, count]) => full(path, count));
				assert.deepEqual(totals.largest(4), largestFolders(files, 4));
			}),
		);
	});
});

describe('omittedGroups', () => {
	it('groups by reason with examples and sizes', () => {
		const files = [
			omitted('a.png', 'binary'),
			omitted('b.png', 'binary'),
			omitted('x.lock', 'lock file'),
			full('f', 1),
		];
		assert.deepEqual(omittedGroups(files, 1), [
			{ reason: 'binary', count: 2, examples: [{ path: 'a.png', detail: '2.5 MB' }] },
			{ reason: 'lock file', count: 1, examples: [{ path: 'x.lock', detail: '2.5 MB' }] },
		]);
	});
});
