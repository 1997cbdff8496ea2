import type { MessageImage } from '../images/image';
import type { BodyPart } from './request/bodyLayout';

/** A long text kept as bytes, so that megabytes are never turned into JSON on the thread that draws the editor. */
export interface EncodedText {
	readonly kind: 'encoded';
	/** UTF-8 of the JSON string literal, quotes included. */
	readonly json: Uint8Array;
	/** Exact tokens of the text by itself. It ends with a line feed, so that it merges with nothing put behind it. */
	readonly tokens: number;
}

/** The text of a message, as it is or already encoded. */
export type MessageContent = string | EncodedText;

/** One message of a chat completion. Lists of messages are only ever appended to (see ARCHITECTURE, invariant 3). */
export interface ChatMessage {
	readonly role: 'system' | 'user' | 'assistant';
	/** Never null: an answer that held only reasoning is the empty string. */
	readonly content: MessageContent;
	/** Behind the text; of user messages only. */
	readonly images?: readonly MessageImage[];
}

export type ReasoningEffort = 'low' | 'high' | 'max';

/** Thinking is part of the prompt's first tokens: changing it makes the whole cached prefix miss. */
export type Thinking =
	| { readonly enabled: false }
	| {
			readonly enabled: true;
			readonly effort: ReasoningEffort;
			/** 1 to 100, for self-hosted servers that take a number; elsewhere the effort's name is sent. */
			readonly depth?: number;
	  };

/** The beginning of an answer that broke off, to be continued by the endpoint itself. */
export interface PartialAnswer {
	readonly content: string;
	/** The reasoning that led to it, as it was streamed. */
	readonly reasoning?: string;
}

export interface ModelRequest {
	/** The endpoint's model id, for example `deepseek-flash`. */
	readonly model: string;
	readonly messages: readonly ChatMessage[];
	readonly thinking: Thinking;
	/** Upper bound of reasoning and answer together, in tokens. Always sent. */
	readonly maxTokens: number;
	/**
	 * Continues this answer from where it broke off: what is streamed is only what comes behind it. Needs a profile with
	 * prefix completion; elsewhere the client refuses, and the caller asks the model to go on in a turn of its own.
	 */
	readonly continueFrom?: PartialAnswer;
	/** Told the body of each attempt just before it is sent; what it throws keeps that from being sent. */
	readonly onEncoded?: (body: EncodedBody) => Promise<void>;
}

/** The body of a request. */
export interface EncodedBody {
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** What gives these bytes again, with the texts and images of the request. */
	readonly layout: readonly BodyPart[];
}

/** What the endpoint says it processed, in tokens. */
export interface Usage {
	readonly promptTokens: number;
	/** The part of `promptTokens` read from the prefix cache; `undefined` when the endpoint does not tell. */
	readonly cachedTokens: number | undefined;
	/** Reasoning and answer together. */
	readonly completionTokens: number;
	readonly reasoningTokens: number | undefined;
	/** The model that answered, in the endpoint's own words; undefined when it does not tell. */
	readonly servedModel?: string;
	/** What the endpoint says it charged, in US dollars; only OpenRouter tells. */
	readonly charged?: number;
}

/** Why the model stopped, in the endpoint's words; anything unknown is `other`. */
export type FinishReason =
	'stop' | 'length' | 'content_filter' | 'tool_calls' | 'insufficient_system_resource' | 'other';

/**
 * What a stream yields, in the order it arrives; text in pieces of at least some milliseconds' worth, never one by one.
 * A stream ends after `finished`, or throws a `ModelError` after everything that had arrived.
 */
export type StreamEvent =
	/** The endpoint is alive but has not begun (a keep-alive comment). */
	| { readonly type: 'queued' }
	| { readonly type: 'reasoning'; readonly text: string }
	| { readonly type: 'content'; readonly text: string }
	| { readonly type: 'usage'; readonly usage: Usage }
	| { readonly type: 'finished'; readonly reason: FinishReason };

export interface AccountBalance {
	readonly available: boolean;
	readonly balances: readonly { readonly currency: string; readonly total: string }[];
}

/** A chat-completions endpoint. Every method rejects with a `ModelError`. */
export interface ModelClient {
	/** The endpoint's host, as shown to the user and bound to consent and key. */
	readonly host: string;
	stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamEvent>;
	/** Ids of the models the endpoint serves. */
	listModels(signal: AbortSignal): Promise<readonly string[]>;
}
