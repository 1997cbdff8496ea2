import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Answer } from '../../../src/core/conversation/conversation';
import { modelFacts } from '../../../src/core/model/catalog';
import type { FinishReason, Usage } from '../../../src/core/model/types';
import { lessThinking, moreRoom, noticeOf } from '../../../src/vscode/chat/answerNotice';

const facts = modelFacts('deepseek-flash', true);
const usage: Usage = {
	promptTokens: 200_000,
	cachedTokens: 0,
	completionTokens: 65_536,
	reasoningTokens: 65_536,
};
const answer = (finishReason: FinishReason, content: string, more: Partial<Answer> = {}): Answer => ({
	status: 'done',
	reasoning: 'hmm',
	content,
	startedAt: 1,
	finishReason,
	usage,
	thinking: { enabled: true, effort: 'high' },
	...more,
});

describe('the notice of an answer', () => {
	const cases: readonly (readonly [string, Answer, RegExp, readonly string[]])[] = [
		['cut at its limit', answer('length', 'Be'), /cut at its length limit of 65,536 tokens/, ['continue']],
		['cut by a filter', answer('content_filter', 'Be'), /content filter cut the answer/, ['retry']],
		[
			'cut for lack of resources',
			answer('insufficient_system_resource', 'Be'),
			/ran out of resources here/,
			['continue', 'retry'],
		],
		[
			'used up by thinking',
			answer('length', ' \n'),
			/all the room .* for thinking/,
			['retryWithMoreRoom', 'retryWithLessThinking'],
		],
		['stopped by a filter before its first word', answer('content_filter', ''), /before its first word/, ['retry']],
		[
			'without resources from the start',
			answer('insufficient_system_resource', ''),
			/Try again in a little/,
			['retry'],
		],
		['of thinking alone', answer('stop', ''), /wrote no answer/, ['retry', 'retryWithLessThinking']],
		['with nothing at all', answer('stop', '', { reasoning: '', thinking: { enabled: false } }), /empty/, ['retry']],
	];
	for (const [name, ended, message, actions] of cases) {
		it(`${name} says so and offers what helps`, () => {
			const notice = noticeOf(ended, facts);
			assert.match(notice!.message, message);
			assert.deepEqual(notice!.actions, actions);
		});
	}

	it('is none for a complete answer, nor for one on its way or stopped', () => {
		assert.equal(noticeOf(answer('stop', 'Because.'), facts), undefined);
		for (const status of ['writing', 'stopped', 'failed'] as const) {
			assert.equal(noticeOf(answer('length', '', { status }), facts), undefined);
		}
	});

	it('offers more room only where model and window have it', () => {
		assert.equal(moreRoom(answer('length', ''), facts), 131_072);
		const long = { ...usage, completionTokens: 300_000 };
		assert.equal(moreRoom(answer('length', '', { usage: long }), facts), 393_216);
		const full = { ...usage, completionTokens: facts.maxOutput };
		assert.equal(moreRoom(answer('length', '', { usage: full }), facts), undefined);
		const narrow = { ...usage, promptTokens: facts.contextWindow - 66_000 };
		assert.equal(moreRoom(answer('length', '', { usage: narrow }), facts), undefined);
		assert.deepEqual(noticeOf(answer('length', '', { usage: narrow }), facts)!.actions, ['retryWithLessThinking']);
	});

	it('lowers the effort step by step', () => {
		const efforts = [];
		for (let thinking = lessThinking({ enabled: true, effort: 'max' }); thinking; thinking = lessThinking(thinking)) {
			efforts.push(thinking.enabled ? thinking.effort : 'off');
		}
		assert.deepEqual(efforts, ['high', 'low', 'off']);
	});
});
