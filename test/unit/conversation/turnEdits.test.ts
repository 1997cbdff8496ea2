import assert from 'node:assert/strict';
import { askAgainQuestion } from '../../../src/core/conversation/askAgain';
import { createConversation, type Conversation } from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { failedEdits, leftEdits, planTurn, turnEdits } from '../../../src/core/conversation/turnEdits';

const files = new Map([
	['a.ts', 'one\ntwo\n'],
	['b.ts', 'same\nother\nsame\n'],
]);
const read = (path: string) => Promise.resolve(files.get(path));

function block(path: string, search: string, replace: string): string {
	return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n`;
}

function answered(
	conversation: Conversation,
	turnId: string,
	text: string,
	repairs?: { turnId: string; edits: number[] },
): Conversation {
	const asked = { type: 'asked', turnId, question: 'Change it', attachment: undefined, at: 0 } as const;
	const begun = reduce(conversation, repairs ? { ...asked, repairs } : asked);
	return [{ type: 'content', text } as const, { type: 'finished', reason: 'stop' } as const].reduce(
		(current, event) => reduce(current, { type: 'streamed', turnId, event, at: 0 }),
		begun,
	);
}

function turn(conversation: Conversation, id: string) {
	return conversation.turns.find((each) => each.id === id)!;
}

describe('edits of a turn', () => {
	const first = answered(
		createConversation('chat', 0, { model: 'deepseek-flash', thinking: { enabled: true, effort: 'high' } }),
		'first',
		block('a.ts', 'two', 'TWO') + block('b.ts', 'same', 'new') + block('b.ts', 'missing', 'x'),
	);
	const second = answered(first, 'second', block('b.ts', 'same\nother', 'new\nother'), {
		turnId: 'first',
		edits: [1, 2],
	});

	it('that failed are known by their numbers', async () => {
		const plan = await planTurn(turnEdits(first, turn(first, 'first')), read, {}, new Map());
		assert.deepEqual(failedEdits(plan), [1, 2]);
		assert.deepEqual(
			plan.files.map(({ path }) => path),
			['a.ts'],
		);
	});

	it('are those of its answer alone until it stands for an earlier turn', () => {
		assert.equal(turnEdits(second, turn(second, 'second')).all.length, 1);
	});

	it('are the good ones of the turn it continues and its own', async () => {
		const continued = reduce(second, { type: 'edits', turnId: 'first', outcome: 'continued' });
		const edits = turnEdits(continued, turn(continued, 'second'));
		assert.deepEqual([edits.all.length, edits.firstOwn], [2, 1]);
		const plan = await planTurn(edits, read, {}, new Map());
		assert.deepEqual(
			plan.files.map(({ path, after }) => [path, after]),
			[
				['a.ts', 'one\nTWO\n'],
				['b.ts', 'new\nother\nsame\n'],
			],
		);
		assert.deepEqual(turnEdits(continued, turn(continued, 'first')).open, []);
	});

	it('are planned no more once they are applied, but for those that were left', async () => {
		const applied = reduce(first, { type: 'edits', turnId: 'first', outcome: 'applied', left: [1] });
		const plan = await planTurn(turnEdits(applied, turn(applied, 'first')), read, {}, new Map());
		assert.deepEqual([...plan.results.keys()], [1]);
		const undone = reduce(applied, { type: 'edits', turnId: 'first', outcome: 'undone' });
		assert.deepEqual(turn(undone, 'first').answer.leftEdits, []);
	});

	it('are planned again once they were taken back while others stay', async () => {
		const { files: planned } = await planTurn(turnEdits(first, turn(first, 'first')), read, {}, new Map());
		const numbers = planned.flatMap(({ edits = [] }) => edits);
		assert.ok(numbers.length > 0);
		const applied = reduce(first, { type: 'edits', turnId: 'first', outcome: 'applied', left: [1] });
		const returned = reduce(applied, { type: 'editsReturned', turnId: 'first', edits: numbers });
		const expected = [...new Set([1, ...numbers])].sort();
		assert.deepEqual(turnEdits(returned, turn(returned, 'first')).open, expected);
		assert.deepEqual(reduce(first, { type: 'editsReturned', turnId: 'first', edits: numbers }), first);
	});

	it('are asked again with the file as it is around each place, bounded', async () => {
		const plan = await planTurn(turnEdits(first, turn(first, 'first')), read, {}, new Map());
		const failed = failedEdits(plan).map((number) => {
			const result = plan.results.get(number)!;
			return { result, text: files.get(result.edit.path) };
		});
		const question = askAgainQuestion(failed, ['A block has no path.']);
		assert.match(question, /1\. `b\.ts`: The text stands in 2 places/);
		assert.match(question, /Lines 1 to 3 are now:\n```\nsame\nother\nsame\n```/);
		assert.match(question, /2\. `b\.ts`: .*\n.*\n```\nmissing\n```\nThe file is now:/);
		assert.match(question, /3\. A block has no path\./);
		assert.doesNotMatch(question, /a\.ts/);
		const long = Array.from({ length: 400 }, () => ({ ...failed[0]!, text: `${'x'.repeat(200)}\n`.repeat(100) }));
		assert.ok(askAgainQuestion(long).length < 200_000);
	});

	it('are left open by an apply when they failed or their file was left out', async () => {
		const text = [
			block('a.ts', 'two', 'TWO'),
			block('b.ts', 'missing', 'x'),
			'b.ts\n<<<<<<< RENAME\nc.ts\n>>>>>>> RENAME\n',
			block('c.ts', 'other', 'OTHER'),
		].join('');
		const one = answered(first, 'third', text);
		const plan = await planTurn(turnEdits(one, turn(one, 'third')), read, {}, new Map());
		const [a, b] = plan.files;
		assert.deepEqual([a?.path, b?.path, b?.renamedTo], ['a.ts', 'b.ts', 'c.ts']);
		assert.deepEqual(leftEdits(plan, [a!]), [1, 2, 3]);
		assert.deepEqual(leftEdits(plan, [b!]), [0, 1]);
		assert.deepEqual(leftEdits(plan, plan.files), failedEdits(plan));
	});
});
