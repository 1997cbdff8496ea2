import type { Answer, Turn } from '../../core/conversation/conversation';
import { refitSentence } from '../../core/conversation/refit';
import type { ModelFacts } from '../../core/model/catalog';
import type { AnswerView, EditCardView, FailureAction, FailureView, TurnView } from '../../protocol';
import type { AnswerDetails } from './answerDetails';
import { noticeOf } from './answerNotice';
import { imageViews } from './imageViews';
import { receiptView } from './receiptView';

export interface TurnExtras {
	readonly details: AnswerDetails;
	readonly edits: EditCardView | undefined;
	readonly explanation: { readonly title: string; readonly threads: number; readonly files: number } | undefined;
	/** Of the model that was asked. */
	readonly facts: ModelFacts;
	/** The endpoint is expected to count as we do, to the token. */
	readonly countsExactly: boolean;
	/** The account that was asked with can be topped up on a page that is known. */
	readonly hasAccountPage: boolean;
}

/** A turn as the page shows it. */
export function turnView(turn: Turn, extras: TurnExtras): TurnView {
	const { attachment, images } = turn;
	return {
		id: turn.id,
		question: turn.question,
		...(images ? { images: imageViews(images, extras.facts.images) } : {}),
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
		answer: answerView(turn, extras),
	};
}

function answerView(turn: Turn, extras: TurnExtras): AnswerView {
	const { details, edits, explanation, facts, countsExactly, hasAccountPage } = extras;
	const { answer } = turn;
	const receipt = receiptView(turn, facts, countsExactly);
	const notice = noticeOf(answer, facts);
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
		...(answer.failure ? { failure: failureView(answer, answer.failure, hasAccountPage) } : {}),
		...(answer.progress === undefined ? {} : { progress: answer.progress }),
		...(notice ? { notice } : {}),
		...(answer.refit ? { remark: refitSentence(answer.refit) } : {}),
	};
}

/** What a person can do about each kind of failure. */
const remedies: Readonly<Record<string, readonly FailureAction[]>> = {
	'key-missing': ['setApiKey', 'retry'],
	'key-wrong': ['setApiKey', 'retry'],
	'no-balance': ['openAccountPage', 'retry'],
	'invalid-request': ['chooseModel', 'openSettings', 'retry'],
	'too-long': ['excludeFolders', 'chooseModel', 'retry'],
	'chat-too-long': ['newChat'],
	'body-too-large': ['excludeFolders', 'retry'],
	'not-an-endpoint': ['openSettings', 'retry'],
	unreachable: ['retry', 'openSettings'],
	refused: ['retry', 'openSettings'],
	reset: ['retry', 'openSettings'],
	'unknown-host': ['openSettings', 'retry'],
	certificate: ['openNetworkSettings', 'retry'],
	proxy: ['openNetworkSettings', 'retry'],
	offline: ['retry'],
	redirected: ['openSettings', 'retry'],
	'queue-timeout': ['retry'],
	'not-started': ['retry'],
	unconfirmed: ['retry', 'continue'],
	'stream-error': ['retry'],
	'endpoint-setting': ['openSettings', 'retry'],
	worker: ['retry', 'showLog'],
	unexpected: ['retry', 'showLog'],
	'excluded-since': ['newChat'],
	'images-unsupported': ['chooseModel', 'retry'],
	'image-gone': ['newChat'],
	image: ['newChat'],
};

function failureView(answer: Answer, failure: NonNullable<Answer['failure']>, hasAccountPage: boolean): FailureView {
	const known = remedies[failure.kind] ?? (['retry'] as const);
	const remedy = known.filter((action) => action !== 'openAccountPage' || hasAccountPage);
	return {
		message: failure.message,
		...(failure.detail === undefined ? {} : { detail: failure.detail }),
		// Part of an answer is there: going on from it is cheaper than all of it again.
		actions: answer.content === '' ? remedy : ['continue', ...remedy],
	};
}
