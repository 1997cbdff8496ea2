import type { ImageAttachment } from '../images/image';
import type { CountDrift } from '../model/counting';
import type { StreamEvent, Thinking, Usage } from '../model/types';
import type { CacheMiss } from '../usage/records';
import {
	isRunning,
	type Answer,
	type Conversation,
	type DiffAttachment,
	type EditsOutcome,
	type Failure,
	type PromptEstimate,
	type Repairs,
	type SentTo,
	type ToldChange,
	type Turn,
} from './conversation';
import type { Refit } from './refit';

/** Everything that can happen to a conversation. Times are milliseconds since the epoch. */
export type ConversationEvent =
	| {
			readonly type: 'asked';
			readonly turnId: string;
			readonly question: string;
			readonly attachment: DiffAttachment | undefined;
			readonly images?: readonly ImageAttachment[];
			readonly repairs?: Repairs;
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
	/** The request was refused as too long; a smaller one is about to be sent. */
	| { readonly type: 'refitted'; readonly turnId: string; readonly refit: Refit }
	| { readonly type: 'failed'; readonly turnId: string; readonly failure: Failure; readonly at: number }
	| { readonly type: 'stopped'; readonly turnId: string; readonly at: number }
	/** The program ended in the middle of an answer and has now come back. */
	| { readonly type: 'resumed' }
	/** The turn is asked again: what it had is given up. */
	| { readonly type: 'retried'; readonly turnId: string; readonly at: number }
	/** The user did not want the question to be sent: it leaves the chat. */
	| { readonly type: 'withdrawn'; readonly turnId: string }
	/** What the prompt is expected to take, just before it is sent. */
	| {
			readonly type: 'estimated';
			readonly turnId: string;
			readonly estimate: PromptEstimate;
			readonly sentTo?: SentTo;
	  }
	/** The endpoint counted the prompt otherwise than we did. */
	| { readonly type: 'drifted'; readonly turnId: string; readonly drift: CountDrift }
	/** An answer that ended without the endpoint's usage was counted here. */
	| { readonly type: 'counted'; readonly turnId: string; readonly usage: Usage }
	/** The prompt was not read from the endpoint's cache, and this is why. */
	| { readonly type: 'cacheMissed'; readonly turnId: string; readonly miss: CacheMiss }
	/** Later questions of this chat go to another model, or are thought about in another way. */
	| { readonly type: 'modelChanged'; readonly model: string; readonly thinking: Thinking }
	| {
			readonly type: 'edits';
			readonly turnId: string;
			readonly outcome: EditsOutcome;
			readonly left?: readonly number[];
	  }
	/** Some of the edits that were applied were taken back: they can be applied again. */
	| { readonly type: 'editsReturned'; readonly turnId: string; readonly edits: readonly number[] };

/** What became of an answer's edits. */
export type EditsEvent = Extract<ConversationEvent, { readonly type: 'edits' | 'editsReturned' }>;

const longestTitle = 60;

/**
 * The conversation after an event. Events of unknown turns change nothing, and neither does what a request still does
 * to an answer that has ended.
 */
export function reduce(conversation: Conversation, event: ConversationEvent): Conversation {
	switch (event.type) {
		case 'asked':
			return {
				...conversation,
				title: conversation.title === '' ? titleOf(event.question) : conversation.title,
				turns: [...conversation.turns, newTurn(event, conversation)],
			};
		case 'resumed':
			return {
				...conversation,
				turns: conversation.turns.map((turn) =>
					isRunning(turn.answer) ? { ...turn, answer: { ...dropProgress(turn.answer), status: 'interrupted' } } : turn,
				),
			};
		case 'prepared':
			if (!conversation.turns.some((turn) => turn.id === event.turnId && isRunning(turn.answer))) {
				return conversation;
			}
			return update({ ...conversation, packId: event.packId }, event.turnId, (turn) => ({
				...turn,
				message: event.message,
				told: event.told,
				answer: { ...dropProgress(turn.answer), status: 'waiting', startedAt: event.at },
			}));
		case 'streamed':
			return updateRunning(conversation, event.turnId, (answer) => stream(answer, event.event, event.at));
		case 'progress':
			return updateRunning(conversation, event.turnId, (answer) => ({ ...answer, progress: event.text }));
		case 'refitted':
			return updateRunning(conversation, event.turnId, (answer) => ({ ...answer, refit: event.refit }));
		case 'estimated':
			return updateRunning(conversation, event.turnId, (answer) => ({
				...answer,
				estimated: event.estimate,
				...(event.sentTo ? { sentTo: event.sentTo } : {}),
			}));
		case 'drifted':
			return updateRunning(conversation, event.turnId, (answer) => ({ ...answer, drift: event.drift }));
		case 'failed':
			return updateRunning(conversation, event.turnId, (answer) => ({
				...dropProgress(answer),
				status: 'failed',
				failure: event.failure,
				endedAt: event.at,
			}));
		case 'stopped':
			return updateRunning(conversation, event.turnId, (answer) => ({
				...dropProgress(answer),
				status: 'stopped',
				endedAt: event.at,
			}));
		case 'counted':
			return updateAnswer(conversation, event.turnId, (answer) =>
				isRunning(answer) || answer.usage ? answer : { ...answer, counted: event.usage },
			);
		case 'cacheMissed':
			return updateAnswer(conversation, event.turnId, (answer) =>
				isRunning(answer) ? answer : { ...answer, miss: event.miss },
			);
		case 'withdrawn':
			return withdraw(conversation, event.turnId);
		case 'modelChanged':
			return { ...conversation, model: event.model, thinking: event.thinking };
		case 'retried':
			return update(conversation, event.turnId, (turn) => ({
				...turn,
				message: '',
				told: [],
				answer: emptyAnswer(event.at, conversation),
			}));
		case 'edits':
			return updateAnswer(conversation, event.turnId, (answer) => ({
				...answer,
				edits: event.outcome,
				leftEdits: event.left ?? [],
			}));
		case 'editsReturned':
			return updateAnswer(conversation, event.turnId, (answer) =>
				answer.edits === 'applied' ? { ...answer, leftEdits: union(answer.leftEdits ?? [], event.edits) } : answer,
			);
	}
}

function union(some: readonly number[], more: readonly number[]): number[] {
	return [...new Set([...some, ...more])].sort((left, right) => left - right);
}

function newTurn(event: Extract<ConversationEvent, { type: 'asked' }>, asked: Conversation): Turn {
	return {
		id: event.turnId,
		question: event.question,
		...(event.attachment ? { attachment: event.attachment } : {}),
		...(event.images && event.images.length > 0 ? { images: event.images } : {}),
		...(event.repairs ? { repairs: event.repairs } : {}),
		message: '',
		told: [],
		answer: emptyAnswer(event.at, asked),
	};
}

function emptyAnswer(at: number, { model, thinking }: Conversation): Answer {
	return { status: 'preparing', reasoning: '', content: '', startedAt: at, model, thinking };
}

/** A chat whose only question was withdrawn is as it was before, its title included. */
function withdraw(conversation: Conversation, turnId: string): Conversation {
	const turns = conversation.turns.filter((turn) => turn.id !== turnId || !isRunning(turn.answer));
	return { ...conversation, title: turns.length === 0 ? '' : conversation.title, turns };
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

function updateRunning(conversation: Conversation, turnId: string, change: (answer: Answer) => Answer): Conversation {
	return updateAnswer(conversation, turnId, (answer) => (isRunning(answer) ? change(answer) : answer));
}

function titleOf(question: string): string {
	const line = question.trim().split('\n', 1)[0]!.trim();
	return line.length <= longestTitle ? line : `${line.slice(0, longestTitle - 1).trimEnd()}…`;
}
