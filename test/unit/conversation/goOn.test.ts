import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
	createConversation,
	type Conversation,
	type EditsOutcome,
	type Turn,
} from '../../../src/core/conversation/conversation';
import { goOn } from '../../../src/core/conversation/goOn';
import { turnEdits } from '../../../src/core/conversation/turnEdits';

const block = (path: string, from: string, to: string) =>
	`${path}\n\`\`\`\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n\`\`\`\n\n`;

function turn(content: string, more: Partial<Turn> = {}, edits?: EditsOutcome): Turn {
	return {
		...{ id: 'cut', question: 'Rename it.', message: '<question>', told: [] },
		answer: {
			status: 'done',
			reasoning: '',
			content,
			startedAt: 0,
			finishReason: 'length',
			...(edits ? { edits } : {}),
		},
		...more,
	};
}

describe('going on with an answer that broke off', () => {
	it('asks to go on from the last word', () => {
		assert.deepEqual(goOn(turn('The cart is emp')), {
			question: 'Go on exactly where your answer broke off; repeat nothing.',
		});
	});

	for (const [kind, cut] of [
		['a search', 'src/b.ts\n```\n<<<<<<< SEARCH\nconst b'],
		['a replacement', 'src/b.ts\n```\n<<<<<<< SEARCH\nconst b = 1;\n=======\nconst b'],
		['a new file', 'src/b.ts\n```\n<<<<<<< WRITE\nconst b = 1;\nconst c'],
	] as const) {
		it(`has ${kind} that was cut given again whole, and joins the edits before and behind it`, () => {
			const first = turn(`Done.\n\n${block('src/a.ts', 'const a = 1;', 'const a = 2;')}${cut}`);
			const { question, repairs } = goOn(first);
			assert.match(question, /inside the edit block for `src\/b\.ts`.*from its beginning/);
			assert.equal(repairs?.turnId, 'cut');
			const next = turn(block('src/b.ts', 'const b = 1;', 'const b = 2;'), { id: 'next', repairs });
			const chat: Conversation = {
				...createConversation('chat', 0, { model: 'm', thinking: { enabled: false } }),
				turns: [{ ...first, answer: { ...first.answer, edits: 'continued' } }, next],
			};
			assert.deepEqual(
				turnEdits(chat, next).all.map(({ kind: each, path }) => [each, path]),
				[
					['replace', 'src/a.ts'],
					['replace', 'src/b.ts'],
				],
			);
		});
	}

	it('joins nothing that was decided about', () => {
		const content = block('src/a.ts', 'const a = 1;', 'const a = 2;');
		assert.deepEqual(goOn(turn(content)).repairs, { turnId: 'cut', edits: [] });
		for (const outcome of ['applied', 'discarded', 'undone', 'continued'] as const) {
			assert.equal(goOn(turn(content, {}, outcome)).repairs, undefined);
		}
	});
});
