import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { ignoredPaths } from '../../../src/node/git/ignoredPaths';
import { TemporaryFolder } from '../../support/temporaryFolder';

describe('paths that git ignores', () => {
	let folder: TemporaryFolder;
	const { signal } = new AbortController();

	beforeEach(() => {
		folder = new TemporaryFolder();
	});

	afterEach(() => folder.remove());

	it('are told whether the files are there or not, and names are never patterns', async () => {
		execFileSync('git', ['init', '-q'], { cwd: folder.path });
		folder.write('.gitignore', 'dist/\n*.log\n');
		const paths = ['dist/new.js', 'src/a.ts', 'a.log', '*.ts', ':(top)x'];
		assert.deepEqual([...(await ignoredPaths(folder.path, paths, signal))].sort(), ['a.log', 'dist/new.js']);
		assert.equal((await ignoredPaths(folder.path, ['src/a.ts'], signal)).size, 0);
	});

	it('are told beside paths in a submodule, which are asked about there', async () => {
		const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder.path, stdio: 'pipe' });
		git('init', '-q');
		folder.write('.gitignore', '*.log\n');
		git('init', '-q', 'sub');
		folder.write('sub/.gitignore', 'made/\n');
		const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
		git('-C', 'sub', 'add', '.');
		git(...identity, '-C', 'sub', 'commit', '-q', '-m', 'x');
		git('add', 'sub');
		const paths = ['a.log', 'sub/made/new/b.ts', 'sub/c.ts', 'd.ts', 'sub/none/e.ts'];
		assert.deepEqual([...(await ignoredPaths(folder.path, paths, signal))].sort(), ['a.log', 'sub/made/new/b.ts']);
	});

	it('are none outside of a repository', async () => {
		assert.equal((await ignoredPaths(folder.path, ['dist/new.js'], signal)).size, 0);
	});
});
