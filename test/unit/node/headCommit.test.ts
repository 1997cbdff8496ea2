import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readHeadCommit } from '../../../src/node/git/headCommit';
import { TemporaryFolder } from './temporary';

describe('the commit of HEAD', () => {
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder();
		folder.init();
	});
	afterEach(() => folder.remove());

	const head = () => folder.git('rev-parse', 'HEAD').trim();

	it('is read from a branch, a packed branch, a detached HEAD and a linked work tree', () => {
		assert.equal(readHeadCommit(folder.root), undefined);
		folder.commit('one');
		folder.write('inner/file', '');
		assert.equal(readHeadCommit(folder.path('inner')), head());
		folder.git('checkout', '--quiet', '-b', 'topic/name');
		folder.commit('two');
		assert.equal(readHeadCommit(folder.root), head());
		folder.git('pack-refs', '--all');
		assert.equal(readHeadCommit(folder.root), head());
		folder.git('worktree', 'add', '--quiet', folder.path('linked'), 'main');
		assert.equal(readHeadCommit(folder.path('linked')), folder.git('rev-parse', 'main').trim());
		folder.git('checkout', '--quiet', '--detach', 'main');
		assert.equal(readHeadCommit(folder.root), head());
	});

	it('is not guessed', () => {
		folder.commit('one');
		for (const content of ['', 'ref: refs/heads/gone\n', 'ref: refs/../../outside\n', 'x'.repeat(40), 'ref: HEAD']) {
			writeFileSync(folder.path('.git', 'HEAD'), content);
			assert.equal(readHeadCommit(folder.root), undefined, content);
		}
	});
});
