import type { EndpointError } from '../errors';
import type { UsageBody } from '../stream';

export type DialectId =
	'deepseek' | 'vllm' | 'sglang' | 'llama.cpp' | 'ollama' | 'lm-studio' | 'openrouter' | 'generic';

/** A word, or a number from 1 to 100. */
export type Effort = 'low' | 'high' | 'max' | number;

/** What a server does with a prompt that is too long. */
export type Overflow =
	/** Refuses it. */
	| { readonly kind: 'refuse'; readonly error: EndpointError }
	/** Begins a stream, then says so in it. */
	| { readonly kind: 'in-stream'; readonly message: string }
	/** Drops the prompt's beginning without a word. */
	| { readonly kind: 'truncate' };

export type Body = Readonly<Record<string, unknown>>;

/** How one kind of server reads and writes the protocol. */
export interface Dialect {
	readonly id: DialectId;
	/** Served models and how many requests one account may have open on each. */
	readonly models: Readonly<Record<string, number>>;
	/** Models that take images. */
	readonly images: readonly string[];
	/** What is said to images for another model. */
	readonly imageRefusal: (messageIndex: number) => EndpointError;
	/** Names that are served by another model. */
	readonly aliases: Readonly<Record<string, string>>;
	/** Prompt and answer together, in tokens, unless told otherwise. */
	readonly contextWindow: number;
	readonly keyRequired: boolean;
	/** The list of models is there for everybody. */
	readonly publicModels: boolean;
	readonly reasoningField: 'reasoning_content' | 'reasoning';
	/** A comment that says that the request waits. */
	readonly keepAlive: string;
	/** The answer of `GET /models`. */
	readonly listModels: (window: number) => unknown;
	/** Other answers, by method and path from the root. */
	readonly paths: Readonly<Record<string, (window: number, body: Body) => unknown>>;
	/** Effort of the reasoning; undefined without thinking. Throws for what the server does not take. */
	readonly thinking: (body: Body) => Effort | undefined;
	readonly usage: (usage: UsageBody) => object;
	readonly overflow: (window: number, promptTokens: number, maxTokens: number) => Overflow;
	/** The refusal in the server's own shape; DeepSeek's when left out. */
	readonly refusal?: (error: EndpointError) => unknown;
}
