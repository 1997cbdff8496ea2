import type { Remedy } from './failures/remedies';
import type { FinishReason } from './types';

/** How an answer ended that the endpoint ended itself. */
export type AnswerOutcomeKind =
	| 'complete'
	/** The answer reached the limit in its text. */
	| 'length'
	/** Reasoning used up the whole room: there is no answer. */
	| 'length-in-reasoning'
	| 'content-filter'
	| 'insufficient-resources'
	/** The model stopped by itself without a word of answer, perhaps after long reasoning. */
	| 'empty'
	/** It wanted to call a tool, and there is none. */
	| 'tool-calls'
	| 'unknown-reason';

/** How an answer ended, in words, and what can be done; what came is kept in every case. */
export interface AnswerOutcome {
	readonly kind: AnswerOutcomeKind;
	/** Undefined when everything is as it should be. */
	readonly message: string | undefined;
	/** The most useful first. */
	readonly remedies: readonly Remedy[];
	/** True when asking the same once more may well give an answer: resources were short, or nothing came. */
	readonly passing: boolean;
}

const outcomes: Readonly<Record<AnswerOutcomeKind, AnswerOutcome>> = {
	complete: { kind: 'complete', message: undefined, remedies: [], passing: false },
	length: {
		kind: 'length',
		message: 'The answer reached its length limit. What came is kept; let the model go on from there.',
		remedies: ['continue', 'more-room'],
		passing: false,
	},
	'length-in-reasoning': {
		kind: 'length-in-reasoning',
		message:
			'The model used all of its room for reasoning and gave no answer. The reasoning is kept; allow more room or less thinking.',
		remedies: ['more-room', 'retry'],
		passing: false,
	},
	'content-filter': {
		kind: 'content-filter',
		message: "The endpoint's content filter ended the answer. What came is kept; ask in other words.",
		remedies: ['rephrase', 'retry'],
		passing: false,
	},
	'insufficient-resources': {
		kind: 'insufficient-resources',
		message:
			'The endpoint ran out of resources during the answer. What came is kept; let the model go on or try again.',
		remedies: ['continue', 'retry'],
		passing: true,
	},
	empty: {
		kind: 'empty',
		message: 'The model ended without an answer. Its reasoning is kept, if there was any; try again.',
		remedies: ['retry'],
		passing: true,
	},
	'tool-calls': {
		kind: 'tool-calls',
		message: 'The model asked for a tool that there is not. What came is kept; try again.',
		remedies: ['retry'],
		passing: false,
	},
	'unknown-reason': {
		kind: 'unknown-reason',
		message: 'The endpoint ended the answer for a reason it did not name. What came is kept.',
		remedies: ['continue', 'retry'],
		passing: false,
	},
};

/**
 * What a finish reason means for what arrived.
 * @param hasContent whether any text of the answer arrived that is not blank
 */
export function answerOutcome(reason: FinishReason, hasContent: boolean): AnswerOutcome {
	switch (reason) {
		case 'stop':
			return outcomes[hasContent ? 'complete' : 'empty'];
		case 'length':
			return outcomes[hasContent ? 'length' : 'length-in-reasoning'];
		case 'content_filter':
			return outcomes['content-filter'];
		case 'insufficient_system_resource':
			return outcomes['insufficient-resources'];
		case 'tool_calls':
			return outcomes['tool-calls'];
		case 'other':
			return outcomes[hasContent ? 'unknown-reason' : 'empty'];
	}
}
