import assert from 'node:assert/strict';
import { HunkTracker } from '../../../src/core/edits/trackHunks';
import { HunkEngine } from '../../../src/node/edits/hunkEngine';
import { HunkThread } from '../../../src/node/edits/hunkThread';

/** Stands for the thread: what crosses is copied, as there. */
class CopyingEngine {
	readonly #engine = new HunkEngine();
	/** How many characters were sent by each call. */
	readonly sent: number[] = [];
	ended = 0;
	crashes = false;

	async call(operation: 'track', input: Parameters<HunkEngine['call']>[1]): ReturnType<HunkEngine['call']> {
		this.sent.push(JSON.stringify(input).length);
		if (this.crashes) {
			throw new Error('out of memory');
		}
		return structuredClone(await this.#engine.call(operation, structuredClone(input)));
	}

	dispose(): Promise<void> {
		this.ended++;
		return Promise.resolve();
	}
}

describe('hunks on another thread', () => {
	const file = (index: number) => ({ baseline: `a\nb\n${index}\n`, applied: `a\nB\n${index}\n` });
	let engine: CopyingEngine;
	let warnings: string[];
	let thread: HunkThread;

	beforeEach(() => {
		engine = new CopyingEngine();
		warnings = [];
		thread = new HunkThread(engine, (message) => warnings.push(message));
	});

	it('are those of this one, and the texts before and after the edits cross once', async () => {
		const edited = { baseline: 'a\nb\nc\n'.repeat(1000), applied: 'a\nB\nc\n'.repeat(1000) };
		for (const text of [`typed\n${edited.applied}`, `typed\nmore\n${edited.applied}`]) {
			const expected = new HunkTracker(edited.baseline, edited.applied).track(text);
			assert.deepEqual(await thread.track(edited, text), expected);
		}
		assert.ok(engine.sent[0]! > 3 * edited.applied.length);
		assert.ok(engine.sent[1]! < 2 * edited.applied.length);
	});

	it('of a file that was created', async () => {
		const { original, hunks } = await thread.track({ baseline: undefined, applied: 'new\n' }, 'new\n');
		assert.deepEqual([original, hunks.length], ['', 1]);
	});

	it('are found again when other files were looked at since', async () => {
		const files = Array.from({ length: 10 }, (_, index) => file(index));
		for (const edited of [...files, ...files]) {
			const { original } = await thread.track(edited, `typed\n${edited.applied}`);
			assert.equal(original, `typed\n${edited.baseline}`);
		}
		assert.deepEqual(warnings, []);
	});

	it('are computed here when the thread fails, which is told', async () => {
		engine.crashes = true;
		const { original } = await thread.track(file(1), `typed\n${file(1).applied}`);
		assert.equal(original, `typed\n${file(1).baseline}`);
		assert.match(warnings.join(), /out of memory/);
	});

	it('end the thread when nothing is under way any more', async () => {
		const running = thread.track(file(1), 'a\n');
		thread.rest();
		assert.equal(engine.ended, 0);
		await running;
		assert.equal(engine.ended, 1);
	});
});
