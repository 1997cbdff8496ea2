import type { StreamEvent } from '../types';

/** Time between two pieces of text, in milliseconds: as often as eyes and pages can follow. */
const interval = 33;

/** Characters that wait for a consumer before reading pauses. */
const mostWaiting = 4 * 1024 * 1024;

type TextEvent = Extract<StreamEvent, { text: string }>;

/**
 * Stands between a stream of tiny chunks and its consumer: chunks of one kind are joined, and handed on some thirty times
 * a second at most. The first text and everything that is no text goes on at once.
 */
export class StreamBuffer {
	#events: StreamEvent[] = [];
	#text: { type: TextEvent['type']; pieces: string[] } | undefined;
	#waiting = 0;
	#urgent = false;
	#ended = false;
	#failure: { readonly error: unknown } | undefined;
	#wake: () => void = () => undefined;
	#makeRoom: () => void = () => undefined;

	/** Takes an event; after the end, none. */
	push(event: StreamEvent): void {
		if (this.#ended) {
			return;
		}
		if (event.type === 'reasoning' || event.type === 'content') {
			if (this.#text?.type !== event.type) {
				this.#closeText();
				this.#text = { type: event.type, pieces: [] };
			}
			this.#text.pieces.push(event.text);
			this.#waiting += event.text.length;
		} else {
			this.#closeText();
			this.#events.push(event);
			this.#urgent = true;
		}
		this.#wake();
	}

	/** No more events; with an error, the consumer gets it after everything that was pushed. The first end counts. */
	end(failure?: { readonly error: unknown }): void {
		if (!this.#ended) {
			this.#ended = true;
			this.#failure = failure;
			this.#wake();
			this.#makeRoom();
		}
	}

	/** Resolves while the consumer keeps up: so many characters may wait for it, not more. */
	async room(): Promise<void> {
		if (this.#waiting > mostWaiting && !this.#ended) {
			await new Promise<void>((resolve) => (this.#makeRoom = resolve));
		}
	}

	async *drain(): AsyncGenerator<StreamEvent, void> {
		let last = -Infinity;
		for (;;) {
			if (this.#events.length === 0 && this.#text === undefined) {
				if (this.#ended) {
					break;
				}
				await this.#change();
				continue;
			}
			// A clock that is set back must not hold text back.
			const left = Math.min(interval, last + interval - Date.now());
			if (left > 0 && !this.#urgent && !this.#ended) {
				await this.#change(left);
				continue;
			}
			last = Date.now();
			yield* this.#take();
		}
		if (this.#failure) {
			throw this.#failure.error;
		}
	}

	#closeText(): void {
		if (this.#text) {
			this.#events.push({ type: this.#text.type, text: this.#text.pieces.join('') });
			this.#text = undefined;
		}
	}

	#take(): readonly StreamEvent[] {
		this.#closeText();
		const events = this.#events;
		this.#events = [];
		this.#urgent = false;
		this.#waiting = 0;
		this.#makeRoom();
		return events;
	}

	/**
	 * Resolves when something changes that matters: anything while nothing waits, and while text is held back only its
	 * time, an urgent event or the end.
	 */
	#change(holdBack?: number): Promise<void> {
		return new Promise((resolve) => {
			const finish = () => {
				clearTimeout(timer);
				this.#wake = () => undefined;
				resolve();
			};
			const timer = holdBack === undefined ? undefined : setTimeout(finish, holdBack);
			this.#wake = () => {
				if (holdBack === undefined || this.#urgent || this.#ended) {
					finish();
				}
			};
		});
	}
}
