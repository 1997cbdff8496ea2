import assert from 'node:assert/strict';
import {
	chmodSync,
	existsSync,
	linkSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PackIndex } from '../../../src/core/context/packIndex';
import type { TokenCounter } from '../../../src/core/tokens/tokenizer';
import { listFiles } from '../../../src/node/files/listFiles';
import { walk } from '../../../src/node/files/walk';
import { runGit } from '../../../src/node/git/git';
import type { PackRequest } from '../../../src/node/pack/request';
import { createPacker } from '../../../src/node/pack/createPacker';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { testSkeletons } from '../../support/skeletons';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;
const isWindows = process.platform === 'win32';

describe('bad input', function () {
	// Git is started several times, which takes long on a busy machine.
	this.timeout(60_000);
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder({ 'a.ts': 'export const a = 1;\n', 'b.ts': 'export const b = 2;\n' });
	});
	afterEach(() => folder.remove());

	const request = (extra: Partial<PackRequest> = {}): PackRequest => ({
		name: 'bad',
		roots: [{ name: 'bad', folder: folder.path }],
		rules: { exclude: [], include: [] },
		unsaved: {},
		...extra,
	});
	const newPacker = () => createPacker(testSkeletons(), testTokenizer(), { commits: 100 });
	const facts = async () => {
		const { pack, scan } = await newPacker().pack(request(), signal);
		assert.equal(pack.tokens, testTokenizer().count(pack.bytes));
		return new Map(scan.files.map((file) => [file.path, file]));
	};

	it('a tree that changes while it is read: what is counted is what is laid out', async () => {
		const tokenizer = testTokenizer();
		folder.write('c.ts', 'export const c = 3;\n');
		folder.write('d.ts', 'export const d = 4;\n');
		let isPacking = false;
		const counter: TokenCounter = {
			count: (bytes) => tokenizer.count(bytes),
			// The words around the files are counted after the files, and before anything is laid out.
			countText: (text) => {
				if (isPacking) {
					isPacking = false;
					rmSync(folder.at('a.ts'));
					folder.write('b.ts', 'export const b = 22222; // longer than before\n');
					rmSync(folder.at('c.ts'));
					folder.write('c.ts/d.ts', 'a folder now\n');
				}
				return tokenizer.countText(text);
			},
		};
		const packer = createPacker(testSkeletons(), counter, { commits: 100 });
		await packer.scan(request(), undefined, signal);
		isPacking = true;
		// Under another name, as those words are counted once.
		const { pack, scan } = await packer.pack(request({ name: 'changing' }), signal);
		assert.equal(isPacking, false);
		assert.equal(pack.tokens, tokenizer.count(pack.bytes));
		assert.deepEqual([...new PackIndex(pack).paths()], ['b.ts', 'd.ts']);
		assert.equal(new PackIndex(pack).fileText('b.ts'), 'export const b = 22222; // longer than before\n');
		const details = scan.files.map(({ path: file, reason, detail }) => `${file}: ${reason} ${detail}`.trim());
		assert.deepEqual(details, [
			'a.ts: unreadable it vanished while it was packed',
			'b.ts: whole file',
			'c.ts: unreadable it vanished while it was packed',
			'd.ts: whole file',
		]);
	});

	it('what may not be read is named, and the rest is packed', async function () {
		if (isWindows) {
			this.skip();
		}
		folder.write('closed.ts', 'closed\n');
		folder.write('locked/x.ts', 'locked\n');
		chmodSync(folder.path, 0o755);
		chmodSync(folder.at('closed.ts'), 0);
		chmodSync(folder.at('locked'), 0);
		const isRoot = process.getuid?.() === 0;
		// The superuser may read everything.
		process.seteuid?.(isRoot ? 65_534 : process.getuid!());
		try {
			const { scan, pack } = await newPacker().pack(request(), signal);
			const closed = scan.files.find((file) => file.path === 'closed.ts');
			assert.deepEqual([closed?.reason, closed?.detail], ['unreadable', 'permission denied']);
			assert.match(scan.notes.join('\n'), /locked/);
			assert.deepEqual([...new PackIndex(pack).paths()], ['a.ts', 'b.ts']);
		} finally {
			process.seteuid?.(process.getuid!());
			chmodSync(folder.at('locked'), 0o755);
		}
	});

	it('one line of 50 MB is not read into the pack, whatever the file is called', async () => {
		const line = Buffer.alloc(50_000_000, 'x');
		writeFileSync(folder.at('line.ts'), line);
		for (const name of ['line.csv', 'line.json', 'line.ipynb']) {
			linkSync(folder.at('line.ts'), folder.at(name));
		}
		const files = await facts();
		assert.equal(files.get('line.ts')?.reason, 'too large');
		for (const name of ['line.csv', 'line.json', 'line.ipynb']) {
			assert.equal(files.get(name)?.tier, 'path', name);
		}
		assert.equal(files.get('a.ts')?.tier, 'full');
	});

	it('a file of 2 GB is named with its size and not read', async () => {
		const rows = 'id,name\n'.repeat(20_000);
		folder.write('huge.ts', rows);
		folder.write('huge.csv', rows);
		folder.write('huge.bin', '');
		for (const name of ['huge.ts', 'huge.csv', 'huge.bin']) {
			truncateSync(folder.at(name), 2_200_000_000);
		}
		testTokenizer();
		const before = process.memoryUsage().arrayBuffers;
		const files = await facts();
		assert.ok(process.memoryUsage().arrayBuffers - before < 100_000_000);
		const told = ['huge.ts', 'huge.csv', 'huge.bin'].map((name) => {
			const file = files.get(name)!;
			return [file.tier, file.reason, file.bytes];
		});
		assert.deepEqual(told, [
			['path', 'too large', 2_200_000_000],
			['head', 'data file', 2_200_000_000],
			['path', 'binary', 2_200_000_000],
		]);
		assert.equal(files.get('a.ts')?.tier, 'full');
	});

	it('text that is not clean is sent readable, and what is no text is named', async () => {
		folder.write('bom.ts', '\ufeffexport const bom = 1;\n');
		folder.write('utf16.ts', Buffer.from('\ufeffexport const wide = 1;\n', 'utf16le'));
		folder.write('broken.ts', Buffer.concat([Buffer.from('日本語のテキスト'), Buffer.from([0xe6, 0x97, 0x0a])]));
		folder.write('nul.ts', 'export const\0 nul = 1;\n');
		folder.write('noise.ts', Buffer.from([1, 2, 3, 0xff, 0xfe, 5, 6]));
		const { pack, scan } = await newPacker().pack(request(), signal);
		const index = new PackIndex(pack);
		assert.equal(index.fileText('bom.ts'), 'export const bom = 1;\n');
		assert.equal(index.fileText('utf16.ts'), 'export const wide = 1;\n');
		assert.equal(index.fileText('broken.ts'), '日本語のテキスト\ufffd\n');
		const reasons = new Map(scan.files.map((file) => [file.path, `${file.reason} ${file.detail}`.trim()]));
		assert.equal(reasons.get('utf16.ts'), 'whole file read as utf16le');
		assert.match(reasons.get('nul.ts')!, /^binary /);
		assert.match(reasons.get('noise.ts')!, /^binary it is text in no encoding that is understood/);
	});

	it('a path of more than 260 characters is a path', async () => {
		const deep = `${Array.from({ length: 30 }, (_, depth) => `folder-${depth}`).join('/')}/file.ts`;
		assert.ok(deep.length > 260);
		folder.write(deep, 'deep\n');
		assert.equal((await facts()).get(deep)?.tier, 'full');
	});

	it('names that differ only in case are two files where the disk says so', async function () {
		if (existsSync(folder.at('A.TS'))) {
			this.skip();
		}
		folder.write('A.ts', 'the other\n');
		const files = await facts();
		assert.deepEqual([files.get('A.ts')?.tier, files.get('a.ts')?.tier], ['full', 'full']);
	});

	it('ignore files that are no ignore files are taken as git takes them', async () => {
		await runGit(['init', '--quiet'], { cwd: folder.path, signal });
		folder.write('one/.gitignore/inside.ts', 'a folder of that name\n');
		folder.write('two/.gitignore', Buffer.from([0xff, 0xfe, 0x00, 0x0a, ...Buffer.from('*.log\n')]));
		folder.write('two/x.log', 'x\n');
		folder.write('two/y.ts', 'y\n');
		folder.write('three/.gitignore', '[\n[z-a]\n\\\n!\n/\n**/**/**\\\n*.log');
		folder.write('three/x.log', 'x\n');
		folder.write('three/[', 'a bracket\n');
		folder.write('four/x.log', 'x\n');
		folder.write('five/.gitignore', '\ufeff*.log\r\n*.ts \r\n');
		folder.write('five/x.log', 'x\n');
		folder.write('five/y.ts', 'y\n');
		if (!isWindows) {
			symlinkSync('nowhere', folder.at('four/.gitignore'));
		}
		const listed = await listFiles(folder.path, signal);
		assert.equal(listed.method, 'git', listed.notes.join());
		assert.deepEqual((await walk(folder.path)).files.sort(), listed.files);
		assert.ok(listed.files.includes('two/y.ts') && !listed.files.includes('two/x.log'));
	});

	it('of an ignore file that cannot be read nobody knows what it excludes: all in its folder is left out, and that is said', async () => {
		folder.write('huge/.cursorignore', '# nothing\n'.repeat(110_000));
		folder.write('huge/a.ts', 'export const a = 1;\n');
		folder.write('huge/deep/.longviewignore', '!*\n');
		folder.write('huge/deep/b.ts', 'export const b = 1;\n');
		if (!isWindows) {
			folder.write('linked/c.ts', 'export const c = 1;\n');
			symlinkSync('nowhere', folder.at('linked/.aiexclude'));
		}
		const { pack, scan } = await newPacker().pack(request(), signal);
		assert.deepEqual([...pack.sections.paths()], ['a.ts', 'b.ts']);
		const excluded = scan.files.filter(({ reason }) => reason === 'excluded by ignore file');
		assert.ok(excluded.some((file) => file.path === 'huge/a.ts' && file.detail === 'huge/.cursorignore'));
		assert.match(
			scan.notes.join('\n'),
			/huge\/\.cursorignore could not be read: it is larger than 1 MB.*everything in huge/,
		);
		if (!isWindows) {
			assert.match(scan.notes.join('\n'), /linked\/\.aiexclude could not be read/);
		}
		await runGit(['init', '--quiet'], { cwd: folder.path, signal });
		const listed = await listFiles(folder.path, signal);
		assert.equal(listed.method, 'git');
		assert.deepEqual(listed.files, ['a.ts', 'b.ts']);
		rmSync(folder.at('huge/.cursorignore'));
		assert.ok((await listFiles(folder.path, signal)).files.includes('huge/a.ts'));
	});

	it('a .gitignore of several megabytes is read to its end, as git does', async () => {
		await runGit(['init', '--quiet'], { cwd: folder.path, signal });
		folder.write('.gitignore', `${'# nothing\n'.repeat(220_000)}b.ts\n`);
		assert.deepEqual((await listFiles(folder.path, signal)).files, ['.gitignore', 'a.ts']);
		assert.deepEqual((await walk(folder.path)).files.sort(), ['.gitignore', 'a.ts']);
	});

	it('a damaged stored pack is made anew, not trusted', async () => {
		const store = new TemporaryFolder();
		const newService = () =>
			createPackService(
				{ packFolder: store.path, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
				testTokenizer(),
				testSkeletons(),
			);
		try {
			const first = await newService().packForNew(request(), signal);
			const kept = readdirSync(store.path).map((name) => ({ name, bytes: readFileSync(store.at(name)) }));
			const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
				'cut short': (bytes) => bytes.subarray(0, bytes.length >> 1),
				'one bit flipped': (bytes) => bytes.map((byte, at) => (at === bytes.length - 3 ? byte ^ 1 : byte)) as Buffer,
				'no such format': () => Buffer.from('{"id":"../../etc/passwd"}\n'),
			};
			for (const [name, damage] of Object.entries(damages)) {
				for (const victim of kept) {
					kept.forEach((each) => writeFileSync(store.at(each.name), each.bytes));
					writeFileSync(store.at(victim.name), damage(Buffer.from(victim.bytes)));
					const service = newService();
					const pack = await service.packForNew(request(), signal);
					assert.equal(pack.id, first.id, `${victim.name}: ${name}`);
					assert.ok(Buffer.from(pack.bytes).equals(first.bytes));
					assert.equal((await service.changeLog(pack.id)).text, '');
					const stored = (await newService().storedPack(first.id))?.bytes;
					assert.ok(stored && Buffer.from(stored).equals(first.bytes), `${victim.name}: ${name}`);
				}
			}
			assert.ok(kept.some(({ name }) => path.basename(name).startsWith(first.id)));
		} finally {
			store.remove();
		}
	});
});
