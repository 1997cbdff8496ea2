import assert from 'node:assert/strict';
import { readDiff } from '../../../src/node/git/attachment';
import type { DiffRules } from '../../../src/node/git/withhold';
import { TemporaryFolder } from './temporary';

describe('a diff to ask about', function () {
	this.timeout(60_000);
	const { signal } = new AbortController();
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder();
		folder.init();
		for (const file of ['kept.ts', 'plans/secret.md', 'sub/deep/draft.ts', 'sub/open.ts', 'generated.js']) {
			folder.write(file, 'before\n');
		}
		folder.commit('first');
	});

	afterEach(() => folder.remove());

	/** The added lines of each file that shows any. */
	async function shown(rules: Partial<DiffRules> = {}, below = folder.root): Promise<string[]> {
		const attachment = await readDiff(below, { kind: 'working' }, { exclude: [], include: [], ...rules }, signal);
		return [...(attachment?.diff ?? '').matchAll(/^\+after (.*)$/gm)].map((match) => match[1]!);
	}

	function changeAll(): void {
		for (const file of ['kept.ts', 'plans/secret.md', 'sub/deep/draft.ts', 'sub/open.ts', 'generated.js', 'new.ts']) {
			folder.write(file, `after ${file}\n`);
		}
	}

	it('shows no lines of files that an ignore file for assistants names, in whatever folder it lies', async () => {
		folder.write('.longviewignore', 'plans/\nnew.ts\n');
		folder.write('sub/.cursorignore', 'draft.ts\n');
		folder.commit('ignore files');
		changeAll();
		assert.deepEqual(await shown(), ['generated.js', 'kept.ts', 'sub/open.ts']);
		assert.deepEqual(await shown({}, folder.path('sub')), ['sub/open.ts']);
		const attachment = await readDiff(folder.root, { kind: 'working' }, { exclude: [], include: [] }, signal);
		assert.match(attachment!.diff, /plans\/secret\.md[^]*not shown: excluded by ignore file/);
		folder.commit('changes');
		const commit = await readDiff(
			folder.root,
			{ kind: 'commit', revision: 'HEAD' },
			{ exclude: [], include: [] },
			signal,
		);
		assert.doesNotMatch(commit!.diff, /after (?:plans|sub\/deep|new)/);
	});

	it('shows no lines of a file that was moved out of an ignored place', async () => {
		folder.write('.aiexclude', 'plans/\n');
		folder.write('plans/long.md', 'line\n'.repeat(40));
		folder.commit('ignore file');
		folder.git('mv', 'plans/long.md', 'long.md');
		folder.write('long.md', `${'line\n'.repeat(40)}after long.md\n`);
		folder.git('add', '--all');
		const attachment = await readDiff(folder.root, { kind: 'staged' }, { exclude: [], include: [] }, signal);
		assert.match(attachment!.diff, /rename from plans\/long\.md/);
		assert.doesNotMatch(attachment!.diff, /after long/);
	});

	it('keeps to the settings as the pack does: by the name of the folder, and to files.exclude', async () => {
		changeAll();
		const all = ['generated.js', 'kept.ts', 'plans/secret.md', 'sub/deep/draft.ts', 'sub/open.ts', 'new.ts'];
		assert.deepEqual(await shown(), all);
		const exclude = ['/app/plans/', '/app/kept.ts'];
		assert.deepEqual(await shown({ exclude }), all);
		assert.deepEqual(
			await shown({ exclude, rootName: 'app' }),
			all.filter((file) => file !== 'kept.ts' && file !== 'plans/secret.md'),
		);
		folder.write('generated.ts', 'the source\n');
		assert.deepEqual(
			await shown({ filesExclude: { 'sub/deep': true, '**/*.js': { when: '$(basename).ts' } } }),
			all.filter((file) => file !== 'sub/deep/draft.ts' && file !== 'generated.js'),
		);
	});
});
