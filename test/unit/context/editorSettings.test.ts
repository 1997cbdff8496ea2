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
