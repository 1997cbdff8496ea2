import { EventEmitter, l10n, window, type Disposable, type LogOutputChannel } from 'vscode';
import { journalLimits, withinLimits, type EditJournal } from '../../node/storage/editJournal';
import {
	placeOf,
	type JournalEntry,
	type JournalFile,
	type JournalState,
	type PendingRecord,
} from '../../node/storage/journalState';
import { errorMessage } from '../../core/common/errors';
import { setContextKey } from '../common/contextKeys';
import { ReviewError } from './files';

export interface ReviewState {
	/** By id. */
	readonly entries: ReadonlyMap<string, JournalEntry>;
	/** By path. */
	readonly pending: ReadonlyMap<string, PendingRecord>;
}

/** A copy of the state, to be changed. */
export interface ReviewDraft extends ReviewState {
	readonly entries: Map<string, JournalEntry>;
	readonly pending: Map<string, PendingRecord>;
}

/** Applies that can be taken back and files that await review: one state, in memory and in the journal. */
export class ReviewStore implements Disposable {
	readonly #journal: EditJournal | undefined;
	readonly #log: LogOutputChannel;
	readonly #changed = new EventEmitter<void>();
	readonly onDidChange = this.#changed.event;
	#entries = new Map<string, JournalEntry>();
	#pending = new Map<string, PendingRecord>();
	#sorted: readonly PendingRecord[] | undefined;

	constructor(journal: EditJournal | undefined, log: LogOutputChannel) {
		this.#journal = journal;
		this.#log = log;
	}

	/** Reads what was there when the window was closed. */
	async load(): Promise<void> {
		const loaded = await this.#journal?.load();
		if (!loaded) {
			return;
		}
		for (const path of loaded.damaged) {
			this.#log.warn(`The journal of edits has lost a text of ${path}; its edits cannot be taken back.`);
		}
		this.#set({
			entries: new Map(loaded.state.entries.map((entry) => [entry.id, entry])),
			pending: new Map(loaded.state.pending.map((record) => [record.path, record])),
		});
	}

	/** Everything there is; not to be changed. */
	get state(): ReviewState {
		return { entries: this.#entries, pending: this.#pending };
	}

	entry(id: string): JournalEntry | undefined {
		return this.#entries.get(id);
	}

	/** The newest first. */
	entries(): JournalEntry[] {
		return [...this.#entries.values()].sort((left, right) => right.at - left.at);
	}

	record(path: string): PendingRecord | undefined {
		return this.#pending.get(path);
	}

	/** By path, each once. */
	records(): readonly PendingRecord[] {
		this.#sorted ??= [...this.#pending.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
		return this.#sorted;
	}

	/**
	 * Changes the state before anything else happens: on disk first, then in memory.
	 * @throws ReviewError when it cannot be written; then nothing has changed
	 */
	async commit(change: (draft: ReviewDraft) => void): Promise<void> {
		const draft = this.#draft(change);
		try {
			await this.#journal?.save(stateOf(draft));
		} catch (error) {
			this.#log.error('The state of the review could not be saved.', errorMessage(error));
			throw new ReviewError(
				l10n.t(
					'The state of the review could not be saved ({0}). Nothing was changed; make room on the disk, then try again.',
					errorMessage(error),
				),
			);
		}
		this.#set(draft);
	}

	/** Notes what has already happened to files: it is true whether or not it can be written. */
	async note(change: (draft: ReviewDraft) => void): Promise<void> {
		const draft = this.#draft(change);
		this.#set(draft);
		try {
			await this.#journal?.save(stateOf(draft));
		} catch (error) {
			this.#log.error('The state of the review could not be saved.', errorMessage(error));
			void window.showWarningMessage(
				l10n.t(
					'The files are as you decided, but the state of the review could not be saved: {0}. It is kept until this window closes.',
					errorMessage(error),
				),
			);
		}
	}

	dispose(): void {
		this.#changed.dispose();
	}

	#draft(change: (draft: ReviewDraft) => void): ReviewDraft {
		const draft: ReviewDraft = { entries: new Map(this.#entries), pending: new Map(this.#pending) };
		change(draft);
		const kept = withinLimits(stateOf(draft), journalLimits);
		return { ...draft, entries: new Map(kept.entries.map((entry) => [entry.id, entry])) };
	}

	#set({ entries, pending }: ReviewDraft): void {
		this.#entries = entries;
		this.#pending = pending;
		this.#sorted = undefined;
		setContextKey('longview.canUndoApply', entries.size > 0);
		this.#changed.fire();
	}
}

function stateOf({ entries, pending }: ReviewState): JournalState {
	return { entries: [...entries.values()], pending: [...pending.values()] };
}

/** Changes what an apply says about the file that lies at a path now. */
export function changeFile(
	draft: ReviewDraft,
	entryId: string,
	path: string,
	change: (file: JournalFile) => JournalFile,
): void {
	const entry = draft.entries.get(entryId);
	if (entry) {
		const files = entry.files.map((file) => (placeOf(file) === path ? change(file) : file));
		draft.entries.set(entryId, { ...entry, files });
	}
}
