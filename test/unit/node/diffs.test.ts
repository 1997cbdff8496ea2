import assert from 'node:assert/strict';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { parseUnifiedDiff } from '../../../src/core/diffs/parseUnifiedDiff';
import { commitDiff, rangeDiff, stagedDiff, workingDiff } from '../../../src/node/git/diffs';
import { branches, recentCommits } from '../../../src/node/git/revisions';
import { TemporaryFolder } from './temporary';

describe('diffs of a repository', function () {
	this.timeout(60_000);
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder();
		folder.init();
	});
	afterEach(() => folder.remove());

	function files(text: string): string[] {
		return parseUnifiedDiff(text).map(
			({ status, oldPath, newPath, added, removed }) => `${status} ${newPath ?? oldPath ?? ''} +${added} -${removed}`,
		);
	}

	it('shows staged and working changes, also before the first commit', async () => {
		folder.write('a.ts', 'one\n');
		folder.git('add', 'a.ts');
		folder.write('a.ts', 'one\ntwo\n');
		folder.write('new file.ts', 'x\ny');
		folder.write('data.bin', 'a\0b');
		folder.write('empty', '');
		assert.deepEqual(files(await stagedDiff(folder.root)), ['added a.ts +1 -0']);
		assert.deepEqual(files(await workingDiff(folder.root)), ['modified a.ts +1 -0']);
		const all = await workingDiff(folder.root, { untracked: true });
		assert.deepEqual(files(all), [
			'modified a.ts +1 -0',
			'added data.bin +0 -0',
			'added empty +0 -0',
			'added new file.ts +2 -0',
		]);
		assert.equal(parseUnifiedDiff(all)[1]!.binary, true);
		assert.match(all, /\+y\n\\ No newline at end of file\n$/);
	});

	it('does not depend on the configuration, and shows only what is below the folder', async () => {
		for (const [key, value] of [
			['diff.noprefix', 'true'],
			['diff.mnemonicPrefix', 'true'],
			['color.ui', 'always'],
			['diff.context', '0'],
			['diff.renames', 'false'],
		]) {
			folder.git('config', key!, value!);
		}
		folder.write('sub/ä.ts', 'one\ntwo\nthree\n');
		folder.write('other.ts', 'x');
		folder.git('add', '.');
		const text = await stagedDiff(folder.path('sub'));
		assert.deepEqual(files(text), ['added ä.ts +3 -0']);
		assert.match(text, /^diff --git a\/ä\.ts b\/ä\.ts\n/);
	});

	it('shows commits: the first one, and merges against their first parent', async () => {
		folder.write('a.ts', 'a\n');
		folder.commit('first');
		folder.git('switch', '--quiet', '--create', 'side');
		folder.write('b.ts', 'b\n');
		folder.commit('side');
		folder.git('switch', '--quiet', 'main');
		folder.write('c.ts', 'c\n');
		folder.commit('main "quoted"');
		folder.git('merge', '--quiet', '--no-edit', 'side');
		assert.deepEqual(files(await commitDiff(folder.root, 'HEAD')), ['added b.ts +1 -0']);
		assert.deepEqual(files(await commitDiff(folder.root, 'HEAD~2')), ['added a.ts +1 -0']);
		assert.deepEqual(files(await rangeDiff(folder.root, 'HEAD~1..HEAD')), ['added b.ts +1 -0']);
		assert.deepEqual(files(await rangeDiff(folder.root, 'side..')), ['added c.ts +1 -0']);
		assert.deepEqual(files(await rangeDiff(folder.root, 'HEAD~1...side')), ['added b.ts +1 -0']);
		assert.deepEqual(files(await rangeDiff(folder.root, 'side')), ['added c.ts +1 -0']);

		const commits = await recentCommits(folder.root, 3);
		assert.deepEqual(commits.map(({ subject }) => subject).slice(0, 1), ["Merge branch 'side'"]);
		assert.equal(commits[0]!.parents.length, 2);
		assert.deepEqual(commits.map(({ subject }) => subject).includes('main "quoted"'), true);
		assert.match(commits[0]!.date, /^\d{4}-\d\d-\d\dT/);
		assert.equal(commits[0]!.author, 'A');
		const found = await branches(folder.root);
		assert.deepEqual(found.map(({ name, current, remote }) => [name, current, remote]).sort(), [
			['main', true, false],
			['side', false, false],
		]);
		assert.equal(found.find(({ name }) => name === 'main')?.hash, commits[0]!.hash);
	});

	it('has no commits before the first one', async () => {
		assert.deepEqual(await recentCommits(folder.root, 5), []);
		assert.deepEqual(await branches(folder.root), []);
		await assert.rejects(commitDiff(folder.root, 'HEAD'), { kind: 'git-failed', message: /there is no commit "HEAD"/ });
	});

	it('refuses revisions that are options', async () => {
		folder.commit('one');
		for (const revision of ['--output=x', '-1', '', '^HEAD', 'a\nb']) {
			await assert.rejects(commitDiff(folder.root, revision), { kind: 'invalid-revision' });
		}
		for (const range of ['--output=x..HEAD', 'HEAD..--output=x', '..', '-p']) {
			await assert.rejects(rangeDiff(folder.root, range), { kind: 'invalid-revision' });
		}
		assert.equal(existsSync(folder.path('x')), false);
	});

	it('says when revisions have no common history', async () => {
		folder.write('a.ts');
		folder.commit('one');
		folder.git('switch', '--quiet', '--orphan', 'other');
		folder.commit('two');
		await assert.rejects(rangeDiff(folder.root, 'main...other'), /no common history/);
	});

	it('runs neither filters nor drivers that the repository configures', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		folder.write('a.ts', 'a\n');
		folder.commit('one');
		folder.write('run.sh', `#!/bin/sh\ntouch '${folder.path('ran')}'\ncat\n`);
		chmodSync(folder.path('run.sh'), 0o755);
		folder.write('.gitattributes', '*.ts filter=own diff=own\n');
		for (const key of ['filter.own.clean', 'filter.own.process', 'diff.own.command', 'diff.own.textconv']) {
			folder.git('config', key, folder.path('run.sh'));
		}
		folder.git('config', 'filter.own.required', 'true');
		folder.write('a.ts', 'b\n');
		assert.deepEqual(files(await workingDiff(folder.root)), ['modified a.ts +1 -1']);
		assert.deepEqual(files(await stagedDiff(folder.root)), []);
		assert.equal(existsSync(folder.path('ran')), false);
		folder.git('config', 'filter.a=b.clean', folder.path('run.sh'));
		await assert.rejects(workingDiff(folder.root), /misleading name/);
		rmSync(folder.path('ran'), { force: true });
	});
});
