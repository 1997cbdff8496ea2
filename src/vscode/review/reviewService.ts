import {
	EventEmitter,
	l10n,
	window,
	workspace,
	type Disposable,
	type LogOutputChannel,
	type TextDocument,
	type Uri,
} from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { SerialQueue } from '../../core/common/serialQueue';
import type { Hunk } from '../../core/edits/hunks';
import type { PlannedFile } from '../../core/edits/types';
import type { HunkThread } from '../../node/edits/hunkThread';
import type { EditJournal } from '../../node/storage/editJournal';
import type { JournalEntry, PendingRecord } from '../../node/storage/journalState';
import { DisposableStore } from '../common/disposables';
import { pathOfUri } from '../workspace/folders';
import { answerOf, answerReview, isOf, type AnswerReview, type ReviewWork } from './answerReview';
import { applyFiles, isInFiles } from './applyEdits';
import { Decisions } from './decisions';
import { readText } from './files';
import { followMove, isConcerned, type Move } from './followRenames';
import { PendingFiles } from './pendingFiles';
import { ReviewStore } from './reviewStore';
import { SnapshotDocuments } from './snapshotDocuments';
import { askAboutChanges, undoApply, type UndoPlan } from './undo';

/** Edits of an answer were taken back. */
export interface Undone {
	readonly answerId: string;
	/** Numbers of these edits; undefined when nothing of the answer is left in the files. */
	readonly edits: readonly number[] | undefined;
}

/** Milliseconds after which edits that are nowhere in the files any more are no longer waited for. */
const forgottenAfter = 30 * 24 * 60 * 60 * 1_000;

/**
 * Applies planned edits for review, and carries out the user's decisions, one step at a time: nothing the user does
 * twice or at once can mix. Nothing is written before `apply`.
 */
export class ReviewService implements Disposable {
	readonly pending: PendingFiles;
	readonly readText = readText;
	readonly #reviews: ReviewStore;
	readonly #log: LogOutputChannel;
	readonly #queue = new SerialQueue();
	readonly #decisions: Decisions;
	readonly #store = new DisposableStore();
	readonly #snapshots = this.#store.add(new SnapshotDocuments());
	readonly #undone = this.#store.add(new EventEmitter<Undone>());
	readonly onDidUndo = this.#undone.event;
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	#journal: Promise<void> | undefined;
	/** By answer, what is being done with its edits. */
	readonly #working = new Map<string, ReviewWork>();

	/** @param thread compares large texts; without it that is done here */
	constructor(journal: EditJournal | undefined, log: LogOutputChannel, thread?: HunkThread) {
		this.#log = log;
		this.#reviews = this.#store.add(new ReviewStore(journal, log));
		this.pending = this.#store.add(new PendingFiles(this.#reviews, log, thread));
		this.#decisions = new Decisions(this.#reviews, this.pending, (entryId) => void this.#tellUndone(entryId));
		this.#store.add(this.pending.onDidChange(() => this.#changed.fire()));
		this.#store.add(workspace.onDidSaveTextDocument((document) => this.#onSaved(document)));
		this.#store.add(workspace.onDidRenameFiles(({ files }) => this.#onRenamed(files)));
	}

	/** Reads what was applied and awaits review, without a look at the files themselves. */
	readJournal(): Promise<void> {
		this.#journal ??= this.#reviews.load();
		return this.#journal;
	}

	/** Reads the journal and the files that await review; call once. Decisions made meanwhile wait for it. */
	load(): Promise<void> {
		return this.#queue.run(async () => {
			await this.readJournal();
			await this.pending.refresh(true);
			const listed = new Set(this.pending.all());
			const old = Date.now() - forgottenAfter;
			const forgotten = this.#reviews
				.records()
				.filter((record) => !listed.has(record) && (this.#reviews.entry(record.entryId)?.at ?? 0) < old);
			if (forgotten.length > 0) {
				await this.#reviews.note((draft) => forgotten.forEach(({ path }) => draft.pending.delete(path)));
			}
		});
	}

	stateOf(entryId: string): AnswerReview {
		const entries = this.#entriesOf(entryId);
		const pending = this.records(entryId).map((record) => [record.path, this.pending.count(record)] as const);
		return answerReview(entries, new Map(pending), this.#working.get(answerOf(entryId)));
	}

	/** The id a further apply of the same answer is to have. */
	nextEntryId(answerId: string): string {
		const count = this.#entriesOf(answerId).length;
		return count === 0 ? answerId : `${answerId}#${count + 1}-${Date.now()}`;
	}

	/** The newest apply that can be taken back. */
	lastEntry(): JournalEntry | undefined {
		return this.#reviews.entries()[0];
	}

	/** Pending files of an apply, or of all. */
	records(entryId?: string): PendingRecord[] {
		return this.pending.all().filter((record) => entryId === undefined || isOf(record.entryId, entryId));
	}

	/**
	 * Applies planned files in one undoable step and opens their review.
	 * @returns false when the answer is applied already; then nothing was done
	 * @throws ReviewError when a file is not as planned or the editor refused; then no file was changed
	 */
	apply(entryId: string, title: string, files: readonly PlannedFile[]): Promise<boolean> {
		return this.#work(entryId, 'apply', () =>
			applyFiles(this.#reviews, this.pending, { id: entryId, title, at: Date.now(), files }),
		);
	}

	/** Accepts hunks: the baseline takes them over. */
	accept(record: PendingRecord, shown: readonly Hunk[]): Promise<void> {
		return this.#queue.run(() => this.#decisions.acceptHunks(record, shown));
	}

	/** Rejects hunks: the file takes the baseline's lines back. */
	reject(record: PendingRecord, shown: readonly Hunk[]): Promise<void> {
		return this.#queue.run(() => this.#decisions.rejectHunks(record, shown));
	}

	acceptFile(record: PendingRecord): Promise<void> {
		return this.#queue.run(async () => this.#decisions.acceptFiles([this.#decisions.stillPending(record)]));
	}

	acceptAll(entryId?: string): Promise<void> {
		return this.#work(entryId, 'accept', async () => {
			await this.pending.settled();
			await this.#decisions.acceptFiles(this.records(entryId));
		});
	}

	/** Takes the edits of a file back; what the user typed elsewhere in it since stays. */
	rejectFile(record: PendingRecord): Promise<void> {
		return this.#queue.run(async () => this.#decisions.rejectFiles([this.#decisions.stillPending(record)]));
	}

	/** @throws the first failure, once all other files are as before */
	rejectAll(entryId?: string): Promise<void> {
		return this.#work(entryId, 'reject', async () => {
			await this.pending.settled();
			await this.#decisions.rejectFiles(this.records(entryId));
		});
	}

	/**
	 * Takes an apply back. Files the user changed since are shown and left alone unless the user says so; they stay under
	 * review, and the undo stays open for them.
	 * @returns false when the user kept everything as it is
	 * @throws ReviewError when some files could not be restored; the others are
	 */
	async undo(entryId: string): Promise<boolean> {
		const entries = this.#entriesOf(entryId);
		if (entries.length <= 1) {
			return await this.#undoEntry(entries[0]?.id ?? entryId);
		}
		for (const { id } of entries) {
			if (!(await this.#undoEntry(id))) {
				return false;
			}
		}
		return true;
	}

	async #undoEntry(entryId: string): Promise<boolean> {
		let agreed: UndoPlan | undefined;
		let overwrite = false;
		for (;;) {
			// The question is asked outside of the queue: while it is open, nothing else has to wait.
			const unseen = await this.#work(entryId, 'undo', () => this.#undo(entryId, agreed, overwrite));
			if (!unseen) {
				return true;
			}
			const answer = await askAboutChanges(unseen, this.#snapshots);
			if (answer === undefined) {
				return false;
			}
			agreed = unseen;
			overwrite = answer === 'overwrite';
		}
	}

	dispose(): void {
		this.#store.dispose();
	}

	/**
	 * Carries a step out in its turn, and tells of it for as long as it takes.
	 * @param entryId undefined when it concerns all answers
	 */
	async #work<Result>(entryId: string | undefined, work: ReviewWork, step: () => Promise<Result>): Promise<Result> {
		const answers = new Set(
			(entryId === undefined ? this.records().map((each) => each.entryId) : [entryId]).map(answerOf),
		);
		answers.forEach((answer) => this.#working.set(answer, work));
		this.#changed.fire();
		try {
			return await this.#queue.run(step);
		} finally {
			answers.forEach((answer) => this.#working.delete(answer));
			this.#changed.fire();
		}
	}

	async #undo(entryId: string, agreed: UndoPlan | undefined, overwrite: boolean): Promise<UndoPlan | undefined> {
		const before = this.#reviews.entry(entryId);
		try {
			return await undoApply(this.#reviews, entryId, agreed, overwrite);
		} finally {
			await this.pending.refresh(true);
			const left = this.#reviews.entry(entryId);
			if (before && (left !== undefined || !this.#tellUndone(entryId))) {
				const kept = new Set(left?.files.map(({ path }) => path));
				const edits = before.files.flatMap((file) => (kept.has(file.path) ? [] : (file.edits ?? [])));
				if (edits.length > 0) {
					this.#undone.fire({ answerId: answerOf(entryId), edits });
				}
			}
		}
	}

	/**
	 * Tells of an answer of which nothing is left in the files, whichever of its applies was the last.
	 * @returns false when something is left
	 */
	#tellUndone(entryId: string): boolean {
		const answerId = answerOf(entryId);
		if (this.#entriesOf(answerId).some((entry) => entry.id !== entryId && entry.finished && isInFiles(entry))) {
			return false;
		}
		this.#undone.fire({ answerId, edits: undefined });
		return true;
	}

	/** The applies of an answer, the newest first. */
	#entriesOf(entryId: string): readonly JournalEntry[] {
		return this.#reviews.entries().filter(({ id }) => isOf(id, entryId));
	}

	/** A saved file without any of the edits needs no review any more; while unsaved, the editor's undo may bring them back. */
	#onSaved(document: TextDocument): void {
		const path = pathOfUri(document.uri);
		if (path === undefined || !this.#reviews.record(path)) {
			return;
		}
		this.#inBackground(async () => {
			const record = this.#reviews.record(path);
			const whole = record && (record.deleted || record.baseline === undefined || record.renamedFrom !== undefined);
			if (!record || whole || document.isDirty) {
				return;
			}
			const { hunks } = await this.pending.current(record, document);
			if (hunks.length === 0) {
				await this.#decisions.settleByHand(record);
			}
		});
	}

	#onRenamed(files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[]): void {
		const moves = files.flatMap(({ oldUri, newUri }): Move[] => {
			const from = pathOfUri(oldUri);
			const to = pathOfUri(newUri);
			return from === undefined || to === undefined ? [] : [{ from, to }];
		});
		this.#inBackground(async () => {
			if (moves.some((move) => isConcerned(this.#reviews.state, move))) {
				await this.#reviews.note((draft) => moves.forEach((move) => followMove(draft, move)));
				await this.pending.refresh(true);
			}
		});
	}

	#inBackground(step: () => Promise<void>): void {
		this.#queue.run(step).catch((error: unknown) => {
			this.#log.error(error instanceof Error ? error : String(error));
			void window.showErrorMessage(l10n.t('The review could not follow what happened: {0}', errorMessage(error)));
		});
	}
}
