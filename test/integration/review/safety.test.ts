import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { journalLimits } from '../../../src/node/storage/editJournal';
import { ReviewStage, ten, withLines } from './harness';

describe('Edit review', () => {
	let stage: ReviewStage;
	let outside: string;

	beforeEach(async () => {
		stage = await ReviewStage.open();
		outside = mkdtempSync(path.join(tmpdir(), 'longview-outside-'));
	});

	afterEach(async () => {
		await stage.dispose();
		rmSync(outside, { recursive: true, force: true });
	});

	const created = (file: string, after = 'new\n') => ({ path: stage.sandbox.path(file), before: undefined, after });

	describe('a link that leads out of the workspace', () => {
		function link(target: string, name: string, context: Mocha.Context): void {
			try {
				symlinkSync(target, stage.sandbox.at(name));
			} catch {
				context.skip();
			}
		}

		it('is not written through when it is a file, and all else is left alone', async function () {
			const secret = path.join(outside, 'secret.txt');
			writeFileSync(secret, ten);
			link(secret, 'link.txt', this);
			stage.sandbox.write('first.ts', ten);
			const change = await stage.changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' }));
			const through = { path: stage.sandbox.path('link.txt'), before: ten, after: 'other\n' };
			await assert.rejects(stage.apply(change, through), /link/);
			await assert.rejects(stage.review.readText(through.path), /link/);
			assert.equal(readFileSync(secret, 'utf8'), ten);
			assert.equal(stage.sandbox.read('first.ts'), ten);
		});

		it('is not written through when it is a folder', async function () {
			link(outside, 'folder', this);
			await assert.rejects(stage.apply(created('folder/new.txt')), /link/);
			assert.equal(existsSync(path.join(outside, 'new.txt')), false);
		});

		it('is not made to lead somewhere when nothing is there', async function () {
			const target = path.join(outside, 'not-there.txt');
			link(target, 'dangling.txt', this);
			stage.sandbox.write('first.ts', ten);
			await assert.rejects(stage.apply(created('dangling.txt')), /link/);
			const moved = { path: stage.sandbox.path('first.ts'), before: ten, after: ten };
			await assert.rejects(stage.apply({ ...moved, renamedTo: stage.sandbox.path('dangling.txt') }), /link/);
			assert.equal(existsSync(target), false);
			assert.equal(stage.sandbox.read('first.ts'), ten);
		});
	});

	describe('what changed between plan and apply', () => {
		it('may be a file that is a folder by now', async () => {
			stage.sandbox.write('first.ts', ten);
			stage.sandbox.write('second.ts', ten);
			const plan = [
				await stage.changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
				await stage.changed('second.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
			];
			rmSync(stage.sandbox.at('second.ts'));
			mkdirSync(stage.sandbox.at('second.ts'));
			await assert.rejects(stage.apply(...plan), /second\.ts/);
			assert.equal(stage.sandbox.read('first.ts'), ten);
			assert.deepEqual(stage.pending(), []);
		});

		it('may be a folder that is gone, or a file by now', async () => {
			stage.sandbox.write('first.ts', ten);
			stage.sandbox.write('deep/second.ts', ten);
			const first = await stage.changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' }));
			const second = await stage.changed('deep/second.ts', (text) => withLines(text, { 2: 'LINE 2\n' }));
			rmSync(stage.sandbox.at('deep'), { recursive: true });
			await assert.rejects(stage.apply(first, second), /deep\/second\.ts/);
			stage.sandbox.write('deep', 'a file\n');
			await assert.rejects(stage.apply(first, created('deep/third.ts')));
			assert.equal(stage.sandbox.read('first.ts'), ten);
			assert.equal(stage.sandbox.read('deep'), 'a file\n');
			assert.deepEqual(stage.pending(), []);
		});
	});

	it('takes back what was created, deleted and renamed after a restart, byte for byte', async () => {
		stage.sandbox.write('deleted.txt', Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x62]));
		stage.sandbox.write('old.txt', 'one\r\ntwo\r\n');
		stage.sandbox.write('Case.txt', ten);
		const before = stage.sandbox.bytes();
		const text = async (file: string) => (await stage.review.readText(stage.sandbox.path(file)))!;
		const id = await stage.apply(
			created('created/new.txt'),
			{ path: stage.sandbox.path('deleted.txt'), before: await text('deleted.txt'), after: undefined },
			{
				path: stage.sandbox.path('old.txt'),
				renamedTo: stage.sandbox.path('moved/new.txt'),
				before: await text('old.txt'),
				after: 'one\r\nTWO\r\n',
			},
			{
				path: stage.sandbox.path('Case.txt'),
				renamedTo: stage.sandbox.path('case.txt'),
				before: ten,
				after: ten,
			},
		);
		assert.deepEqual(Object.keys(stage.sandbox.bytes()), ['case.txt', 'created/new.txt', 'moved/new.txt']);
		await stage.reload();
		await stage.pendingIs('case.txt', 'created/new.txt', 'deleted.txt', 'moved/new.txt');
		assert.equal(await stage.review.undo(id), true);
		assert.deepEqual(stage.sandbox.bytes(), before);
		await stage.pendingIs();
	});

	it('forgets the oldest applies, so that the journal does not grow without end', async () => {
		stage.sandbox.write('first.ts', ten);
		const ids: string[] = [];
		for (let index = 0; index < journalLimits.entries + 3; index++) {
			ids.push(await stage.apply(await stage.changed('first.ts', (text) => withLines(text, { 2: `LINE ${index}\n` }))));
			await stage.review.acceptAll();
		}
		const { state } = await stage.journal.load();
		assert.deepEqual(
			state.entries.map((entry) => entry.id),
			ids.slice(-journalLimits.entries).reverse(),
		);
		assert.equal(stage.review.stateOf(ids[0]!).canUndo, false);
	});
});
