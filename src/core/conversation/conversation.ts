import type { ImageAttachment } from '../images/image';
import type { CountDrift } from '../model/counting';
import type { FinishReason, Thinking, Usage } from '../model/types';
import type { CacheMiss } from '../usage/records';
import type { Refit } from './refit';

/**
 * A chat as data. Everything the model was told is kept verbatim, so that each request repeats the one before it byte
 * for byte.
 */

/** What a question is about, beside the repository. */
export interface DiffAttachment {
	/** For example `Staged changes`. */
	readonly title: string;
	/** The diff as git printed it. */
	readonly diff: string;
	readonly files: number;
	readonly added: number;
	readonly removed: number;
	/** Where the two sides of the diff can be read, in the words of the layer that made it. */
	readonly source: DiffSource;
}

/** Which two states a diff compares. */
export type DiffSource =
	| { readonly kind: 'staged'; readonly folder: string }
	| { readonly kind: 'working'; readonly folder: string }
	/** Two revisions, resolved to object names. */
	| { readonly kind: 'revisions'; readonly folder: string; readonly from: string; readonly to: string };

/** A file as the model was told about it in a turn; undefined text stands for a file that is gone. */
export interface ToldChange {
	readonly path: string;
	readonly text: string | undefined;
	/** True when `text` is a part of the file: its first lines or its skeleton. */
	readonly part?: boolean;
}

export type AnswerStatus =
	/** The pack and the message are being made. */
	| 'preparing'
	/** Sent; nothing has come yet. */
	| 'waiting'
	/** The endpoint says that it is alive. */
	| 'queued'
	| 'reasoning'
	| 'writing'
	| 'done'
	| 'stopped'
	| 'failed'
	/** The window was closed or reloaded in the middle. */
	| 'interrupted';

export interface Failure {
	readonly kind: string;
	readonly message: string;
	readonly detail?: string;
}

/** What became of the edits of an answer. */
export type EditsOutcome =
	| 'proposed'
	| 'applied'
	| 'discarded'
	| 'undone'
	/** A later turn gave the failed ones again, and stands for the others as well. */
	| 'continued';

/** Edits of an earlier turn that a turn asks for again, by their numbers there. */
export interface Repairs {
	readonly turnId: string;
	readonly edits: readonly number[];
}

/** What a prompt was expected to take, worked out just before it was sent. */
export interface PromptEstimate {
	/** Exact by our own count. */
	readonly promptTokens: number;
	/** What the endpoint is expected to count; left out where it counts as we do. */
	readonly endpointTokens?: number;
	/** Tokens expected to be read from the endpoint's prefix cache. */
	readonly cachedTokens: number;
	/** Money for the prompt at the price of that time; undefined when no price is known. */
	readonly cost?: number;
}

/** Where a request went to, whatever the settings say by the time it ends. */
export interface SentTo {
	readonly host: string;
	/** Tells keys of the host apart without telling anything about them. */
	readonly account: string;
}

export interface Answer {
	readonly status: AnswerStatus;
	readonly reasoning: string;
	readonly content: string;
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	readonly reasoningEndedAt?: number;
	readonly endedAt?: number;
	readonly finishReason?: FinishReason;
	readonly usage?: Usage;
	/** Our own count, where the endpoint told none: the answer was stopped, broke off, or the server sends no usage. */
	readonly counted?: Usage;
	readonly estimated?: PromptEstimate;
	/** Why the prompt was not read from the cache, where that needs an explanation. */
	readonly miss?: CacheMiss;
	/** What was asked; a chat may go on with another model or effort. Missing in chats of earlier versions. */
	readonly model?: string;
	readonly thinking?: Thinking;
	readonly failure?: Failure;
	/** Set when the endpoint counted the prompt otherwise than we did. */
	readonly drift?: CountDrift;
	/** Where it was sent to. Missing in chats of earlier versions. */
	readonly sentTo?: SentTo;
	/** Set when the endpoint refused it as too long at first, and it was asked once more in a smaller form. */
	readonly refit?: Refit;
	/** A remark while waiting, for example that the request is tried again. */
	readonly progress?: string;
	readonly edits?: EditsOutcome;
	/** Numbers of the edits that could not be applied with the others. */
	readonly leftEdits?: readonly number[];
}

export interface Turn {
	readonly id: string;
	/** The user's own words. */
	readonly question: string;
	readonly attachment?: DiffAttachment;
	/** Images beside the question, in their order. */
	readonly images?: readonly ImageAttachment[];
	readonly repairs?: Repairs;
	/** The user message exactly as it was sent, changes included; empty until it is prepared. */
	readonly message: string;
	readonly told: readonly ToldChange[];
	readonly answer: Answer;
}

export interface Conversation {
	readonly id: string;
	readonly title: string;
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
	/** The pack all requests begin with; undefined until the first question is prepared. */
	readonly packId: string | undefined;
	readonly model: string;
	readonly thinking: Thinking;
	readonly turns: readonly Turn[];
}

export function createConversation(
	id: string,
	createdAt: number,
	settings: { readonly model: string; readonly thinking: Thinking },
): Conversation {
	return { id, title: '', createdAt, packId: undefined, ...settings, turns: [] };
}

/** True while the answer is still on its way. */
export function isRunning(answer: Answer): boolean {
	switch (answer.status) {
		case 'preparing':
		case 'waiting':
		case 'queued':
		case 'reasoning':
		case 'writing':
			return true;
		case 'done':
		case 'stopped':
		case 'failed':
		case 'interrupted':
			return false;
	}
}

/** A turn is part of later requests once it has an answer, however short. */
export function isTold(turn: Turn): boolean {
	return turn.message !== '' && turn.answer.content !== '';
}
