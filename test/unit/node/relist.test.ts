import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createPacker } from '../../../src/node/pack/createPacker';
import type { PackRequest } from '../../../src/node/pack/request';
import { testSkeletons } from '../../support/skeletons';
import { testTokenizer } from '../../support/tokenizer';
import { TemporaryFolder } from './temporary';

const signal = new AbortController().signal;

describe('a look at what changed', function () {
	// Git is started for each, which takes long on a busy machine.
	this.timeout(60_000);
	let folder: TemporaryFolder;
	let looks = 0;
	beforeEach(() => {
		folder = new TemporaryFolder();
		folder.write('src/a.ts', 'export const a = 1;\n');
		folder.write('src/b.ts', 'export const b = 2;\n');
		folder.write('unwatched.ts', 'export const old = 1;\n');
		folder.write('.gitignore', '*.log\n');
		folder.write('src/.longviewignore', 'private/\n');
	});
	afterEach(() => folder.remove());

	/**
	 * Looks once, changes files, and looks at what is told of it.
	 * @returns the files as they are then known, and whether they were looked at one and all
	 */
	async function after(change: () => void, told: readonly string[], extra: Partial<PackRequest> = {}) {
		const request: PackRequest = {
			name: 'tree',
			roots: [{ name: 'tree', folder: folder.root }],
			rules: { exclude: [], include: [] },
			unsaved: {},
			...extra,
		};
		const packer = createPacker(testSkeletons(), testTokenizer(), { commits: 10 });
		const before = await packer.scan(request, undefined, signal);
		change();
		folder.write('unwatched.ts', `export const secretly = '${++looks}';\n`);
		const scan = await packer.scan(
			request,
			told.map((file) => folder.path(file)),
			signal,
		);
		const hash = (files: typeof scan.files) => files.find((file) => file.path === 'unwatched.ts')?.hash;
		return {
			paths: scan.files.map((file) => file.path),
			isWhole: hash(scan.files) !== hash(before.files),
			tokens: scan.tokens,
			sum: scan.files.reduce((sum, file) => sum + file.tokens, 0),
		};
	}
	const all = ['.gitignore', 'src/.longviewignore', 'src/a.ts', 'src/b.ts', 'unwatched.ts'];

	for (const where of ['in a repository', 'without one']) {
		describe(where, () => {
			beforeEach(() => {
				if (where === 'in a repository') {
					folder.init();
				}
			});

			it('takes a new file in without looking at the others', async () => {
				const told = ['src/new.ts', 'src/new.log', 'src/gone/already.ts', 'src/private/key.ts'];
				const { paths, isWhole } = await after(
					() => {
						folder.write('src/new.ts', 'export const c = 3;\n');
						folder.write('src/new.log', 'ignored\n');
					},
					told.slice(0, 3),
				);
				assert.deepEqual(paths, [...all.slice(0, 4), 'src/new.ts', 'unwatched.ts']);
				assert.equal(isWhole, false);
			});

			it('forgets what is gone, a folder with all it held', async () => {
				folder.write('src/deep/er/d.ts', 'export const d = 4;\n');
				const { paths, isWhole } = await after(() => {
					rmSync(folder.path('src/a.ts'));
					rmSync(folder.path('src/deep'), { recursive: true });
				}, ['src/a.ts', 'src/deep']);
				assert.deepEqual(
					paths,
					all.filter((file) => file !== 'src/a.ts'),
				);
				assert.equal(isWhole, false);
			});

			it('looks at everything when an ignore file came or went', async () => {
				assert.equal(
					(await after(() => folder.write('src/.cursorignore', 'b.ts\n'), ['src/.cursorignore'])).isWhole,
					true,
				);
				assert.equal((await after(() => rmSync(folder.path('.gitignore')), ['.gitignore'])).isWhole, true);
			});

			it('looks at everything when a file may be left out because of the one beside it', async () => {
				const editor = {
					encodings: { standard: 'utf8', languages: [], ofLanguage: {} },
					filesExclude: { '**/*.js': { when: '$(basename).ts' } },
				};
				const roots = [{ name: 'tree', folder: folder.root, editor }];
				folder.write('src/c.js', 'const c = 3;\n');
				const { paths, isWhole } = await after(() => folder.write('src/c.ts', 'export const c = 3;\n'), ['src/c.ts'], {
					roots,
				});
				assert.equal(isWhole, true);
				assert.ok(paths.includes('src/c.ts'));
			});
		});
	}

	it('takes in what a new folder holds', async () => {
		folder.init();
		const { paths, isWhole } = await after(() => folder.write('lib/deep/c.ts', 'export const c = 3;\n'), ['lib']);
		assert.deepEqual(paths, [all[0], 'lib/deep/c.ts', ...all.slice(1)]);
		assert.equal(isWhole, false);
	});

	it('asks the repository in a folder about the files there', async () => {
		folder.init();
		folder.write('inner/.gitignore', 'secret.ts\n');
		folder.write('inner/x.ts', 'export const x = 1;\n');
		for (const part of ['objects', 'refs']) {
			mkdirSync(folder.path('inner/.git', part), { recursive: true });
		}
		folder.write('inner/.git/HEAD', 'ref: refs/heads/main\n');
		const { paths, isWhole } = await after(() => {
			folder.write('inner/y.ts', 'export const y = 1;\n');
			folder.write('inner/secret.ts', 'export const z = 1;\n');
		}, ['inner/y.ts', 'inner/secret.ts']);
		assert.ok(paths.includes('inner/y.ts') && !paths.includes('inner/secret.ts'));
		assert.equal(isWhole, false);
	});

	it('looks at everything when a repository came to be around a new file', async () => {
		folder.init();
		const { isWhole } = await after(() => {
			folder.write('new/.git/HEAD', 'ref: refs/heads/main\n');
			folder.write('new/x.ts', 'export const x = 1;\n');
		}, ['new/x.ts']);
		assert.equal(isWhole, true);
	});

	it('passes over what lies elsewhere', async () => {
		const { paths, isWhole } = await after(() => undefined, [path.join('..', 'elsewhere.ts')]);
		assert.deepEqual(paths, all);
		assert.equal(isWhole, false);
	});
});
