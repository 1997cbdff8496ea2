import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { FileReader, type FileContent } from '../../../src/node/files/readFile';
import { anyCharacter } from '../../support/anyCharacter';
import { TemporaryFolder } from './temporary';

describe('FileReader', () => {
	let folder: TemporaryFolder;
	before(() => {
		folder = new TemporaryFolder();
	});
	after(() => folder.remove());

	function read(name: string, content?: string | Uint8Array): FileContent {
		if (content !== undefined) {
			folder.write(name, content);
		}
		return new FileReader(folder.root).read(name);
	}

	function text(content: FileContent): { text: string; encoding: string; byteOrderMark: boolean; lossy: boolean } {
		assert.ok(content.kind === 'text', JSON.stringify(content));
		const { bytes, encoding, byteOrderMark, lossy } = content;
		return { text: bytes.toString('utf8'), encoding, byteOrderMark, lossy };
	}

	function reason(content: FileContent): string {
		return content.kind === 'omitted' ? content.reason : 'text';
	}

	it('reads UTF-8 as it is, in a buffer of its own', () => {
		const content = read('a.txt', 'Grüße 😀\r\nend');
		assert.deepEqual(text(content), { text: 'Grüße 😀\r\nend', encoding: 'utf8', byteOrderMark: false, lossy: false });
		assert.ok(content.kind === 'text' && content.bytes.buffer.byteLength === content.size);
		assert.equal(text(read('empty.txt', '')).text, '');
		assert.equal(text(read('long.txt', 'é'.repeat(20_001))).text, 'é'.repeat(20_001));
	});

	it('takes byte-order marks off and says so', () => {
		const expected = { text: 'héllo', byteOrderMark: true, lossy: false };
		assert.deepEqual(text(read('bom8', '\ufeffhéllo')), { ...expected, encoding: 'utf8' });
		const little = Buffer.from('\ufeffhéllo', 'utf16le');
		assert.deepEqual(text(read('bom16le', little)), { ...expected, encoding: 'utf16le' });
		assert.deepEqual(text(read('bom16be', Buffer.from(little).swap16())), { ...expected, encoding: 'utf16be' });
		assert.equal(text(read('lone', Buffer.from('\ufeffa\ud800', 'utf16le'))).lossy, true);
		assert.equal(reason(read('odd', little.subarray(0, 5))), 'encoding');
		assert.equal(reason(read('utf32', Buffer.from([0xff, 0xfe, 0, 0, 97, 0, 0, 0]))), 'binary');
	});

	it('reads what is not UTF-8 as Windows-1252 when it looks like text', () => {
		const bytes = Buffer.from('caf\xe9 \x80 \x93quoted\x94\n', 'latin1');
		assert.deepEqual(text(read('latin1.txt', bytes)), {
			text: 'café € “quoted”\n',
			encoding: 'latin1',
			byteOrderMark: false,
			lossy: false,
		});
		assert.equal(reason(read('noise', Buffer.from('\x01\x02\x03\xff\xfe\x05\x06', 'latin1'))), 'encoding');
	});

	it('keeps UTF-8 with a broken character readable', () => {
		const bytes = Buffer.concat([Buffer.from('日本語のテキスト'), Buffer.from([0xe6, 0x97]), Buffer.from('です')]);
		const content = text(read('broken.txt', bytes));
		assert.deepEqual([content.text, content.encoding, content.lossy], ['日本語のテキスト\ufffdです', 'utf8', true]);
	});

	it('omits binary and large files without reading them', () => {
		assert.equal(reason(read('nul.bin', 'abc\0def')), 'binary');
		folder.write('huge.bin', 'abc\0');
		truncateSync(folder.path('huge.bin'), 3_000_000_000);
		const before = process.memoryUsage().arrayBuffers;
		assert.deepEqual(read('huge.bin'), { kind: 'omitted', reason: 'binary', detail: '3.0 GB', size: 3_000_000_000 });
		assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
		assert.deepEqual(read('large.txt', 'line\n'.repeat(500_000)), {
			kind: 'omitted',
			reason: 'too-large',
			detail: '2.5 MB, more than 2.0 MB',
			size: 2_500_000,
		});
		const reader = new FileReader(folder.root, 3_000_000);
		assert.equal(reader.read('large.txt').kind, 'text');
		rmSync(folder.path('huge.bin'));
	});

	it('never throws for what is not there or not a file', () => {
		assert.deepEqual(read('missing'), { kind: 'omitted', reason: 'unreadable', detail: 'it no longer exists' });
		folder.write('plain', 'x');
		assert.equal(reason(read('plain/below')), 'unreadable');
		mkdirSync(folder.path('sub'));
		assert.equal(reason(read('sub')), 'not-a-file');
		assert.equal(reason(read('../escape')), 'symlink-outside');
		assert.equal(reason(read('nul\0name')), 'unreadable');
	});

	it('never opens pipes, and reads no links', function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		execFileSync('mkfifo', [folder.path('pipe')]);
		assert.equal(reason(read('pipe')), 'not-a-file');
		folder.write('inside/x', 'x');
		symlinkSync('inside/x', folder.path('link'));
		assert.deepEqual(read('link'), { kind: 'omitted', reason: 'symlink', detail: 'inside/x' });
		symlinkSync('/', folder.path('outside'));
		assert.equal(reason(read('outside/etc/passwd')), 'symlink-outside');
		symlinkSync('inside', folder.path('alias'));
		assert.equal(reason(read('alias/x')), 'text');
	});

	it('reads UTF-16 that has no byte-order mark, as the editor does', () => {
		const little = Buffer.from('plain text\nwith ünicode', 'utf16le');
		const expected = { text: 'plain text\nwith ünicode', byteOrderMark: false, lossy: false };
		assert.deepEqual(text(read('le.txt', little)), { ...expected, encoding: 'utf16le' });
		assert.deepEqual(text(read('be.txt', Buffer.from(little).swap16())), { ...expected, encoding: 'utf16be' });
		const japanese = Buffer.from('日本語 \n', 'utf16le');
		folder.write('declared.txt', japanese);
		assert.equal(reason(read('declared.txt')), 'binary');
		const reader = new FileReader(folder.root, { encoding: 'utf16le' });
		assert.equal(text(reader.read('declared.txt')).text, '日本語 \n');
		folder.write('plain.txt', 'plain text\n');
		assert.equal(text(reader.read('plain.txt')).encoding, 'utf8');
	});

	const encoded: readonly (readonly [encoding: string, hex: string, text: string])[] = [
		['shiftjis', '93fa967b8cea', '日本語'],
		['eucjp', 'c6fccbdcb8ec', '日本語'],
		['gbk', 'd6d0cec4', '中文'],
		['gb18030', 'd6d0cec4', '中文'],
		['big5hkscs', 'a4a4a4e5', '中文'],
		['euckr', 'c7d1b1db', '한글'],
		['windows1251', 'cff0e8e2e5f2', 'Привет'],
		['koi8r', 'f0d2c9d7c5d4', 'Привет'],
		['cp866', '8fe0a8a2a5e2', 'Привет'],
		['iso88592', 'a3f3647b', 'Łód{'],
		['iso885915', 'a4', '€'],
		['windows1253', 'c5ebebdce4e1', 'Ελλάδα'],
	];
	for (const [encoding, hex, expected] of encoded) {
		it(`reads what is not UTF-8 as files.encoding says: ${encoding}`, () => {
			folder.write(`in-${encoding}`, Buffer.from(hex, 'hex'));
			const content = text(new FileReader(folder.root, { encoding }).read(`in-${encoding}`));
			assert.deepEqual(content, { text: expected, encoding, byteOrderMark: false, lossy: false });
		});
	}

	it('falls back where the declared encoding is unknown or does not fit', () => {
		folder.write('latin', Buffer.from('caf\xe9 au lait', 'latin1'));
		for (const encoding of ['cp437', 'shiftjis', '__proto__', '']) {
			const content = new FileReader(folder.root, { encoding }).read('latin');
			assert.deepEqual([text(content).text, text(content).encoding], ['café au lait', 'latin1'], encoding);
		}
	});

	it('reads only a head, to a whole character', () => {
		folder.write('head.txt', 'ab日本');
		const reader = new FileReader(folder.root, { maximumBytes: 4, encoding: 'shiftjis' });
		const heads = [0, 1, 2, 3, 4, 5, 7, 8, 100].map((length) => {
			const content = reader.readHead('head.txt', length);
			assert.ok(content.kind === 'text' && content.size === 8);
			return [content.bytes.toString('utf8'), content.isWhole];
		});
		assert.deepEqual(heads, [
			['', false],
			['a', false],
			['ab', false],
			['ab', false],
			['ab', false],
			['ab日', false],
			['ab日', false],
			['ab日本', true],
			['ab日本', true],
		]);
		folder.write('head16', Buffer.from('\ufeffa😀', 'utf16le'));
		assert.deepEqual(
			[5, 6, 7, 8].map((length) => text(reader.readHead('head16', length)).text),
			['a', 'a', 'a', 'a😀'],
		);
		folder.write('head.sjis', Buffer.from('93fa967b8cea', 'hex'));
		assert.equal(text(reader.readHead('head.sjis', 3)).text, '日');
	});

	it('reads the head of a huge file in no time and memory', () => {
		folder.write('huge.csv', 'a,b\n1,2\n');
		truncateSync(folder.path('huge.csv'), 2_000_000_000);
		const before = process.memoryUsage().arrayBuffers;
		const content = new FileReader(folder.root).readHead('huge.csv', 8);
		assert.deepEqual([text(content).text, content.size], ['a,b\n1,2\n', 2_000_000_000]);
		assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
		rmSync(folder.path('huge.csv'));
	});

	it('reads into one buffer what it reads into many', () => {
		const reader = new FileReader(folder.root, { maximumBytes: 20_000 });
		const contents = fc.oneof(
			fc.uint8Array({ maxLength: 200 }),
			fc.string({ unit: anyCharacter, maxLength: 200 }).map((each) => Buffer.from(each, 'utf8')),
			fc.nat(30_000).map((length) => Buffer.alloc(length, 'lorem ipsum é\n')),
		);
		fc.assert(
			fc.property(contents, fc.nat(300), (bytes, headLength) => {
				writeFileSync(folder.path('some'), bytes);
				const own = reader.read('some');
				assert.deepEqual(plain(reader.readInto('some')), plain(own));
				assert.deepEqual(plain(new FileReader(folder.root, 20_000).readInto('some')), plain(own));
				if (own.kind === 'text' && own.encoding === 'utf8' && !own.byteOrderMark && !own.lossy) {
					const head = reader.readHead('some', headLength);
					assert.ok(head.kind === 'text');
					assert.ok(head.bytes.length > Math.min(headLength, own.size) - 4);
					assert.ok(head.bytes.equals(own.bytes.subarray(0, head.bytes.length)));
				}
			}),
			{ numRuns: 40 },
		);
	});

	it('says what became of files that changed since they were listed', function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		const reader = new FileReader(folder.root);
		folder.write('moving/file', 'x');
		assert.equal(reader.read('moving/file').kind, 'text');
		rmSync(folder.path('moving/file'));
		mkdirSync(folder.path('moving/file'));
		assert.deepEqual(reader.read('moving/file'), { kind: 'omitted', reason: 'not-a-file', detail: 'it is a folder' });
		rmSync(folder.path('moving'), { recursive: true });
		writeFileSync(folder.path('moving'), 'x');
		assert.deepEqual(reader.read('moving/file').kind, 'omitted');
		symlinkSync('loop-b', folder.path('loop-a'));
		symlinkSync('loop-a', folder.path('loop-b'));
		assert.equal(reason(reader.read('loop-a')), 'symlink');
		assert.equal(reason(reader.read('loop-a/below')), 'unreadable');
		assert.equal(reason(reader.readInto('moving')), 'text');
		rmSync(folder.path('moving'));
		symlinkSync('a.txt', folder.path('moving'));
		assert.equal(reason(reader.readInto('moving')), 'symlink');
	});

	it('reads long paths and strange names', function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		const long = `${'deep-folder-name/'.repeat(30)}file.ts`;
		assert.equal(text(read(long, 'long')).text, 'long');
		assert.equal(text(read('new\nline "quoted" \\.ts', 'strange')).text, 'strange');
		folder.write('to-rename', 'x');
		renameSync(folder.path('to-rename'), Buffer.from(`${folder.root}${path.sep}b\xff`, 'latin1'));
		assert.equal(reason(read('b\ufffd')), 'unreadable');
	});

	it('says when permission is missing', function () {
		if (process.platform === 'win32' || process.getuid?.() === 0) {
			this.skip();
		}
		folder.write('closed', 'x');
		chmodSync(folder.path('closed'), 0);
		const expected = { kind: 'omitted', reason: 'unreadable', detail: 'permission denied' };
		assert.deepEqual(read('closed'), expected);
	});
});

function plain(content: FileContent): unknown {
	return content.kind === 'text' ? { ...content, bytes: content.bytes.toString('base64') } : content;
}
