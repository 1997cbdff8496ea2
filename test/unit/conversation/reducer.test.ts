import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createConversation, isRunning, isTold, type Conversation } from '../../../src/core/conversation/conversation';
import { reduce, type ConversationEvent } from '../../../src/core/conversation/reducer';
import type { StreamEvent } from '../../../src/core/model/types';

const fresh = createConversation('chat', 1, { model: 'flash', thinking: { enabled: true, effort: 'high' } });
const asked: ConversationEvent = { type: 'asked', turnId: 'one', question: 'Why?', attachment: undefined, at: 2 };
const prepared: ConversationEvent = {
	type: 'prepared',
	turnId: 'one',
	packId: 'pack',
	message: '<question>',
	told: [],
	at: 3,
};
const streamed = (event: StreamEvent): ConversationEvent => ({ type: 'streamed', turnId: 'one', event, at: 4 });
const content = streamed({ type: 'content', text: 'Because.' });
const stopped: ConversationEvent = { type: 'stopped', turnId: 'one', at: 5 };
const failed: ConversationEvent = { type: 'failed', turnId: 'one', failure: { kind: 'x', message: 'm' }, at: 5 };
const progress: ConversationEvent = { type: 'progress', turnId: 'one', text: 'Trying again in 2 s.' };

const after = (...events: readonly ConversationEvent[]): Conversation => events.reduce(reduce, fresh);
const answer = (conversation: Conversation) => conversation.turns[0]!.answer;

describe('reducing a conversation', () => {
	it('says nothing of another try once the answer has failed, was stopped or interrupted', () => {
		assert.equal(answer(after(asked, progress)).progress, 'Trying again in 2 s.');
		for (const end of [failed, stopped, { type: 'resumed' } as const]) {
			assert.equal(answer(after(asked, prepared, progress, end)).progress, undefined);
		}
	});

	it('leaves an answer that has ended as it is, whatever its request still does', () => {
		const ended = after(asked, prepared, content, stopped);
		const late = [prepared, content, progress, failed, streamed({ type: 'finished', reason: 'stop' })];
		assert.deepEqual(late.reduce(reduce, ended), ended);
	});

	it('takes a withdrawn question out of the chat, and with the only one its title', () => {
		assert.deepEqual(after(asked, { type: 'withdrawn', turnId: 'one' }), fresh);
		const second = reduce(after(asked, prepared, content, stopped), { ...asked, turnId: 'two' });
		const kept = reduce(second, { type: 'withdrawn', turnId: 'two' });
		assert.deepEqual([kept.turns.length, kept.title], [1, 'Why?']);
		assert.equal(reduce(kept, { type: 'withdrawn', turnId: 'one' }).turns.length, 1, 'an answered one stays');
	});

	it('remembers with each answer what was asked, and changes it for later questions only', () => {
		const changed = after(asked, prepared, content, stopped, {
			type: 'modelChanged',
			model: 'pro',
			thinking: { enabled: false },
		});
		assert.deepEqual([changed.model, answer(changed).model], ['pro', 'flash']);
		const next = reduce(changed, { ...asked, turnId: 'two' });
		assert.deepEqual([next.turns[1]!.answer.model, next.turns[1]!.answer.thinking], ['pro', { enabled: false }]);
	});

	it('prefers the usage of the endpoint to our own count', () => {
		const usage = { promptTokens: 9, cachedTokens: 1, completionTokens: 2, reasoningTokens: undefined };
		const counted: ConversationEvent = { type: 'counted', turnId: 'one', usage };
		assert.deepEqual(answer(after(asked, prepared, content, stopped, counted)).counted, usage);
		const told = after(asked, prepared, content, streamed({ type: 'usage', usage }), stopped, counted);
		assert.equal(answer(told).counted, undefined);
		assert.equal(answer(after(asked, prepared, content, counted)).counted, undefined, 'not while it is written');
	});

	it('keeps all text of every order of events, and no turn ends twice', () => {
		const event = fc.oneof(
			fc.constantFrom(prepared, stopped, failed, progress),
			fc
				.constantFrom<StreamEvent>(
					{ type: 'queued' },
					{ type: 'reasoning', text: 'r' },
					{ type: 'content', text: 'c' },
					{ type: 'finished', reason: 'length' },
				)
				.map(streamed),
		);
		fc.assert(
			fc.property(fc.array(event, { maxLength: 30 }), (events) => {
				let state = after(asked);
				let expected = '';
				for (const each of events) {
					const running = isRunning(answer(state));
					const next = reduce(state, each);
					if (running && each.type === 'streamed' && each.event.type === 'content') {
						expected += each.event.text;
					}
					if (!running) {
						assert.deepEqual(next, state);
					}
					state = next;
				}
				assert.equal(answer(state).content, expected);
				assert.equal(isTold(state.turns[0]!), expected !== '' && state.turns[0]!.message !== '');
			}),
		);
	});
});
