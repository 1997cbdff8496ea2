/** What a silence is measured with. */
export interface Timer {
	/** Milliseconds since some moment; they never go back. */
	now(): number;
	/** Runs an action once, after so many milliseconds. @returns what calls it off */
	after(milliseconds: number, action: () => void): () => void;
}

export const systemTimer: Timer = {
	now: () => performance.now(),
	after: (milliseconds, action) => {
		const timer = setTimeout(action, milliseconds);
		return () => clearTimeout(timer);
	},
};

/** Runs an action after a silence. Restarting is cheap: thousands of chunks a second do not make thousands of timers. */
export class IdleTimer {
	readonly #limit: number;
	readonly #onIdle: () => void;
	readonly #timer: Timer;
	#callOff: (() => void) | undefined;
	#last = 0;

	/** @param limit longest silence, in milliseconds */
	constructor(limit: number, onIdle: () => void, timer: Timer) {
		this.#limit = limit;
		this.#onIdle = onIdle;
		this.#timer = timer;
	}

	restart(): void {
		this.#last = this.#timer.now();
		this.#callOff ??= this.#timer.after(this.#limit, () => this.#check());
	}

	stop(): void {
		this.#callOff?.();
		this.#callOff = undefined;
	}

	#check(): void {
		const left = this.#last + this.#limit - this.#timer.now();
		if (left > 1) {
			this.#callOff = this.#timer.after(left, () => this.#check());
		} else {
			this.#callOff = undefined;
			this.#onIdle();
		}
	}
}
