import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { lastChangeOf } from '../../../src/core/ranking/changeHistory';
import { readHistory } from '../../../src/node/git/history';
import { HistoryParser } from '../../../src/node/git/historyParser';
import { TemporaryFolder } from './temporary';

describe('the history of files', () => {
	let folder: TemporaryFolder;
	let time = 1_700_000_000;
	beforeEach(() => {
		folder = new TemporaryFolder();
		time = 1_700_000_000;
	});
	afterEach(() => folder.remove());

	/** Commits everything, a thousand seconds after the commit before. */
	function commit(message: string): number {
		time += 1_000;
		process.env['GIT_COMMITTER_DATE'] = `${time} +0000`;
		try {
			folder.commit(message);
		} finally {
			delete process.env['GIT_COMMITTER_DATE'];
		}
		return time;
	}

	it('tells when and how often each file was changed', async () => {
		folder.init();
		folder.write('a.txt', '1');
		folder.write('with space/ü "b".txt', '1');
		const first = commit('one');
		folder.write('a.txt', '2');
		const second = commit('two');
		const history = await readHistory(folder.root);
		assert.deepEqual(Object.fromEntries(history.changes), {
			'a.txt': { lastChange: second, commits: 2 },
			'with space/ü "b".txt': { lastChange: first, commits: 1 },
		});
		assert.equal(history.newest, second);
		assert.equal(history.head, folder.git('rev-parse', 'HEAD').trim());
		assert.equal(history.complete, true);
		assert.equal(lastChangeOf(history, 'new.txt', undefined), undefined);
	});

	it('follows a rename and keeps to the folder asked for', async () => {
		folder.init();
		folder.write('pack/old.txt', 'some words that stay the same\n');
		folder.write('outside.txt', '1');
		commit('one');
		folder.git('mv', 'pack/old.txt', 'pack/new.txt');
		const renamed = commit('two');
		folder.write('outside.txt', '2');
		commit('three');
		const history = await readHistory(folder.path('pack'));
		assert.deepEqual(history.changes.get('new.txt'), { lastChange: renamed, commits: 2 });
		assert.equal(history.changes.has('outside.txt'), false);
		assert.equal(history.newest, renamed);
	});

	it('stops at the bound of commits and says so', async () => {
		folder.init();
		folder.write('old.txt', '1');
		commit('one');
		folder.write('new.txt', '1');
		commit('two');
		const history = await readHistory(folder.root, { maximumCommits: 1 });
		assert.deepEqual([...history.changes.keys()], ['new.txt']);
		assert.equal(history.complete, false);
		assert.equal(lastChangeOf(history, 'old.txt', undefined), 0);
		assert.equal(lastChangeOf(history, 'old.txt', false), undefined);
	});

	it('has no facts without a repository, commits or git', async () => {
		assert.equal((await readHistory(folder.root)).changes.size, 0);
		folder.init();
		const empty = await readHistory(folder.root);
		assert.deepEqual([empty.changes.size, empty.newest, empty.complete], [0, undefined, true]);
		const search = process.env['PATH'];
		process.env['PATH'] = folder.root;
		try {
			assert.equal((await readHistory(folder.root)).changes.size, 0);
		} finally {
			process.env['PATH'] = search;
		}
	});

	it('reads a shallow clone and a repository with a submodule', async () => {
		folder.init();
		folder.write('a.txt', '1');
		commit('one');
		folder.write('a.txt', '2');
		const second = commit('two');
		folder.git('clone', '--quiet', '--depth=1', `file://${folder.root}`, 'shallow');
		const shallow = await readHistory(folder.path('shallow'));
		assert.deepEqual(Object.fromEntries(shallow.changes), { 'a.txt': { lastChange: second, commits: 1 } });
		// A nested repository that is added without more is recorded like a submodule.
		const third = commit('three');
		assert.deepEqual((await readHistory(folder.root)).changes.get('shallow'), { lastChange: third, commits: 1 });
	});

	it('ends on a signal with its reason', async () => {
		folder.init();
		folder.write('a.txt', '1');
		commit('one');
		const stopped = new AbortController();
		const reading = readHistory(folder.root, {}, stopped.signal);
		stopped.abort(new Error('enough'));
		await assert.rejects(reading, /enough/);
		await assert.rejects(readHistory(folder.root, {}, stopped.signal), /enough/);
	});

	it('is understood wherever the output is cut into pieces', () => {
		const id = 'a'.repeat(40);
		const output = new TextEncoder().encode(
			`${id} 300\0\nR100\0:old ü\0${id} 5\0M\0b\0` + `${id} 200\0${id} 100\0\nA\0:old ü\0`,
		);
		for (let cut = 0; cut <= output.length; cut++) {
			const parser = new HistoryParser();
			parser.push(output.subarray(0, cut));
			parser.push(output.subarray(cut));
			parser.end();
			assert.deepEqual(Object.fromEntries(parser.changes), {
				// A path that looks like a commit is still a path.
				[`${id} 5`]: { lastChange: 300, commits: 2 },
				b: { lastChange: 300, commits: 1 },
			});
			assert.equal(parser.commits, 3);
		}
	});

	it('does not count commits that change nearly everything', () => {
		const parser = new HistoryParser();
		const entries = Array.from({ length: 500 }, (_, index) => `M\0${index}.txt\0`).join('');
		parser.push(new TextEncoder().encode(`${'a'.repeat(40)} 7\0\n${entries}`));
		parser.end();
		assert.deepEqual(parser.changes.get('3.txt'), { lastChange: 7, commits: 0 });
	});
});
