import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerDialogs } from '../support/editor';
import { ReviewStage, ten, withLines } from './harness';

describe('Edit review', () => {
	let stage: ReviewStage;

	beforeEach(async () => {
		stage = await ReviewStage.open();
	});

	afterEach(() => stage.dispose());

	describe('one step at a time', () => {
		it('applies an answer once, whatever comes twice', async () => {
			stage.sandbox.write('first.ts', ten);
			const plan = await stage.changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' }));
			const results = await Promise.all([
				stage.review.apply('twice', 'Change it', [plan]),
				stage.review.apply('twice', 'Change it', [plan]),
			]);
			assert.deepEqual(results, [true, false]);
			assert.equal(await stage.review.apply('twice', 'Change it', [plan]), false);
			assert.equal(stage.sandbox.read('first.ts'), withLines(ten, { 2: 'LINE 2\n' }));
			await stage.review.undo('twice');
			assert.equal(stage.sandbox.read('first.ts'), ten);
		});

		it('carries out decisions that come at once one after the other', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n', 5: 'LINE 5\n', 8: 'LINE 8\n' });
			const record = stage.record('first.ts');
			const [first, second, third] = await stage.hunks('first.ts');
			await Promise.all([
				stage.review.reject(record, [third!]),
				stage.review.accept(record, [first!]),
				stage.review.reject(record, [second!]),
			]);
			assert.equal(stage.sandbox.read('first.ts'), withLines(ten, { 2: 'LINE 2\n' }));
			assert.deepEqual(stage.pending(), []);
		});

		it('decides about a hunk once: the second click finds it gone', async () => {
			await stage.edited('first.ts', ten, { 2: 'same\n', 3: 'line 3\n', 8: 'LINE 8\n' });
			const record = stage.record('first.ts');
			const [hunk] = await stage.hunks('first.ts');
			const results = await Promise.allSettled([
				stage.review.reject(record, [hunk!]),
				stage.review.reject(record, [hunk!]),
			]);
			assert.deepEqual(
				results.map(({ status }) => status),
				['fulfilled', 'rejected'],
			);
			assert.deepEqual(await stage.shown('first.ts'), [['line 8\n', 'LINE 8\n']]);
		});

		it('rejects and accepts hundreds of hunks with one write of the journal', async () => {
			const names = Array.from({ length: 12 }, (_, index) => `file${index}.ts`);
			names.forEach((name) => stage.sandbox.write(name, ten));
			const before = stage.sandbox.bytes();
			await stage.apply(
				...(await Promise.all(names.map((name) => stage.changed(name, (text) => text.replaceAll('line', 'LINE'))))),
			);
			let saves = 0;
			const { journal } = stage;
			const save = journal.save.bind(journal);
			journal.save = (state) => {
				saves++;
				return save(state);
			};
			await stage.review.rejectAll();
			assert.equal(saves, 1);
			assert.deepEqual(stage.sandbox.bytes(), before);
		});
	});

	describe("the user's own lines", () => {
		it('are no hunks, beside the edits or apart from them', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n', 8: 'LINE 8\n' });
			await stage.insert('first.ts', 2, 'above\n');
			await stage.insert('first.ts', 4, 'below\n');
			await stage.insert('first.ts', 12, 'elsewhere\n');
			assert.deepEqual(await stage.shown('first.ts'), [
				['line 2\n', 'LINE 2\n'],
				['line 8\n', 'LINE 8\n'],
			]);
			const [first] = await stage.hunks('first.ts');
			await stage.review.reject(stage.record('first.ts'), [first!]);
			const kept = 'line 1\nabove\nline 2\nbelow\nline 3\n';
			assert.ok((await stage.text('first.ts')).startsWith(kept), await stage.text('first.ts'));
			await stage.review.rejectAll();
			assert.equal((await stage.text('first.ts')).replace(/(above|below|elsewhere)\n/g, ''), ten);
			assert.deepEqual(stage.pending(), []);
		});

		it('are part of what the native diff compares with', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			await stage.insert('first.ts', 6, 'mine\n');
			const record = stage.record('first.ts');
			await stage.review.pending.track(record, await stage.text('first.ts'));
			assert.equal(stage.review.pending.original(record), withLines(ten, { 6: 'mine\nline 6\n' }));
		});

		it('inside an edit stop the rejecting of the file, and of nothing else', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n', 8: 'LINE 8\n' });
			await stage.replace('first.ts', new vscode.Range(1, 0, 1, 6), 'my own');
			await assert.rejects(stage.review.rejectAll(), /You changed some of the edits/);
			assert.equal(await stage.text('first.ts'), withLines(ten, { 2: 'my own\n' }));
			assert.deepEqual(await stage.shown('first.ts'), [['line 2\n', 'my own\n']]);
		});

		it('elsewhere do not make the rejecting of a file complain', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\nmore\n', 4: 'LINE 4\n' });
			await stage.insert('first.ts', 1, 'LINE 2\n');
			await stage.insert('first.ts', 6, 'mine\n');
			await stage.review.rejectFile(stage.record('first.ts'));
			assert.equal(await stage.text('first.ts'), `LINE 2\n${withLines(ten, { 4: 'mine\nline 4\n' })}`);
			assert.deepEqual(stage.pending(), []);
		});

		it('between two applies belong to the user after the second one, too', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			await stage.insert('first.ts', 6, 'mine\n');
			await stage.apply(await stage.changed('first.ts', (text) => text.replace('line 9', 'LINE 9')));
			assert.deepEqual(await stage.shown('first.ts'), [
				['line 2\n', 'LINE 2\n'],
				['line 9\n', 'LINE 9\n'],
			]);
			await stage.review.rejectAll();
			assert.equal(await stage.text('first.ts'), withLines(ten, { 6: 'mine\nline 6\n' }));
		});
	});

	describe('what was decided', () => {
		it('is known for each file that needs no decision any more', async () => {
			for (const name of ['accepted.ts', 'mixed.ts', 'pending.ts', 'rejected.ts']) {
				stage.sandbox.write(name, ten);
			}
			const change = (text: string) => withLines(text, { 2: 'LINE 2\n', 8: 'LINE 8\n' });
			const id = await stage.apply(
				...(await Promise.all(
					['accepted.ts', 'mixed.ts', 'pending.ts', 'rejected.ts'].map((name) => stage.changed(name, change)),
				)),
			);
			await stage.review.acceptFile(stage.record('accepted.ts'));
			await stage.review.rejectFile(stage.record('rejected.ts'));
			await stage.review.accept(stage.record('mixed.ts'), (await stage.hunks('mixed.ts')).slice(0, 1));
			await stage.review.reject(stage.record('mixed.ts'), await stage.hunks('mixed.ts'));
			await stage.review.accept(stage.record('pending.ts'), (await stage.hunks('pending.ts')).slice(0, 1));
			await stage.reload();
			const { decided, pending, applied } = stage.review.stateOf(id);
			assert.deepEqual(Object.fromEntries(decided), {
				[stage.sandbox.path('accepted.ts')]: 'accepted',
				[stage.sandbox.path('mixed.ts')]: 'mixed',
				[stage.sandbox.path('rejected.ts')]: 'rejected',
			});
			assert.deepEqual(Object.fromEntries(pending), { [stage.sandbox.path('pending.ts')]: 1 });
			assert.equal(applied, true);
		});
	});

	describe('a journal that cannot be written', () => {
		it('lets no file change and leaves nothing under review', async () => {
			stage.sandbox.write('first.ts', ten);
			const plan = await stage.changed('first.ts', (text) => text.toUpperCase());
			stage.journal.full = true;
			await assert.rejects(stage.apply(plan), /no space left/);
			assert.equal(await stage.text('first.ts'), ten);
			assert.deepEqual(stage.pending(), []);
			assert.equal(stage.review.lastEntry(), undefined);
			stage.journal.full = false;
			await stage.apply(plan);
			assert.equal(stage.sandbox.read('first.ts'), ten.toUpperCase());
		});

		it('leaves a hunk pending that could not be accepted', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			stage.journal.full = true;
			await assert.rejects(
				stage.review.accept(stage.record('first.ts'), await stage.hunks('first.ts')),
				/no space left/,
			);
			assert.deepEqual(stage.pending(), ['first.ts']);
		});

		it('is told of when the files have changed already', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			const warnings = answerDialogs('showWarningMessage');
			try {
				stage.journal.full = true;
				await stage.review.rejectAll();
				assert.equal(stage.sandbox.read('first.ts'), ten);
				assert.deepEqual(stage.pending(), []);
				assert.match(warnings.shown.join(), /no space left/);
			} finally {
				warnings.restore();
			}
			await stage.reload();
			assert.deepEqual(stage.pending(), [], 'the older journal speaks of a hunk that is not there any more');
		});
	});
});
