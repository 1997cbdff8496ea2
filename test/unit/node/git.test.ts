import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import os from 'node:os';
import { runGit } from '../../../src/node/git/git';
import { GitFailedError, GitOutputTooLargeError, NotARepositoryError } from '../../../src/node/git/gitErrors';
import { TemporaryFolder } from './temporary';

describe('runGit', () => {
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder();
	});
	afterEach(() => folder.remove());

	it('returns the output as bytes and passes input on', async () => {
		folder.init();
		const { stdout } = await runGit(['hash-object', '--stdin'], { cwd: folder.root, input: 'hello\n' });
		assert.equal(stdout.toString(), 'ce013625030ba8dba906f756967f9e9ca394464a\n');
	});

	it('tells a folder without a repository and a missing folder apart', async () => {
		await assert.rejects(runGit(['status'], { cwd: folder.root }), (error) => {
			assert.ok(error instanceof NotARepositoryError);
			assert.equal(error.kind, 'not-a-repository');
			return true;
		});
		await assert.rejects(runGit(['status'], { cwd: folder.path('missing') }), GitFailedError);
	});

	it('reports a missing program', async () => {
		const search = process.env['PATH'];
		process.env['PATH'] = folder.root;
		try {
			await assert.rejects(runGit(['status'], { cwd: folder.root }), { kind: 'git-missing' });
		} finally {
			process.env['PATH'] = search;
		}
	});

	it("fails in git's own words", async () => {
		folder.init();
		await assert.rejects(runGit(['rev-parse', '--verify', 'nowhere'], { cwd: folder.root }), {
			kind: 'git-failed',
			exitCode: 128,
			message: 'Git failed: Needed a single revision',
		});
	});

	it('stops at the bound of its output and on a signal', async () => {
		folder.init();
		folder.write('a.txt', 'x'.repeat(10_000));
		folder.commit('one');
		const show = runGit(['show', 'HEAD:a.txt'], { cwd: folder.root, maximumBytes: 5000 });
		await assert.rejects(show, GitOutputTooLargeError);
		const stopped = new AbortController();
		const running = runGit(['show', 'HEAD:a.txt'], { cwd: folder.root, signal: stopped.signal });
		stopped.abort(new Error('enough'));
		await assert.rejects(running, /enough/);
	});

	it('does not start what the repository configures', async function () {
		if (os.platform() === 'win32') {
			this.skip();
		}
		folder.init();
		folder.write('hook.sh', `#!/bin/sh\ntouch ${folder.path('ran')}\n`);
		chmodSync(folder.path('hook.sh'), 0o755);
		for (const key of ['core.fsmonitor', 'core.pager', 'diff.external', 'gpg.program']) {
			folder.git('config', key, folder.path('hook.sh'));
		}
		folder.git('config', 'log.showSignature', 'true');
		folder.write('a.txt', 'a');
		await runGit(['ls-files', '--others', '--deleted'], { cwd: folder.root });
		await runGit(['status', '--porcelain'], { cwd: folder.root });
		assert.equal(existsSync(folder.path('ran')), false);
	});
});
