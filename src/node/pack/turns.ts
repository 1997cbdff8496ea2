import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds after which other messages of the thread get their turn. */
const longestTurn = 50;

/** Lets a loop over many files be interrupted: by other work of its thread, and by a signal that comes as a message. */
export class Turns {
	readonly #signal: AbortSignal;
	readonly #longest: number;
	#end: number;

	/** @param longest milliseconds */
	constructor(signal: AbortSignal, longest = longestTurn) {
		this.#signal = signal;
		this.#longest = longest;
		this.#end = Date.now() + longest;
	}

	/** Whether this turn has lasted long enough: then await `next`. Asked for each file it costs no promise. */
	get isOver(): boolean {
		return Date.now() > this.#end;
	}

	/** @throws the signal's reason */
	async next(): Promise<void> {
		await nextTurn();
		this.#signal.throwIfAborted();
		this.#end = Date.now() + this.#longest;
	}
}
