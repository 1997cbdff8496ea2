import assert from 'node:assert/strict';
import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { exclusionOf, listFiles } from '../../../src/node/files/listFiles';
import { walk } from '../../../src/node/files/walk';
import { list, listBothWays } from './listBothWays';
import { TemporaryFolder } from './temporary';

const isWindows = process.platform === 'win32';

describe('listFiles and walk', function () {
	// Every test starts git several times, which takes long on a busy machine.
	this.timeout(60_000);
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder();
	});
	afterEach(() => folder.remove());

	const both = (root = folder.root): Promise<readonly string[]> => listBothWays(root);

	it('lists a repository without commits, with tracked and untracked files', async () => {
		folder.init();
		folder.write('b.ts');
		folder.write('a/x.ts');
		folder.write('out/x.js');
		folder.write('.gitignore', 'out/\n');
		assert.deepEqual(await both(), ['.gitignore', 'a/x.ts', 'b.ts']);
		folder.git('add', 'b.ts');
		assert.deepEqual(await both(), ['.gitignore', 'a/x.ts', 'b.ts']);
	});

	it('drops deleted files, also where something else took their place', async () => {
		folder.init();
		for (const file of ['gone.ts', 'kept.ts', 'was-file', 'was-folder/x', 'linked/x', 'target/x']) {
			folder.write(file, file);
		}
		folder.commit('one');
		unlinkSync(folder.path('gone.ts'));
		unlinkSync(folder.path('was-file'));
		folder.write('was-file/y');
		rmSync(folder.path('was-folder'), { recursive: true });
		folder.write('was-folder');
		rmSync(folder.path('linked'), { recursive: true });
		symlinkSync('target', folder.path('linked'), 'dir');
		assert.deepEqual(await both(), ['kept.ts', 'linked', 'target/x', 'was-file/y', 'was-folder']);
	});

	it('keeps tracked files that are ignored, and unmerged files once', async () => {
		folder.init();
		folder.write('tracked.log', 'one');
		folder.commit('one');
		folder.git('switch', '--quiet', '--create', 'other');
		folder.write('tracked.log', 'two');
		folder.commit('two');
		folder.git('switch', '--quiet', 'main');
		folder.write('tracked.log', 'three');
		folder.write('.gitignore', '*.log\n');
		folder.commit('three');
		assert.throws(() => folder.git('merge', 'other'));
		folder.write('ignored.log');
		assert.deepEqual((await list(folder.root)).files, ['.gitignore', 'tracked.log']);
	});

	it('lists only what is below the root, with the outer rules', async () => {
		folder.init();
		folder.write('.gitignore', '*.log\n/packages/a/build\n!keep.log\n');
		folder.write('packages/.gitignore', 'tmp/\n');
		for (const file of ['x.log', 'y.ts', 'keep.log', 'build/o.js', 'tmp/t', 'src/build/o.js']) {
			folder.write(`packages/a/${file}`);
		}
		folder.write('outside.ts');
		assert.deepEqual(await both(folder.path('packages', 'a')), ['keep.log', 'src/build/o.js', 'y.ts']);
	});

	it('reads a root that the repository around it ignores by itself', async () => {
		folder.init();
		folder.write('.gitignore', 'scratch/\n');
		folder.write('scratch/a.ts');
		folder.write('scratch/.gitignore', '*.log');
		folder.write('scratch/a.log');
		const listed = await list(folder.path('scratch'));
		assert.deepEqual(listed.files, ['.gitignore', 'a.ts']);
		assert.equal(listed.method, 'walk');
		assert.equal(listed.notes.length, 1);
	});

	it('refuses a work tree that the repository puts elsewhere', async () => {
		folder.write('secret/key');
		mkdirSync(folder.path('project'));
		const project = folder.path('project');
		folder.git('init', '--quiet', project);
		folder.write('project/a.ts');
		folder.git('-C', project, 'config', 'core.worktree', folder.path('secret'));
		const listed = await list(project);
		assert.deepEqual([listed.method, listed.files], ['walk', ['a.ts']]);
	});

	it('lists submodules and nested repositories by their own rules', async () => {
		folder.init();
		folder.write('a.ts');
		folder.write('.gitignore', '*.out\n');
		for (const nested of ['vendor/lib', 'modules/sub']) {
			folder.write(`${nested}/x.ts`, 'x');
			folder.write(`${nested}/x.out`, 'x');
			folder.write(`${nested}/x.log`, 'x');
			folder.write(`${nested}/.gitignore`, '*.log\n');
			folder.git('init', '--quiet', nested);
		}
		folder.git('-C', 'modules/sub', 'add', '.');
		folder.git('-C', 'modules/sub', 'commit', '--quiet', '--message', 'x');
		folder.write('not-one/.git/readme');
		folder.write('not-one/y.ts');
		folder.git('add', 'modules/sub', 'a.ts');
		folder.git('-C', 'vendor/lib', 'add', '.');
		folder.git('-C', 'vendor/lib', 'commit', '--quiet', '--message', 'x');
		const inside = (nested: string) => ['.gitignore', 'x.out', 'x.ts'].map((name) => `${nested}/${name}`);
		const expected = ['.gitignore', 'a.ts', ...inside('modules/sub'), 'not-one/y.ts', ...inside('vendor/lib')];
		assert.deepEqual(await both(), expected);
		const listed = await list(folder.root);
		assert.deepEqual(listed.repositories, ['modules/sub', 'vendor/lib']);
		assert.deepEqual(listed.notes, []);
	});

	it('applies the ignore files of assistants to tracked files, too, and says which one', async () => {
		folder.init();
		for (const file of ['a.ts', 'a.key', 'docs/x.md', 'docs/deep/y.md', 'src/own.ts', 'src/other.ts', 'src/kept.key']) {
			folder.write(file);
		}
		folder.commit('one');
		folder.write('.cursorignore', '*.key\n/docs/\n');
		folder.write('src/.clineignore', 'other.ts\n');
		folder.write('.longviewignore', 'own.ts\n!kept.key\n');
		const files = ['.cursorignore', '.longviewignore', 'a.ts', 'src/.clineignore', 'src/kept.key'];
		assert.deepEqual(await both(), files);
		const { excluded } = await list(folder.root);
		assert.deepEqual(
			excluded.map((each) => [each.path, each.reason, each.detail]),
			[
				['a.key', 'excluded by ignore file', '.cursorignore'],
				['docs/', 'excluded by ignore file', '.cursorignore'],
				['src/other.ts', 'excluded by ignore file', 'src/.clineignore'],
				['src/own.ts', 'excluded by ignore file', '.longviewignore'],
			],
		);
		assert.equal(exclusionOf(excluded, 'docs/deep/y.md')?.path, 'docs/');
		assert.equal(exclusionOf(excluded, 'a.ts'), undefined);
	});

	it('applies them across repositories, from folders around the root, and where git ignores them', async () => {
		folder.init();
		folder.write('.gitignore', '.cursorignore\n');
		folder.write('.cursorignore', '*.pem\nsecret/\n');
		for (const file of ['a.ts', 'a.pem', 'secret/b.ts']) {
			folder.write(`app/lib/${file}`);
		}
		folder.git('init', '--quiet', 'app/lib');
		folder.write('app/secret/x.ts');
		assert.deepEqual(await both(), ['.cursorignore', '.gitignore', 'app/lib/a.ts']);
		assert.deepEqual(await both(folder.path('app')), ['lib/a.ts']);
		const { excluded } = await list(folder.path('app'));
		assert.deepEqual(
			excluded.map((each) => [each.path, each.detail]),
			[
				['lib/a.pem', '../.cursorignore'],
				['lib/secret/', '../.cursorignore'],
				['secret/', '../.cursorignore'],
			],
		);
		const inside = await list(folder.path('app', 'secret'));
		assert.deepEqual([inside.files, inside.excluded.map((each) => each.path)], [[], ['./']]);
	});

	it('takes an empty .aiexclude for everything, and nothing there for a negation', async () => {
		folder.init();
		for (const file of ['private/x.ts', 'private/.aiexclude', 'open/x.ts', 'open/y.ts']) {
			folder.write(file);
		}
		folder.write('open/.aiexclude', '*.ts\n!y.ts\n');
		assert.deepEqual(await both(), ['open/.aiexclude']);
	});

	it('leaves out folders that the caller decides about, without looking into them', async () => {
		folder.init();
		folder.write('a.ts');
		folder.write('big/x/y.ts');
		folder.write('.gitignore', 'ignored/\n');
		folder.write('ignored/z.ts');
		const decideFolder = (path: string) =>
			path === 'big/' || path === 'ignored/' ? { reason: 'excluded by setting' as const, detail: 'x' } : undefined;
		const listed = await listFiles(folder.root, new AbortController().signal, { decideFolder });
		assert.deepEqual(listed.files, ['.gitignore', 'a.ts']);
		assert.deepEqual(listed.excluded, [{ path: 'big/', reason: 'excluded by setting', detail: 'x' }]);
		const walked = await walk(folder.root, { decideFolder });
		assert.deepEqual([walked.files.sort(), walked.excluded], [listed.files, listed.excluded]);
	});

	it('lets git list the repositories of a folder that is in none', async () => {
		folder.write('project/tracked.log');
		folder.git('init', '--quiet', 'project');
		folder.git('-C', 'project', 'add', '.');
		folder.write('project/.gitignore', '*.log\n');
		folder.write('loose.ts');
		folder.write('.cursorignore', '.cursorignore\n');
		const listed = await list(folder.root);
		assert.deepEqual(listed.files, ['loose.ts', 'project/.gitignore', 'project/tracked.log']);
		assert.deepEqual(listed.repositories, ['project']);
		assert.deepEqual(
			listed.excluded.map((each) => each.path),
			['.cursorignore'],
		);
	});

	it('lists a file once that a case-insensitive file system shows under two names', async () => {
		folder.init();
		folder.git('config', 'core.ignoreCase', 'true');
		folder.write('Read.md', 'x');
		folder.write('Other.md');
		folder.write('other.md');
		linkSync(folder.path('Read.md'), folder.path('read.md'));
		const listed = await list(folder.root);
		assert.deepEqual(listed.files, ['Other.md', 'Read.md', 'other.md']);
		assert.match(listed.notes.join(), /read\.md and Read\.md are one file/);
	});

	it('tells what .gitattributes marks', async () => {
		folder.init();
		for (const file of ['a.gen', 'gen/x.ts', 'gen/kept.ts', 'lib/deep/y.js', 'z.ts']) {
			folder.write(file);
		}
		folder.write(
			'.gitattributes',
			'# generated\n*.gen linguist-generated\ngen/* text linguist-generated=true\nlib/** linguist-vendored\nz.ts text\n',
		);
		folder.write('gen/.gitattributes', 'kept.ts -linguist-generated\n');
		assert.deepEqual([...(await list(folder.root)).marked].sort(), [
			['a.gen', 'generated'],
			['gen/.gitattributes', 'generated'],
			['gen/x.ts', 'generated'],
			['lib/deep/y.js', 'vendored'],
		]);
	});

	it('works in a linked worktree', async () => {
		folder.init();
		folder.write('a.ts');
		folder.commit('one');
		folder.write('.git/info/exclude', '*.tmp\n');
		folder.git('worktree', 'add', '--quiet', 'tree', '-b', 'tree');
		folder.write('tree/b.tmp');
		folder.write('tree/b.ts');
		assert.deepEqual(await both(folder.path('tree')), ['a.ts', 'b.ts']);
		assert.deepEqual(await both(), ['a.ts', 'tree/a.ts', 'tree/b.ts']);
		assert.deepEqual((await list(folder.root)).repositories, ['tree']);
	});

	it('walks a folder that is in no repository', async () => {
		folder.write('a.ts');
		folder.write('dist/a.js');
		folder.write('.gitignore', 'dist');
		const listed = await list(folder.root);
		assert.deepEqual(listed, {
			files: ['.gitignore', 'a.ts'],
			excluded: [],
			marked: new Map(),
			repositories: [],
			absent: [],
			method: 'walk',
			notes: [],
		});
	});

	it('takes names with spaces, quotes, newlines and non-ASCII characters', async function () {
		if (isWindows) {
			this.skip();
		}
		folder.init();
		const names = [' lead', 'a "b".ts', 'line\nbreak', 'tab\there', 'Ünï/日本.ts', '😀.md', 'back\\slash', '[id].tsx'];
		for (const name of names) {
			folder.write(name);
		}
		folder.write('🙈/.gitignore', 'x\n');
		folder.write('🙈/x');
		folder.write('[a]*?!#/.gitignore', 'x\n');
		folder.write('[a]*?!#/x');
		folder.write('a/x');
		assert.deepEqual(await both(), [...names, '🙈/.gitignore', '[a]*?!#/.gitignore', 'a/x'].sort());
	});

	it('leaves out names that are not UTF-8', async function () {
		if (process.platform !== 'linux') {
			this.skip();
		}
		folder.init();
		folder.write('good.ts');
		renameSync(folder.path('good.ts'), Buffer.from(`${folder.path('b')}\xff.ts`, 'latin1'));
		const listed = await list(folder.root);
		assert.deepEqual(listed.files, []);
		assert.match(listed.notes[0] ?? '', /not valid UTF-8/);
		assert.match((await walk(folder.root)).notes[0] ?? '', /not valid UTF-8/);
	});

	it('lists links and does not follow them', async function () {
		if (isWindows) {
			this.skip();
		}
		folder.init();
		folder.write('a/x.ts');
		symlinkSync('..', folder.path('a', 'loop'));
		symlinkSync('nowhere', folder.path('dangling'));
		symlinkSync('/etc', folder.path('outside'));
		folder.write('.gitignore', 'outside/\n');
		assert.deepEqual(await both(), ['.gitignore', 'a/loop', 'a/x.ts', 'dangling', 'outside']);
	});

	it('reports folders that it may not read', async function () {
		if (isWindows || process.getuid?.() === 0) {
			this.skip();
		}
		folder.init();
		folder.write('a.ts');
		folder.write('closed/b.ts');
		chmodSync(folder.path('closed'), 0);
		try {
			assert.deepEqual(await both(), ['a.ts']);
			assert.match((await list(folder.root)).notes.join(), /closed/);
			assert.match((await walk(folder.root)).notes.join(), /closed/);
		} finally {
			chmodSync(folder.path('closed'), 0o755);
		}
	});

	it("uses the user's excludes file", async () => {
		const before = process.env['GIT_CONFIG_GLOBAL'];
		folder.init();
		folder.write('home/config', `[user]\n\tname = x\n[core]\n\texcludesFile = "${folder.path('home', 'ignore')}"\n`);
		folder.write('home/ignore', '*.swp\n');
		folder.write('a.swp');
		folder.write('.gitignore', 'home\n');
		process.env['GIT_CONFIG_GLOBAL'] = folder.path('home', 'config');
		try {
			assert.deepEqual(await both(), ['.gitignore']);
		} finally {
			if (before === undefined) {
				delete process.env['GIT_CONFIG_GLOBAL'];
			} else {
				process.env['GIT_CONFIG_GLOBAL'] = before;
			}
		}
	});

	it('stops on a signal', async () => {
		const stopped = AbortSignal.abort(new Error('enough'));
		await assert.rejects(listFiles(folder.root, stopped), /enough/);
		await assert.rejects(walk(folder.root, { signal: stopped }), /enough/);
	});
});
