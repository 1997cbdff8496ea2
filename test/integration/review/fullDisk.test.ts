import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { PlannedFile } from '../../../src/core/edits/types';
import { EditJournal } from '../../../src/node/storage/editJournal';
import { ReviewService } from '../../../src/vscode/review/reviewService';
import { uriOfPath } from '../../../src/vscode/workspace/folders';
import { answerDialogs, longview, type Dialogs } from '../support/editor';
import { FullDisk } from '../support/fullDisk';
import { VirtualWorkspace } from '../support/virtualWorkspace';
import { closeEditors } from '../support/workspace';
import { ReviewStage, ten } from './harness';

const longer = ten.replace('line 5', 'a much longer line 5');
const shorter = ten.replace('line 5\n', '');

describe('Edits of many files on a full disk', () => {
	const many = Array.from({ length: 30 }, (_, index) => `file${index}.ts`);
	let stage: ReviewStage;
	let disk: FullDisk;

	beforeEach(async () => {
		stage = await ReviewStage.open();
		many.forEach((file) => stage.sandbox.write(file, ten));
		disk = new FullDisk();
	});

	afterEach(async () => {
		disk.restore();
		await stage.dispose();
	});

	const planned = (text: string) => Promise.all(many.map((file) => stage.changed(file, () => text)));

	function filesAre(text: (file: string, index: number) => string): void {
		assert.deepEqual(
			many.map((file) => stage.sandbox.read(file)),
			many.map(text),
		);
	}

	it('are taken back from all, byte for byte, when some have no room', async () => {
		const plan = await planned(longer);
		disk.room = 200;
		await assert.rejects(
			stage.apply(...plan),
			/file\d+\.ts could not be written: .*no space left.* No file was changed/,
		);
		filesAre(() => ten);
		assert.deepEqual(stage.pending(), []);
		assert.equal(stage.review.lastEntry(), undefined);
		disk.room = Infinity;
		await stage.apply(...plan);
		filesAre(() => longer);
	});

	it('keep the old text of a file that cannot even be given back, for an undo later', async () => {
		const plan = await planned(longer);
		disk.broken.add('file7.ts');
		await assert.rejects(stage.apply(...plan), /old text again: .*file7\.ts .*It is kept.*Undo Last Apply/);
		filesAre((_, index) => (index === 7 ? '' : ten));
		await stage.reload();
		const { id } = stage.review.lastEntry()!;
		const warnings = stage.answerWarnings();
		disk.broken.clear();
		assert.equal(await stage.review.undo(id), true);
		filesAre(() => ten);
		assert.deepEqual(warnings.shown, []);
	});

	it('stay under review where rejecting them has no room, and leave the files as they are', async () => {
		await stage.apply(...(await planned(shorter)));
		disk.room = 20;
		await assert.rejects(stage.review.rejectAll(), /no space left/);
		const left = stage.pending();
		assert.ok(left.length > 0 && left.length < 30, String(left.length));
		filesAre((file) => (left.includes(file) ? shorter : ten));
		disk.room = Infinity;
		await stage.review.rejectAll();
		filesAre(() => ten);
		assert.deepEqual(stage.pending(), []);
	});
});

/** The files lie in memory, where room can be taken away from the editor, too. */
describe('Edits on a full disk', () => {
	let workspace: VirtualWorkspace;
	let folder: string;
	let log: vscode.LogOutputChannel;
	let review: ReviewService;
	let warnings: Dialogs;

	const change = (file: string, after: string): PlannedFile => ({ path: file, before: ten, after });

	before(async () => {
		await longview();
		log = vscode.window.createOutputChannel('Longview test of full disks', { log: true });
	});

	after(() => log.dispose());

	beforeEach(() => {
		workspace = new VirtualWorkspace();
		workspace.put('file.ts', ten);
		folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'longview-journal-')));
		review = new ReviewService(new EditJournal(folder), log);
		warnings = answerDialogs('showWarningMessage');
	});

	afterEach(async () => {
		warnings.restore();
		workspace.files.capacity = Infinity;
		review.dispose();
		rmSync(folder, { recursive: true, force: true });
		await closeEditors();
		workspace.close();
	});

	it('are kept in the editor when it cannot save them, and undone as if they had been', async () => {
		workspace.files.capacity = workspace.files.size;
		await review.apply('answer', 'Grow', [change('file.ts', longer)]);
		assert.match(warnings.shown.join(), /could not be saved: file\.ts/);
		const document = await vscode.workspace.openTextDocument(uriOfPath('file.ts')!);
		assert.deepEqual([document.getText(), document.isDirty], [longer, true]);
		assert.equal(workspace.text('file.ts'), ten);
		assert.equal(review.records().length, 1);
		workspace.files.capacity = Infinity;
		assert.equal(await review.undo('answer'), true);
		assert.deepEqual([document.getText(), document.isDirty, workspace.text('file.ts')], [ten, false, ten]);
	});

	it('are taken back when a new file has no room', async () => {
		workspace.files.capacity = workspace.files.size + 10;
		const created: PlannedFile = { path: 'new.ts', before: undefined, after: ten };
		const applied = review.apply('answer', 'Grow', [change('file.ts', shorter), created]);
		await assert.rejects(applied, /disk full\. No file was changed/);
		assert.deepEqual(workspace.files.paths(), ['/project/file.ts']);
		assert.equal(workspace.text('file.ts'), ten);
		assert.deepEqual(review.records(), []);
	});
});
