import { EventEmitter, workspace, type Disposable, type LogOutputChannel, type TextDocument, type Uri } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { HunkTracker, type TrackedHunk, type TrackedText } from '../../core/edits/trackHunks';
import type { PendingRecord } from '../../node/storage/journalState';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import { pathOfUri, uriOfPath } from '../workspace/folders';
import { readText } from './files';
import type { ReviewStore } from './reviewStore';

/** Milliseconds between looks at files that change. */
const lookInterval = 150;
/** Files read at once. */
const readsAtOnce = 16;

/** What was made of a text, kept until the text or the record is another. */
interface Look {
	readonly record: PendingRecord;
	readonly text: string;
	readonly tracked: TrackedText;
	/** The version of the document the text was taken from. */
	readonly version: number | undefined;
}

/**
 * The files whose edits await review, as they are right now: what the user does to them, in the editor or on disk, is
 * followed. A file none of whose edits is there at the moment (it was deleted, another branch was checked out) is not
 * listed; it comes back with them.
 */
export class PendingFiles implements Disposable {
	readonly #reviews: ReviewStore;
	readonly #log: LogOutputChannel;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	readonly #trackers = new WeakMap<PendingRecord, HunkTracker>();
	readonly #looks = new Map<string, Look>();
	readonly #absent = new Set<string>();
	readonly #open = new Map<string, TextDocument>();
	readonly #stale = new Set<string>();
	readonly #look = this.#store.add(new Throttle(lookInterval, () => void this.refresh()));
	#listed: readonly PendingRecord[] | undefined;
	#watching = false;

	constructor(reviews: ReviewStore, log: LogOutputChannel) {
		this.#reviews = reviews;
		this.#log = log;
		workspace.textDocuments.forEach((document) => this.#open.set(document.uri.toString(), document));
		this.#store.add(reviews.onDidChange(() => this.#update()));
		this.#store.add(workspace.onDidOpenTextDocument((document) => this.#open.set(document.uri.toString(), document)));
		this.#store.add(
			workspace.onDidCloseTextDocument((document) => {
				this.#open.delete(document.uri.toString());
				// Unsaved changes are gone with it.
				this.#suspect(document.uri, document.isDirty);
			}),
		);
		this.#store.add(workspace.onDidChangeTextDocument(({ document }) => this.#suspect(document.uri, false)));
	}

	/** Files with edits that await a decision. */
	get size(): number {
		return this.all().length;
	}

	/** By path. */
	all(): readonly PendingRecord[] {
		this.#listed ??= this.#reviews.records().filter((record) => this.#isThere(record));
		return this.#listed;
	}

	get(path: string): PendingRecord | undefined {
		const record = this.#reviews.record(path);
		return record && this.#isThere(record) ? record : undefined;
	}

	byUri(uri: Uri): PendingRecord | undefined {
		const path = pathOfUri(uri);
		return path === undefined ? undefined : this.get(path);
	}

	/** The pending edits of a file in a text of it. */
	hunks(record: PendingRecord, text: string): readonly TrackedHunk[] {
		return this.track(record, text).hunks;
	}

	/** Follows the edits of a file into a text of it. */
	track(record: PendingRecord, text: string, version?: number): TrackedText {
		const known = this.#looks.get(record.path);
		if (known?.record === record && known.text === text) {
			this.#looks.set(record.path, { ...known, version: version ?? known.version });
			return known.tracked;
		}
		let tracker = this.#trackers.get(record);
		if (!tracker) {
			tracker = new HunkTracker(record.baseline ?? '', record.applied);
			this.#trackers.set(record, tracker);
		}
		const tracked = tracker.track(text);
		if (this.#reviews.record(record.path) === record) {
			this.#looks.set(record.path, { record, text, tracked, version });
		}
		return tracked;
	}

	/** What a file would be without its pending edits; undefined while nothing is known about it. */
	original(record: PendingRecord): string | undefined {
		return record.deleted ? record.baseline : this.#now(record)?.original;
	}

	/** Number of decisions a file still needs. */
	count(record: PendingRecord): number {
		const hunks = record.deleted ? undefined : this.#now(record)?.hunks.length;
		const whole = record.deleted || record.renamedFrom !== undefined || record.baseline === undefined;
		return hunks === undefined || whole ? Math.max(1, hunks ?? 1) : hunks;
	}

	/** Reads again what may have changed outside of the editor; all files when it is told so. */
	async refresh(all = false): Promise<void> {
		const paths = all ? this.#reviews.records().map((record) => record.path) : [...this.#stale];
		this.#stale.clear();
		const next = paths.values();
		const readSome = async () => {
			for (const path of next) {
				await this.#read(path);
			}
		};
		await Promise.all(Array.from({ length: readsAtOnce }, readSome));
		this.touch();
	}

	/** Something changed: counts and lenses must be looked at again. */
	touch(): void {
		this.#listed = undefined;
		this.#changed.fire();
	}

	dispose(): void {
		this.#store.dispose();
	}

	async #read(path: string): Promise<void> {
		const record = this.#reviews.record(path);
		if (!record) {
			return;
		}
		try {
			const text = await readText(path);
			if (text === undefined) {
				this.#absent.add(path);
			} else {
				this.#absent.delete(path);
				this.track(record, text);
			}
		} catch (error) {
			this.#log.warn(`${path} awaits review and could not be read: ${errorMessage(error)}`);
		}
	}

	/** The edits of a file in what is known of its text. */
	#now(record: PendingRecord): TrackedText | undefined {
		const uri = uriOfPath(record.path);
		const document = uri && this.#open.get(uri.toString());
		const known = this.#looks.get(record.path);
		if (document && !document.isClosed) {
			return known?.record === record && known.version === document.version
				? known.tracked
				: this.track(record, document.getText(), document.version);
		}
		return known && this.track(record, known.text);
	}

	#isThere(record: PendingRecord): boolean {
		const absent = this.#absent.has(record.path);
		if (record.deleted) {
			return absent || this.#looks.get(record.path)?.text !== record.baseline;
		}
		return !absent && this.count(record) > 0;
	}

	/** @param reread what is known of the file does not hold any more */
	#suspect(uri: Uri, reread: boolean): void {
		const path = pathOfUri(uri);
		if (path !== undefined && this.#reviews.record(path)) {
			if (reread) {
				this.#stale.add(path);
			}
			this.#look.schedule();
		}
	}

	#update(): void {
		const records = this.#reviews.records();
		if (records.length > 0 && !this.#watching) {
			this.#watching = true;
			const watcher = this.#store.add(workspace.createFileSystemWatcher('**/*'));
			// The editor itself reads an open file again.
			this.#store.add(watcher.onDidChange((uri) => this.#suspect(uri, !this.#open.has(uri.toString()))));
			this.#store.add(watcher.onDidCreate((uri) => this.#suspect(uri, true)));
			this.#store.add(watcher.onDidDelete((uri) => this.#suspect(uri, true)));
		}
		for (const path of [...this.#looks.keys(), ...this.#absent]) {
			if (!this.#reviews.record(path)) {
				this.#looks.delete(path);
				this.#absent.delete(path);
			}
		}
		this.touch();
	}
}
