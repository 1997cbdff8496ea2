import { HunkTracker, type TrackedText } from '../../core/edits/trackHunks';
import type { HunkThread } from '../../node/edits/hunkThread';
import type { PendingRecord } from '../../node/storage/journalState';

/** Texts of more lines or characters are compared on another thread; 5,000 lines take 20 ms where all were formatted. */
const largeLines = 5_000;
const largeLength = 400_000;

/** What was made of a text. */
interface Look {
	readonly text: string;
	readonly tracked: TrackedText;
	/** The version of the document the text was taken from. */
	readonly version: number | undefined;
}

/** A comparison that is under way on the other thread. */
interface Run {
	readonly text: string;
	readonly result: Promise<TrackedText>;
}

/**
 * The edits of files under review in their texts. Small texts are compared at once. Large ones are compared apart: until
 * that is done the last result stands, and a result that a newer comparison has overtaken is dropped.
 */
export class TrackedTexts {
	readonly #thread: Pick<HunkThread, 'track'> | undefined;
	readonly #onKnown: () => void;
	readonly #trackers = new WeakMap<PendingRecord, HunkTracker>();
	readonly #large = new WeakMap<PendingRecord, boolean>();
	readonly #looks = new WeakMap<PendingRecord, Look>();
	readonly #runs = new Map<PendingRecord, Run>();

	/** @param onKnown is told when a comparison that was made apart is there */
	constructor(thread: Pick<HunkThread, 'track'> | undefined, onKnown: () => void) {
		this.#thread = thread;
		this.#onKnown = onKnown;
	}

	/** The edits in a text, once they are known. */
	async track(record: PendingRecord, text: string, version?: number): Promise<TrackedText> {
		return this.#known(record, text, version) ?? (await this.#compare(record, text, version));
	}

	/** The edits in a text; while it is compared apart, those in the text before it, if that was ever known. */
	latest(record: PendingRecord, text: string, version?: number): TrackedText | undefined {
		const known = this.#known(record, text, version);
		if (known) {
			return known;
		}
		if (!this.#isApart(record, text)) {
			return this.#here(record, text, version);
		}
		// One at a time: when it is told, whoever needs a newer one asks again.
		if (!this.#runs.has(record)) {
			void this.#apart(record, text, version);
		}
		return this.last(record);
	}

	/** The edits in a version of the file's document, if they are known. */
	ofVersion(record: PendingRecord, version: number): TrackedText | undefined {
		const look = this.#looks.get(record);
		return look?.version === version ? look.tracked : undefined;
	}

	/** What was known last. */
	last(record: PendingRecord): TrackedText | undefined {
		return this.#looks.get(record)?.tracked;
	}

	isRunning(record: PendingRecord): boolean {
		return this.#runs.has(record);
	}

	/** Waits for the comparisons that are under way, of a file or of all. @returns false when there were none */
	async wait(record?: PendingRecord): Promise<boolean> {
		const run = record && this.#runs.get(record);
		const runs = record ? (run ? [run] : []) : [...this.#runs.values()];
		await Promise.all(runs.map(({ result }) => result));
		return runs.length > 0;
	}

	#known(record: PendingRecord, text: string, version: number | undefined): TrackedText | undefined {
		const look = this.#looks.get(record);
		if (look?.text !== text) {
			return undefined;
		}
		if (version !== undefined && look.version !== version) {
			this.#looks.set(record, { ...look, version });
		}
		return look.tracked;
	}

	#compare(record: PendingRecord, text: string, version: number | undefined): TrackedText | Promise<TrackedText> {
		return this.#isApart(record, text) ? this.#apart(record, text, version) : this.#here(record, text, version);
	}

	#here(record: PendingRecord, text: string, version: number | undefined): TrackedText {
		let tracker = this.#trackers.get(record);
		if (!tracker) {
			tracker = new HunkTracker(record.baseline ?? '', record.applied);
			this.#trackers.set(record, tracker);
		}
		const tracked = tracker.track(text);
		this.#looks.set(record, { text, tracked, version });
		return tracked;
	}

	async #apart(record: PendingRecord, text: string, version: number | undefined): Promise<TrackedText> {
		const known = this.#runs.get(record);
		if (known?.text === text) {
			return await known.result;
		}
		const run: Run = { text, result: this.#thread!.track(record, text) };
		this.#runs.set(record, run);
		const tracked = await run.result;
		if (this.#runs.get(record) === run) {
			this.#runs.delete(record);
			this.#looks.set(record, { text, tracked, version });
			this.#onKnown();
		}
		return tracked;
	}

	#isApart(record: PendingRecord, text: string): boolean {
		if (!this.#thread) {
			return false;
		}
		let large = this.#large.get(record);
		if (large === undefined) {
			large = hasMoreLines(record.applied, largeLines) || hasMoreLines(record.baseline ?? '', largeLines);
			this.#large.set(record, large);
		}
		return large || text.length > largeLength;
	}
}

function hasMoreLines(text: string, most: number): boolean {
	if (text.length > largeLength) {
		return true;
	}
	let at = -1;
	for (let count = 0; count <= most; count++) {
		at = text.indexOf('\n', at + 1);
		if (at < 0) {
			return false;
		}
	}
	return true;
}
