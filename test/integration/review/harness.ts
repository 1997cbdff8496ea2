import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TrackedHunk } from '../../../src/core/edits/trackHunks';
import type { PlannedFile } from '../../../src/core/edits/types';
import { EditJournal } from '../../../src/node/storage/editJournal';
import type { JournalState, PendingRecord } from '../../../src/node/storage/journalState';
import type { HunkOperations } from '../../../src/node/edits/hunkEngine';
import { HunkThread } from '../../../src/node/edits/hunkThread';
import { WorkerClient } from '../../../src/node/workers/workerClient';
import { ReviewService } from '../../../src/vscode/review/reviewService';
import { eventually } from '../../support/eventually';
import { answerDialogs, extension, longview, type Dialogs } from '../support/editor';
import { Sandbox } from '../support/workspace';

export const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('');

/** Replaces whole lines, by number. */
export function withLines(text: string, lines: Readonly<Record<number, string>>): string {
	return text
		.split(/(?<=\n)/)
		.map((line, index) => lines[index + 1] ?? line)
		.join('');
}

/** A journal that can be told to fail, and during whose writing something may happen. */
export class FragileJournal extends EditJournal {
	full = false;
	onSave: (() => void) | undefined;

	override save(state: JournalState): Promise<void> {
		this.onSave?.();
		return this.full ? Promise.reject(new Error('no space left on device')) : super.save(state);
	}
}

/** A review of its own with a journal of its own, in a sandbox of the workspace. */
export class ReviewStage {
	readonly sandbox = new Sandbox();
	readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'longview-journal-')));
	journal = new FragileJournal(this.folder);
	readonly #log = vscode.window.createOutputChannel('Longview test', { log: true });
	readonly #hunkWorker = new WorkerClient<HunkOperations>(path.join(extension().extensionPath, 'dist', 'hunks.js'));
	/** What the thread of large texts could not do. */
	readonly threadFailures: string[] = [];
	readonly #thread = new HunkThread(this.#hunkWorker, (message) => this.threadFailures.push(message));
	review = new ReviewService(this.journal, this.#log, this.#thread);
	#applies = 0;
	#warnings: Dialogs | undefined;

	static async open(): Promise<ReviewStage> {
		await longview();
		return new ReviewStage();
	}

	/** As after the window was closed and opened again. */
	async reload(): Promise<void> {
		this.review.dispose();
		this.journal = new FragileJournal(this.folder);
		this.review = new ReviewService(this.journal, this.#log, this.#thread);
		await this.review.load();
	}

	async dispose(): Promise<void> {
		this.#warnings?.restore();
		this.review.dispose();
		await this.#hunkWorker.dispose();
		this.#log.dispose();
		await this.sandbox.dispose();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Answers the warnings from now on, until the stage is disposed of; see `answerDialogs`. */
	answerWarnings(answer?: string): Dialogs {
		this.#warnings?.restore();
		this.#warnings = answerDialogs('showWarningMessage', answer);
		return this.#warnings;
	}

	/** Plans a change of a file that is there. */
	async changed(file: string, change: (text: string) => string): Promise<PlannedFile> {
		const before = await this.review.readText(this.sandbox.path(file));
		assert.ok(before !== undefined, `${file} exists`);
		return { path: this.sandbox.path(file), before, after: change(before) };
	}

	/** Writes a file and applies a change to it. */
	async edited(file: string, text: string, lines: Readonly<Record<number, string>>): Promise<string> {
		this.sandbox.write(file, text);
		return await this.apply(await this.changed(file, (before) => withLines(before, lines)));
	}

	async apply(...files: PlannedFile[]): Promise<string> {
		const id = `stage-${process.pid}-${++this.#applies}-${path.basename(this.folder)}`;
		assert.equal(await this.review.apply(id, 'Change it', files), true);
		return id;
	}

	record(file: string): PendingRecord {
		const found = this.review.pending.get(this.sandbox.path(file));
		assert.ok(found, `${file} awaits review`);
		return found;
	}

	async document(file: string): Promise<vscode.TextDocument> {
		return await vscode.workspace.openTextDocument(this.sandbox.uri(file));
	}

	async text(file: string): Promise<string> {
		return (await this.document(file)).getText();
	}

	async hunks(file: string): Promise<readonly TrackedHunk[]> {
		return (await this.review.pending.track(this.record(file), await this.text(file))).hunks;
	}

	/** Old and new text of each pending hunk. */
	async shown(file: string): Promise<(readonly [string, string])[]> {
		return (await this.hunks(file)).map(({ removed, added }) => [removed, added] as const);
	}

	pending(): string[] {
		return this.review.records().map((each) => each.path.slice(this.sandbox.name.length + 1));
	}

	async pendingIs(...files: string[]): Promise<void> {
		await eventually(`under review: ${files.join(', ') || 'nothing'}`, () => this.pending().join() === files.join());
	}

	async replace(file: string, range: vscode.Range, text: string): Promise<void> {
		const edit = new vscode.WorkspaceEdit();
		edit.replace(this.sandbox.uri(file), range, text);
		assert.ok(await vscode.workspace.applyEdit(edit));
	}

	async insert(file: string, line: number, text: string): Promise<void> {
		await this.replace(file, new vscode.Range(line - 1, 0, line - 1, 0), text);
	}

	async rename(from: string, to: string): Promise<void> {
		const edit = new vscode.WorkspaceEdit();
		edit.renameFile(this.sandbox.uri(from), this.sandbox.uri(to));
		assert.ok(await vscode.workspace.applyEdit(edit));
	}
}
