import { EventEmitter, type Disposable, type LogOutputChannel, type Uri } from 'vscode';
import { computeHunks, type Hunk } from '../../core/edits/hunks';
import type { EditJournal, PendingRecord } from '../../node/storage/editJournal';
import { uriOfPath } from '../workspace/folders';
import { openDocument } from './files';

/** The files whose edits await review, with their baselines. Persisted on every change. */
export class PendingFiles implements Disposable {
	readonly #journal: EditJournal | undefined;
	readonly #log: LogOutputChannel;
	readonly #records = new Map<string, PendingRecord>();
	readonly #counts = new Map<string, number>();
	readonly #changed = new EventEmitter<void>();
	readonly onDidChange = this.#changed.event;

	constructor(journal: EditJournal | undefined, log: LogOutputChannel) {
		this.#journal = journal;
		this.#log = log;
	}

	/** Reads what was pending when the window was closed. */
	async load(): Promise<void> {
		for (const record of (await this.#journal?.loadPending()) ?? []) {
			this.#records.set(record.path, record);
		}
		if (this.#records.size > 0) {
			this.#changed.fire();
		}
	}

	get size(): number {
		return this.#records.size;
	}

	all(): PendingRecord[] {
		return [...this.#records.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
	}

	get(path: string): PendingRecord | undefined {
		return this.#records.get(path);
	}

	byUri(uri: Uri): PendingRecord | undefined {
		const key = uri.toString();
		return this.all().find((record) => uriOfPath(record.path)?.toString() === key);
	}

	/** Hunks of an open document against its baseline. */
	hunks(record: PendingRecord, current: string): Hunk[] {
		return computeHunks(record.baseline ?? '', current);
	}

	/** Number of decisions a file still needs: its hunks, as they were when it was last open. */
	count(record: PendingRecord): number {
		const uri = uriOfPath(record.path);
		const document = uri && openDocument(uri);
		if (document && !record.deleted) {
			this.remember(record, document.getText());
		}
		const hunks = this.#counts.get(record.path);
		return record.deleted || hunks === undefined || record.renamedFrom !== undefined ? Math.max(1, hunks ?? 1) : hunks;
	}

	/** Counts the hunks of a file that may be closed later: the editor closes documents by itself. */
	remember(record: PendingRecord, text: string): void {
		this.#counts.set(record.path, this.hunks(record, text).length);
	}

	/** Changes several records in one step and saves; resolves when it is on disk. */
	async update(change: (records: Map<string, PendingRecord>) => void): Promise<void> {
		change(this.#records);
		this.#changed.fire();
		try {
			await this.#journal?.savePending(this.all());
		} catch (error) {
			this.#log.error('The state of the review could not be saved.', error instanceof Error ? error : String(error));
			throw error;
		}
	}

	/** The documents changed: counts and lenses must be looked at again. */
	touch(): void {
		this.#changed.fire();
	}

	dispose(): void {
		this.#changed.dispose();
	}
}
