import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../src/core/edits/plan';
import { confirmIgnored } from '../../../src/node/edits/confirmIgnored';
import { readTextFile } from '../../../src/node/edits/textFile';
import { writePlan, type WriteResult } from '../../../src/node/edits/writePlan';
import { onFullDisk } from './fullDisk';
import { TemporaryFolder } from './temporary';

function block(path: string, search: string, replace: string): string {
	return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n\n`;
}

describe('edited files', () => {
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder();
	});

	afterEach(() => folder.remove());

	const bytesOf = (file: string): Buffer => readFileSync(folder.path(file));

	/** Applies an answer to the folder, through `around` while it writes. */
	async function apply(
		answer: string,
		around = (write: () => Promise<WriteResult[]>): Promise<WriteResult[]> => write(),
	): Promise<WriteResult[]> {
		const parsed = parseAnswer(answer, { complete: true });
		const plan = await planEdits(parsed, (path) => Promise.resolve().then(() => readTextFile(folder.root, path)?.text));
		assert.ok(
			plan.results.every((result) => result.status === 'planned'),
			JSON.stringify(plan.results),
		);
		return around(() => writePlan(folder.root, plan, false));
	}

	const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
	const encodings: Record<string, (text: string) => Buffer> = {
		'UTF-8': (text) => Buffer.from(text, 'utf8'),
		'UTF-8 with BOM': (text) => Buffer.from(`\ufeff${text}`, 'utf8'),
		'UTF-16 LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
		'UTF-16 BE': (text) => swapped(`\ufeff${text}`),
		'Latin-1': (text) => Buffer.from(text, 'latin1'),
	};
	const endings: Record<string, (lines: readonly string[]) => string> = {
		'plain newlines': (lines) => `${lines.join('\n')}\n`,
		CRLF: (lines) => `${lines.join('\r\n')}\r\n`,
		'no final newline': (lines) => lines.join('\n'),
		'CRLF without a final one': (lines) => lines.join('\r\n'),
	};
	for (const [encoding, encode] of Object.entries(encodings)) {
		for (const [ending, join] of Object.entries(endings)) {
			it(`stay ${encoding} with ${ending}`, async () => {
				folder.write('a.txt', encode(join(['größer', 'über', 'façade'])));
				const [result] = await apply(block('a.txt', 'über', 'über alles\nnaïve'));
				assert.deepEqual([result?.written, result?.message], [true, 'modified']);
				assert.deepEqual(bytesOf('a.txt'), encode(join(['größer', 'über alles', 'naïve', 'façade'])));
			});
		}
	}

	it('are left alone when their encoding cannot hold the new text', async () => {
		const before = encodings['Latin-1']!('größer\nüber\nfaçade\n');
		folder.write('a.txt', before);
		const [result] = await apply(block('a.txt', 'über', 'über → unter'));
		assert.equal(result?.written, false);
		assert.match(result.message, /Latin-1/);
		assert.deepEqual(bytesOf('a.txt'), before);
	});

	it('keep their permissions', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		folder.write('run.sh', 'echo 1\n');
		chmodSync(folder.path('run.sh'), 0o755);
		await apply(block('run.sh', 'echo 1', 'echo 2'));
		assert.equal(statSync(folder.path('run.sh')).mode & 0o777, 0o755);
		folder.write('plain.txt', '');
		await apply(block('new.txt', '', 'fresh'));
		assert.equal(statSync(folder.path('new.txt')).mode, statSync(folder.path('plain.txt')).mode);
	});

	it('are not written without being asked about when git ignores them', async () => {
		folder.init();
		folder.write('.gitignore', 'private/\n');
		folder.write('seen.txt', 'one\n');
		const answer = block('seen.txt', 'one', '1') + block('private/new.txt', '', 'fresh');
		const plan = await planEdits(parseAnswer(answer, { complete: true }), (path) =>
			Promise.resolve().then(() => readTextFile(folder.root, path)?.text),
		);
		const files = await confirmIgnored(folder.root, plan.files, new AbortController().signal);
		const results = await writePlan(folder.root, { ...plan, files }, false);
		assert.deepEqual(
			results.map(({ file, written }) => [file.path, written]),
			[
				['seen.txt', true],
				['private/new.txt', false],
			],
		);
		assert.match(results[1]!.message, /^Git ignores this file: .* Use --sensitive to write it\.$/);
	});

	it('keep their old bytes when the disk is full, and leave nothing beside them', async () => {
		folder.write('a.txt', 'one\n');
		folder.write('b.txt', 'two\n');
		const answer = block('a.txt', 'one', '1') + block('b.txt', 'two', '2') + block('new.txt', '', 'three');
		const results = await apply(answer, onFullDisk);
		assert.deepEqual(
			results.map(({ file, written }) => [file.path, written]),
			[
				['a.txt', false],
				['b.txt', false],
				['new.txt', false],
			],
		);
		assert.ok(results.every(({ message }) => message.includes('no space left')));
		assert.deepEqual(readdirSync(folder.root).sort(), ['a.txt', 'b.txt']);
		assert.equal(String(bytesOf('a.txt')), 'one\n');
		// With space again the same answer is applied.
		assert.ok((await apply(answer)).every(({ written }) => written));
		assert.equal(String(bytesOf('new.txt')), 'three\n');
	});

	it('are not written when they changed since they were planned, or became a folder', async () => {
		folder.write('a.txt', 'one\n');
		folder.write('b/c.txt', 'two\n');
		const results = await apply(block('a.txt', 'one', '1') + block('b/c.txt', 'two', '2'), (write) => {
			folder.write('a.txt', 'one, by the user\n');
			folder.write('b/c.txt', 'two\n');
			return write();
		});
		assert.deepEqual(
			results.map(({ written }) => written),
			[false, true],
		);
		assert.equal(String(bytesOf('a.txt')), 'one, by the user\n');
		mkdirSync(folder.path('d'));
		await assert.rejects(() => Promise.resolve().then(() => readTextFile(folder.root, 'd')), /not a regular file/);
	});

	it('are not touched when they are no text', () => {
		folder.write('logo.bin', Buffer.from([0, 1, 2, 3, 0, 255]));
		assert.throws(() => readTextFile(folder.root, 'logo.bin'), /not text/);
	});
});
