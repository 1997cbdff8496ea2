import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { isOutsideRepositories } from '../../../src/node/files/repository';
import { readHistory } from '../../../src/node/git/history';
import { list } from './listBothWays';
import { TemporaryFolder } from './temporary';

describe('a folder outside of repositories', () => {
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder();
		mkdirSync(folder.path('inner', 'most'), { recursive: true });
	});
	afterEach(() => folder.remove());

	it('has nothing around it that git could take for one', () => {
		assert.equal(isOutsideRepositories(folder.path('inner', 'most')), true);
		folder.init();
		assert.equal(isOutsideRepositories(folder.path('inner', 'most')), false);
		assert.equal(isOutsideRepositories(folder.root), false);
	});

	it('is not one where git has to judge: a file or an empty folder called .git, or nothing there', () => {
		folder.write('inner/.git', 'gitdir: elsewhere');
		assert.equal(isOutsideRepositories(folder.path('inner', 'most')), false);
		mkdirSync(folder.path('inner', 'most', '.git'));
		assert.equal(isOutsideRepositories(folder.path('inner', 'most')), false);
		assert.equal(isOutsideRepositories(folder.path('missing')), false);
	});

	it('is looked for where a link leads', () => {
		mkdirSync(folder.path('inner', 'most', '.git'));
		symlinkSync(folder.path('inner', 'most'), folder.path('link'), 'junction');
		assert.equal(isOutsideRepositories(folder.path('link')), false);
		symlinkSync(folder.path('inner'), folder.path('inner', 'most', 'out'), 'junction');
		assert.equal(isOutsideRepositories(folder.path('inner', 'most', 'out')), true);
	});

	it('is listed, and has no history, without a process', async () => {
		folder.write('a.ts');
		folder.write('b.log');
		folder.write('.gitignore', '*.log');
		const search = process.env['PATH'];
		process.env['PATH'] = folder.root;
		try {
			const { files, method, notes } = await list(folder.root);
			assert.deepEqual({ files, method, notes }, { files: ['.gitignore', 'a.ts'], method: 'walk', notes: [] });
			const { changes, complete } = await readHistory(folder.root);
			assert.deepEqual([changes.size, complete], [0, true]);
		} finally {
			process.env['PATH'] = search;
		}
	});
});
