import type { Disposable } from 'vscode';
import { Throttle } from '../common/throttle';

/** Milliseconds between messages of appended text: about one per frame of a calm display. */
const interval = 33;

export interface TextDelta {
	readonly reasoning: string;
	readonly content: string;
}

/** Gathers the pieces of a stream, which come a few characters at a time, into a few messages a second. */
export class DeltaRelay implements Disposable {
	readonly #throttle: Throttle;
	#delta: TextDelta = { reasoning: '', content: '' };

	constructor(send: (delta: TextDelta) => void) {
		this.#throttle = new Throttle(interval, () => {
			const delta = this.#delta;
			this.discard();
			send(delta);
		});
	}

	add(kind: keyof TextDelta, text: string): void {
		this.#delta = { ...this.#delta, [kind]: this.#delta[kind] + text };
		this.#throttle.schedule();
	}

	/** Forgets what was gathered: a message with all of the text is about to be sent. */
	discard(): void {
		this.#throttle.cancel();
		this.#delta = { reasoning: '', content: '' };
	}

	dispose(): void {
		this.#throttle.dispose();
	}
}
