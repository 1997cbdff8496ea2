import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { DraftTokens } from '../../../src/vscode/chat/draftTokens';

describe('the tokens of a draft', () => {
	/** Counts when it is told to. */
	class Counter {
		readonly texts: string[] = [];
		#next: (() => void) | undefined;
		countTexts = async (texts: readonly string[]): Promise<number[]> => {
			this.texts.push(...texts);
			await new Promise<void>((resolve) => (this.#next = resolve));
			return texts.map((text) => text.length);
		};
		go(): void {
			this.#next?.();
		}
	}

	it('are counted one text at a time, of those that come meanwhile only the last', async () => {
		const counter = new Counter();
		const told: number[] = [];
		const draft: DraftTokens = new DraftTokens(counter, () => told.push(draft.tokens));
		const counted = draft.set('a');
		await draft.set('ab');
		await draft.set('abc ');
		counter.go();
		// The last text is asked for once the first is counted.
		await new Promise(setImmediate);
		counter.go();
		await counted;
		assert.deepEqual(counter.texts, ['a', 'abc']);
		assert.deepEqual(told, [1, 3]);
		await draft.set('');
		assert.equal(draft.tokens, 0);
		assert.deepEqual(counter.texts, ['a', 'abc'], 'an empty one needs no counting');
	});

	it('are none when they cannot be counted', async () => {
		const draft = new DraftTokens({ countTexts: () => Promise.reject(new Error('gone')) }, () => undefined);
		await draft.set('a');
		assert.equal(draft.tokens, 0);
	});
});
