import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from './atomicFile';

/** One file of an apply, as it was before and as we left it. */
export interface JournalFile {
	/** Path in the pack before the apply. */
	readonly path: string;
	readonly renamedTo?: string;
	/** Bytes on disk before, in Base64; undefined when the file did not exist. */
	readonly bytes: string | undefined;
	/** Text in the editor before, which differs from `bytes` when there was unsaved work. */
	readonly text: string | undefined;
	/** The editor held unsaved work: `text` then comes back unsaved, else the file gets exactly its `bytes`. */
	readonly unsaved: boolean;
	/** Text as our last step left it; anything else is the user's later work. Undefined when we deleted the file. */
	readonly lastKnown: string | undefined;
}

/** One apply: everything needed to take it back. */
export interface JournalEntry {
	/** The turn whose answer was applied. */
	readonly id: string;
	/** The question, for messages. */
	readonly title: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly files: readonly JournalFile[];
	/** Set once it was taken back. */
	readonly undone: boolean;
}

/** A file with edits that await review. */
export interface PendingRecord {
	readonly path: string;
	/** Text before the edits; undefined when they created the file. */
	readonly baseline: string | undefined;
	/** The edits deleted the file. */
	readonly deleted: boolean;
	readonly renamedFrom?: string;
	readonly entryId: string;
}

const pendingName = 'pending.json';
const entryExtension = '.apply.json';
/** Applies that can be taken back. */
const maximumEntries = 30;

/** The journal of applied edits. Written before the first file changes, so that a crash loses nothing. */
export class EditJournal {
	readonly #folder: string;
	#queue: Promise<void> = Promise.resolve();

	constructor(folder: string) {
		this.#folder = folder;
	}

	saveEntry(entry: JournalEntry): Promise<void> {
		return this.#write(`${entry.id}${entryExtension}`, entry);
	}

	savePending(records: readonly PendingRecord[]): Promise<void> {
		return this.#write(pendingName, records);
	}

	async loadPending(): Promise<readonly PendingRecord[]> {
		const records = await this.#read<readonly PendingRecord[]>(pendingName);
		return Array.isArray(records) ? (records as readonly PendingRecord[]) : [];
	}

	/** All applies, the newest first. */
	async loadEntries(): Promise<JournalEntry[]> {
		let names: string[];
		try {
			names = await readdir(this.#folder);
		} catch {
			return [];
		}
		const entries: JournalEntry[] = [];
		for (const name of names.filter((each) => each.endsWith(entryExtension))) {
			const entry = await this.#read<JournalEntry>(name);
			if (entry && Array.isArray(entry.files)) {
				entries.push(entry);
			}
		}
		entries.sort((left, right) => right.at - left.at);
		for (const old of entries.splice(maximumEntries)) {
			await rm(path.join(this.#folder, `${old.id}${entryExtension}`), { force: true });
		}
		return entries;
	}

	#write(name: string, content: unknown): Promise<void> {
		const text = JSON.stringify(content);
		const written = this.#queue.then(() => writeFileAtomically(path.join(this.#folder, name), text));
		this.#queue = written.catch(() => undefined);
		return written;
	}

	async #read<Content>(name: string): Promise<Content | undefined> {
		const file = path.join(this.#folder, name);
		let text: string;
		try {
			text = await readFile(file, 'utf8');
		} catch {
			return undefined;
		}
		try {
			return JSON.parse(text) as Content;
		} catch {
			// Not ours to guess at: kept under another name for a person to look at.
			await rename(file, `${file}.unreadable`);
			return undefined;
		}
	}
}
