import assert from 'node:assert/strict';
import { HunkTracker, type TrackedText } from '../../../src/core/edits/trackHunks';
import type { PendingRecord } from '../../../src/node/storage/journalState';
import { TrackedTexts } from '../../../src/vscode/review/trackedTexts';

/** Answers when it is told to. */
class SlowThread {
	readonly asked: { readonly text: string; answer(): void }[] = [];

	track({ baseline, applied }: Pick<PendingRecord, 'baseline' | 'applied'>, text: string): Promise<TrackedText> {
		return new Promise((resolve) => {
			this.asked.push({
				text,
				answer: () => resolve(new HunkTracker(baseline ?? '', applied).track(text)),
			});
		});
	}
}

describe('the edits in a large text', () => {
	const filler = 'filler\n'.repeat(6_000);
	const record: PendingRecord = {
		path: 'w/large.ts',
		baseline: `one\n${filler}`,
		applied: `ONE\n${filler}`,
		deleted: false,
		entryId: 'turn',
	};
	let thread: SlowThread;
	let told: number;
	let texts: TrackedTexts;

	beforeEach(() => {
		thread = new SlowThread();
		told = 0;
		texts = new TrackedTexts(thread, () => told++);
	});

	async function answer(index: number): Promise<void> {
		thread.asked[index]!.answer();
		await new Promise(setImmediate);
	}

	const linesOf = (tracked: TrackedText | undefined) => tracked?.hunks.map(({ current }) => current.start);

	it('are looked for apart, and told when they are known', async () => {
		assert.equal(texts.latest(record, record.applied, 1), undefined);
		assert.equal(texts.ofVersion(record, 1), undefined);
		await answer(0);
		assert.equal(told, 1);
		assert.deepEqual(linesOf(texts.ofVersion(record, 1)), [1]);
	});

	it('stay those of the text before while another is compared, which is asked for once', async () => {
		texts.latest(record, record.applied, 1);
		await answer(0);
		for (const version of [2, 3, 4]) {
			assert.deepEqual(linesOf(texts.latest(record, `${'typed\n'.repeat(version)}${record.applied}`, version)), [1]);
			assert.equal(texts.ofVersion(record, version), undefined, 'not passed off as those of the text as it is');
		}
		assert.equal(thread.asked.length, 2);
		await answer(1);
		assert.deepEqual(linesOf(texts.ofVersion(record, 2)), [3]);
		assert.deepEqual(linesOf(texts.latest(record, `typed\n${record.applied}`, 4)), [3]);
		assert.equal(thread.asked.length, 3, 'what was typed meanwhile is compared now');
	});

	it('are not replaced by a comparison that was overtaken', async () => {
		const older = texts.track(record, record.applied, 1);
		const newer = texts.track(record, `typed\n${record.applied}`, 2);
		await answer(1);
		await answer(0);
		assert.deepEqual([linesOf(await older), linesOf(await newer)], [[1], [2]]);
		assert.deepEqual(linesOf(texts.last(record)), [2]);
		assert.equal(told, 1);
	});

	it('are waited for by whoever decides about them', async () => {
		assert.equal(await texts.wait(), false);
		texts.latest(record, record.applied, 1);
		const decided = texts.wait(record).then((waited) => [waited, linesOf(texts.ofVersion(record, 1))]);
		await answer(0);
		assert.deepEqual(await decided, [true, [1]]);
	});

	it('are known at once in a small one', () => {
		const small = { ...record, baseline: 'one\n', applied: 'ONE\n' };
		assert.deepEqual(linesOf(texts.latest(small, 'typed\nONE\n', 1)), [2]);
		assert.equal(thread.asked.length, 0);
	});
});
