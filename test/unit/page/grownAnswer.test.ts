import assert from 'node:assert/strict';
import fc from 'fast-check';
import { initialState, reduce } from '../../../media/chat/state';
import type { AnswerView, ChatView, CitationView, EditSegmentView } from '../../../src/protocol';
import { grownAnswer } from '../../../src/vscode/chat/grownAnswer';

const citation = fc
	.record({ start: fc.nat(3), line: fc.integer({ min: 1, max: 2 }) })
	.map(({ start, line }): CitationView => ({
		...{ start, end: start + 4, path: 'a.ts', line, status: 'verified', reason: 'It stands there.' },
	}));
const segment = fc.record({ start: fc.nat(3), writing: fc.boolean() }).map(({ start, writing }): EditSegmentView => ({
	...{ start, end: start + 9, path: 'a.ts', kind: 'replace', status: writing ? 'writing' : 'planned' },
	...{ message: '', removed: [], added: [] },
}));
const answer = fc
	.record({
		citations: fc.array(citation, { maxLength: 5 }),
		segments: fc.array(segment, { maxLength: 4 }),
		threads: fc.nat(2),
	})
	.map(({ citations, segments, threads }): AnswerView => ({
		...{ status: 'writing', reasoning: 'Hm.', content: 'Because', citations },
		...(segments.length === 0
			? {}
			: { edits: { state: 'writing', files: [], segments, problems: [], askAgain: 0, canUndo: false } }),
		...(threads === 0 ? {} : { explanation: { title: 'Staged changes', threads, files: 1 } }),
	}));

function chatWith(view: AnswerView): ChatView {
	return {
		...{ chatId: 'chat', title: 'Chat', turns: [{ id: 'turn', question: 'Why?', answer: view }] },
		...{ context: { state: 'none' }, busy: true, trusted: true },
		endpoint: { host: 'h', model: 'm', kind: 'local', hasKey: false, thinking: 'off' },
	};
}

describe('what the page is told of a growing answer', () => {
	it('makes the answer it shows the one that is meant, and nothing else can be told that way', () => {
		fc.assert(
			fc.property(answer, answer, (before, now) => {
				const message = grownAnswer('turn', before, now);
				if (!message) {
					assert.ok((before.edits && !now.edits) || (before.explanation && !now.explanation));
					return;
				}
				const shown = reduce(reduce(initialState(''), { type: 'chat', chat: chatWith(before) }), message);
				assert.deepEqual(shown.chat?.turns[0]?.answer, now);
			}),
		);
	});

	it('is only what is new', () => {
		const citations = Array.from({ length: 1_000 }, (_, at): CitationView => ({
			...{ start: at * 10, end: at * 10 + 4, path: 'a.ts', line: 1, status: 'verified', reason: '' },
		}));
		const before: AnswerView = { status: 'writing', reasoning: '', content: '', citations: citations.slice(0, -2) };
		const message = grownAnswer('turn', before, { ...before, citations: structuredClone(citations) });
		assert.deepEqual(message, {
			...{ type: 'inspected', turnId: 'turn' },
			citations: { from: 998, items: citations.slice(-2) },
		});
	});
});
