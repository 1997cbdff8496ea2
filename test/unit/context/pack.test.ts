import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PackIndex } from '../../../src/core/context/packIndex';
import { createPacker } from '../../../src/node/pack/createPacker';
import type { PackRequest } from '../../../src/node/pack/request';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testSkeletons } from '../../support/skeletons';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;

describe('the pack', () => {
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder({
			'src/a.ts': 'export const a = 1;\n',
			'src/b.ts': 'import { a } from "./a";\r\nconsole.log(a);\r\n',
			'README.md': '# Title\n\nno newline at the end',
			'empty.txt': '',
			'logo.png': Uint8Array.from([0x89, 0x50, 0, 0, 1]),
			'.env': 'SECRET=1\n',
			'package-lock.json': '{}\n',
			'with "quotes" & <angles>.txt': 'x\n',
		});
	});
	afterEach(() => folder.remove());

	function request(extra: Partial<PackRequest> = {}): PackRequest {
		return {
			name: 'sample',
			roots: [{ name: 'sample', folder: folder.path }],
			rules: { exclude: [], include: [] },
			unsaved: {},
			...extra,
		};
	}
	/** The text of a pack. */
	const textOf = (pack: { readonly bytes: Uint8Array }) => new TextDecoder().decode(pack.bytes);
	const newPacker = () => createPacker(testSkeletons(), testTokenizer(), { commits: 1_000 });

	it('has these exact bytes on every operating system', async () => {
		const { pack } = await newPacker().pack(request(), signal);
		assert.equal(
			textOf(pack),
			`<repository name="sample">
<file path="README.md" lines="3">
# Title

no newline at the end
</file>
<file path="empty.txt" lines="0">
</file>
<file path="src/a.ts" lines="1">
export const a = 1;
</file>
<file path="src/b.ts" lines="2">
import { a } from "./a";
console.log(a);
</file>
<file path="with &quot;quotes&quot; &amp; &lt;angles&gt;.txt" lines="1">
x
</file>
<omitted>
.env (may hold secrets)
logo.png (binary)
package-lock.json (lock file)
</omitted>
</repository>
`,
		);
		assert.equal(pack.id, (await newPacker().pack(request(), signal)).pack.id);
	});

	it('counts exactly what it lays out', async () => {
		const tokenizer = testTokenizer();
		const { pack } = await newPacker().pack(request(), signal);
		assert.equal(pack.tokens, tokenizer.countText(textOf(pack)));
	});

	it('gives every file back as it was packed', async () => {
		const index = new PackIndex((await newPacker().pack(request(), signal)).pack);
		assert.deepEqual(
			[...index.paths()],
			['README.md', 'empty.txt', 'src/a.ts', 'src/b.ts', 'with "quotes" & <angles>.txt'],
		);
		assert.equal(index.fileText('README.md'), '# Title\n\nno newline at the end');
		assert.equal(index.fileText('src/b.ts'), 'import { a } from "./a";\nconsole.log(a);\n');
		assert.equal(index.fileText('empty.txt'), '');
		assert.equal(index.fileText('logo.png'), undefined);
	});

	it('gives control-token literals back although it neutralises them', async () => {
		const text = 'const stop = "<｜end▁of▁sentence｜>"; // <think> </think> <｜image｜> ｜DSML｜\n';
		folder.write('tokens.ts', text);
		const { pack } = await newPacker().pack(request(), signal);
		assert.doesNotMatch(textOf(pack), /<｜|<\/?think>|｜DSML｜/);
		assert.equal(new PackIndex(pack).fileText('tokens.ts'), text);
	});

	it('takes the text of unsaved editors', async () => {
		const { pack } = await newPacker().pack(request({ unsaved: { [folder.at('src/a.ts')]: 'unsaved\r\n' } }), signal);
		assert.equal(new PackIndex(pack).fileText('src/a.ts'), 'unsaved\n');
	});

	it('follows the settings: exclude wins over include, include over the built-in rules', async () => {
		const { scan } = await newPacker().pack(
			request({ rules: { exclude: ['/src/', 'README.md'], include: ['package-lock.json', 'README.md', '*.png'] } }),
			signal,
		);
		const reasons = Object.fromEntries(scan.files.map((file) => [file.path, file.reason]));
		assert.equal(reasons['src/a.ts'], 'excluded by setting');
		assert.equal(reasons['README.md'], 'excluded by setting');
		assert.equal(reasons['package-lock.json'], 'whole file');
		assert.equal(reasons['logo.png'], 'whole file');
	});

	it('leaves huge text out, or shows its beginning, unless the user includes it', async () => {
		const rows = 'id,name\n'.repeat(300_000);
		folder.write('huge.ts', rows);
		folder.write('huge.csv', rows);
		const told = async (include: readonly string[]) => {
			const { files } = await newPacker().scan(request({ rules: { exclude: [], include } }), undefined, signal);
			return files
				.filter(({ path }) => path.startsWith('huge'))
				.map(({ path, tier, reason, redactions }) => `${path} ${tier} ${reason} ${redactions}`);
		};
		assert.deepEqual(await told([]), ['huge.csv head data file 0', 'huge.ts path too large 0']);
		assert.deepEqual(await told(['huge.*']), ['huge.csv full whole file 0', 'huge.ts full whole file 0']);
	});

	it('reports a pattern it cannot understand and goes on', async () => {
		const { scan } = await newPacker().pack(request({ rules: { exclude: ['\\'], include: [] } }), signal);
		assert.ok(scan.files.length > 0);
	});

	it('names the roots in paths when there are several, and reads each file of each root', async () => {
		const other = new TemporaryFolder({ 'src/a.ts': 'other\n' });
		try {
			const roots = [
				{ name: 'one', folder: folder.path },
				{ name: 'two', folder: other.path },
			];
			const packer = newPacker();
			const { pack } = await packer.pack(request({ roots }), signal);
			const index = new PackIndex(pack);
			assert.equal(index.fileText('two/src/a.ts'), 'other\n');
			assert.equal(index.fileText('one/src/a.ts'), 'export const a = 1;\n');
			assert.equal(packer.readWhole(request({ roots }), 'two/src/a.ts'), 'other\n');
			assert.equal(packer.readWhole(request({ roots }), 'three/src/a.ts'), undefined);
		} finally {
			other.remove();
		}
	});

	it('sees a change of a file in the next scan, and nothing else', async () => {
		const packer = newPacker();
		const first = await packer.scan(request(), undefined, signal);
		folder.write('src/a.ts', 'export const a = 12345;\n');
		const second = await packer.scan(request(), undefined, signal);
		const changed = second.files.filter((file, index) => file !== first.files[index]);
		assert.deepEqual(
			changed.filter((file) => file.tier === 'full').map((file) => file.path),
			['src/a.ts'],
		);
	});

	it('sees a change that is named, however lately the file was looked at', async () => {
		const packer = newPacker();
		for (const text of ['export const a = 12;\n', 'export const a = 345;\n']) {
			await packer.scan(request(), undefined, signal);
			folder.write('src/a.ts', text);
			const scan = await packer.scan(request(), [folder.at('src/a.ts')], signal);
			assert.deepEqual(scan, await newPacker().scan(request(), undefined, signal));
		}
	});

	it('finds in a later scan what a new one would find, whatever became of the files', async () => {
		const packer = newPacker();
		const same = async (extra: Partial<PackRequest> = {}) => {
			const known = await packer.scan(request(extra), undefined, signal);
			assert.deepEqual(known, await newPacker().scan(request(extra), undefined, signal));
			return known.files;
		};
		await same();
		folder.write('src/b.ts', 'x\n');
		folder.write('src/c.ts', 'y\n');
		rmSync(folder.at('src/a.ts'));
		await same();
		// The same text under another rule: only a file elsewhere changed.
		folder.write('.gitattributes', 'src/c.ts linguist-generated\n');
		assert.equal((await same()).find(({ path }) => path === 'src/c.ts')?.reason, 'generated');
		folder.write('.gitattributes', '');
		await same();
		folder.write('.gitignore', 'src/b.ts\n');
		await same();
		await same({ unsaved: { [folder.at('src/c.ts')]: 'unsaved\n' } });
		await same();
		const filesExclude = { '**/*.js': { when: '$(basename).ts' } };
		const editor = { encodings: { standard: 'utf8', languages: [], ofLanguage: {} }, filesExclude };
		const roots = [{ name: 'sample', folder: folder.path, editor }];
		folder.write('src/c.js', 'made\n');
		assert.equal((await same({ roots })).find(({ path }) => path === 'src/c.js')?.reason, 'excluded by setting');
		rmSync(folder.at('src/c.ts'));
		assert.equal((await same({ roots })).find(({ path }) => path === 'src/c.js')?.reason, 'whole file');
	});

	it('leaves out minified text by its looks', async () => {
		folder.write('bundle.js', `var a=1;${'x'.repeat(9_000)}\n`);
		const { files } = await newPacker().scan(request(), undefined, signal);
		assert.equal(files.find((file) => file.path === 'bundle.js')?.reason, 'minified');
	});

	/** Packs as on a machine so slow that others get their turn after each file. */
	async function slowly(run: () => Promise<unknown>): Promise<void> {
		const real = Date.now;
		let time = real();
		Date.now = () => (time += 1_000);
		try {
			await run();
		} finally {
			Date.now = real;
		}
	}

	/** Tells before each file how many were counted before it. */
	function packerThatTells(tell: (counted: number) => void) {
		const tokenizer = testTokenizer();
		let counted = 0;
		return createPacker(
			testSkeletons(),
			{
				count: (bytes) => {
					tell(counted++);
					return tokenizer.count(bytes);
				},
				countText: (text) => tokenizer.countText(text),
			},
			{ commits: 1_000 },
		);
	}

	it('is made from the last look where that was just now: of the files it saw, as they are', async () => {
		const packer = newPacker();
		await packer.scan(request(), undefined, signal);
		folder.write('src/a.ts', 'export const a = 22;\n');
		folder.write('src/new.ts', 'export const late = true;\n');
		const { pack, scan } = await packer.pack(request(), signal, 'last-look');
		assert.equal(pack.tokens, testTokenizer().count(pack.bytes));
		assert.equal(scan.tokens, pack.tokens);
		assert.equal(new PackIndex(pack).fileText('src/a.ts'), 'export const a = 22;\n');
		assert.equal(new PackIndex(pack).fileText('src/new.ts'), undefined);
	});

	it('is stopped while it is laid out', async () => {
		const controller = new AbortController();
		let isLaidOut = false;
		const packer = packerThatTells(() => {
			if (isLaidOut) {
				// As a message would come: not before the thread has been left to others.
				setImmediate(() => controller.abort());
			}
		});
		await packer.scan(request(), undefined, signal);
		folder.write('src/a.ts', 'export const a = 22;\n');
		isLaidOut = true;
		await slowly(() => assert.rejects(packer.pack(request(), controller.signal, 'last-look'), { name: 'AbortError' }));
	});

	it('goes on where a look was stopped', async () => {
		const controller = new AbortController();
		let last = -1;
		const packer = packerThatTells((counted) => {
			last = counted;
			if (counted === 1) {
				controller.abort();
			}
		});
		await slowly(() => assert.rejects(packer.scan(request(), undefined, controller.signal), { name: 'AbortError' }));
		assert.equal(last, 1);
		const scan = await packer.scan(request(), undefined, signal);
		assert.equal(last + 1, scan.files.filter(({ tier }) => tier === 'full').length);
		assert.deepEqual(scan, await newPacker().scan(request(), undefined, signal));
	});

	it('keeps looks under different rules apart, also when one begins while another is under way', async () => {
		const excluding = request({ rules: { exclude: ['src/'], include: [] } });
		let other: Promise<unknown> | undefined;
		const packer = packerThatTells(() => {
			other ??= packer.scan(excluding, undefined, signal);
		});
		const found = await packer.scan(request(), undefined, signal);
		assert.deepEqual(found, await newPacker().scan(request(), undefined, signal));
		assert.deepEqual(await other, await newPacker().scan(excluding, undefined, signal));
	});

	it('applies the rules of each root where one lies within another', async () => {
		const packer = newPacker();
		const encodings = { standard: 'utf8', languages: [], ofLanguage: {} };
		const roots = [
			{ name: 'outer', folder: folder.path, editor: { encodings, filesExclude: { '**/a.ts': true } } },
			{ name: 'inner', folder: folder.at('src'), editor: { encodings, filesExclude: { '**/b.ts': true } } },
		];
		for (let look = 0; look < 3; look++) {
			const { files } = await packer.scan(request({ roots }), undefined, signal);
			const sent = files.filter(({ path, tier }) => path.endsWith('.ts') && tier === 'full').map(({ path }) => path);
			assert.deepEqual(sent, ['inner/a.ts', 'outer/src/b.ts']);
		}
	});

	it('stops when it is told to', async () => {
		const controller = new AbortController();
		controller.abort();
		await assert.rejects(newPacker().pack(request(), controller.signal), { name: 'AbortError' });
	});
});
