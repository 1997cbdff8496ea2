import {
	EventEmitter,
	l10n,
	window,
	workspace,
	WorkspaceEdit,
	type Disposable,
	type LogOutputChannel,
	type TextDocument,
	type Uri,
} from 'vscode';
import { acceptHunk, rejectHunk, type Hunk } from '../../core/edits/hunks';
import type { PlannedFile } from '../../core/edits/types';
import type { EditJournal, JournalEntry, JournalFile, PendingRecord } from '../../node/storage/editJournal';
import type { ReviewState } from '../chat/answerDetails';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import { pathOfUri, uriOfPath } from '../workspace/folders';
import { addEdits, checkedUri, openDocument, readBytes, readText, ReviewError } from './files';
import { PendingFiles } from './pendingFiles';
import { undoEntry } from './undo';

const recountDelay = 150;

/** Applies planned edits for review, and carries out the user's decisions. Nothing is written before `apply`. */
export class ReviewService implements Disposable {
	readonly pending: PendingFiles;
	readonly readText = readText;
	readonly #journal: EditJournal | undefined;
	readonly #entries = new Map<string, JournalEntry>();
	readonly #store = new DisposableStore();
	readonly #undone = this.#store.add(new EventEmitter<string>());
	/** An apply was taken back; the event is its id. */
	readonly onDidUndo = this.#undone.event;
	readonly #recount = this.#store.add(new Throttle(recountDelay, () => this.pending.touch()));

	constructor(journal: EditJournal | undefined, log: LogOutputChannel) {
		this.#journal = journal;
		this.pending = this.#store.add(new PendingFiles(journal, log));
		this.#store.add(
			workspace.onDidChangeTextDocument((event) => {
				if (this.pending.byUri(event.document.uri)) {
					this.#recount.schedule();
				}
			}),
		);
		this.#store.add(workspace.onDidSaveTextDocument((document) => void this.#dropSettled(document)));
		this.#store.add(workspace.onDidRenameFiles((event) => void this.#follow(event.files)));
	}

	get onDidChange(): PendingFiles['onDidChange'] {
		return this.pending.onDidChange;
	}

	/** Reads the journal; call once, before anything else. */
	async load(): Promise<void> {
		for (const entry of (await this.#journal?.loadEntries()) ?? []) {
			this.#entries.set(entry.id, entry);
		}
		await this.pending.load();
		// Hunks are counted in open documents.
		await Promise.all(
			this.pending.all().map(async (record) => {
				const uri = uriOfPath(record.path);
				if (uri && !record.deleted) {
					await workspace.openTextDocument(uri).then(undefined, () => undefined);
				}
			}),
		);
		this.pending.touch();
	}

	stateOf(entryId: string): ReviewState {
		const entry = this.#entries.get(entryId);
		const pending = new Map<string, number>();
		for (const record of this.pending.all()) {
			if (record.entryId === entryId) {
				pending.set(record.path, this.pending.count(record));
			}
		}
		return { pending, canUndo: entry !== undefined && !entry.undone };
	}

	/** The newest apply that can be taken back. */
	lastEntry(): JournalEntry | undefined {
		return [...this.#entries.values()].filter((entry) => !entry.undone).sort((left, right) => right.at - left.at)[0];
	}

	/**
	 * Applies planned files in one undoable step and opens their review.
	 * @throws ReviewError when the editor refused; then no file was changed
	 */
	async apply(entryId: string, title: string, files: readonly PlannedFile[]): Promise<void> {
		const documents = new Map<string, TextDocument>();
		const dirty = new Set<string>();
		const journalFiles: JournalFile[] = [];
		for (const file of files) {
			const uri = checkedUri(file.path);
			const bytes = await readBytes(uri);
			if (file.before !== undefined) {
				const document = await workspace.openTextDocument(uri);
				if (document.getText() !== file.before) {
					throw new ReviewError(
						`${file.path} changed since the edits were planned. Nothing was applied; look at the edits again.`,
					);
				}
				documents.set(file.path, document);
				if (document.isDirty) {
					dirty.add(file.path);
				}
			} else if (bytes !== undefined) {
				throw new ReviewError(`${file.path} exists by now. Nothing was applied; look at the edits again.`);
			}
			journalFiles.push({
				path: file.path,
				...(file.renamedTo === undefined ? {} : { renamedTo: file.renamedTo }),
				bytes: bytes && Buffer.from(bytes).toString('base64'),
				text: file.before,
				lastKnown: file.after,
			});
		}
		const entry: JournalEntry = { id: entryId, title, at: Date.now(), files: journalFiles, undone: false };
		await this.#saveEntry(entry);
		await this.#markPending(entryId, files);
		const edit = new WorkspaceEdit();
		for (const file of files) {
			addFile(edit, file, documents.get(file.path));
		}
		if (!(await workspace.applyEdit(edit))) {
			await this.#unmark(files);
			await this.#saveEntry({ ...entry, undone: true });
			throw new ReviewError('The editor refused the edits; no file was changed. A file may be read-only.');
		}
		await this.#saveFiles(files, dirty);
		await this.#learn(entryId);
	}

	/** Accepts one hunk: the baseline takes it over. */
	async accept(record: PendingRecord, hunks: readonly Hunk[]): Promise<void> {
		const document = await this.#document(record);
		let baseline = record.baseline ?? '';
		// From the bottom up, so that the places of the others stay right.
		for (const hunk of bottomUp(hunks)) {
			baseline = acceptHunk(baseline, document.getText(), hunk);
		}
		await this.pending.update((records) => {
			if (baseline === document.getText() && record.renamedFrom === undefined) {
				records.delete(record.path);
			} else {
				records.set(record.path, { ...record, baseline });
			}
		});
	}

	/** Rejects one hunk: the file takes the baseline's lines back. */
	async reject(record: PendingRecord, hunks: readonly Hunk[]): Promise<void> {
		const document = await this.#document(record);
		const wasDirty = document.isDirty;
		let text = document.getText();
		const before = text;
		for (const hunk of bottomUp(hunks)) {
			text = rejectHunk(record.baseline ?? '', text, hunk).newCurrent;
		}
		const edit = new WorkspaceEdit();
		addEdits(edit, document, text);
		if (!(await workspace.applyEdit(edit))) {
			throw new ReviewError(`The editor refused to change ${record.path}; the hunk is still pending.`);
		}
		if (!wasDirty) {
			await document.save();
		}
		await this.#learnFile(record, before, document.getText());
		await this.#dropSettled(document);
		this.pending.touch();
	}

	async acceptFile(record: PendingRecord): Promise<void> {
		await this.pending.update((records) => records.delete(record.path));
	}

	async rejectFile(record: PendingRecord): Promise<void> {
		if (record.deleted) {
			const bytes = this.#journalFile(record)?.bytes;
			await workspace.fs.writeFile(checkedUri(record.path), Buffer.from(bytes ?? '', 'base64'));
			await this.acceptFile(record);
			return;
		}
		if (record.baseline === undefined) {
			const edit = new WorkspaceEdit();
			edit.deleteFile(checkedUri(record.path), { ignoreIfNotExists: true });
			await workspace.applyEdit(edit);
			await this.acceptFile(record);
			return;
		}
		const document = await this.#document(record);
		await this.reject(record, this.pending.hunks(record, document.getText()));
		if (record.renamedFrom !== undefined) {
			const edit = new WorkspaceEdit();
			edit.renameFile(checkedUri(record.path), checkedUri(record.renamedFrom));
			if (!(await workspace.applyEdit(edit))) {
				throw new ReviewError(`${record.path} could not be renamed back to ${record.renamedFrom}.`);
			}
		}
		await this.pending.update((records) => records.delete(record.path));
	}

	/** All pending files of an apply, or of all. */
	records(entryId?: string): PendingRecord[] {
		return this.pending.all().filter((record) => entryId === undefined || record.entryId === entryId);
	}

	async acceptAll(entryId?: string): Promise<void> {
		const accepted = this.records(entryId);
		await this.pending.update((records) => accepted.forEach((record) => records.delete(record.path)));
	}

	async rejectAll(entryId?: string): Promise<void> {
		for (const record of this.records(entryId)) {
			await this.rejectFile(record);
		}
	}

	/**
	 * Takes an apply back. Files the user changed since are shown and left alone unless the user says so.
	 * @returns false when the user kept everything as it is
	 */
	async undo(entryId: string): Promise<boolean> {
		const entry = this.#entries.get(entryId);
		if (!entry || entry.undone) {
			throw new ReviewError('There is nothing to undo.');
		}
		if (!(await undoEntry(entry))) {
			return false;
		}
		await this.pending.update((records) => {
			for (const record of this.records(entryId)) {
				records.delete(record.path);
			}
		});
		await this.#saveEntry({ ...entry, undone: true });
		this.#undone.fire(entryId);
		this.pending.touch();
		return true;
	}

	dispose(): void {
		this.#store.dispose();
	}

	async #document(record: PendingRecord): Promise<TextDocument> {
		try {
			return await workspace.openTextDocument(checkedUri(record.path));
		} catch {
			throw new ReviewError(`${record.path} cannot be opened; it may have been deleted or renamed.`);
		}
	}

	async #markPending(entryId: string, files: readonly PlannedFile[]): Promise<void> {
		await this.pending.update((records) => {
			for (const file of files) {
				const path = file.renamedTo ?? file.path;
				const earlier = records.get(file.path);
				records.delete(file.path);
				records.set(path, {
					path,
					// Edits on top of edits still under review: the review is against the text before both.
					baseline: earlier ? earlier.baseline : file.before,
					deleted: file.after === undefined,
					...(file.renamedTo === undefined ? {} : { renamedFrom: file.path }),
					entryId,
				});
			}
		});
	}

	async #unmark(files: readonly PlannedFile[]): Promise<void> {
		await this.pending.update((records) => {
			for (const file of files) {
				records.delete(file.renamedTo ?? file.path);
			}
		});
	}

	/** Saves what was applied, except files that held unsaved work of the user. */
	async #saveFiles(files: readonly PlannedFile[], dirty: ReadonlySet<string>): Promise<void> {
		for (const file of files) {
			const uri = uriOfPath(file.renamedTo ?? file.path);
			const document = uri && openDocument(uri);
			if (document?.isDirty === true && !dirty.has(file.path) && !(await document.save())) {
				void window.showWarningMessage(l10n.t('{0} was changed but could not be saved.', file.path));
			}
		}
	}

	/** Notes how the files stand after our own step: saving may have formatted them. */
	async #learn(entryId: string): Promise<void> {
		const entry = this.#entries.get(entryId);
		if (!entry) {
			return;
		}
		const files = entry.files.map((file) => {
			const uri = uriOfPath(file.renamedTo ?? file.path);
			const document = uri && openDocument(uri);
			return file.lastKnown === undefined || !document ? file : { ...file, lastKnown: document.getText() };
		});
		await this.#saveEntry({ ...entry, files });
		this.pending.touch();
	}

	/** After a rejection: ours if the file was as we left it, else the user's work stays recognisable. */
	async #learnFile(record: PendingRecord, before: string, after: string): Promise<void> {
		const entry = this.#entries.get(record.entryId);
		if (entry) {
			const files = entry.files.map((file) =>
				(file.renamedTo ?? file.path) === record.path && file.lastKnown === before
					? { ...file, lastKnown: after }
					: file,
			);
			await this.#saveEntry({ ...entry, files });
		}
	}

	#journalFile(record: PendingRecord): JournalFile | undefined {
		return this.#entries.get(record.entryId)?.files.find((file) => file.path === record.path);
	}

	/** A file that equals its baseline needs no review any more; while unsaved, an undo may bring the edit back. */
	async #dropSettled(document: TextDocument): Promise<void> {
		const record = this.pending.byUri(document.uri);
		if (
			record &&
			!document.isDirty &&
			!record.deleted &&
			record.renamedFrom === undefined &&
			record.baseline === document.getText()
		) {
			await this.pending.update((records) => records.delete(record.path));
		}
	}

	/** The user renamed a file that is under review. */
	async #follow(files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[]): Promise<void> {
		for (const { oldUri, newUri } of files) {
			const record = this.pending.byUri(oldUri);
			const path = pathOfUri(newUri);
			if (record && path !== undefined) {
				await this.pending.update((records) => {
					records.delete(record.path);
					records.set(path, { ...record, path });
				});
			}
		}
	}

	async #saveEntry(entry: JournalEntry): Promise<void> {
		this.#entries.set(entry.id, entry);
		await this.#journal?.saveEntry(entry);
	}
}

function addFile(edit: WorkspaceEdit, file: PlannedFile, document: TextDocument | undefined): void {
	const uri = checkedUri(file.path);
	if (file.after === undefined) {
		edit.deleteFile(uri);
		return;
	}
	if (!document) {
		edit.createFile(uri, { contents: Buffer.from(file.after, 'utf8') });
		return;
	}
	addEdits(edit, document, file.after);
	if (file.renamedTo !== undefined) {
		edit.renameFile(uri, checkedUri(file.renamedTo));
	}
}

function bottomUp(hunks: readonly Hunk[]): Hunk[] {
	return [...hunks].sort((left, right) => right.current.start - left.current.start);
}
