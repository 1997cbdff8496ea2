import { randomUUID } from 'node:crypto';
import { HunkTracker, type TrackedText } from '../../core/edits/trackHunks';
import { errorMessage } from '../../core/common/errors';
import type { Engine } from '../workers/engine';
import type { EditedTexts, HunkOperations } from './hunkEngine';

/** A file with edits; without a baseline they created it. */
export interface EditedFile {
	readonly baseline: string | undefined;
	readonly applied: string;
}

type HunkThreadEngine = Engine<HunkOperations> & { dispose(): Promise<void> };

const never = new AbortController().signal;

/**
 * Follows edits into texts on a thread of its own, which starts with the first one. Each text is sent as a whole; the two
 * texts it is compared with cross once. Where the thread fails, the work is done here: slower, but done.
 */
export class HunkThread {
	readonly #engine: HunkThreadEngine;
	readonly #warn: (message: string) => void;
	/** Calls under way, and whether the thread is to end after them. */
	#running = 0;
	#ending = false;
	readonly #keys = new WeakMap<EditedFile, string>();

	/** @param warn is told when the thread fails */
	constructor(engine: HunkThreadEngine, warn: (message: string) => void) {
		this.#engine = engine;
		this.#warn = warn;
	}

	/** Never rejects. @param edited the same object for the same texts: what is known of them is kept by it */
	async track(edited: EditedFile, text: string): Promise<TrackedText> {
		this.#running++;
		this.#ending = false;
		try {
			return await this.#track(edited, text);
		} finally {
			this.#running--;
			this.#endIfIdle();
		}
	}

	/** Ends the thread, once it has answered, until it is needed again. */
	rest(): void {
		this.#ending = true;
		this.#endIfIdle();
	}

	#endIfIdle(): void {
		if (this.#ending && this.#running === 0) {
			void this.#engine.dispose();
		}
	}

	async #track(edited: EditedFile, text: string): Promise<TrackedText> {
		const known = this.#keys.get(edited);
		const key = known ?? randomUUID();
		this.#keys.set(edited, key);
		const texts: EditedTexts = { baseline: edited.baseline ?? '', applied: edited.applied };
		try {
			const tracked =
				(known && (await this.#engine.call('track', { key, text }, never))) ??
				(await this.#engine.call('track', { key, texts, text }, never));
			if (tracked) {
				return tracked;
			}
		} catch (error) {
			this.#warn(`Hunks are computed on the editor's own thread: ${errorMessage(error)}`);
		}
		return new HunkTracker(texts.baseline, texts.applied).track(text);
	}
}
