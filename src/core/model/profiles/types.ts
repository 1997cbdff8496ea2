/** The kinds of server that are known, each with its own reading of the protocol. */
export type ProfileId =
	'deepseek' | 'vllm' | 'sglang' | 'llama.cpp' | 'ollama' | 'lm-studio' | 'openrouter' | 'generic';

/** How a request says whether and how deeply to think. */
export type ThinkingSwitch =
	/** `thinking: {type}` and `reasoning_effort`: DeepSeek's own way. */
	| 'thinking-object'
	/** `chat_template_kwargs`: what self-hosted servers hand to the model's prompt template. */
	| 'template-arguments'
	/** `reasoning: {enabled}` or `{effort}`: OpenRouter's. */
	| 'reasoning-object'
	/** `reasoning_effort` alone, with `none` for no thinking. */
	| 'effort'
	/** `reasoning_effort` when thinking, nothing else: servers that may refuse what they do not know. */
	| 'effort-only';

/** Whether a prompt's beginning is kept from one request to the next. */
export type PrefixCache =
	/** By the endpoint itself, and it tells how much of each prompt it was. */
	| 'reported'
	/** Kept, but told only when the server was started so (`unreportedHint`). */
	| 'unreported'
	/** Kept by some of the hosts behind it. */
	| 'varies'
	| 'unknown';

/** What a message may hold; more kinds follow when an endpoint takes them. */
export type InputKind = 'text' | 'image';

/** A call that tells how long a prompt may be, beside the list of models. */
export interface ContextProbe {
	readonly method: 'GET' | 'POST';
	/** Relative to the server's root or to the base URL. */
	readonly from: 'root' | 'base';
	readonly path: string;
	/** For POST: the name of the field that takes the model's id. */
	readonly modelField?: string;
	/** Reads the answer; undefined when it does not tell. */
	readonly read: (json: unknown, model: string) => ContextLength | undefined;
}

/** A context length and how far it can be trusted. */
export interface ContextLength {
	/** Prompt and answer together, in tokens. */
	readonly tokens: number;
	/**
	 * `served`: what the server runs with. `trained`: what the model could do, which the server may not allow. `default`:
	 * what such a server takes when it was told nothing.
	 */
	readonly certainty: 'served' | 'trained' | 'default';
}

/** One kind of server, as data. */
export interface EndpointProfile {
	readonly id: ProfileId;
	readonly label: string;
	/** Where such a server usually is. */
	readonly usualBaseUrl: string;
	/** The same for everybody: there is no other address. */
	readonly isService: boolean;
	/** Where keys are made and accounts are topped up, for services. */
	readonly accountPages?: { readonly keys: string; readonly balance: string };
	/** `always`: nothing works without a key. `perhaps`: only when the server was started with one. */
	readonly key: 'always' | 'perhaps';
	readonly thinking: ThinkingSwitch;
	/** Whether a number from 1 to 100 may stand for an effort. */
	readonly effortAsNumber: boolean;
	readonly cache: PrefixCache;
	/** For `unreported`: how the server is told to report. */
	readonly unreportedHint?: string;
	/** Inputs that models behind it may take; a model's own facts narrow it. */
	readonly inputs: readonly InputKind[];
	/** Where an answer can be continued from its middle: path of the base URL that can, from the server's root. */
	readonly prefixCompletion?: { readonly basePath: string };
	/** Path that only a valid key can read, from the base URL, where the list of models is there for everybody. */
	readonly keyPath?: string;
	/** Path of the account's balance, from the base URL. */
	readonly balancePath?: string;
	/** Reads the context length out of a model's entry in the list of models. */
	readonly contextInModels?: (entry: Readonly<Record<string, unknown>>) => ContextLength | undefined;
	/** Calls that tell it otherwise, in the order they are tried; each is asked once. */
	readonly contextProbes: readonly ContextProbe[];
	/** What such a server runs with when nothing tells, in tokens; undefined for the model's own window. */
	readonly defaultContext?: number;
	/** Cuts a prompt that is too long without a word, and takes any length of answer. */
	readonly cutsPrompts?: true;
	/** How to give it a larger window, in words. */
	readonly contextHint?: string;
	/** What is worth knowing before a repository is sent there. */
	readonly notes: readonly string[];
}
