import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { FileReader, type FileContent } from '../../../src/node/files/readFile';
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
		const started = performance.now();
		assert.deepEqual(read('huge.bin'), { kind: 'omitted', reason: 'binary', detail: '3.0 GB', size: 3_000_000_000 });
		assert.ok(performance.now() - started < 1000);
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
});
