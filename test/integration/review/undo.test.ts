import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';
import { ReviewStage, ten, withLines } from './harness';

describe('Edit review', () => {
	let stage: ReviewStage;

	beforeEach(async () => {
		stage = await ReviewStage.open();
	});

	afterEach(() => stage.dispose());

	async function twoFiles(): Promise<string> {
		stage.sandbox.write('first.ts', ten);
		stage.sandbox.write('second.ts', ten);
		return await stage.apply(
			await stage.changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
			await stage.changed('second.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
		);
	}

	describe('undo', () => {
		it('keeps the review of the files whose changes are kept, and their undo', async () => {
			const id = await twoFiles();
			await stage.insert('second.ts', 10, 'mine\n');
			stage.answerWarnings('Keep My Changes');
			assert.equal(await stage.review.undo(id), true);
			assert.equal(stage.sandbox.read('first.ts'), ten);
			assert.deepEqual(stage.pending(), ['second.ts']);
			assert.equal(stage.review.stateOf(id).canUndo, true);
			await stage.review.rejectAll();
			assert.equal(await stage.text('second.ts'), withLines(ten, { 10: 'mine\nline 10\n' }));
		});

		it('tells which edits of an answer were taken back while others of it stay', async () => {
			stage.sandbox.write('first.ts', ten);
			stage.sandbox.write('second.ts', ten);
			const [first, second] = await Promise.all(
				['first.ts', 'second.ts'].map((file) => stage.changed(file, (text) => withLines(text, { 2: 'LINE 2\n' }))),
			);
			const id = await stage.apply({ ...first!, edits: [1] });
			const later = stage.review.nextEntryId(id);
			assert.equal(await stage.review.apply(later, 'later', [{ ...second!, edits: [0, 2] }]), true);
			const undone: unknown[] = [];
			const listening = stage.review.onDidUndo((each) => undone.push(each));
			await stage.review.undo(later);
			assert.equal(stage.sandbox.read('first.ts'), withLines(ten, { 2: 'LINE 2\n' }));
			await stage.review.undo(id);
			listening.dispose();
			assert.deepEqual(undone, [
				{ answerId: id, edits: [0, 2] },
				{ answerId: id, edits: undefined },
			]);
		});

		it('shows the later work when asked to, and undoes nothing yet', async () => {
			const id = await twoFiles();
			await stage.insert('second.ts', 10, 'mine\n');
			stage.answerWarnings('Show My Changes');
			assert.equal(await stage.review.undo(id), false);
			assert.equal(stage.sandbox.read('first.ts'), withLines(ten, { 2: 'LINE 2\n' }));
			await eventually('the diff', () =>
				vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.startsWith('Changes After'))),
			);
		});

		it('asks again about what was typed while the question was open', async () => {
			const id = await twoFiles();
			await stage.insert('second.ts', 10, 'mine\n');
			const window = vscode.window as unknown as Record<'showWarningMessage', unknown>;
			const original = window.showWarningMessage;
			let asked = 0;
			window.showWarningMessage = async () => {
				asked++;
				if (asked === 1) {
					await stage.insert('second.ts', 10, 'more\n');
					return 'Overwrite';
				}
				return undefined;
			};
			try {
				assert.equal(await stage.review.undo(id), false);
			} finally {
				window.showWarningMessage = original;
			}
			assert.equal(asked, 2);
			assert.ok((await stage.text('second.ts')).includes('more\nmine\n'));
		});

		it('is not stopped by one file that cannot be restored', async () => {
			const id = await twoFiles();
			rmSync(stage.sandbox.at('second.ts'));
			mkdirSync(stage.sandbox.at('second.ts'));
			stage.answerWarnings('Overwrite');
			await assert.rejects(stage.review.undo(id), /second\.ts: .*folder/);
			assert.equal(stage.sandbox.read('first.ts'), ten);
			assert.equal(stage.review.stateOf(id).canUndo, true);
			rmSync(stage.sandbox.at('second.ts'), { recursive: true });
			assert.equal(await stage.review.undo(id), true);
			assert.equal(stage.sandbox.read('second.ts'), ten);
		});

		it('of the newer of two applies goes back to the review of the older one', async () => {
			const first = await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			const second = await stage.apply(await stage.changed('first.ts', (text) => withLines(text, { 8: 'LINE 8\n' })));
			assert.equal((await stage.hunks('first.ts')).length, 2);
			assert.equal(await stage.review.undo(second), true);
			assert.deepEqual(await stage.shown('first.ts'), [['line 2\n', 'LINE 2\n']]);
			assert.equal(stage.record('first.ts').entryId, first);
			await stage.review.rejectAll();
			assert.equal(stage.sandbox.read('first.ts'), ten);
		});

		it('works after the folder was deleted', async () => {
			const id = await stage.edited('deep/er/first.ts', ten, { 2: 'LINE 2\n' });
			rmSync(stage.sandbox.at('deep'), { recursive: true });
			stage.answerWarnings('Overwrite');
			assert.equal(await stage.review.undo(id), true);
			assert.equal(stage.sandbox.read('deep/er/first.ts'), ten);
		});
	});

	describe('an apply that was interrupted', () => {
		it('keeps the originals when it is carried on', async () => {
			stage.sandbox.write('first.ts', ten);
			stage.sandbox.write('second.ts', ten);
			const before = stage.sandbox.bytes();
			const plan = [
				await stage.changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
				await stage.changed('second.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
			];
			await stage.review.apply('cut', 'Change it', plan);
			// The journal as it was before the last file was written.
			const { state } = await stage.journal.load();
			await stage.journal.save({ ...state, entries: state.entries.map((entry) => ({ ...entry, finished: false })) });
			stage.sandbox.write('second.ts', ten);
			await eventually('the old text', async () => (await stage.text('second.ts')) === ten);
			await stage.reload();
			assert.equal(stage.review.stateOf('cut').applied, false);
			assert.equal(stage.review.stateOf('cut').canUndo, true);
			assert.deepEqual(stage.pending(), ['first.ts']);
			assert.equal(await stage.review.apply('cut', 'Change it', [plan[1]!]), true);
			assert.equal(stage.review.stateOf('cut').applied, true);
			assert.deepEqual(stage.pending(), ['first.ts', 'second.ts']);
			const warnings = stage.answerWarnings();
			assert.equal(await stage.review.undo('cut'), true);
			assert.deepEqual(warnings.shown, []);
			assert.deepEqual(stage.sandbox.bytes(), before);
		});
	});
});
