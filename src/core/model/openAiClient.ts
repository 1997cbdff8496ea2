import OpenAI from 'openai';
import { nextTurn } from '../common/nextTurn';
import { endpointFetch, readJson, requireEventStream, type ConnectionOptions } from './connection';
import { findModelError, ModelError } from './errors';
import { errorFromNetwork } from './failures/networkErrors';
import { at, entries } from './profiles/reading';
import { profileOf } from './profiles/profiles';
import type { EndpointProfile } from './profiles/types';
import { encodeRequest } from './request/encodeRequest';
import { AnswerStream } from './stream/answerStream';
import { systemTimer, type Timer } from './stream/idleTimer';
import type { AccountBalance, ModelClient, ModelRequest, StreamEvent } from './types';

export interface EndpointOptions extends ConnectionOptions {
	/** Longest silence of a stream, keep-alive comments not being silence, in milliseconds. */
	readonly idleLimit: number;
	/** How the server reads the protocol; DeepSeek's way when left out. */
	readonly profile?: EndpointProfile;
	/** Milliseconds since the epoch; the system's clock when left out. */
	readonly now?: () => number;
	/** What silences are measured with; the system's when left out. */
	readonly timer?: Timer;
}

/** Longest wait for a list of models or a balance, in milliseconds. */
const shortAnswerLimit = 30_000;

/** A chat-completions endpoint reached through the `openai` package. Makes one attempt; retrying is the caller's. */
export class OpenAiClient implements ModelClient {
	readonly host: string;
	readonly profile: EndpointProfile;
	readonly #options: EndpointOptions;

	constructor(options: EndpointOptions) {
		this.host = new URL(options.baseUrl).host;
		this.profile = options.profile ?? profileOf('deepseek');
		this.#options = options;
	}

	async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamEvent, void> {
		signal.throwIfAborted();
		const prefix = this.profile.prefixCompletion;
		if (request.continueFrom && !prefix) {
			throw new ModelError('not-supported', this.host);
		}
		const encoded = encodeRequest(request, this.profile);
		const body = encoded.bytes;
		await request.onEncoded?.(encoded);
		// Each step of a first request runs code that was never run before: one of them at a time.
		await nextTurn();
		signal.throwIfAborted();
		const baseUrl = request.continueFrom && prefix ? onRoot(this.#options.baseUrl, prefix.basePath) : undefined;
		const answer = new AnswerStream({
			host: this.host,
			idleLimit: this.#options.idleLimit,
			timer: this.#options.timer ?? systemTimer,
			now: this.#options.now ?? Date.now,
			hasKey: this.#options.apiKey !== undefined,
			// The package sends; its reader of streams is left out, which takes several promises per character.
			open: async (stop) => {
				const client = this.#client(async (input, init) => {
					await nextTurn();
					const response = await endpointFetch(this.#options)(input, init);
					await requireEventStream(response, this.host, this.#options.apiKey !== undefined);
					return response;
				}, baseUrl);
				await nextTurn();
				const headers = { 'content-type': 'application/json' };
				return await client.post('/chat/completions', { body, headers, stream: true, signal: stop }).asResponse();
			},
		});
		yield* answer.events(signal);
	}

	async listModels(signal: AbortSignal): Promise<readonly string[]> {
		return (await this.listModelEntries(signal)).map((entry) => entry['id'] as string);
	}

	/** The list of models as the endpoint tells it: each entry has an `id`, and whatever else the server adds. */
	async listModelEntries(signal: AbortSignal): Promise<readonly Readonly<Record<string, unknown>>[]> {
		const list = entries(at(await this.#get('/models', signal), 'data'));
		const models = list.filter((entry) => typeof entry['id'] === 'string');
		if (models.length === 0 && list.length > 0) {
			throw new ModelError('not-an-endpoint', this.host);
		}
		return models;
	}

	/** Makes sure that the key is good, where another request than the list of models tells. @throws ModelError */
	async checkKey(signal: AbortSignal): Promise<void> {
		if (this.profile.keyPath !== undefined) {
			await this.#get(this.profile.keyPath, signal);
		}
	}

	/** The account's balance, or undefined when the endpoint has no such thing. */
	async balance(signal: AbortSignal): Promise<AccountBalance | undefined> {
		const path = this.profile.balancePath;
		if (path === undefined) {
			return undefined;
		}
		try {
			const body = await this.#get(path, signal);
			const available = at(body, 'is_available');
			const text = (value: unknown) => (typeof value === 'string' ? value : '');
			return {
				available: typeof available === 'boolean' ? available : true,
				balances: entries(at(body, 'balance_infos')).map((info) => ({
					currency: text(info['currency']),
					total: text(info['total_balance']),
				})),
			};
		} catch (error) {
			if (error instanceof ModelError && error.kind === 'not-an-endpoint') {
				return undefined;
			}
			throw error;
		}
	}

	/** A JSON answer. @throws ModelError of kind `not-an-endpoint` when it is none */
	async #get(path: string, signal: AbortSignal): Promise<unknown> {
		signal.throwIfAborted();
		const stop = new AbortController();
		const onAbort = () => stop.abort(signal.reason);
		signal.addEventListener('abort', onAbort);
		const timer = setTimeout(() => stop.abort(), Math.min(shortAnswerLimit, this.#options.idleLimit));
		try {
			const response = await this.#client(endpointFetch(this.#options)).get(path, { signal: stop.signal }).asResponse();
			const json = await readJson(response);
			stop.signal.throwIfAborted();
			if (typeof json !== 'object' || json === null) {
				throw new ModelError('not-an-endpoint', this.host, { status: response.status });
			}
			return json;
		} catch (error) {
			signal.throwIfAborted();
			throw stop.signal.aborted ? new ModelError('unreachable', this.host) : toModelError(this.host, error);
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', onAbort);
		}
	}

	#client(fetcher: typeof fetch, baseUrl = this.#options.baseUrl): OpenAI {
		return new OpenAI({
			baseURL: baseUrl,
			// The package insists on a key; servers without one ignore it.
			apiKey: this.#options.apiKey ?? 'none',
			organization: null,
			project: null,
			maxRetries: 0,
			timeout: 24 * 60 * 60 * 1_000,
			logLevel: 'off',
			fetch: fetcher,
			// Runs in Node and in the extension host, never in a page; some hosts define `window`.
			dangerouslyAllowBrowser: true,
		});
	}
}

/** Whatever a request threw before its answer began, as a `ModelError`. */
export function toModelError(host: string, error: unknown): ModelError {
	return findModelError(error) ?? errorFromNetwork(host, error);
}

function onRoot(baseUrl: string, path: string): string {
	return new URL(path, baseUrl).href;
}
