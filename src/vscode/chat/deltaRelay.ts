import type { Disposable } from 'vscode';

/** Milliseconds between messages of appended text: about one per frame of a calm display. */
const interval = 33;

export interface TextDelta {
	readonly reasoning: string;
	readonly content: string;
}

/**
 * Gathers the pieces of a stream, which may come a few characters at a time, into a few messages a second. What comes
 * after a pause goes on at once: a stream that is paced already needs no timer.
 */
export class DeltaRelay implements Disposable {
	readonly #send: (delta: TextDelta) => void;
	#delta: TextDelta = { reasoning: '', content: '' };
	#last = -Infinity;
	#timer: NodeJS.Timeout | undefined;

	constructor(send: (delta: TextDelta) => void) {
		this.#send = send;
	}

	add(kind: keyof TextDelta, text: string): void {
		this.#delta = { ...this.#delta, [kind]: this.#delta[kind] + text };
		if (this.#timer === undefined) {
			const left = this.#last + interval - performance.now();
			if (left <= 0) {
				this.flush();
			} else {
				this.#timer = setTimeout(() => this.flush(), left);
			}
		}
	}

	/** Sends what was gathered now. */
	flush(): void {
		const delta = this.#delta;
		this.discard();
		if (delta.reasoning !== '' || delta.content !== '') {
			this.#last = performance.now();
			this.#send(delta);
		}
	}

	/** Forgets what was gathered: a message with all of the text is about to be sent. */
	discard(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#delta = { reasoning: '', content: '' };
	}

	dispose(): void {
		this.discard();
	}
}
