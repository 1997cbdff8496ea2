/** Runs steps one after another, in the order they were asked for. */
export class SerialQueue {
	#last: Promise<unknown> = Promise.resolve();

	/** Resolves or rejects as the step does; a failed step does not stop those behind it. Steps must not wait for others. */
	run<Result>(step: () => Promise<Result>): Promise<Result> {
		const result = this.#last.then(step);
		this.#last = result.catch(() => undefined);
		return result;
	}
}
