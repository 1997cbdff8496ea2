import type { Disposable } from 'vscode';

/** Runs an action at most once per interval: the first call at its end, calls in between are one. */
export class Throttle implements Disposable {
	readonly #action: () => void;
	readonly #interval: number;
	#timer: NodeJS.Timeout | undefined;

	/** @param interval milliseconds */
	constructor(interval: number, action: () => void) {
		this.#interval = interval;
		this.#action = action;
	}

	schedule(): void {
		this.#timer ??= setTimeout(() => this.flush(), this.#interval);
	}

	/** Runs the action now if it is due. */
	flush(): void {
		if (this.#timer !== undefined) {
			this.cancel();
			this.#action();
		}
	}

	cancel(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}

	dispose(): void {
		this.cancel();
	}
}
