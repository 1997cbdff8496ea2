/** One message of a chat completion. Lists of messages are only ever appended to (see ARCHITECTURE, invariant 3). */
export interface ChatMessage {
	readonly role: 'system' | 'user' | 'assistant';
	/** Never null: an answer that held only reasoning is the empty string. */
	readonly content: string;
}

export type ReasoningEffort = 'low' | 'high' | 'max';

/** Thinking is part of the prompt's first tokens: changing it makes the whole cached prefix miss. */
export type Thinking = { readonly enabled: false } | { readonly enabled: true; readonly effort: ReasoningEffort };

export interface ModelRequest {
	/** The endpoint's model id, for example `deepseek-flash`. */
	readonly model: string;
	readonly messages: readonly ChatMessage[];
	readonly thinking: Thinking;
	/** Upper bound of reasoning and answer together, in tokens. Always sent. */
	readonly maxTokens: number;
}

/** What the endpoint says it processed, in tokens. */
export interface Usage {
	readonly promptTokens: number;
	/** The part of `promptTokens` read from the prefix cache; `undefined` when the endpoint does not tell. */
	readonly cachedTokens: number | undefined;
	/** Reasoning and answer together. */
	readonly completionTokens: number;
	readonly reasoningTokens: number | undefined;
}

/** Why the model stopped, in the endpoint's words; anything unknown is `other`. */
export type FinishReason =
	'stop' | 'length' | 'content_filter' | 'tool_calls' | 'insufficient_system_resource' | 'other';

/** What a stream yields, in the order it arrives. A stream ends after `finished`, or throws a `ModelError`. */
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
