import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EditsOutcome, Turn } from '../../../src/core/conversation/conversation';
import { takeOver } from '../../../src/core/conversation/takeOver';

const edit = 'a.ts\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n';

function turn(id: string, answer: Partial<Turn['answer']>, repairs?: Turn['repairs']): Turn {
	return {
		id,
		question: 'Change it',
		answer: { status: 'done', content: edit, reasoning: '', ...answer },
		...(repairs ? { repairs } : {}),
	} as Turn;
}

describe('edits that were asked for again', () => {
	const again = turn('b', {}, { turnId: 'a', edits: [1] });
	const of = (edits: EditsOutcome | undefined, leftEdits?: readonly number[]) =>
		takeOver([turn('a', { ...(edits && { edits }), ...(leftEdits && { leftEdits }) }), again], again);

	it('are taken over from an answer that awaits its apply', () => {
		assert.deepEqual(of(undefined), { turnId: 'a', outcome: 'continued' });
		assert.deepEqual(of('proposed'), { turnId: 'a', outcome: 'continued' });
	});

	it('are no longer open in an answer the rest of which was applied', () => {
		assert.deepEqual(of('applied', [1, 2]), { turnId: 'a', outcome: 'applied', left: [2] });
		assert.deepEqual(of('applied'), { turnId: 'a', outcome: 'applied', left: [] });
	});

	it('leave alone what was decided about, and wait for an answer with edits', () => {
		for (const outcome of ['continued', 'discarded', 'undone'] as const) {
			assert.equal(of(outcome), undefined);
		}
		const first = turn('a', {});
		const open: readonly Partial<Turn['answer']>[] = [{ status: 'waiting' }, { content: 'No.' }];
		for (const answer of open) {
			const second = turn('b', answer, again.repairs);
			assert.equal(takeOver([first, second], second), undefined);
		}
		assert.equal(takeOver([first], turn('b', {})), undefined);
	});
});
