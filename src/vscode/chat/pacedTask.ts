import type { Disposable } from 'vscode';

/** Times a task is idle for each time it is busy: a share of one in forty, 2.5 % of a core. */
const idlePerBusy = 39;

/** What a paced task needs of time, in milliseconds. */
export interface Pace {
	now(): number;
	/** Calls back once; the returned function takes it back. */
	after(milliseconds: number, run: () => void): () => void;
}

/** The machine's own time. */
export const realTime: Pace = {
	now: () => performance.now(),
	after: (milliseconds, run) => {
		const timer = setTimeout(run, milliseconds);
		return () => clearTimeout(timer);
	},
};

/**
 * Runs a synchronous task now and then, as often as asked but never for more than a fortieth of the time: the longer
 * it took the last time, the later it runs again.
 */
export class PacedTask implements Disposable {
	readonly #shortest: number;
	readonly #run: () => void;
	readonly #time: Pace;
	#lastDuration = 0;
	#cancel: (() => void) | undefined;

	/** @param shortest milliseconds between runs when the task takes no time */
	constructor(shortest: number, run: () => void, time: Pace = realTime) {
		this.#shortest = shortest;
		this.#run = run;
		this.#time = time;
	}

	/** Sees to it that the task runs once more. */
	schedule(): void {
		this.#cancel ??= this.#time.after(Math.max(this.#shortest, this.#lastDuration * idlePerBusy), () => {
			this.#cancel = undefined;
			const started = this.#time.now();
			try {
				this.#run();
			} finally {
				this.#lastDuration = this.#time.now() - started;
			}
		});
	}

	/** Takes back the next run, if there is one. */
	cancel(): void {
		this.#cancel?.();
		this.#cancel = undefined;
	}

	dispose(): void {
		this.cancel();
	}
}
