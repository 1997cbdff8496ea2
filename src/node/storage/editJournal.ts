import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { SerialQueue } from '../../core/common/serialQueue';
import { writeFileAtomically } from './atomicFile';
import { readJournal, textsOf, writeJournal } from './journalFormat';
import { placeOf, type JournalEntry, type JournalState } from './journalState';
import { JournalTexts } from './journalTexts';

/** How much is kept for undoing once it is reviewed. */
export interface JournalLimits {
	readonly entries: number;
	/** Characters of text. */
	readonly characters: number;
}

export const journalLimits: JournalLimits = { entries: 30, characters: 100_000_000 };

const journalName = 'review.json';

/**
 * Drops the oldest applies until the rest is within the limits. The newest one, those that were interrupted, and those
 * with a file that still awaits review are kept whatever they hold.
 */
export function withinLimits(state: JournalState, limits: JournalLimits): JournalState {
	const pending = new Set(state.pending.flatMap((record) => [record.path, record.renamedFrom ?? record.path]));
	let entries = 0;
	let characters = 0;
	const newestFirst = [...state.entries].sort((left, right) => right.at - left.at);
	const kept = newestFirst.filter((entry, index) => {
		const needed = index === 0 || !entry.finished || entry.files.some((file) => pending.has(placeOf(file)));
		const more = sizeOf(entry);
		if (!needed && (entries + 1 > limits.entries || characters + more > limits.characters)) {
			return false;
		}
		entries++;
		characters += more;
		return true;
	});
	return kept.length === state.entries.length ? state : { ...state, entries: kept };
}

function sizeOf(entry: JournalEntry): number {
	const texts = entry.files.flatMap(({ text, bytes, lastKnown, earlier }) => [
		text,
		bytes,
		lastKnown,
		earlier?.baseline,
		earlier?.applied,
	]);
	return [...new Set(texts)].reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

/** The journal of applied edits. Written before the first file changes, so that a crash loses nothing. */
export class EditJournal {
	readonly #folder: string;
	readonly #texts: JournalTexts;
	readonly #queue = new SerialQueue();

	constructor(folder: string) {
		this.#folder = folder;
		this.#texts = new JournalTexts(folder);
	}

	/**
	 * What was saved last. A journal that cannot be understood is moved aside for a person to look at.
	 * @returns also the paths of files whose texts are missing, which are left out
	 */
	async load(): Promise<{ readonly state: JournalState; readonly damaged: readonly string[] }> {
		const nothing = { state: { entries: [], pending: [] }, damaged: [] };
		let content: string;
		try {
			content = await readFile(path.join(this.#folder, journalName), 'utf8');
		} catch {
			return nothing;
		}
		await this.#texts.load();
		const read = readJournal(parseJson(content), (name) => this.#texts.text(name));
		if (read) {
			return read;
		}
		await mkdir(path.dirname(this.#folder), { recursive: true });
		await rename(this.#folder, `${this.#folder}.unreadable-${Date.now()}`);
		await this.#texts.retain(new Set());
		return nothing;
	}

	/** Resolves when the state is on disk as a whole; when it rejects, the one before it still is. */
	save(state: JournalState): Promise<void> {
		return this.#queue.run(() => this.#save(state));
	}

	async #save(state: JournalState): Promise<void> {
		const texts = textsOf(state);
		await this.#texts.store(texts);
		const stored = writeJournal(state, (text) => this.#texts.nameOf(text));
		await writeFileAtomically(path.join(this.#folder, journalName), JSON.stringify(stored));
		// What is left over does no harm and goes next time.
		await this.#texts.retain(texts).catch(() => undefined);
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
