/** The simulator's time, so that a ten-minute queue takes no time in a test. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Resolves after the time, or at once when the signal aborts: callers notice the abort at their next write. */
	wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The time on the wall. */
export const systemClock: Clock = {
	now: () => Date.now(),
	wait: (milliseconds, signal) =>
		new Promise((resolve) => {
			const finish = () => {
				clearTimeout(timer);
				signal.removeEventListener('abort', finish);
				resolve();
			};
			const timer = setTimeout(finish, milliseconds);
			signal.addEventListener('abort', finish);
			if (signal.aborted) {
				finish();
			}
		}),
};

interface Waiter {
	readonly due: number;
	readonly finish: () => void;
}

/** Time that passes only when told to. */
export class FakeClock implements Clock {
	#now: number;
	readonly #waiters = new Set<Waiter>();
	#onWait: (() => void)[] = [];

	constructor(now = Date.UTC(2026, 10, 23, 12)) {
		this.#now = now;
	}

	now(): number {
		return this.#now;
	}

	wait(milliseconds: number, signal: AbortSignal): Promise<void> {
		if (signal.aborted) {
			return Promise.resolve();
		}
		return new Promise((resolve) => {
			const waiter: Waiter = {
				due: this.#now + milliseconds,
				finish: () => {
					this.#waiters.delete(waiter);
					signal.removeEventListener('abort', waiter.finish);
					resolve();
				},
			};
			this.#waiters.add(waiter);
			signal.addEventListener('abort', waiter.finish);
			const waiting = this.#onWait;
			this.#onWait = [];
			for (const notify of waiting) {
				notify();
			}
		});
	}

	/** Resolves as soon as somebody waits for time to pass. */
	whenWaiting(): Promise<void> {
		return this.#waiters.size > 0 ? Promise.resolve() : new Promise((resolve) => this.#onWait.push(resolve));
	}

	/** Lets time pass, waking each waiter at its own moment and letting it wait again before going on. */
	async advance(milliseconds: number): Promise<void> {
		const target = this.#now + milliseconds;
		for (;;) {
			const next = [...this.#waiters].filter(({ due }) => due <= target).sort((a, b) => a.due - b.due)[0];
			if (next === undefined) {
				break;
			}
			this.#now = next.due;
			next.finish();
			for (let turn = 0; turn < 3; turn++) {
				await new Promise((resolve) => setImmediate(resolve));
			}
		}
		this.#now = target;
	}
}
