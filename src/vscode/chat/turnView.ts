import type { Answer, Turn } from '../../core/conversation/conversation';
import { requestCost, type ModelFacts } from '../../core/model/catalog';
import type { AnswerView, EditCardView, FailureAction, FailureView, ReceiptView, TurnView } from '../../protocol';
import type { AnswerDetails } from './answerDetails';

export interface TurnExtras {
	readonly details: AnswerDetails;
	readonly edits: EditCardView | undefined;
	readonly explanation: { readonly title: string; readonly threads: number; readonly files: number } | undefined;
	readonly facts: ModelFacts;
}

/** A turn as the page shows it. */
export function turnView(turn: Turn, extras: TurnExtras): TurnView {
	const { attachment } = turn;
	return {
		id: turn.id,
		question: turn.question,
		...(attachment
			? {
					attachment: {
						title: attachment.title,
						files: attachment.files,
						added: attachment.added,
						removed: attachment.removed,
					},
				}
			: {}),
		answer: answerView(turn.answer, extras),
	};
}

function answerView(answer: Answer, { details, edits, explanation, facts }: TurnExtras): AnswerView {
	const receipt = receiptView(answer, facts);
	const notice = noticeOf(answer);
	return {
		status: answer.status,
		reasoning: answer.reasoning,
		...(answer.reasoningEndedAt === undefined
			? {}
			: { reasoningSeconds: (answer.reasoningEndedAt - answer.startedAt) / 1_000 }),
		content: answer.content,
		citations: [...details.citations],
		...(edits ? { edits } : {}),
		...(explanation ? { explanation } : {}),
		...(receipt ? { receipt } : {}),
		...(answer.failure ? { failure: failureView(answer.failure) } : {}),
		...(notice === undefined ? {} : { notice }),
	};
}

function receiptView(answer: Answer, facts: ModelFacts): ReceiptView | undefined {
	const { usage } = answer;
	if (!usage || answer.endedAt === undefined) {
		return undefined;
	}
	const { price } = facts;
	const cost =
		price &&
		requestCost(
			price,
			{
				prompt: usage.promptTokens,
				cached: usage.cachedTokens ?? 0,
				completion: usage.completionTokens,
			},
			new Date(answer.startedAt),
		);
	return {
		promptTokens: usage.promptTokens,
		...(usage.cachedTokens === undefined ? {} : { cachedTokens: usage.cachedTokens }),
		completionTokens: usage.completionTokens,
		...(usage.reasoningTokens === undefined ? {} : { reasoningTokens: usage.reasoningTokens }),
		...(cost === undefined ? {} : { cost }),
		currency: price?.currency ?? '',
		seconds: (answer.endedAt - answer.startedAt) / 1_000,
		estimated: false,
		model: facts.id,
	};
}

/** What a person can do about each kind of failure. */
const remedies: Readonly<Record<string, readonly FailureAction[]>> = {
	'key-missing': ['setApiKey', 'retry'],
	'key-wrong': ['setApiKey', 'retry'],
	'no-balance': ['retry'],
	'invalid-request': ['chooseModel', 'openSettings', 'retry'],
	'too-long': ['excludeFolders', 'retry'],
	'body-too-large': ['excludeFolders', 'retry'],
	'not-an-endpoint': ['openSettings', 'retry'],
	unreachable: ['retry', 'openSettings'],
	'endpoint-setting': ['openSettings', 'retry'],
	worker: ['retry', 'showLog'],
	unexpected: ['retry', 'showLog'],
	consent: ['retry'],
};

function failureView(failure: NonNullable<Answer['failure']>): FailureView {
	return {
		message: failure.message,
		...(failure.detail === undefined ? {} : { detail: failure.detail }),
		actions: [...(remedies[failure.kind] ?? (['retry'] as const))],
	};
}

function noticeOf(answer: Answer): string | undefined {
	if (answer.progress !== undefined) {
		return answer.progress;
	}
	if (answer.status !== 'done') {
		return undefined;
	}
	switch (answer.finishReason) {
		case 'length':
			return 'The answer was cut at its length limit. Ask it to go on.';
		case 'content_filter':
			return "The answer was cut by the endpoint's content filter.";
		case 'insufficient_system_resource':
			return 'The endpoint ran out of resources before the answer was complete. Try again.';
		default:
			return answer.content === ''
				? 'The model answered with reasoning only. Ask again, or with less thinking.'
				: undefined;
	}
}
