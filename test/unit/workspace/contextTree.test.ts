import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ContextFile } from '../../../src/core/context/types';
import { ContextTree, type TreeEntry } from '../../../src/node/workspace/contextTree';

function file(path: string, tokens: number, extra: Partial<ContextFile> = {}): ContextFile {
	return {
		path,
		tier: tokens > 0 ? 'full' : 'path',
		reason: tokens > 0 ? 'whole file' : 'binary',
		detail: '',
		bytes: tokens * 4,
		tokens,
		fullTokens: tokens,
		hash: path,
		redactions: 0,
		...extra,
	};
}

const facts = (entries: readonly TreeEntry[] | undefined) =>
	entries?.map((entry) =>
		entry.kind === 'folder'
			? `${entry.name}/ ${entry.tokens} ${entry.sentFiles}/${entry.files} ${entry.choice}`
			: `${entry.name} ${entry.file.tokens} ${entry.choice}`,
	);

describe('the tree of the context', () => {
	const tree = new ContextTree([
		file('README.md', 30),
		file('file10.ts', 5),
		file('file9.ts', 5),
		file('src/a.ts', 10, { redactions: 2 }),
		file('src/deep/b.ts', 15),
		file('src/deep/logo.png', 0),
		file('package-lock.json', 0, { reason: 'lock file' }),
		file('large.ts', 0, { reason: 'beyond the budget', fullTokens: 900 }),
		file('images/logo.png', 0),
		file('private/', 0, { reason: 'excluded by ignore file', detail: '.longviewignore' }),
		file('src/private/', 0, { reason: 'excluded by ignore file', detail: '.longviewignore' }),
	]);

	it('adds up what folders hold, the largest first', () => {
		assert.deepEqual(facts(tree.children('', 'size')), [
			'README.md 30 in',
			'src/ 25 2/4 in',
			'file9.ts 5 in',
			'file10.ts 5 in',
			'images/ 0 0/1 fixed',
			'large.ts 0 in',
			'package-lock.json 0 out',
			'private/ 0 fixed',
		]);
		assert.equal(tree.root.tokens, 65);
		assert.equal(tree.root.redactions, 2);
	});

	it('lists folders before files by name, numbers as numbers', () => {
		assert.deepEqual(
			tree.children('', 'name')?.map((entry) => entry.name),
			['images', 'src', 'file9.ts', 'file10.ts', 'large.ts', 'package-lock.json', 'private/', 'README.md'],
		);
		assert.equal(tree.children('nowhere', 'name'), undefined);
	});

	it('shows a folder that is kept back as a whole as one row', () => {
		assert.deepEqual(facts(tree.children('src', 'name')), ['deep/ 15 1/2 in', 'a.ts 10 in', 'private/ 0 fixed']);
		assert.equal(tree.children('private', 'name'), undefined);
	});

	it('has a box for what a setting brings in, which huge text is only up to a size', () => {
		const huge = new ContextTree([
			file('huge.ts', 0, { reason: 'too large', bytes: 3_000_000 }),
			file('vast.ts', 0, { reason: 'too large', bytes: 300_000_000 }),
		]);
		assert.deepEqual(facts(huge.children('', 'name')), ['huge.ts 0 out', 'vast.ts 0 fixed']);
	});

	it('has a box for data, too, but none for a folder of nothing else, which would not bring it in', () => {
		const data = new ContextTree([
			file('icons/a.png', 0, { reason: 'binary', bytes: 30_000 }),
			file('icons/vast.bin', 0, { reason: 'binary', bytes: 3_000_000 }),
			file('named/b.bin', 500, { bytes: 30_000 }),
		]);
		assert.deepEqual(facts(data.children('', 'name')), ['icons/ 0 0/2 fixed', 'named/ 500 1/1 in']);
		assert.deepEqual(facts(data.children('icons', 'name')), ['a.png 0 out', 'vast.bin 0 fixed']);
	});

	it('finds files and folders by path', () => {
		assert.equal(tree.file('src/deep/b.ts')?.file.tokens, 15);
		assert.equal(tree.file('src/private/')?.choice, 'fixed');
		assert.equal(tree.folder('src/deep')?.files, 2);
		assert.equal(tree.file('src/deep'), undefined);
		assert.equal(tree.folder('src/private'), undefined);
	});
});
