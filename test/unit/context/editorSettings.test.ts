import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { EncodingLookUp, type FileEncodings } from '../../../src/core/context/fileEncodings';
import { PackIndex } from '../../../src/core/context/packIndex';
import type { EditorSettings, PackRequest } from '../../../src/node/pack/request';
import { createPacker } from '../../../src/node/pack/createPacker';
import { testSkeletons } from '../../support/skeletons';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;

describe('the settings of the editor', () => {
	const encodings: FileEncodings = {
		standard: 'windows1251',
		languages: [
			{ pattern: '*.py', language: 'python' },
			{ pattern: '*.test.py', language: 'test' },
			{ pattern: 'Snakefile', language: 'python' },
			{ pattern: '**/plain/*.py', language: 'plaintext' },
			{ pattern: 'rc.??', language: 'python' },
			{ pattern: '*.[', language: 'python' },
		],
		ofLanguage: { python: 'koi8r' },
	};

	it('name the encoding by language, the strongest pattern counting', () => {
		const lookUp = new EncodingLookUp(encodings);
		const found = ['a.txt', 'a.py', 'src/A.PY', 'a.test.py', 'deep/snakefile', 'plain/a.py', 'a.py/x', 'etc/rc.d0'].map(
			(path) => lookUp.of(path),
		);
		const [own, standard] = ['koi8r', 'windows1251'];
		assert.deepEqual(found, [standard, own, own, standard, own, standard, standard, own]);
		assert.equal(new EncodingLookUp({ standard: 'gbk', languages: [], ofLanguage: {} }).of('a.py'), 'gbk');
		const hostile = { ...encodings, languages: [{ pattern: '*.py', language: '__proto__' }] };
		assert.equal(new EncodingLookUp(hostile).of('a.py'), standard);
	});

	describe('in a pack', () => {
		let folder: TemporaryFolder;
		beforeEach(() => {
			folder = new TemporaryFolder();
		});
		afterEach(() => folder.remove());

		const request = (editor: EditorSettings, extra: Partial<PackRequest> = {}): PackRequest => ({
			name: 'sample',
			roots: [{ name: 'sample', folder: folder.path, editor }],
			rules: { exclude: [], include: [] },
			unsaved: {},
			...extra,
		});
		const newPacker = () => createPacker(testSkeletons(), testTokenizer(), { commits: 1_000 });

		it('decode what is not UTF-8, and another encoding is another text', async () => {
			folder.write('a.txt', Buffer.from('cff0e8e2e5f20a', 'hex'));
			folder.write('a.py', Buffer.from('f0d2c9d7c5d40a', 'hex'));
			folder.write('b.py', 'Привет\n');
			const packer = newPacker();
			const texts = async (chosen: FileEncodings) => {
				const { pack } = await packer.pack(request({ encodings: chosen, filesExclude: {} }), signal);
				return ['a.txt', 'a.py', 'b.py'].map((path) => new PackIndex(pack).fileText(path));
			};
			assert.deepEqual(await texts(encodings), ['Привет\n', 'Привет\n', 'Привет\n']);
			assert.deepEqual(await texts({ ...encodings, ofLanguage: {} }), ['Привет\n', 'рТЙЧЕФ\n', 'Привет\n']);
			assert.deepEqual(await texts(encodings), ['Привет\n', 'Привет\n', 'Привет\n']);
		});

		it('have encodings guessed, and say which', async () => {
			const written: Readonly<Record<string, readonly [hex: string, text: string]>> = {
				'shiftjis.txt': [
					'82b182ea82cd93fa967b8cea82cc835283818393836782c582b781428ad6909482cc90e096be82f08f9182ad81420a',
					'これは日本語のコメントです。関数の説明を書く。\n',
				],
				'windows1251.txt': [
					'ddf2ee20eaeeecece5edf2e0f0e8e920ede020f0f3f1f1eaeeec20ffe7fbeae53a20eeefe8f1e0ede8e520f4f3edeaf6e8e82e0a',
					'Это комментарий на русском языке: описание функции.\n',
				],
				'cp950.txt': [
					'b36fac4fa440add3a4a4a4e5b5f9b8d1a141bba1a9fab36fadd3a8e7a6a1aabaa740a5cea1430a',
					'這是一個中文註解，說明這個函式的作用。\n',
				],
				'eucjp.txt': [
					'a4b3a4eca4cfc6fccbdcb8eca4cea5b3a5e1a5f3a5c8a4c7a4b9a1a3b4d8bff4a4cec0e2ccc0a4f2bdf1a4afa1a30a',
					'これは日本語のコメントです。関数の説明を書く。\n',
				],
			};
			for (const [name, [hex]] of Object.entries(written)) {
				folder.write(name, Buffer.from(hex, 'hex'));
			}
			folder.write('utf8.txt', 'これ\n');
			const library = 'node_modules/jschardet/dist/jschardet.min.js';
			const read = async (guess: FileEncodings['guess']) => {
				const packer = newPacker();
				const chosen: FileEncodings = { standard: 'koi8r', languages: [], ofLanguage: {}, ...(guess && { guess }) };
				const asked = request({ encodings: chosen, filesExclude: {} });
				const index = new PackIndex((await packer.pack(asked, signal)).pack);
				const { files } = await packer.scan(asked, undefined, signal);
				return new Map(files.map(({ path, detail }) => [path, [index.fileText(path), detail]]));
			};
			const guessed = await read({ library, candidates: [] });
			for (const [name, [, text]] of Object.entries(written)) {
				assert.deepEqual(guessed.get(name), [text, `read as ${name.slice(0, -4)}, which was guessed`]);
			}
			assert.deepEqual(guessed.get('utf8.txt'), ['これ\n', '']);
			const [hex] = written['windows1251.txt']!;
			const asKoi8 = new TextDecoder('koi8-r').decode(Buffer.from(hex, 'hex'));
			assert.deepEqual((await read(undefined)).get('windows1251.txt'), [asKoi8, 'read as koi8r']);
			const missing = await read({ library: 'is/not/there.js', candidates: [] });
			assert.deepEqual(missing.get('windows1251.txt'), [asKoi8, 'read as koi8r']);
			const candidates = await read({ library, candidates: ['windows1251', 'windows1252'] });
			assert.match(candidates.get('cp950.txt')![1]!, /^read as windows125[12], which was guessed$/);
		});

		it('hide files, also beside a sibling, unless they are included', async () => {
			['a.js', 'a.ts', 'b.js', 'tmp/x.ts'].forEach((file) => folder.write(file, 'code\n'));
			const filesExclude = { '**/*.js': { when: '$(basename).ts' }, '**/tmp': true };
			const reasons = async (include: readonly string[]) => {
				const settings = { encodings, filesExclude };
				const scan = await newPacker().scan(request(settings, { rules: { exclude: [], include } }), undefined, signal);
				return scan.files.map(({ path, reason, detail }) => `${path}: ${reason} ${detail}`.trim());
			};
			assert.deepEqual(await reasons([]), [
				'a.js: excluded by setting files.exclude: **/*.js',
				'a.ts: whole file',
				'b.js: whole file',
				'tmp/x.ts: excluded by setting files.exclude: **/tmp',
			]);
			assert.deepEqual(
				(await reasons(['/tmp/'])).filter((each) => each.includes('tmp')),
				['tmp/x.ts: whole file'],
			);
		});

		it('hold for their own root only', async () => {
			const other = new TemporaryFolder({ 'a.txt': Buffer.from('e4f6fc0a', 'hex') });
			try {
				folder.write('a.txt', Buffer.from('cff0e8e2e5f20a', 'hex'));
				const roots = [
					{ name: 'one', folder: folder.path, editor: { encodings, filesExclude: {} } },
					{
						name: 'two',
						folder: other.path,
						editor: { encodings: { ...encodings, standard: 'utf8' }, filesExclude: {} },
					},
				];
				const { pack } = await newPacker().pack({ ...request(roots[0]!.editor), roots }, signal);
				const index = new PackIndex(pack);
				assert.deepEqual([index.fileText('one/a.txt'), index.fileText('two/a.txt')], ['Привет\n', 'äöü\n']);
			} finally {
				other.remove();
			}
		});
	});
});
