import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { PacedTask, type Pace } from '../../../src/vscode/chat/pacedTask';

/** Time that passes only when told to. */
class FakeTime implements Pace {
	#now = 0;
	#due: { readonly at: number; readonly run: () => void } | undefined;

	now(): number {
		return this.#now;
	}

	after(milliseconds: number, run: () => void): () => void {
		const due = { at: this.#now + milliseconds, run };
		this.#due = due;
		return () => {
			this.#due = this.#due === due ? undefined : this.#due;
		};
	}

	spend(milliseconds: number): void {
		this.#now += milliseconds;
	}

	/** Lets time pass until the next run; false when none is planned. */
	next(): boolean {
		const due = this.#due;
		this.#due = undefined;
		if (due) {
			this.#now = Math.max(this.#now, due.at);
			due.run();
		}
		return due !== undefined;
	}
}

describe('a paced task', () => {
	it('is busy for at most a fortieth of the time, however long it takes', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 40 }), (durations) => {
				const time = new FakeTime();
				let busy = 0;
				let count = 0;
				const task = new PacedTask(
					700,
					() => {
						const duration = durations[count++]!;
						busy += duration;
						time.spend(duration);
					},
					time,
				);
				for (const duration of durations) {
					task.schedule();
					const before = time.now();
					assert.ok(time.next());
					assert.ok(time.now() - before >= 700 + duration);
				}
				// The pause that the last run owes comes after it.
				task.schedule();
				const last = durations.at(-1)!;
				assert.ok(busy <= (time.now() + Math.max(700, last * 39)) / 40 + 1e-6);
			}),
		);
	});

	it('runs once however often it is scheduled, and not when cancelled', () => {
		const time = new FakeTime();
		let runs = 0;
		const task = new PacedTask(10, () => runs++, time);
		task.schedule();
		task.schedule();
		time.next();
		assert.equal(time.next(), false);
		task.schedule();
		task.cancel();
		assert.equal(time.next(), false);
		assert.equal(runs, 1);
	});

	it('goes on after a run that failed', () => {
		const time = new FakeTime();
		const task = new PacedTask(10, () => assert.fail('as planned'), time);
		task.schedule();
		assert.throws(() => time.next(), /as planned/);
		task.schedule();
		assert.throws(() => time.next(), /as planned/);
	});
});
