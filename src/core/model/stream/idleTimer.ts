/** Runs an action after a silence. Restarting is cheap: thousands of chunks a second do not make thousands of timers. */
export class IdleTimer {
	readonly #limit: number;
	readonly #onIdle: () => void;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#last = 0;

	/** @param limit longest silence, in milliseconds */
	constructor(limit: number, onIdle: () => void) {
		this.#limit = limit;
		this.#onIdle = onIdle;
	}

	restart(): void {
		this.#last = performance.now();
		this.#timer ??= setTimeout(() => this.#check(), this.#limit);
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}

	#check(): void {
		const left = this.#last + this.#limit - performance.now();
		if (left > 1) {
			this.#timer = setTimeout(() => this.#check(), left);
		} else {
			this.#timer = undefined;
			this.#onIdle();
		}
	}
}
