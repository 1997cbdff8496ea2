import OpenAI, { APIConnectionError, APIError } from 'openai';
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import { errorMessage } from '../common/errors';
import { errorFromStatus, ModelError } from './errors';
import { observeEvents } from './sse';
import type { AccountBalance, FinishReason, ModelClient, ModelRequest, StreamEvent, Usage } from './types';

export interface EndpointOptions {
	/** For example `https://api.deepseek.com`. */
	readonly baseUrl: string;
	/** Undefined for servers that need none. */
	readonly apiKey: string | undefined;
	/** The platform's `fetch`, which honours proxy and certificate settings. */
	readonly fetch: typeof fetch;
	/** Longest silence of a stream, keep-alive comments not being silence, in milliseconds. */
	readonly idleLimit: number;
}

const finishReasons: ReadonlySet<string> = new Set<FinishReason>([
	'stop',
	'length',
	'content_filter',
	'tool_calls',
	'insufficient_system_resource',
]);

/** DeepSeek's additions to the protocol, which the package's types do not know. */
type Delta = ChatCompletionChunk.Choice.Delta & { reasoning_content?: string | null; reasoning?: string | null };
type DeepSeekUsage = CompletionUsage & { prompt_cache_hit_tokens?: number };

/** A chat-completions endpoint reached through the `openai` package. Makes one attempt; retrying is the caller's. */
export class OpenAiClient implements ModelClient {
	readonly host: string;
	readonly #options: EndpointOptions;

	constructor(options: EndpointOptions) {
		this.host = new URL(options.baseUrl).host;
		this.#options = options;
	}

	async *stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamEvent> {
		const state = { done: false };
		const idle = new IdleTimer(this.#options.idleLimit);
		const combined = AbortSignal.any([signal, idle.signal]);
		const client = this.#client(async (input, init) => {
			const response = await this.#options.fetch(input, init);
			if (!response.ok || !response.body) {
				return response;
			}
			if (!/event-stream/i.test(response.headers.get('content-type') ?? '')) {
				await response.body.cancel();
				throw new ModelError('not-an-endpoint', this.host, { status: response.status });
			}
			const body = observeEvents(response.body, {
				onActivity: () => idle.restart(),
				onDone: () => (state.done = true),
			});
			return new Response(body, response);
		});
		let started = false;
		try {
			idle.restart();
			const stream = await client.chat.completions.create(requestBody(request), { signal: combined });
			let finish: FinishReason | undefined;
			yield { type: 'queued' };
			for await (const chunk of stream) {
				started = true;
				finish = finishOf(chunk) ?? finish;
				yield* eventsOf(chunk);
			}
			combined.throwIfAborted();
			if (!state.done) {
				throw new ModelError(started ? 'interrupted' : 'not-an-endpoint', this.host);
			}
			yield { type: 'finished', reason: finish ?? 'other' };
		} catch (error) {
			signal.throwIfAborted();
			throw idle.signal.aborted ? new ModelError('idle', this.host) : this.#toModelError(error, started);
		} finally {
			idle.stop();
		}
	}

	async listModels(signal: AbortSignal): Promise<readonly string[]> {
		try {
			const page = await this.#client(this.#options.fetch).models.list({ signal });
			return page.data.map((model) => model.id);
		} catch (error) {
			signal.throwIfAborted();
			throw this.#toModelError(error, false);
		}
	}

	/** The account's balance, or undefined when the endpoint has no such thing. */
	async balance(signal: AbortSignal): Promise<AccountBalance | undefined> {
		interface BalanceBody {
			is_available?: boolean;
			balance_infos?: { currency?: string; total_balance?: string }[];
		}
		try {
			const body = await this.#client(this.#options.fetch).get<BalanceBody>('/user/balance', { signal });
			return {
				available: body.is_available ?? true,
				balances: (body.balance_infos ?? []).map((info) => ({
					currency: info.currency ?? '',
					total: info.total_balance ?? '',
				})),
			};
		} catch (error) {
			signal.throwIfAborted();
			const failure = this.#toModelError(error, false);
			if (failure.kind === 'not-an-endpoint') {
				return undefined;
			}
			throw failure;
		}
	}

	#client(fetcher: typeof fetch): OpenAI {
		return new OpenAI({
			baseURL: this.#options.baseUrl,
			// The package insists on a key; servers without one ignore it.
			apiKey: this.#options.apiKey ?? 'none',
			organization: null,
			project: null,
			maxRetries: 0,
			timeout: 24 * 60 * 60 * 1_000,
			logLevel: 'off',
			// The package adds headers about the machine and takes others from the environment; and a redirect would carry
			// the whole prompt to a host that nobody agreed to.
			fetch: (input, init) =>
				fetcher(input, {
					...init,
					redirect: 'error',
					headers: {
						accept: 'application/json, text/event-stream',
						'content-type': 'application/json',
						authorization: `Bearer ${this.#options.apiKey ?? 'none'}`,
						'user-agent': 'Longview',
					},
				}),
			// Runs in Node and in the extension host, never in a page; some hosts define `window`.
			dangerouslyAllowBrowser: true,
		});
	}

	#toModelError(error: unknown, started: boolean): ModelError {
		const known = findModelError(error);
		if (known) {
			return known;
		}
		if (error instanceof APIConnectionError) {
			return new ModelError(started ? 'interrupted' : 'unreachable', this.host, {
				serverMessage: deepestMessage(error),
				cause: error,
			});
		}
		if (error instanceof APIError && typeof error.status === 'number') {
			const { headers } = error as { headers: Headers | undefined };
			return errorFromStatus(
				this.host,
				error.status,
				serverMessage(error as APIError),
				headers?.get('retry-after') ?? undefined,
				this.#options.apiKey !== undefined,
			);
		}
		if (error instanceof APIError) {
			// An `error` event inside a stream.
			return new ModelError('server', this.host, { serverMessage: error.message, cause: error });
		}
		if (error instanceof SyntaxError) {
			return new ModelError(started ? 'interrupted' : 'not-an-endpoint', this.host, { cause: error });
		}
		return new ModelError(started ? 'interrupted' : 'unreachable', this.host, {
			serverMessage: deepestMessage(error),
			cause: error,
		});
	}
}

function requestBody(request: ModelRequest): ChatCompletionCreateParamsStreaming {
	const thinking = request.thinking;
	const extra = {
		thinking: { type: thinking.enabled ? 'enabled' : 'disabled' },
		...(thinking.enabled ? { reasoning_effort: thinking.effort } : {}),
	};
	return {
		model: request.model,
		// A lone surrogate cannot be written as UTF-8; the endpoint would refuse the whole request.
		messages: request.messages.map(({ role, content }) => ({ role, content: content.toWellFormed() })),
		// DeepSeek and the open-weight servers know this name only.
		// eslint-disable-next-line @typescript-eslint/no-deprecated
		max_tokens: request.maxTokens,
		stream: true,
		stream_options: { include_usage: true },
		...(extra as object),
	};
}

function* eventsOf(chunk: ChatCompletionChunk): Iterable<StreamEvent> {
	const delta = chunk.choices[0]?.delta as Delta | undefined;
	const reasoning = delta?.reasoning_content ?? delta?.reasoning;
	if (reasoning) {
		yield { type: 'reasoning', text: reasoning };
	}
	if (delta?.content) {
		yield { type: 'content', text: delta.content };
	}
	if (chunk.usage) {
		yield { type: 'usage', usage: usageOf(chunk.usage) };
	}
}

function finishOf(chunk: ChatCompletionChunk): FinishReason | undefined {
	const reason: string | null | undefined = chunk.choices[0]?.finish_reason;
	if (reason === null || reason === undefined) {
		return undefined;
	}
	return finishReasons.has(reason) ? (reason as FinishReason) : 'other';
}

function usageOf(usage: DeepSeekUsage): Usage {
	return {
		promptTokens: usage.prompt_tokens,
		cachedTokens: usage.prompt_cache_hit_tokens ?? usage.prompt_tokens_details?.cached_tokens,
		completionTokens: usage.completion_tokens,
		reasoningTokens: usage.completion_tokens_details?.reasoning_tokens,
	};
}

function serverMessage(error: APIError): string {
	const body = error.error as { message?: unknown } | undefined;
	return typeof body?.message === 'string' ? body.message : error.message;
}

/** Errors of the transport hide the telling one in their causes. */
function deepestMessage(error: unknown): string {
	let current = error;
	while (current instanceof Error && current.cause instanceof Error) {
		current = current.cause;
	}
	return errorMessage(current);
}

function findModelError(error: unknown): ModelError | undefined {
	for (let current = error; current instanceof Error; current = current.cause) {
		if (current instanceof ModelError) {
			return current;
		}
	}
	return undefined;
}

/** Aborts its signal after a silence. */
class IdleTimer {
	readonly #controller = new AbortController();
	readonly #limit: number;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	restart(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#controller.abort(), this.#limit);
	}

	stop(): void {
		clearTimeout(this.#timer);
	}
}
