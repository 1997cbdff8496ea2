import { HunkTracker, type TrackedText } from '../../core/edits/trackHunks';
import type { Engine } from '../workers/engine';

/** The texts edits are followed from: before them, and as they left it. */
export interface EditedTexts {
	readonly baseline: string;
	readonly applied: string;
}

/** What can be asked about the hunks of a file, on another thread. */
export interface HunkOperations {
	/** Follows edits into a text; undefined when the texts of `key` are not known (any more) and have to be sent along. */
	track: {
		readonly input: { readonly key: string; readonly texts?: EditedTexts; readonly text: string };
		readonly output: TrackedText | undefined;
	};
}

/** Files whose comparisons are kept, so that the next one starts from the last. */
const maxKept = 4;

/** Compares texts on the thread it is called on. */
export class HunkEngine implements Engine<HunkOperations> {
	/** The one used last is last. */
	readonly #trackers = new Map<string, HunkTracker>();

	// eslint-disable-next-line @typescript-eslint/require-await -- what throws is to reject
	async call(
		_operation: 'track',
		{ key, texts, text }: HunkOperations['track']['input'],
	): Promise<TrackedText | undefined> {
		const tracker = this.#trackers.get(key) ?? (texts && new HunkTracker(texts.baseline, texts.applied));
		if (!tracker) {
			return undefined;
		}
		this.#trackers.delete(key);
		this.#trackers.set(key, tracker);
		if (this.#trackers.size > maxKept) {
			this.#trackers.delete(this.#trackers.keys().next().value!);
		}
		return tracker.track(text);
	}
}
