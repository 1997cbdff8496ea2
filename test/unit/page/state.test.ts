import assert from 'node:assert/strict';
import { initialState, type PageEvent, type PageState, reduce, textsOf } from '../../../media/chat/state';
import type { ChatView, TurnView } from '../../../src/protocol';

const turn = (id: string, status: TurnView['answer']['status'] = 'writing'): TurnView => ({
	id,
	question: 'Why?',
	answer: { status, reasoning: '', content: 'Be', citations: [] },
});

const chat: ChatView = {
	chatId: 'chat',
	title: 'Chat',
	turns: [turn('one', 'done'), turn('two')],
	context: { state: 'none' },
	endpoint: { host: 'h', model: 'm', kind: 'local', hasKey: false, thinking: 'off' },
	busy: true,
	trusted: true,
};

function after(...events: readonly PageEvent[]): PageState {
	return events.reduce(reduce, initialState(''));
}

describe('page state', () => {
	it('appends a delta and leaves other turns as they are', () => {
		const before = after({ type: 'chat', chat });
		const next = reduce(before, { type: 'delta', turnId: 'two', reasoning: 'hm', content: 'cause' });
		const [one, two] = next.chat?.turns ?? [];
		assert.deepEqual([two?.answer.content, two?.answer.reasoning], ['Because', 'hm']);
		assert.equal(one, before.chat?.turns[0]);
	});

	it('knows a text that only grows from one that is another', () => {
		const answerOf = (state: PageState) => state.chat!.turns[1]!.answer;
		const contentOf = (state: PageState) => textsOf(answerOf(state)).content;
		const first = after({ type: 'chat', chat: { ...chat, turns: [turn('one', 'done'), turn('two')] } });
		const grown = reduce(first, { type: 'delta', turnId: 'two', reasoning: '', content: 'cause' });
		const told = { ...turn('two', 'done'), answer: { ...turn('two', 'done').answer, content: 'Because.' } };
		const done = reduce(grown, { type: 'turn', turn: told, busy: false });
		const looked = reduce(done, { type: 'inspected', turnId: 'two', citations: { from: 0, items: [] } });
		for (const state of [grown, done, looked]) {
			assert.equal(contentOf(state), contentOf(first));
		}
		assert.equal(contentOf(looked).slice(0), 'Because.');
		const again = reduce(looked, { type: 'turn', turn: turn('two', 'writing'), busy: true });
		const other = reduce(again, { type: 'delta', turnId: 'two', reasoning: '', content: 'fore that, it was not' });
		assert.notEqual(contentOf(other), contentOf(looked));
		assert.equal(contentOf(other), contentOf(again));
		assert.equal(contentOf(other).slice(0), answerOf(other).content);
	});

	it('keeps the texts of two ways apart in which an answer went on', () => {
		const answerOf = (state: PageState) => state.chat!.turns[1]!.answer;
		const first = after({ type: 'chat', chat });
		const ways = ['cause', 'fore'].map((content) =>
			reduce(first, { type: 'delta', turnId: 'two', reasoning: 'hm', content }),
		);
		for (const way of ways) {
			assert.equal(textsOf(answerOf(way)).content.slice(0), answerOf(way).content);
			assert.equal(textsOf(answerOf(way)).reasoning.slice(0), 'hm');
		}
	});

	it('ignores a delta for a turn it does not know, and all but a chat before the first', () => {
		const before = after({ type: 'chat', chat });
		assert.equal(reduce(before, { type: 'delta', turnId: 'x', reasoning: '', content: 'a' }), before);
		const start = initialState('');
		assert.equal(reduce(start, { type: 'consent', consent: undefined }), start);
	});

	it('replaces a turn in place and adds a new one', () => {
		const changed = after({ type: 'chat', chat }, { type: 'turn', turn: turn('two', 'done'), busy: false });
		const { turns, busy } = changed.chat ?? chat;
		assert.deepEqual(
			turns.map(({ id, answer }) => `${id} ${answer.status}`),
			['one done', 'two done'],
		);
		assert.equal(busy, false);
		const added = reduce(changed, { type: 'turn', turn: turn('three', 'waiting'), busy: true });
		assert.equal(added.chat?.turns.length, 3);
	});

	it('announces a change of status once, and no other change', () => {
		const first = after({ type: 'chat', chat }, { type: 'turn', turn: turn('two', 'done'), busy: false });
		assert.equal(first.announcement.text, 'Answer complete.');
		const again = reduce(first, { type: 'turn', turn: turn('two', 'done'), busy: false });
		assert.equal(again.announcement.serial, first.announcement.serial);
	});

	it('tells repeated announcements apart', () => {
		const state = after({ type: 'announce', text: 'Copied' }, { type: 'announce', text: 'Copied' });
		assert.deepEqual(state.announcement, { text: 'Copied', serial: 2 });
	});

	it('keeps what was typed when text is put in', () => {
		assert.equal(after({ type: 'compose', text: 'new' }).draft.text, 'new');
		const both = after({ type: 'typed', text: 'old ' }, { type: 'compose', text: 'new' });
		assert.equal(both.draft.text, 'old\n\nnew');
		assert.equal(both.draft.serial, 1);
	});

	it('empties the draft when it was sent', () => {
		const state = after({ type: 'typed', text: 'Why?' }, { type: 'sent' });
		assert.equal(state.draft.text, '');
	});

	it('asks for consent and takes the question away when it is answered', () => {
		const consent = { host: 'h', name: 'n', files: 1, tokens: 1 };
		const asked = after({ type: 'chat', chat }, { type: 'consent', consent });
		assert.deepEqual(asked.chat?.consent, consent);
		assert.ok(!('consent' in reduce(asked, { type: 'answered' }).chat!));
	});

	it('drops an estimate that no longer holds', () => {
		const estimate = { promptTokens: 1, cachedTokens: 0, currency: 'USD', room: { left: 1, wanted: 1 } };
		const context = { state: 'none' } as const;
		const known = after({ type: 'chat', chat }, { type: 'context', context, estimate });
		assert.deepEqual(known.chat?.estimate, estimate);
		assert.equal(reduce(known, { type: 'context', context, estimate: undefined }).chat?.estimate, undefined);
	});
});
