import { formatCount } from '../../core/common/format';
import type { Answer } from '../../core/conversation/conversation';
import { answerRoom } from '../../core/conversation/request';
import type { ModelFacts } from '../../core/model/catalog';
import type { Thinking } from '../../core/model/types';
import type { FailureAction, NoticeView } from '../../protocol';

/** Less than this much more room is not worth another try, in tokens. */
const worthwhile = 4_096;

/** What a person should know about an answer that ended by itself but not well, and what can be done. */
export function noticeOf(answer: Answer, facts: ModelFacts): NoticeView | undefined {
	if (answer.status !== 'done') {
		return undefined;
	}
	return answer.content.trim() === '' ? emptyNotice(answer, facts) : cutNotice(answer);
}

function cutNotice({ finishReason, usage, counted }: Answer): NoticeView | undefined {
	switch (finishReason) {
		case 'length': {
			const written = (usage ?? counted)?.completionTokens;
			return {
				message: `The answer was cut at its length limit${written === undefined ? '' : ` of ${formatCount(written)} tokens`}. What came is kept; the model can go on from here.`,
				actions: ['continue'],
			};
		}
		case 'content_filter':
			return {
				message: "The endpoint's content filter cut the answer here. What came is kept; other words may pass it.",
				actions: ['retry'],
			};
		case 'insufficient_system_resource':
			return {
				message: 'The endpoint ran out of resources here. What came is kept; the model can go on from here.',
				actions: ['continue', 'retry'],
			};
		default:
			return undefined;
	}
}

function emptyNotice(answer: Answer, facts: ModelFacts): NoticeView {
	const thinking: readonly FailureAction[] = answer.thinking?.enabled ? ['retryWithLessThinking'] : [];
	switch (answer.finishReason) {
		case 'length': {
			const roomier = moreRoom(answer, facts) === undefined ? [] : (['retryWithMoreRoom'] as const);
			return {
				message:
					'The model used all the room of its answer for thinking, and wrote nothing. More room keeps the cached prompt; less thinking has it read anew.',
				actions: [...roomier, ...thinking],
			};
		}
		case 'content_filter':
			return {
				message: "The endpoint's content filter stopped the answer before its first word. Other words may pass it.",
				actions: ['retry'],
			};
		case 'insufficient_system_resource':
			return {
				message: 'The endpoint ran out of resources before the answer began. Try again in a little while.',
				actions: ['retry'],
			};
		default:
			return answer.reasoning === ''
				? { message: 'The endpoint sent an empty answer. Try again.', actions: ['retry'] }
				: {
						message: 'The model ended after its thinking, and wrote no answer. Try again, or with less thinking.',
						actions: ['retry', ...thinking],
					};
	}
}

/**
 * Room for another try at an answer whose room was too small, in tokens.
 * @returns undefined when neither the model nor its window allow for notably more
 */
export function moreRoom(answer: Answer, facts: ModelFacts): number | undefined {
	const usage = answer.usage ?? answer.counted;
	const used = Math.max(usage?.completionTokens ?? 0, answerRoom(answer.thinking ?? { enabled: false }, facts));
	const left = facts.contextWindow - (usage?.promptTokens ?? answer.estimated?.promptTokens ?? 0);
	const room = Math.min(2 * used, facts.maxOutput, left);
	return room >= used + worthwhile ? room : undefined;
}

/** The next lower effort; undefined when there is no thinking to reduce. */
export function lessThinking(thinking: Thinking): Thinking | undefined {
	if (!thinking.enabled) {
		return undefined;
	}
	switch (thinking.effort) {
		case 'max':
			return { enabled: true, effort: 'high' };
		case 'high':
			return { enabled: true, effort: 'low' };
		case 'low':
			return { enabled: false };
	}
}
