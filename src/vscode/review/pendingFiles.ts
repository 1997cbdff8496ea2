import { EventEmitter, workspace, type Disposable, type LogOutputChannel, type TextDocument, type Uri } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import type { TrackedText } from '../../core/edits/trackHunks';
import type { HunkThread } from '../../node/edits/hunkThread';
import type { PendingRecord } from '../../node/storage/journalState';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import { pathOfUri, uriOfPath } from '../workspace/folders';
import { readText } from './files';
import type { ReviewStore } from './reviewStore';
import { TrackedTexts } from './trackedTexts';

/** Milliseconds between looks at files that change. */
const lookInterval = 150;
/** Files read at once. */
const readsAtOnce = 16;

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
	readonly #thread: HunkThread | undefined;
	readonly #tracked: TrackedTexts;
	/** By path, the text of a file when it was read last. */
	readonly #texts = new Map<string, string>();
	readonly #absent = new Set<string>();
	/** By path, what was learned of a file last, or is just being read: what was begun before that is out of date. */
	readonly #latest = new Map<string, number>();
	#lookups = 0;
	readonly #open = new Map<string, TextDocument>();
	readonly #stale = new Set<string>();
	readonly #look = this.#store.add(new Throttle(lookInterval, () => void this.refresh()));
	#listed: readonly PendingRecord[] | undefined;
	#watching = false;

	/** @param thread compares large texts; without it that is done here */
	constructor(reviews: ReviewStore, log: LogOutputChannel, thread?: HunkThread) {
		this.#reviews = reviews;
		this.#log = log;
		this.#thread = thread;
		this.#tracked = new TrackedTexts(thread, () => this.touch());
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

	/** Follows the edits of a file into a text of it. */
	async track(record: PendingRecord, text: string, version?: number): Promise<TrackedText> {
		this.#overtake(record.path);
		return await this.#track(record, text, version);
	}

	/** A file was deleted, whatever a look at it, begun before that, has still seen. */
	gone(path: string): void {
		this.#overtake(path);
		this.#absent.add(path);
	}

	async #track(record: PendingRecord, text: string, version?: number): Promise<TrackedText> {
		if (this.#reviews.record(record.path) === record) {
			this.#texts.set(record.path, text);
		}
		return await this.#tracked.track(record, text, version);
	}

	/** The edits of a file in its document as that is when this resolves, however much is typed meanwhile. */
	async current(record: PendingRecord, document: TextDocument): Promise<TrackedText> {
		for (;;) {
			await this.#tracked.wait(record);
			const { version } = document;
			const tracked = await this.track(record, document.getText(), version);
			if (document.version === version) {
				return tracked;
			}
		}
	}

	/** The edits of a file in its document as it is, unless they are still being looked for; `onDidChange` tells then. */
	known(record: PendingRecord, document: TextDocument): TrackedText | undefined {
		this.#now(record);
		return this.#tracked.ofVersion(record, document.version);
	}

	/** Waits until what is known of all files is how they are now. */
	async settled(): Promise<void> {
		// One that was read just before it was deleted counts as brought back until the editor tells of its end.
		const doubtful = this.#reviews.records().filter((record) => record.deleted && !this.#isThere(record));
		if (doubtful.length > 0) {
			await Promise.all(doubtful.map(({ path }) => this.#read(path)));
			this.touch();
		}
		do {
			this.#reviews
				.records()
				.filter((record) => !record.deleted)
				.forEach((record) => this.#now(record));
		} while (await this.#tracked.wait());
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
		const lookup = this.#overtake(path);
		try {
			const text = await readText(path);
			if (this.#latest.get(path) !== lookup) {
				return;
			}
			if (text === undefined) {
				this.#absent.add(path);
			} else {
				this.#absent.delete(path);
				await this.#track(record, text);
			}
		} catch (error) {
			this.#log.warn(`${path} awaits review and could not be read: ${errorMessage(error)}`);
		}
	}

	#overtake(path: string): number {
		const lookup = ++this.#lookups;
		this.#latest.set(path, lookup);
		return lookup;
	}

	/** The edits of a file in what is known of its text; of a large one that was just changed, those before that. */
	#now(record: PendingRecord): TrackedText | undefined {
		const uri = uriOfPath(record.path);
		const document = uri && this.#open.get(uri.toString());
		if (!document || document.isClosed) {
			const text = this.#texts.get(record.path);
			return text === undefined ? undefined : this.#tracked.latest(record, text);
		}
		return (
			this.#tracked.ofVersion(record, document.version) ??
			(this.#tracked.isRunning(record)
				? this.#tracked.last(record)
				: this.#lookAt(record, document.getText(), document.version))
		);
	}

	#lookAt(record: PendingRecord, text: string, version: number): TrackedText | undefined {
		this.#texts.set(record.path, text);
		return this.#tracked.latest(record, text, version);
	}

	#isThere(record: PendingRecord): boolean {
		const absent = this.#absent.has(record.path);
		if (record.deleted) {
			return absent || this.#texts.get(record.path) !== record.baseline;
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
		for (const path of [...this.#texts.keys(), ...this.#absent, ...this.#latest.keys()]) {
			if (!this.#reviews.record(path)) {
				this.#texts.delete(path);
				this.#absent.delete(path);
				this.#latest.delete(path);
			}
		}
		if (records.length === 0) {
			this.#thread?.rest();
		}
		this.touch();
	}
}
