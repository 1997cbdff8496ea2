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
import { setContextKey } from '../common/contextKeys';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import { pathOfUri, uriOfPath } from '../workspace/folders';
import {
	addEdits,
	applyOrThrow,
	changeText,
	checkedUri,
	openDocument,
	readBytes,
	readText,
	ReviewError,
} from './files';
import { PendingFiles } from './pendingFiles';
import { restore, restoreBytes, undoEntry } from './undo';

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
		setContextKey('longview.canUndoApply', this.lastEntry() !== undefined);
		await this.pending.load();
		await Promise.all(
			this.pending.all().map(async (record) => {
				const text = record.deleted ? undefined : await readText(record.path).catch(() => undefined);
				if (text !== undefined) {
					this.pending.remember(record, text);
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
		const journalFiles = await Promise.all(files.map(journalFileOf));
		const dirty = new Set(journalFiles.filter((file) => file.unsaved).map((file) => file.path));
		const entry: JournalEntry = { id: entryId, title, at: Date.now(), files: journalFiles, undone: false };
		const edit = new WorkspaceEdit();
		for (const file of files) {
			addFile(edit, file);
		}
		const before = this.pending.all();
		await this.#saveEntry(entry);
		await this.#markPending(entryId, files);
		if (!(await workspace.applyEdit(edit))) {
			// It stops at the first file it cannot change.
			await restore(journalFiles);
			await this.pending.update((records) => {
				records.clear();
				before.forEach((record) => records.set(record.path, record));
			});
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
		const before = document.getText();
		let text = before;
		for (const hunk of bottomUp(hunks)) {
			text = rejectHunk(record.baseline ?? '', text, hunk).newCurrent;
		}
		if (text === '' && record.baseline === undefined) {
			await this.#rejectCreated(record);
			return;
		}
		await changeText(document, text, `The editor refused to change ${record.path}; the hunk is still pending.`);
		if (!wasDirty) {
			await document.save();
		}
		// The user's own work stays recognisable: only what was as we left it counts as our step.
		await this.#note(record, (file) => (file.lastKnown === before ? { ...file, lastKnown: document.getText() } : file));
		await this.#settleBytes(record, document);
		await this.#dropSettled(document);
		this.pending.touch();
	}

	async acceptFile(record: PendingRecord): Promise<void> {
		await this.pending.update((records) => records.delete(record.path));
	}

	/** Takes the edits of a file back; what the user typed elsewhere in it since stays. */
	async rejectFile(record: PendingRecord): Promise<void> {
		if (record.deleted) {
			await this.#rejectDeleted(record);
		} else if (record.baseline === undefined) {
			await this.#rejectCreated(record);
		} else {
			const document = await this.#document(record);
			const { ours, changedByUser } = this.#ownHunks(record, document.getText());
			await this.reject(record, ours);
			if (changedByUser) {
				throw new ReviewError(
					`You changed some of the edits in ${record.path}; they are still pending. Accept or reject them one by one.`,
				);
			}
			if (record.renamedFrom !== undefined) {
				await this.#renameBack(record, record.renamedFrom);
			}
			await this.acceptFile(record);
		}
	}

	/** The hunks that are the edits as they were applied. A hunk is known by its text, wherever it moved to. */
	#ownHunks(record: PendingRecord, text: string): { ours: Hunk[]; changedByUser: boolean } {
		const hunks = this.pending.hunks(record, text);
		const written = this.#entries
			.get(record.entryId)
			?.files.find((file) => (file.renamedTo ?? file.path) === record.path)?.lastKnown;
		if (written === undefined || written === text) {
			return { ours: hunks, changedByUser: false };
		}
		const own = new Set(this.pending.hunks(record, written).map((hunk) => hunk.id));
		const ours = hunks.filter((hunk) => own.has(hunk.id));
		return { ours, changedByUser: ours.length < own.size };
	}

	/** All pending files of an apply, or of all. */
	records(entryId?: string): PendingRecord[] {
		return this.pending.all().filter((record) => entryId === undefined || record.entryId === entryId);
	}

	async acceptAll(entryId?: string): Promise<void> {
		const accepted = this.records(entryId);
		await this.pending.update((records) => accepted.forEach((record) => records.delete(record.path)));
	}

	/** @throws the first failure, once all other files are as before */
	async rejectAll(entryId?: string): Promise<void> {
		const failures: unknown[] = [];
		const entries = new Set(this.records(entryId).map((record) => record.entryId));
		for (const record of this.records(entryId)) {
			await this.rejectFile(record).catch((error: unknown) => failures.push(error));
		}
		this.#announceRejected(entries);
		if (failures.length > 0) {
			throw failures[0];
		}
	}

	/** An apply of which nothing is left in the files is as good as undone. */
	#announceRejected(entryIds: ReadonlySet<string>): void {
		for (const id of entryIds) {
			if (this.#entries.get(id)?.files.every((file) => file.lastKnown === file.text) === true) {
				this.#undone.fire(id);
			}
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
				// Edits on top of edits still under review: the review is against the state before both.
				const baseline = earlier ? earlier.baseline : file.before;
				const renamedFrom = earlier?.renamedFrom ?? file.path;
				const deleted = file.after === undefined;
				records.delete(file.path);
				if (!deleted || baseline !== undefined) {
					const record = { path, baseline, deleted, ...(renamedFrom === path ? {} : { renamedFrom }), entryId };
					records.set(path, record);
					this.pending.remember(record, file.after ?? '');
				}
			}
		});
	}

	async #rejectCreated(record: PendingRecord): Promise<void> {
		const written = this.#journalFile(record)?.lastKnown;
		const now = await readText(record.path);
		if (now !== undefined && written !== undefined && now !== written) {
			throw new ReviewError(
				`${record.path} was created by the edits and changed by you since; it is still pending. Accept it, or delete it yourself.`,
			);
		}
		const edit = new WorkspaceEdit();
		edit.deleteFile(checkedUri(record.path), { ignoreIfNotExists: true });
		await applyOrThrow(edit, `${record.path} could not be deleted; it is still pending.`);
		await this.#note(record, (file) => ({ ...file, lastKnown: undefined }));
		await this.acceptFile(record);
	}

	async #rejectDeleted(record: PendingRecord): Promise<void> {
		const file = this.#journalFile(record);
		if (!file) {
			throw new ReviewError(`The text of ${record.path} is not in the journal any more.`);
		}
		if ((await readBytes(checkedUri(record.path))) !== undefined) {
			throw new ReviewError(`There is another file ${record.path} by now. Move it away, then reject again.`);
		}
		await restore([file]);
		await this.#note(record, () => ({ ...file, lastKnown: file.text }));
		if (file.text === record.baseline && record.renamedFrom === undefined) {
			await this.acceptFile(record);
			return;
		}
		// It had been edited before it was deleted.
		const edited = { ...record, deleted: false };
		await this.pending.update((records) => records.set(record.path, edited));
		await this.rejectFile(edited);
	}

	async #renameBack(record: PendingRecord, renamedFrom: string): Promise<void> {
		if (await isTaken(renamedFrom, record.path)) {
			throw new ReviewError(`There is another file ${renamedFrom} by now. Move it away, then reject again.`);
		}
		const edit = new WorkspaceEdit();
		edit.renameFile(checkedUri(record.path), checkedUri(renamedFrom));
		// Settled first: the rename must not look like one of the user's, which the review follows.
		await this.acceptFile(record);
		try {
			await applyOrThrow(edit, `${record.path} could not be renamed back to ${renamedFrom}.`);
		} catch (error) {
			await this.pending.update((records) => records.set(record.path, record));
			throw error;
		}
		await this.#note(record, (file) => withPlace(file, renamedFrom));
		await this.#settleBytes(
			{ ...record, path: renamedFrom },
			await workspace.openTextDocument(checkedUri(renamedFrom)),
		);
	}

	/** A file that has its old text and place again gets its old bytes, too. */
	async #settleBytes(record: PendingRecord, document: TextDocument): Promise<void> {
		const file = this.#journalFile(record);
		if (file && !file.unsaved && !document.isDirty && file.text === document.getText()) {
			await restoreBytes(file);
		}
	}

	/** Saves what was applied, except files that held unsaved work of the user. */
	async #saveFiles(files: readonly PlannedFile[], dirty: ReadonlySet<string>): Promise<void> {
		await Promise.all(
			files.map(async (file) => {
				const uri = uriOfPath(file.renamedTo ?? file.path);
				const document = uri && openDocument(uri);
				if (document?.isDirty === true && !dirty.has(file.path) && !(await document.save())) {
					void window.showWarningMessage(l10n.t('{0} was changed but could not be saved.', file.path));
				}
			}),
		);
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

	/** Changes what the journal says about the file of a record. */
	async #note(record: PendingRecord, change: (file: JournalFile) => JournalFile): Promise<void> {
		const entry = this.#entries.get(record.entryId);
		if (entry) {
			const files = entry.files.map((file) => ((file.renamedTo ?? file.path) === record.path ? change(file) : file));
			await this.#saveEntry({ ...entry, files });
		}
	}

	/** The journal's words about a file that lies where it lay before the apply. */
	#journalFile(record: PendingRecord): JournalFile | undefined {
		return this.#entries.get(record.entryId)?.files.find((file) => file.path === record.path && !file.renamedTo);
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

	/** The user renamed a file that is under review, or was changed by an apply that can be taken back. */
	async #follow(files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[]): Promise<void> {
		for (const { oldUri, newUri } of files) {
			const record = this.pending.byUri(oldUri);
			const from = pathOfUri(oldUri);
			const path = pathOfUri(newUri);
			if (from === undefined || path === undefined) {
				continue;
			}
			const here = (file: JournalFile) => (file.renamedTo ?? file.path) === from && file.lastKnown !== undefined;
			const entries = [...this.#entries.values()].filter((entry) => !entry.undone && entry.files.some(here));
			const saved = entries.map((entry) =>
				this.#saveEntry({
					...entry,
					files: entry.files.map((file) => (here(file) ? withPlace(file, path) : file)),
				}),
			);
			if (record) {
				await this.pending.update((records) => {
					records.delete(record.path);
					records.set(path, { ...record, path });
				});
			}
			await Promise.all(saved);
		}
	}

	async #saveEntry(entry: JournalEntry): Promise<void> {
		this.#entries.set(entry.id, entry);
		setContextKey('longview.canUndoApply', this.lastEntry() !== undefined);
		await this.#journal?.saveEntry(entry);
	}
}

/**
 * How a file is before an apply.
 * @throws ReviewError when it is not as it was planned
 */
async function journalFileOf(file: PlannedFile): Promise<JournalFile> {
	const uri = checkedUri(file.path);
	const bytes = await readBytes(uri);
	if (file.before === undefined && bytes !== undefined) {
		throw existsByNow(file.path);
	}
	if (file.before !== undefined && (await readText(file.path)) !== file.before) {
		throw new ReviewError(
			`${file.path} changed since the edits were planned. Nothing was applied; look at the edits again.`,
		);
	}
	if (file.renamedTo !== undefined && (await isTaken(file.renamedTo, file.path))) {
		throw existsByNow(file.renamedTo);
	}
	return {
		path: file.path,
		...(file.renamedTo === undefined ? {} : { renamedTo: file.renamedTo }),
		bytes: bytes && Buffer.from(bytes).toString('base64'),
		text: file.before,
		unsaved: openDocument(uri)?.isDirty === true,
		lastKnown: file.after,
	};
}

function addFile(edit: WorkspaceEdit, file: PlannedFile): void {
	const uri = checkedUri(file.path);
	if (file.after === undefined) {
		edit.deleteFile(uri);
		return;
	}
	if (file.before === undefined) {
		edit.createFile(uri, { contents: Buffer.from(file.after, 'utf8') });
		return;
	}
	addEdits(edit, uri, file.before, file.after);
	if (file.renamedTo !== undefined) {
		edit.renameFile(uri, checkedUri(file.renamedTo));
	}
}

function existsByNow(path: string): ReviewError {
	return new ReviewError(`${path} exists by now. Nothing was applied; look at the edits again.`);
}

/** True when another file lies where one is to be moved; changing the case of a name meets itself on some disks. */
async function isTaken(path: string, from: string): Promise<boolean> {
	return path.toLowerCase() !== from.toLowerCase() && (await readBytes(checkedUri(path))) !== undefined;
}

/** The journal's file once it lies somewhere else. */
function withPlace(file: JournalFile, path: string): JournalFile {
	const { renamedTo, ...rest } = file;
	if (path !== file.path) {
		return { ...rest, renamedTo: path };
	}
	return renamedTo === undefined ? file : rest;
}

function bottomUp(hunks: readonly Hunk[]): Hunk[] {
	return [...hunks].sort((left, right) => right.current.start - left.current.start);
}
