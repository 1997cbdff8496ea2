import type { Timer } from '../../src/core/model/stream/idleTimer';

interface Pending {
	readonly due: number;
	readonly action: () => void;
}

/** Time that passes only when told to, for what waits on a silence. */
export class ManualTimer implements Timer {
	/** How often somebody asked for the time. */
	looks = 0;
	#now = 0;
	readonly #pending = new Set<Pending>();

	now(): number {
		this.looks++;
		return this.#now;
	}

	after(milliseconds: number, action: () => void): () => void {
		const pending = { due: this.#now + milliseconds, action };
		this.#pending.add(pending);
		return () => void this.#pending.delete(pending);
	}

	/** Lets time pass, running each action at its own moment. */
	advance(milliseconds: number): void {
		const target = this.#now + milliseconds;
		for (;;) {
			const [next] = [...this.#pending].filter(({ due }) => due <= target).sort((a, b) => a.due - b.due);
			if (next === undefined) {
				break;
			}
			this.#pending.delete(next);
			this.#now = Math.max(this.#now, next.due);
			next.action();
		}
		this.#now = target;
	}

	/** Whether anything is still to run. */
	get waiting(): boolean {
		return this.#pending.size > 0;
	}
}
