import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';
import { ReviewStage, ten, withLines } from './harness';

describe('Edit review', () => {
	let stage: ReviewStage;

	beforeEach(async () => {
		stage = await ReviewStage.open();
	});

	afterEach(() => stage.dispose());

	describe('follows', () => {
		it('a folder that is renamed above files under review', async () => {
			const id = await stage.edited('deep/er/first.ts', ten, { 2: 'LINE 2\n' });
			await stage.rename('deep', 'other');
			await stage.pendingIs('other/er/first.ts');
			assert.equal((await stage.hunks('other/er/first.ts')).length, 1);
			await stage.review.undo(id);
			assert.deepEqual(Object.keys(stage.sandbox.bytes()), ['deep/er/first.ts']);
			assert.equal(stage.sandbox.read('deep/er/first.ts'), ten);
		});

		it('a name of which only the case changes', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			await stage.rename('first.ts', 'First.ts');
			await stage.pendingIs('First.ts');
			await stage.review.rejectAll();
			assert.equal(stage.sandbox.read('First.ts'), ten);
		});

		it('a file that goes and comes back', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			renameSync(stage.sandbox.at('first.ts'), stage.sandbox.at('away.ts'));
			await stage.pendingIs();
			renameSync(stage.sandbox.at('away.ts'), stage.sandbox.at('first.ts'));
			await stage.pendingIs('first.ts');
			await stage.review.rejectAll();
			assert.equal(stage.sandbox.read('first.ts'), ten);
		});

		it('a branch that is checked out, and the way back', async () => {
			stage.sandbox.write('first.ts', ten);
			stage.sandbox.git('init', '-q');
			stage.sandbox.git('add', 'first.ts');
			stage.sandbox.git('commit', '-q', '-m', 'start');
			await stage.apply(await stage.changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n', 8: 'LINE 8\n' })));
			stage.sandbox.git('stash', '-q');
			await stage.pendingIs();
			stage.sandbox.git('stash', 'pop', '-q');
			await stage.pendingIs('first.ts');
			await eventually('both hunks', async () => (await stage.hunks('first.ts')).length === 2);
			await stage.review.rejectAll();
			assert.equal(stage.sandbox.read('first.ts'), ten);
			rmSync(stage.sandbox.at('.git'), { recursive: true, force: true });
		});

		it('other line endings: the old lines come back in them', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\nmore\n' });
			const editor = await vscode.window.showTextDocument(stage.sandbox.uri('first.ts'));
			await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
			await editor.document.save();
			assert.equal((await stage.hunks('first.ts')).length, 1);
			await stage.review.rejectAll();
			assert.equal(stage.sandbox.read('first.ts'), ten.replaceAll('\n', '\r\n'));
		});

		it('formatting on save', async () => {
			const formatter = vscode.languages.registerDocumentFormattingEditProvider(
				{ scheme: 'file', pattern: `${stage.sandbox.folder}/**` },
				{
					provideDocumentFormattingEdits: (document) =>
						document
							.getText()
							.split('\n')
							.flatMap((line, index) =>
								line === '' || line.startsWith('\t')
									? []
									: [vscode.TextEdit.insert(new vscode.Position(index, 0), '\t')],
							),
				},
			);
			const settings = vscode.workspace.getConfiguration('editor');
			await settings.update('formatOnSave', true, vscode.ConfigurationTarget.Workspace);
			try {
				await stage.edited('first.txt', ten, { 2: 'LINE 2\n' });
				await stage.insert('first.txt', 6, 'mine\n');
				await (await stage.document('first.txt')).save();
				await stage.review.rejectAll();
				const words = (await stage.text('first.txt')).replaceAll('\t', '');
				assert.equal(words, withLines(ten, { 6: 'mine\nline 6\n' }));
				assert.deepEqual(stage.pending(), []);
			} finally {
				await settings.update('formatOnSave', undefined, vscode.ConfigurationTarget.Workspace);
				formatter.dispose();
			}
		});

		it('a window that is closed with unsaved work', async () => {
			await stage.edited('first.ts', ten, { 2: 'LINE 2\n' });
			await stage.insert('first.ts', 6, 'mine\n');
			await stage.reload();
			assert.deepEqual(await stage.shown('first.ts'), [['line 2\n', 'LINE 2\n']]);
			await stage.review.rejectAll();
			assert.equal(await stage.text('first.ts'), withLines(ten, { 6: 'mine\nline 6\n' }));
		});
	});

	describe('refuses', () => {
		it('a read-only file, before anything is changed', async () => {
			stage.sandbox.write('first.ts', ten);
			stage.sandbox.write('locked.ts', ten);
			chmodSync(stage.sandbox.at('locked.ts'), 0o444);
			const plan = await Promise.all(
				['first.ts', 'locked.ts'].map((name) => stage.changed(name, (text) => text.toUpperCase())),
			);
			await assert.rejects(stage.apply(...plan), /locked\.ts is read-only/);
			assert.equal(await stage.text('first.ts'), ten);
			assert.deepEqual(stage.pending(), []);
		});

		it('to bring a deleted file back where a folder is by now', async () => {
			stage.sandbox.write('old.ts', ten);
			await stage.apply({ ...(await stage.changed('old.ts', (text) => text)), after: undefined });
			stage.sandbox.write('old.ts/inner.ts', 'mine\n');
			await assert.rejects(stage.review.rejectAll(), /something else at/);
			assert.deepEqual(stage.pending(), ['old.ts']);
			assert.equal(stage.sandbox.read('old.ts/inner.ts'), 'mine\n');
		});
	});

	it('what is done in a file of 12,000 lines, though it is compared apart', async function () {
		this.timeout(60_000);
		const lines = Array.from({ length: 12_000 }, (_, index) => `const value${index} = compute(${index % 97});\n`);
		const large = lines.join('');
		await stage.edited('large.txt', large, { 10: 'LINE 10\n', 6_000: 'LINE 6000\n', 9_000: 'LINE 9000\n' });
		const document = await stage.document('large.txt');
		const [first] = await stage.hunks('large.txt');
		// Nobody waits for the comparison in between: the decision meets the text as it is by then.
		await stage.insert('large.txt', 4_000, 'mine\n');
		await stage.review.accept(stage.record('large.txt'), [first!]);
		assert.equal(stage.review.pending.count(stage.record('large.txt')), 2);
		await stage.insert('large.txt', 7_000, 'more\n');
		await stage.review.pending.settled();
		const known = stage.review.pending.known(stage.record('large.txt'), document);
		assert.deepEqual(
			known?.hunks.map(({ current }) => current.start),
			[6_001, 9_002],
		);
		const everyLine = new vscode.Range(0, 0, document.lineCount, 0);
		await stage.replace('large.txt', everyLine, document.getText().replace(/^(?=.)/gm, '  '));
		await stage.review.rejectAll();
		// The old lines come back as they were; all others stay indented, as the user made them.
		const expected = lines.map((line, index) => (index === 5_999 || index === 8_999 ? line : `  ${line}`));
		expected[9] = '  LINE 10\n';
		expected[3_999] = `  mine\n${expected[3_999]!}`;
		expected[6_998] = `  more\n${expected[6_998]!}`;
		assert.equal(document.getText(), expected.join(''));
		assert.deepEqual(stage.pending(), []);
		assert.deepEqual(stage.threadFailures, []);
	});

	it('reviews and restores a file of 10 MB', async function () {
		this.timeout(60_000);
		const line = 'const value = compute(something, another);\n';
		const large = line.repeat(Math.ceil(10_000_000 / line.length));
		const id = await stage.edited('large.txt', large, { 100: 'changed\n' });
		assert.equal((await stage.hunks('large.txt')).length, 1);
		await stage.review.undo(id);
		assert.equal(stage.sandbox.read('large.txt'), large);
	});
});
