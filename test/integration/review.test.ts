import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Hunk } from '../../src/core/edits/hunks';
import type { PlannedFile } from '../../src/core/edits/types';
import type { LongviewApi } from '../../src/extension';
import { EditJournal } from '../../src/node/storage/editJournal';
import type { PendingRecord } from '../../src/node/storage/journalState';
import { ReviewService, type Undone } from '../../src/vscode/review/reviewService';
import { eventually } from '../support/eventually';
import { activePath, answerDialogs, longview, type, type Dialogs } from './support/editor';
import { Sandbox, workspaceFolder } from './support/workspace';

const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('');

/** Replaces whole lines, by number. */
function withLines(text: string, lines: Readonly<Record<number, string>>): string {
	return text
		.split(/(?<=\n)/)
		.map((line, index) => lines[index + 1] ?? line)
		.join('');
}

describe('Review', () => {
	let api: LongviewApi;
	let review: ReviewService;
	let sandbox: Sandbox;
	let errors: Dialogs;
	let applies = 0;

	before(async () => {
		api = await longview();
		review = api.review;
	});

	beforeEach(() => {
		sandbox = new Sandbox();
		errors = answerDialogs('showErrorMessage');
	});

	afterEach(async () => {
		errors.restore();
		await review.acceptAll();
		await sandbox.dispose();
	});

	/** Plans a change of a file that is there. */
	async function changed(file: string, change: (text: string) => string): Promise<PlannedFile> {
		const before = await review.readText(sandbox.path(file));
		assert.ok(before !== undefined);
		return { path: sandbox.path(file), before, after: change(before) };
	}

	async function deleted(file: string): Promise<PlannedFile> {
		return { ...(await changed(file, (text) => text)), after: undefined };
	}

	function created(file: string, after: string): PlannedFile {
		return { path: sandbox.path(file), before: undefined, after };
	}

	async function renamed(
		file: string,
		renamedTo: string,
		change: (text: string) => string = (text) => text,
	): Promise<PlannedFile> {
		return { ...(await changed(file, change)), renamedTo: sandbox.path(renamedTo) };
	}

	async function apply(...files: PlannedFile[]): Promise<string> {
		const id = `apply-${process.pid}-${++applies}`;
		await review.apply(id, 'Change it', files);
		return id;
	}

	function record(file: string): PendingRecord {
		const found = review.pending.get(sandbox.path(file));
		assert.ok(found, `${file} awaits review`);
		return found;
	}

	async function document(file: string): Promise<vscode.TextDocument> {
		return await vscode.workspace.openTextDocument(sandbox.uri(file));
	}

	async function hunks(file: string): Promise<readonly Hunk[]> {
		return (await review.pending.track(record(file), (await document(file)).getText())).hunks;
	}

	function pendingPaths(): string[] {
		return review.records().map((each) => each.path);
	}

	/** Files of every kind, and a plan that changes them all. */
	async function everything(): Promise<PlannedFile[]> {
		sandbox.write('first.ts', ten);
		sandbox.write('deep/second.ts', ten);
		sandbox.write('windows.ts', 'one\r\ntwo\r\nthree\r\n');
		sandbox.write('mark.ts', '\ufeffone\ntwo\n');
		sandbox.write('open-end.ts', 'one\ntwo');
		sandbox.write('old.ts', 'gone\n');
		sandbox.write('name.ts', ten);
		return [
			await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n', 8: 'LINE 8\nand more\n' })),
			await changed('deep/second.ts', (text) => withLines(text, { 1: '' })),
			await changed('windows.ts', (text) => text.replace('two\r\n', 'TWO\r\nand a half\r\n')),
			await changed('mark.ts', (text) => text.replace('one', 'ONE')),
			await changed('open-end.ts', (text) => text.replace('two', 'TWO')),
			created('new/folder/file.ts', 'fresh\n'),
			await deleted('old.ts'),
			await renamed('name.ts', 'moved/other.ts', (text) => withLines(text, { 5: 'LINE 5\n' })),
		];
	}

	describe('applying', () => {
		it('changes nothing on disk before it is asked to', async () => {
			const plan = await everything();
			const before = sandbox.bytes();
			assert.equal(plan.length, 8);
			assert.deepEqual(sandbox.bytes(), before);
			assert.deepEqual(pendingPaths(), []);
			assert.ok(vscode.workspace.textDocuments.every((each) => !each.isDirty));
		});

		it('writes files of every kind to disk, in their line endings and with their mark, and lists them for review', async () => {
			await apply(...(await everything()));
			assert.equal(sandbox.read('first.ts'), withLines(ten, { 2: 'LINE 2\n', 8: 'LINE 8\nand more\n' }));
			assert.equal(sandbox.read('deep/second.ts'), ten.slice('line 1\n'.length));
			assert.equal(sandbox.read('windows.ts'), 'one\r\nTWO\r\nand a half\r\nthree\r\n');
			assert.equal(sandbox.read('mark.ts'), '\ufeffONE\ntwo\n');
			assert.equal(sandbox.read('open-end.ts'), 'one\nTWO');
			assert.equal(sandbox.read('new/folder/file.ts'), 'fresh\n');
			assert.equal(sandbox.exists('old.ts'), false);
			assert.equal(sandbox.exists('name.ts'), false);
			assert.equal(sandbox.read('moved/other.ts'), withLines(ten, { 5: 'LINE 5\n' }));
			assert.ok(vscode.workspace.textDocuments.every((each) => !each.isDirty));
			assert.deepEqual(
				pendingPaths(),
				[
					'deep/second.ts',
					'first.ts',
					'mark.ts',
					'moved/other.ts',
					'new/folder/file.ts',
					'old.ts',
					'open-end.ts',
					'windows.ts',
				].map((file) => sandbox.path(file)),
			);
			assert.equal(record('moved/other.ts').renamedFrom, sandbox.path('name.ts'));
			assert.equal(record('old.ts').deleted, true);
			assert.equal(record('new/folder/file.ts').baseline, undefined);
		});

		it('leaves an unsaved file unsaved, with what the user typed', async () => {
			const uri = sandbox.write('typed.ts', ten);
			await document('typed.ts');
			await type(uri, new vscode.Position(9, 0), 'typed\n');
			await apply(await changed('typed.ts', (text) => withLines(text, { 1: 'LINE 1\n' })));
			const now = await document('typed.ts');
			assert.equal(now.isDirty, true);
			assert.equal(now.getText(), withLines(ten, { 1: 'LINE 1\n', 10: 'typed\nline 10\n' }));
			assert.equal(sandbox.read('typed.ts'), ten);
		});

		it('refuses everything when one file changed since the plan was made', async () => {
			sandbox.write('first.ts', ten);
			sandbox.write('second.ts', ten);
			const plan = [
				await changed('first.ts', (text) => text.toUpperCase()),
				await changed('second.ts', (text) => text.toUpperCase()),
			];
			await type(sandbox.uri('second.ts'), new vscode.Position(0, 0), 'typed\n');
			await assert.rejects(apply(...plan), /second\.ts changed since the edits were planned. Nothing was applied/);
			assert.equal(sandbox.read('first.ts'), ten);
			assert.equal((await document('first.ts')).getText(), ten);
			assert.deepEqual(pendingPaths(), []);
		});

		it('refuses to create a file that is there by now', async () => {
			const plan = created('new.ts', 'fresh\n');
			sandbox.write('new.ts', 'mine\n');
			await assert.rejects(apply(plan), /new\.ts exists by now/);
			assert.equal(sandbox.read('new.ts'), 'mine\n');
		});

		it('refuses to rename onto a file that is there by now', async () => {
			sandbox.write('name.ts', ten);
			sandbox.write('other.ts', 'mine\n');
			const before = sandbox.bytes();
			await assert.rejects(apply(await renamed('name.ts', 'other.ts')), /other\.ts exists by now/);
			assert.deepEqual(sandbox.bytes(), before);
		});

		it('refuses paths outside of the workspace', async () => {
			const outside = path.join(workspaceFolder(), '..', 'outside.ts');
			for (const name of ['../outside.ts', `${sandbox.name}/../../outside.ts`]) {
				await assert.rejects(review.apply('outside', 'Escape', [{ path: name, before: undefined, after: 'x' }]));
				assert.equal(existsSync(outside), false, name);
			}
			await assert.rejects(review.readText('../outside.ts'));
		});

		it('refuses the .git folder', async () => {
			const file = { path: '.git/hooks/pre-commit', before: undefined, after: 'x' };
			await assert.rejects(review.apply('git', 'Escape', [file]), /\.git folder/);
			assert.equal(existsSync(path.join(workspaceFolder(), '.git/hooks/pre-commit')), false);
		});

		it('refuses to go through a link that leads outside', async function () {
			const outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'longview-outside-')));
			try {
				writeFileSync(path.join(outside, 'secret.ts'), 'secret\n');
				try {
					symlinkSync(outside, sandbox.at('link'));
				} catch {
					// Windows lets only some users make links.
					this.skip();
				}
				await assert.rejects(apply(created('link/new.ts', 'x')), /through a link/);
				await assert.rejects(review.readText(sandbox.path('link/secret.ts')), /through a link/);
				assert.equal(existsSync(path.join(outside, 'new.ts')), false);
			} finally {
				rmSync(outside, { recursive: true, force: true });
			}
		});

		it('changes no file when the editor cannot carry out all of it', async () => {
			sandbox.write('first.ts', ten);
			sandbox.write('blocker', 'a file where a folder is needed\n');
			const before = sandbox.bytes();
			const plan = [await changed('first.ts', (text) => text.toUpperCase()), created('blocker/inner.ts', 'x')];
			await assert.rejects(apply(...plan));
			assert.deepEqual(sandbox.bytes(), before);
			assert.equal((await document('first.ts')).getText(), ten);
			assert.deepEqual(pendingPaths(), []);
		});

		it('takes back what was done when the editor fails halfway', async () => {
			sandbox.write('first.ts', ten);
			sandbox.write('name.ts', ten);
			sandbox.write('old.ts', 'gone\n');
			const before = sandbox.bytes();
			const plan = [
				await changed('first.ts', (text) => text.toUpperCase()),
				await deleted('old.ts'),
				await renamed('name.ts', 'other.ts'),
				created('other.ts/new.ts', 'no file can lie in a file\n'),
			];
			await assert.rejects(apply(...plan), /No file was changed/);
			assert.deepEqual(sandbox.bytes(), before);
			assert.equal((await document('first.ts')).getText(), ten);
			assert.deepEqual(pendingPaths(), []);
		});

		it('refuses text that the editor reads in the wrong encoding, which saving would destroy', async () => {
			const bytes = Buffer.from('caf\u00e9\nline\n', 'latin1');
			sandbox.write('latin.txt', bytes);
			await assert.rejects(async () => apply(await changed('latin.txt', (text) => text.replace('line', 'LINE'))));
			assert.deepEqual(sandbox.bytes(), { 'latin.txt': bytes.toString('hex') });
		});

		it('refuses what is binary, or holds bytes that are no text, with a sentence and not a byte changed', async () => {
			const files = {
				'data.bin': Buffer.from('a\0b\nline\n'),
				// The sign for what is no text stands in it as such, too.
				'broken.txt': Buffer.concat([Buffer.from('caf\ufffd\nline\n'), Buffer.from([0xe9, 0x0a])]),
			};
			for (const [name, bytes] of Object.entries(files)) {
				sandbox.write(name, bytes);
			}
			const before = sandbox.bytes();
			const edit = async (name: string) => apply(await changed(name, (text) => text.replace('line', 'LINE')));
			await assert.rejects(edit('data.bin'), /data\.bin is binary to the editor: .* It was left alone\./);
			await assert.rejects(edit('broken.txt'), /broken\.txt is not in the encoding .* was left alone\./);
			assert.deepEqual(sandbox.bytes(), before);
		});
	});

	describe('baselines', () => {
		it('serves the text before the edits as the original of the native diff', async () => {
			sandbox.write('first.ts', ten);
			await apply(await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n', 8: 'LINE 8\n' })));
			const original = await vscode.workspace.openTextDocument(
				sandbox.uri('first.ts').with({ scheme: 'longview-base' }),
			);
			assert.equal(original.getText(), ten);
		});

		it('moves the baseline forward with each accepted hunk', async () => {
			sandbox.write('first.ts', ten);
			await apply(await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n', 8: 'LINE 8\n' })));
			const original = await vscode.workspace.openTextDocument(
				sandbox.uri('first.ts').with({ scheme: 'longview-base' }),
			);
			await review.accept(record('first.ts'), (await hunks('first.ts')).slice(0, 1));
			await eventually('the new baseline', () => original.getText() === withLines(ten, { 2: 'LINE 2\n' }));
		});

		it('keeps the first baseline when edits come on top of edits under review', async () => {
			sandbox.write('first.ts', ten);
			await apply(await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' })));
			await apply(await changed('first.ts', (text) => withLines(text, { 8: 'LINE 8\n' })));
			assert.equal(record('first.ts').baseline, ten);
			assert.equal((await hunks('first.ts')).length, 2);
		});
	});

	describe('hunks', () => {
		beforeEach(async () => {
			sandbox.write('first.ts', ten);
			await apply(
				await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n', 5: '', 8: 'LINE 8\nand more\n' })),
			);
		});

		it('lists what changed, from the top', async () => {
			assert.deepEqual(
				(await hunks('first.ts')).map(({ removed, added, current }) => [current.start, removed, added]),
				[
					[2, 'line 2\n', 'LINE 2\n'],
					[5, 'line 5\n', ''],
					[7, 'line 8\n', 'LINE 8\nand more\n'],
				],
			);
		});

		it('accepts one: the file stays, the others still await review', async () => {
			const before = sandbox.bytes();
			const [, second] = await hunks('first.ts');
			await review.accept(record('first.ts'), [second!]);
			assert.deepEqual(sandbox.bytes(), before);
			assert.deepEqual(
				(await hunks('first.ts')).map(({ added }) => added),
				['LINE 2\n', 'LINE 8\nand more\n'],
			);
		});

		it('rejects one: the file gets its lines back, on disk too', async () => {
			const [first] = await hunks('first.ts');
			await review.reject(record('first.ts'), [first!]);
			assert.equal(sandbox.read('first.ts'), withLines(ten, { 5: '', 8: 'LINE 8\nand more\n' }));
			assert.equal((await hunks('first.ts')).length, 2);
		});

		it('is done with a file once each hunk was decided', async () => {
			const [first, second, third] = await hunks('first.ts');
			await review.accept(record('first.ts'), [first!]);
			await review.reject(record('first.ts'), [(await hunks('first.ts')).find(({ id }) => id === third!.id)!]);
			await review.accept(record('first.ts'), [(await hunks('first.ts')).find(({ id }) => id === second!.id)!]);
			assert.deepEqual(pendingPaths(), []);
			assert.equal(sandbox.read('first.ts'), withLines(ten, { 2: 'LINE 2\n', 5: '' }));
		});

		it('keeps what the user types between hunks when the others are rejected', async () => {
			await type(sandbox.uri('first.ts'), new vscode.Position(2, 0), 'typed\n');
			for (const id of (await hunks('first.ts')).filter(({ added }) => added !== 'typed\n').map((hunk) => hunk.id)) {
				const hunk = (await hunks('first.ts')).find((each) => each.id === id);
				if (hunk && !hunk.added.includes('typed')) {
					await review.reject(record('first.ts'), [hunk]);
				}
			}
			const now = await document('first.ts');
			assert.ok(now.getText().includes('typed\n'), now.getText());
			assert.ok(now.getText().includes('line 8\nline 9\n'), now.getText());
			assert.equal(now.isDirty, true);
		});

		it('keeps what the user types apart from hunks when all hunks of the edits are rejected', async () => {
			await type(sandbox.uri('first.ts'), new vscode.Position(9, 0), 'typed\n');
			const edits = (await hunks('first.ts')).filter(({ added }) => !added.includes('typed'));
			assert.equal(edits.length, 3);
			await review.reject(record('first.ts'), edits);
			assert.equal((await document('first.ts')).getText(), withLines(ten, { 10: 'typed\nline 10\n' }));
		});

		it('refuses a hunk that is older than the text', async () => {
			const [first] = await hunks('first.ts');
			await review.reject(record('first.ts'), [first!]);
			const now = sandbox.bytes();
			await assert.rejects(review.reject(record('first.ts'), [first!]));
			assert.deepEqual(sandbox.bytes(), now);
		});

		it('shows them as CodeLenses with their counts', async () => {
			await vscode.window.showTextDocument(sandbox.uri('first.ts'));
			const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
				'vscode.executeCodeLensProvider',
				sandbox.uri('first.ts'),
			);
			const ours = lenses.filter(({ command }) => /longview|dirtydiff/.test(command?.command ?? ''));
			assert.deepEqual(
				ours.map(({ range, command }) => [range.start.line, command?.title]),
				[
					[1, '$(check) Accept'],
					[1, '$(discard) Reject'],
					[1, 'edit 1 of 3: +1 \u22121'],
					[4, '$(check) Accept'],
					[4, '$(discard) Reject'],
					[4, 'edit 2 of 3: +0 \u22121'],
					[6, '$(check) Accept'],
					[6, '$(discard) Reject'],
					[6, 'edit 3 of 3: +2 \u22121'],
				],
			);
			const reject = ours[1]!.command!;
			await vscode.commands.executeCommand(reject.command, ...(reject.arguments as unknown[]));
			assert.equal(sandbox.read('first.ts'), withLines(ten, { 5: '', 8: 'LINE 8\nand more\n' }));
		});

		it('shows no CodeLenses when the setting says so', async () => {
			const settings = vscode.workspace.getConfiguration('longview.review');
			await settings.update('codeLens', false, vscode.ConfigurationTarget.Workspace);
			try {
				// Lenses are asked for open documents only.
				const { uri } = await vscode.workspace.openTextDocument(sandbox.uri('first.ts'));
				const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
				assert.deepEqual(
					lenses.filter(({ command }) => command?.command.startsWith('longview.')),
					[],
				);
			} finally {
				await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Workspace);
			}
		});
	});

	describe('files', () => {
		it('accepts a file as it is', async () => {
			sandbox.write('first.ts', ten);
			sandbox.write('old.ts', ten);
			await apply(await changed('first.ts', (text) => text.toUpperCase()), await deleted('old.ts'));
			const before = sandbox.bytes();
			await review.acceptFile(record('first.ts'));
			assert.deepEqual(pendingPaths(), [sandbox.path('old.ts')]);
			await review.acceptFile(record('old.ts'));
			assert.deepEqual(sandbox.bytes(), before);
			assert.deepEqual(pendingPaths(), []);
		});

		it('rejects a created file: it is gone', async () => {
			await apply(created('new.ts', 'fresh\n'));
			await review.rejectFile(record('new.ts'));
			assert.deepEqual(sandbox.bytes(), {});
			assert.deepEqual(pendingPaths(), []);
		});

		it('rejects the only hunk of a created file: it is gone', async () => {
			await apply(created('new.ts', 'fresh\n'));
			await review.reject(record('new.ts'), await hunks('new.ts'));
			assert.deepEqual(sandbox.bytes(), {});
			assert.deepEqual(pendingPaths(), []);
		});

		it('rejects a deleted file: it is back, byte for byte', async () => {
			const bytes = Buffer.from('\ufeffgone\r\nwith this', 'utf8');
			sandbox.write('old.ts', bytes);
			await apply(await deleted('old.ts'));
			assert.equal(sandbox.exists('old.ts'), false);
			await review.rejectFile(record('old.ts'));
			assert.deepEqual(sandbox.bytes(), { 'old.ts': bytes.toString('hex') });
			assert.deepEqual(pendingPaths(), []);
		});

		it('rejects a renamed and edited file: old name, old text', async () => {
			sandbox.write('name.ts', ten);
			const before = sandbox.bytes();
			await apply(await renamed('name.ts', 'moved/other.ts', (text) => withLines(text, { 5: 'LINE 5\n' })));
			await review.rejectFile(record('moved/other.ts'));
			assert.deepEqual(sandbox.bytes(), before);
			await eventually('nothing under review', () => pendingPaths().length === 0);
		});

		it('asks for a decision about a renamed file without hunks, too', async () => {
			sandbox.write('name.ts', ten);
			await apply(await renamed('name.ts', 'other.ts'));
			assert.equal(review.pending.count(record('other.ts')), 1);
			await review.rejectFile(record('other.ts'));
			assert.deepEqual(Object.keys(sandbox.bytes()), ['name.ts']);
		});

		it('follows a file that the user renames while it is under review', async () => {
			sandbox.write('first.ts', ten);
			const before = sandbox.bytes();
			const id = await apply(await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' })));
			const edit = new vscode.WorkspaceEdit();
			edit.renameFile(sandbox.uri('first.ts'), sandbox.uri('second.ts'));
			assert.ok(await vscode.workspace.applyEdit(edit));
			await eventually('the new name', () => pendingPaths()[0] === sandbox.path('second.ts'));
			assert.equal((await hunks('second.ts')).length, 1);
			const warnings = answerDialogs('showWarningMessage');
			try {
				assert.equal(await review.undo(id), true);
				assert.deepEqual(warnings.shown, []);
			} finally {
				warnings.restore();
			}
			assert.deepEqual(sandbox.bytes(), before);
		});
	});

	describe('all', () => {
		it('accepts all: nothing changes and nothing is left to review', async () => {
			sandbox.write('first.ts', ten);
			await apply(await changed('first.ts', (text) => text.toUpperCase()), created('new.ts', 'fresh\n'));
			const before = sandbox.bytes();
			await review.acceptAll();
			assert.deepEqual(sandbox.bytes(), before);
			assert.deepEqual(pendingPaths(), []);
		});

		it('rejects all of one answer and leaves the other', async () => {
			sandbox.write('first.ts', ten);
			sandbox.write('second.ts', ten);
			const id = await apply(await changed('first.ts', (text) => text.toUpperCase()));
			await apply(await changed('second.ts', (text) => text.toUpperCase()));
			await review.rejectAll(id);
			assert.equal(sandbox.read('first.ts'), ten);
			assert.deepEqual(pendingPaths(), [sandbox.path('second.ts')]);
		});

		it('leaves what the user typed and saved elsewhere in a file', async () => {
			sandbox.write('first.ts', ten);
			await apply(await changed('first.ts', (text) => text.replace('line 2\n', 'LINE 2\n')));
			const opened = await document('first.ts');
			const edit = new vscode.WorkspaceEdit();
			edit.insert(opened.uri, new vscode.Position(8, 0), 'mine\n');
			assert.ok(await vscode.workspace.applyEdit(edit));
			await opened.save();
			await review.rejectAll();
			assert.equal(sandbox.read('first.ts'), ten.replace('line 9\n', 'mine\nline 9\n'));
			assert.deepEqual(pendingPaths(), []);
		});

		it('handles far more files than the editor keeps open', async function () {
			this.timeout(60_000);
			const names = Array.from({ length: 150 }, (_, index) => `many/file${index}.ts`);
			names.forEach((name) => sandbox.write(name, ten));
			const before = sandbox.bytes();
			const id = await apply(
				...(await Promise.all(names.map((name) => changed(name, (text) => text.replace('line 5', 'LINE 5'))))),
			);
			assert.ok(names.every((name) => sandbox.read(name).includes('LINE 5')));
			const { pending } = review.stateOf(id);
			assert.equal(pending.size, 150);
			assert.ok([...pending.values()].every((count) => count === 1));
			await review.undo(id);
			assert.deepEqual(sandbox.bytes(), before);
		});
	});

	describe('undo', () => {
		let warnings: Dialogs | undefined;

		afterEach(() => {
			warnings?.restore();
			warnings = undefined;
		});

		for (const [decision, decide] of [
			['nothing was decided', () => Promise.resolve()],
			['all was accepted', () => review.acceptAll()],
			['all was rejected', () => review.rejectAll()],
		] as const) {
			it(`gives every file its bytes back after ${decision}, without a question`, async () => {
				const plan = await everything();
				const before = sandbox.bytes();
				const id = await apply(...plan);
				await decide();
				if (decision === 'all was rejected') {
					assert.deepEqual(sandbox.bytes(), before);
					assert.deepEqual(pendingPaths(), []);
				}
				warnings = answerDialogs('showWarningMessage');
				assert.equal(await review.undo(id), true);
				assert.deepEqual(warnings.shown, []);
				assert.deepEqual(sandbox.bytes(), before);
				assert.deepEqual(pendingPaths(), []);
				assert.equal(review.stateOf(id).canUndo, false);
			});
		}

		it('gives back a file that was seen once more just before it was deleted', async () => {
			await apply(...(await everything()));
			sandbox.write('old.ts', 'gone\n');
			await review.pending.refresh(true);
			rmSync(sandbox.at('old.ts'));
			await review.rejectAll();
			assert.equal(sandbox.bytes()['old.ts'], Buffer.from('gone\n').toString('hex'));
		});

		it('gives every file its bytes back after some was accepted and some rejected', async () => {
			const plan = await everything();
			const before = sandbox.bytes();
			const id = await apply(...plan);
			const [first, second] = await hunks('first.ts');
			await review.reject(record('first.ts'), [second!]);
			await review.accept(record('first.ts'), [first!]);
			await review.rejectFile(record('new/folder/file.ts'));
			await review.rejectFile(record('old.ts'));
			await review.acceptFile(record('windows.ts'));
			warnings = answerDialogs('showWarningMessage');
			assert.equal(await review.undo(id), true);
			assert.deepEqual(warnings.shown, []);
			assert.deepEqual(sandbox.bytes(), before);
		});

		it('gives a file with mixed line endings its bytes back', async () => {
			sandbox.write('mixed.ts', 'one\r\ntwo\nthree\r\nfour\r\n');
			const before = sandbox.bytes();
			const id = await apply(await changed('mixed.ts', (text) => text.replace('three', 'THREE')));
			assert.notDeepEqual(sandbox.bytes(), before);
			assert.equal(await review.undo(id), true);
			assert.deepEqual(sandbox.bytes(), before);
		});

		it('gives a file with mixed line endings its bytes back when it is rejected', async () => {
			sandbox.write('mixed.ts', 'one\r\ntwo\nthree\r\nfour\r\n');
			const before = sandbox.bytes();
			await apply(await changed('mixed.ts', (text) => text.replace('three', 'THREE')));
			await review.rejectAll();
			assert.deepEqual(sandbox.bytes(), before);
		});

		it('leaves a file that was unsaved unsaved, with what the user had typed', async () => {
			const uri = sandbox.write('typed.ts', ten);
			const before = sandbox.bytes();
			await document('typed.ts');
			await type(uri, new vscode.Position(9, 0), 'typed\n');
			const text = (await document('typed.ts')).getText();
			const id = await apply(await changed('typed.ts', (now) => withLines(now, { 1: 'LINE 1\n' })));
			assert.equal(await review.undo(id), true);
			assert.equal((await document('typed.ts')).getText(), text);
			assert.deepEqual(sandbox.bytes(), before);
		});

		it('brings back what the user had typed into a file that was deleted', async () => {
			const uri = sandbox.write('typed.ts', ten);
			const before = sandbox.bytes();
			await document('typed.ts');
			await type(uri, new vscode.Position(0, 0), 'typed\n');
			const id = await apply(await deleted('typed.ts'));
			assert.equal(sandbox.exists('typed.ts'), false);
			assert.equal(await review.undo(id), true);
			assert.deepEqual(sandbox.bytes(), before);
			await eventually('what was typed', async () => (await document('typed.ts')).getText() === `typed\n${ten}`);
		});

		describe('after the user changed a file', () => {
			let id: string;

			beforeEach(async () => {
				sandbox.write('first.ts', ten);
				sandbox.write('second.ts', ten);
				id = await apply(
					await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
					await changed('second.ts', (text) => withLines(text, { 2: 'LINE 2\n' })),
				);
				await type(sandbox.uri('second.ts'), new vscode.Position(9, 0), 'typed\n');
			});

			it('asks, and does nothing when the question is closed', async () => {
				warnings = answerDialogs('showWarningMessage');
				const before = sandbox.bytes();
				assert.equal(await review.undo(id), false);
				assert.deepEqual(warnings.shown, ['After the edits were applied, 1 file changed.']);
				assert.deepEqual(sandbox.bytes(), before);
				assert.equal(review.stateOf(id).canUndo, true);
				assert.equal(pendingPaths().length, 2);
			});

			it('undoes the other files only when the changes are kept', async () => {
				warnings = answerDialogs('showWarningMessage', 'Keep My Changes');
				assert.equal(await review.undo(id), true);
				assert.equal(sandbox.read('first.ts'), ten);
				const kept = withLines(ten, { 2: 'LINE 2\n', 10: 'typed\nline 10\n' });
				assert.equal((await document('second.ts')).getText(), kept);
			});

			it('gives every file its old text when they are to be overwritten', async () => {
				warnings = answerDialogs('showWarningMessage', 'Overwrite');
				assert.equal(await review.undo(id), true);
				assert.equal(sandbox.read('first.ts'), ten);
				assert.equal((await document('second.ts')).getText(), ten);
			});
		});

		it('takes an apply back only once', async () => {
			sandbox.write('first.ts', ten);
			const id = await apply(await changed('first.ts', (text) => text.toUpperCase()));
			await review.undo(id);
			await assert.rejects(review.undo(id), /nothing to undo/);
		});

		it('tells who listens', async () => {
			sandbox.write('first.ts', ten);
			const id = await apply(await changed('first.ts', (text) => text.toUpperCase()));
			const undone: Undone[] = [];
			const subscription = review.onDidUndo((each) => undone.push(each));
			await review.undo(id);
			subscription.dispose();
			assert.deepEqual(undone, [{ answerId: id, edits: undefined }]);
		});
	});

	describe('edits on top of edits', () => {
		it('are rejected together: renamed, edited, then deleted', async () => {
			sandbox.write('name.ts', ten);
			const before = sandbox.bytes();
			await apply(await renamed('name.ts', 'other.ts'));
			await apply(await changed('other.ts', (text) => withLines(text, { 2: 'LINE 2\n' })));
			await apply(await deleted('other.ts'));
			assert.deepEqual(pendingPaths(), [sandbox.path('other.ts')]);
			await review.rejectAll();
			assert.deepEqual(sandbox.bytes(), before);
			assert.deepEqual(pendingPaths(), []);
		});

		it('leave nothing to review when a created file is deleted again', async () => {
			await apply(created('new.ts', 'fresh\n'));
			await apply(await deleted('new.ts'));
			assert.deepEqual(pendingPaths(), []);
		});

		it('are undone one after the other', async () => {
			sandbox.write('name.ts', ten);
			const before = sandbox.bytes();
			const first = await apply(await changed('name.ts', (text) => withLines(text, { 2: 'LINE 2\n' })));
			const between = sandbox.bytes();
			const second = await apply(await renamed('name.ts', 'other.ts', (text) => withLines(text, { 8: 'LINE 8\n' })));
			assert.equal(await review.undo(second), true);
			assert.deepEqual(sandbox.bytes(), between);
			assert.equal(await review.undo(first), true);
			assert.deepEqual(sandbox.bytes(), before);
		});
	});

	describe('after a reload', () => {
		it('knows what awaits review, and can reject and undo it', async () => {
			const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'longview-journal-')));
			const log = vscode.window.createOutputChannel('Longview test', { log: true });
			const first = new ReviewService(new EditJournal(folder), log);
			let second: ReviewService | undefined;
			try {
				const plan = await everything();
				const before = sandbox.bytes();
				await first.apply('reloaded', 'Change it', plan);
				const records = first.records();
				await first.acceptFile(records[0]!);
				first.dispose();

				second = new ReviewService(new EditJournal(folder), log);
				await second.load();
				assert.deepEqual(second.records(), records.slice(1));
				assert.equal(second.lastEntry()?.id, 'reloaded');
				assert.equal(second.stateOf('reloaded').canUndo, true);
				assert.equal(second.stateOf('reloaded').pending.get(sandbox.path('first.ts')), 2);
				await second.rejectAll();
				await second.undo('reloaded');
				assert.deepEqual(sandbox.bytes(), before);
			} finally {
				first.dispose();
				second?.dispose();
				log.dispose();
				rmSync(folder, { recursive: true, force: true });
			}
		});
	});

	describe('commands', () => {
		const run = (name: string, ...args: unknown[]) =>
			vscode.commands.executeCommand(`longview.review.${name}`, ...args);

		beforeEach(async () => {
			sandbox.write('first.ts', ten);
			sandbox.write('second.ts', ten);
			await apply(
				await changed('first.ts', (text) => withLines(text, { 2: 'LINE 2\n', 5: '', 8: 'LINE 8\n' })),
				await changed('second.ts', (text) => withLines(text, { 3: 'LINE 3\n' })),
			);
		});

		async function cursorAt(file: string, line: number): Promise<void> {
			const editor = await vscode.window.showTextDocument(sandbox.uri(file));
			editor.selection = new vscode.Selection(line - 1, 0, line - 1, 0);
			await eventually('the cursor', () => vscode.window.activeTextEditor?.selection.active.line === line - 1);
		}

		it('take the hunk at the cursor when they get no argument', async () => {
			await cursorAt('first.ts', 2);
			await run('rejectHunk');
			assert.equal(sandbox.read('first.ts'), withLines(ten, { 5: '', 8: 'LINE 8\n' }));
			await cursorAt('first.ts', 5);
			await run('acceptHunk');
			assert.deepEqual(
				(await hunks('first.ts')).map(({ added }) => added),
				['LINE 8\n'],
			);
		});

		it('ask before an edit that the user wrote over is rejected', async () => {
			const uri = sandbox.uri('first.ts');
			const edit = new vscode.WorkspaceEdit();
			edit.replace(uri, new vscode.Range(1, 0, 1, 6), 'my own');
			await cursorAt('first.ts', 2);
			assert.ok(await vscode.workspace.applyEdit(edit));
			const words = () => vscode.window.activeTextEditor!.document.getText().split('\n')[1];
			for (const [answer, expected] of [
				[undefined, 'my own'],
				['Reject With My Changes', 'line 2'],
			] as const) {
				const warnings = answerDialogs('showWarningMessage', answer);
				try {
					await run('rejectHunk');
					assert.deepEqual(warnings.shown, [`You changed this edit in ${sandbox.path('first.ts')}.`]);
					assert.equal(words(), expected);
				} finally {
					warnings.restore();
				}
			}
		});

		it('say so when there is no hunk at the cursor', async () => {
			const messages = answerDialogs('showInformationMessage');
			try {
				await cursorAt('first.ts', 10);
				const before = sandbox.bytes();
				await run('rejectHunk');
				assert.deepEqual(messages.shown, ['No edit awaits review at the cursor.']);
				assert.deepEqual(sandbox.bytes(), before);
			} finally {
				messages.restore();
			}
		});

		it('take what a button of the inline diff hands over', async () => {
			const changes = [
				{ originalStartLineNumber: 2, originalEndLineNumber: 2, modifiedStartLineNumber: 2, modifiedEndLineNumber: 2 },
				{ originalStartLineNumber: 5, originalEndLineNumber: 5, modifiedStartLineNumber: 4, modifiedEndLineNumber: 0 },
				{ originalStartLineNumber: 8, originalEndLineNumber: 8, modifiedStartLineNumber: 7, modifiedEndLineNumber: 7 },
			];
			await run('rejectHunk', sandbox.uri('first.ts'), changes, 1);
			assert.equal(sandbox.read('first.ts'), withLines(ten, { 2: 'LINE 2\n', 8: 'LINE 8\n' }));
			await run('acceptHunk', sandbox.uri('first.ts'), changes, 0);
			assert.deepEqual(
				(await hunks('first.ts')).map(({ added }) => added),
				['LINE 8\n'],
			);
		});

		it('decide about the file of the active editor, or about the one they are given', async () => {
			await cursorAt('second.ts', 1);
			await run('rejectFile');
			assert.equal(sandbox.read('second.ts'), ten);
			await run('acceptFile', { path: sandbox.path('first.ts') });
			assert.deepEqual(pendingPaths(), []);
			assert.notEqual(sandbox.read('first.ts'), ten);
		});

		it('decide about everything', async () => {
			await run('rejectAll');
			assert.equal(sandbox.read('first.ts'), ten);
			assert.equal(sandbox.read('second.ts'), ten);
			assert.deepEqual(pendingPaths(), []);
		});

		it('accept everything', async () => {
			const before = sandbox.bytes();
			await run('acceptAll');
			assert.deepEqual(sandbox.bytes(), before);
			assert.deepEqual(pendingPaths(), []);
		});

		it('go from hunk to hunk and on to the next file, both ways', async () => {
			await cursorAt('first.ts', 1);
			const visited: string[] = [];
			const go = async (name: 'nextHunk' | 'previousHunk') => {
				await run(name);
				const editor = vscode.window.activeTextEditor!;
				visited.push(`${path.basename(editor.document.uri.fsPath)}:${editor.selection.active.line + 1}`);
			};
			for (let step = 0; step < 5; step++) {
				await go('nextHunk');
			}
			assert.deepEqual(visited, ['first.ts:2', 'first.ts:5', 'first.ts:7', 'second.ts:3', 'first.ts:2']);
			visited.length = 0;
			await go('previousHunk');
			await go('previousHunk');
			assert.deepEqual(visited, ['second.ts:3', 'first.ts:7']);
		});

		it('open a file at its first hunk, and all edits in a diff', async () => {
			await run('openFile', sandbox.path('second.ts'));
			assert.equal(activePath(), sandbox.at('second.ts'));
			assert.equal(vscode.window.activeTextEditor?.selection.active.line, 2);
			await run('openChanges');
			await eventually('the diff', () =>
				vscode.window.tabGroups.all.some((group) =>
					group.tabs.some((tab) => tab.label.startsWith('Edits Awaiting Review')),
				),
			);
		});

		it('undo the last apply', async () => {
			const messages = answerDialogs('showInformationMessage');
			try {
				await run('undoLastApply');
				assert.equal(sandbox.read('first.ts'), ten);
				assert.equal(sandbox.read('second.ts'), ten);
				assert.deepEqual(messages.shown, ['Undone: Change it']);
			} finally {
				messages.restore();
			}
		});

		it('never show an error in all this', () => {
			assert.deepEqual(errors.shown, []);
		});
	});
});
