import type { StreamEvent } from '../model/types';
import {
	isRunning,
	type Answer,
	type Conversation,
	type DiffAttachment,
	type EditsOutcome,
	type Failure,
	type ToldChange,
	type Turn,
} from './conversation';

/** Everything that can happen to a conversation. Times are milliseconds since the epoch. */
export type ConversationEvent =
	| {
			readonly type: 'asked';
			readonly turnId: string;
			readonly question: string;
			readonly attachment: DiffAttachment | undefined;
			readonly at: number;
	  }
	| {
			readonly type: 'prepared';
			readonly turnId: string;
			readonly packId: string;
			readonly message: string;
			readonly told: readonly ToldChange[];
			readonly at: number;
	  }
	| { readonly type: 'streamed'; readonly turnId: string; readonly event: StreamEvent; readonly at: number }
	| { readonly type: 'progress'; readonly turnId: string; readonly text: string }
	| { readonly type: 'failed'; readonly turnId: string; readonly failure: Failure; readonly at: number }
	| { readonly type: 'stopped'; readonly turnId: string; readonly at: number }
	/** The program ended in the middle of an answer and has now come back. */
	| { readonly type: 'resumed' }
	/** The turn is asked again: what it had is given up. */
	| { readonly type: 'retried'; readonly turnId: string; readonly at: number }
	| { readonly type: 'edits'; readonly turnId: string; readonly outcome: EditsOutcome };

const longestTitle = 60;

/** The conversation after an event. Events of unknown turns change nothing. */
export function reduce(conversation: Conversation, event: ConversationEvent): Conversation {
	switch (event.type) {
		case 'asked':
			return {
				...conversation,
				title: conversation.title === '' ? titleOf(event.question) : conversation.title,
				turns: [...conversation.turns, newTurn(event)],
			};
		case 'resumed':
			return {
				...conversation,
				turns: conversation.turns.map((turn) =>
					isRunning(turn.answer) ? { ...turn, answer: { ...turn.answer, status: 'interrupted' } } : turn,
				),
			};
		case 'prepared':
			return update({ ...conversation, packId: event.packId }, event.turnId, (turn) => ({
				...turn,
				message: event.message,
				told: event.told,
				answer: { ...turn.answer, status: 'waiting', startedAt: event.at },
			}));
		case 'streamed':
			return updateAnswer(conversation, event.turnId, (answer) => stream(answer, event.event, event.at));
		case 'progress':
			return updateAnswer(conversation, event.turnId, (answer) => ({ ...answer, progress: event.text }));
		case 'failed':
			return updateAnswer(conversation, event.turnId, (answer) => ({
				...answer,
				status: 'failed',
				failure: event.failure,
				endedAt: event.at,
			}));
		case 'stopped':
			return updateAnswer(conversation, event.turnId, (answer) => ({
				...answer,
				status: 'stopped',
				endedAt: event.at,
			}));
		case 'retried':
			return update(conversation, event.turnId, (turn) => ({
				...turn,
				message: '',
				told: [],
				answer: emptyAnswer(event.at),
			}));
		case 'edits':
			return updateAnswer(conversation, event.turnId, (answer) => ({ ...answer, edits: event.outcome }));
	}
}

function newTurn(event: Extract<ConversationEvent, { type: 'asked' }>): Turn {
	return {
		id: event.turnId,
		question: event.question,
		...(event.attachment ? { attachment: event.attachment } : {}),
		message: '',
		told: [],
		answer: emptyAnswer(event.at),
	};
}

function emptyAnswer(at: number): Answer {
	return { status: 'preparing', reasoning: '', content: '', startedAt: at };
}

function stream(answer: Answer, event: StreamEvent, at: number): Answer {
	const alive = dropProgress(answer);
	switch (event.type) {
		case 'queued':
			return answer.status === 'waiting' ? { ...answer, status: 'queued' } : answer;
		case 'reasoning':
			return { ...alive, status: 'reasoning', reasoning: answer.reasoning + event.text };
		case 'content':
			return {
				...alive,
				status: 'writing',
				content: answer.content + event.text,
				...(answer.reasoning !== '' && answer.reasoningEndedAt === undefined ? { reasoningEndedAt: at } : {}),
			};
		case 'usage':
			return { ...answer, usage: event.usage };
		case 'finished':
			return { ...alive, status: 'done', finishReason: event.reason, endedAt: at };
	}
}

function dropProgress(answer: Answer): Answer {
	const { progress, ...rest } = answer;
	return progress === undefined ? answer : rest;
}

function update(conversation: Conversation, turnId: string, change: (turn: Turn) => Turn): Conversation {
	return {
		...conversation,
		turns: conversation.turns.map((turn) => (turn.id === turnId ? change(turn) : turn)),
	};
}

function updateAnswer(conversation: Conversation, turnId: string, change: (answer: Answer) => Answer): Conversation {
	return update(conversation, turnId, (turn) => ({ ...turn, answer: change(turn.answer) }));
}

function titleOf(question: string): string {
	const line = question.trim().split('\n', 1)[0]!.trim();
	return line.length <= longestTitle ? line : `${line.slice(0, longestTitle - 1).trimEnd()}…`;
}
