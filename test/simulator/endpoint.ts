import type { IncomingMessage, ServerResponse } from 'node:http';
import { Answerer } from './answers/answer';
import { cacheDomain, PrefixCache, type CacheOptions } from './cache';
import type { Clock } from './clock';
import { completeAnswer } from './completion';
import { objectOf } from './dialects/reading';
import type { Dialect } from './dialects/types';
import { RememberingEncoder, type TextEncoder } from './encoder';
import { endpointError, EndpointError } from './errors';
import { FaultQueue, type Fault } from './faults';
import { ClientGone, type Outlet } from './outlet';
import { encodeAnswer, encodePrompt } from './prompt';
import type { RecordedRequest } from './records';
import { parseJson, validateRequest, type CompletionRequest } from './request';
import { TokenSequence } from './sequence';
import { completionBody, streamCompletion, type UsageBody } from './stream';

/** The answer of `GET /user/balance`. */
export interface Balance {
	is_available: boolean;
	balance_infos: {
		currency: 'CNY' | 'USD';
		total_balance: string;
		granted_balance: string;
		topped_up_balance: string;
	}[];
}

export interface EndpointOptions {
	/** The server that is played. */
	dialect: Dialect;
	/** Prompt and answer together, in tokens; the dialect's usual one when undefined. */
	contextWindow: number | undefined;
	/** Tokens it counts for one of the encoder's: another tokenizer or template. */
	countFactor: number;
	readonly encoder: TextEncoder;
	readonly clock: Clock;
	readonly cache: CacheOptions;
	readonly charactersPerSecond: number;
	/** Speed of reading what is not cached, in tokens. */
	readonly tokensPerSecond: number;
	/** Requests one account may have open on a model; the documented numbers when undefined. */
	readonly concurrency: number | undefined;
	readonly keepAliveInterval: number;
	/** Keys that are accepted; undefined for any. */
	validKeys: Set<string> | undefined;
	readonly invalidKeys: ReadonlySet<string>;
	readonly unfundedKeys: ReadonlySet<string>;
}

/** After so long in the queue the endpoint closes the connection. */
const longestQueue = 600_000;

/** The endpoint's behaviour, apart from listening. */
export class Endpoint {
	readonly faults = new FaultQueue();
	readonly balance: Balance = {
		is_available: true,
		balance_infos: [{ currency: 'USD', total_balance: '10.00', granted_balance: '0.00', topped_up_balance: '10.00' }],
	};
	readonly #encoder: RememberingEncoder;
	readonly #cache: PrefixCache;
	readonly #answerer = new Answerer();
	readonly #open = new Map<string, number>();

	constructor(readonly options: EndpointOptions) {
		this.#encoder = new RememberingEncoder(options.encoder);
		this.#cache = new PrefixCache(options.cache);
	}

	/** Answers a request whose body was read. */
	async handle(request: IncomingMessage, body: string, outlet: Outlet, record: RecordedRequest): Promise<void> {
		const root = (request.url ?? '/').replace(/\?.*$/s, '');
		const { dialect } = this.options;
		const path = withoutBase(root, dialect);
		const json = body === '' ? undefined : parsed(body);
		record.body = json instanceof EndpointError ? undefined : json;
		const fault = this.faults.take({ path, body });
		record.fault = fault?.kind;
		if (fault?.kind === 'delay') {
			await outlet.wait(fault.milliseconds);
		}
		if (fault?.kind === 'hang-up') {
			record.outcome = 'cut';
			return outlet.hangUp(fault.reset === true);
		}
		if (fault?.kind === 'status') {
			return refuse(outlet, fault);
		}
		const own = dialect.paths[`${request.method} ${path}`] ?? dialect.paths[`${request.method} ${root}`];
		if (`${request.method} ${path}` === 'GET /models' && dialect.publicModels) {
			return sendJson(outlet, dialect.listModels(this.#window));
		}
		const account = this.#authenticate(request);
		if (own) {
			return sendJson(outlet, own(this.#window, objectOf(json)));
		}
		switch (`${request.method} ${path}`) {
			case 'GET /models':
				return sendJson(outlet, dialect.listModels(this.#window));
			case 'GET /user/balance':
				if (dialect.id !== 'deepseek') {
					throw endpointError(404);
				}
				return sendJson(outlet, this.balance);
			case 'POST /chat/completions':
				if (json instanceof EndpointError) {
					throw json;
				}
				return this.#complete(validateRequest(json, dialect, /^\/beta\//.test(root)), account, outlet, record, fault);
			default:
				throw endpointError(404);
		}
	}

	get #window(): number {
		return this.options.contextWindow ?? this.options.dialect.contextWindow;
	}

	#authenticate(request: IncomingMessage): string {
		const key = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
		if (key === undefined) {
			if (this.options.dialect.keyRequired) {
				throw endpointError(401);
			}
			return '';
		}
		const { validKeys, invalidKeys, unfundedKeys } = this.options;
		if (invalidKeys.has(key) || validKeys?.has(key) === false) {
			throw endpointError(401, `Authentication Fails, Your api key: ****${key.slice(-4)} is invalid`);
		}
		if (unfundedKeys.has(key) && request.method === 'POST') {
			throw endpointError(402);
		}
		return key;
	}

	async #complete(
		request: CompletionRequest,
		account: string,
		outlet: Outlet,
		record: RecordedRequest,
		fault: Fault | undefined,
	): Promise<void> {
		const slot = JSON.stringify([account, request.model]);
		const open = this.#open.get(slot) ?? 0;
		if (open >= (this.options.concurrency ?? this.options.dialect.models[request.model]!)) {
			throw endpointError(429);
		}
		this.#open.set(slot, open + 1);
		try {
			await this.#answer(request, account, outlet, record, fault);
		} finally {
			this.#open.set(slot, this.#open.get(slot)! - 1);
		}
	}

	async #answer(
		request: CompletionRequest,
		account: string,
		outlet: Outlet,
		record: RecordedRequest,
		fault: Fault | undefined,
	): Promise<void> {
		const { dialect } = this.options;
		let prompt = encodePrompt(request, this.#encoder);
		let { messages } = request;
		let tooLong: string | undefined;
		const counted = Math.ceil(prompt.tokens.length * this.options.countFactor);
		if (counted + request.maxTokens > this.#window) {
			const overflow = dialect.overflow(this.#window, counted, request.maxTokens);
			if (overflow.kind === 'refuse') {
				throw overflow.error;
			}
			if (overflow.kind === 'in-stream') {
				tooLong = overflow.message;
			} else if (counted > this.#window) {
				const tokens = prompt.tokens.subarray(-Math.floor(this.#window / this.options.countFactor));
				prompt = { tokens, inputEnd: tokens.length };
				messages = messages.slice(-1);
			}
		}
		outlet.response.writeHead(200, {
			'content-type': request.stream ? 'text/event-stream; charset=utf-8' : 'application/json',
			'cache-control': 'no-cache',
		});
		record.status = 200;
		if (tooLong !== undefined) {
			record.outcome = 'broken';
			await outlet.write(`event: error\ndata: ${JSON.stringify({ error: { message: tooLong } })}\n\n`);
			return outlet.end();
		}
		if (fault?.kind === 'queue' && !(await this.#queue(outlet, request.stream, fault.milliseconds))) {
			record.outcome = 'cut';
			return;
		}
		const { clock, charactersPerSecond } = this.options;
		const domain = cacheDomain(account, request.userId, request.model);
		const sequence = new TokenSequence(prompt.tokens);
		const cached = this.#cache.lookup(domain, sequence, clock.now());
		await this.#read(outlet, request.stream, ((sequence.length - cached) * 1000) / this.options.tokensPerSecond);
		this.#cache.storeInput(domain, sequence, prompt.inputEnd, clock.now());
		const answer = this.#answerer.answer(messages);
		const completed = completeAnswer(answer, request, prompt, cached, this.#encoder, fault, clock.now());
		const completion = { ...completed, usage: scaledPrompt(completed.usage, this.options.countFactor) };
		record.usage = completion.usage;
		if (fault?.kind === 'slow-drip') {
			outlet.pieces = { bytes: fault.bytes, milliseconds: fault.milliseconds };
		} else if (fault?.kind === 'split-utf8') {
			outlet.pieces = { insideCharacters: true };
		}
		if (request.stream) {
			const { includeUsage } = request;
			record.outcome = await streamCompletion(outlet, completion, {
				includeUsage,
				charactersPerSecond,
				fault,
				dialect,
			});
		} else if (fault?.kind === 'drop') {
			await outlet.write(completionBody(completion, dialect).slice(0, 20));
			await outlet.cut();
			record.outcome = 'cut';
		} else {
			await outlet.write(completionBody(completion, dialect));
			await outlet.end();
			record.outcome = 'completed';
		}
		if (record.outcome === 'completed') {
			const output = encodeAnswer(completion.reasoning, completion.content, this.#encoder);
			this.#cache.storeOutput(domain, sequence.with(output), sequence.length, clock.now());
		}
	}

	/** Takes the time that reading a prompt takes. */
	async #read(outlet: Outlet, stream: boolean, milliseconds: number): Promise<void> {
		for (let left = milliseconds; left >= 1; left -= this.options.keepAliveInterval) {
			await outlet.wait(Math.min(left, this.options.keepAliveInterval));
			if (left > this.options.keepAliveInterval) {
				await outlet.write(stream ? this.options.dialect.keepAlive : '\n');
			}
		}
	}

	/** Waits in the queue; false when the wait was too long and the connection was closed. */
	async #queue(outlet: Outlet, stream: boolean, milliseconds: number): Promise<boolean> {
		let left = Math.min(milliseconds, longestQueue);
		while (left > 0) {
			await outlet.write(stream ? this.options.dialect.keepAlive : '\n');
			const wait = Math.min(left, this.options.keepAliveInterval);
			await outlet.wait(wait);
			left -= wait;
		}
		if (milliseconds < longestQueue) {
			return true;
		}
		await outlet.cut();
		return false;
	}
}

/** Usage as an endpoint tells it that counts prompts in another way. */
function scaledPrompt(usage: UsageBody, factor: number): UsageBody {
	const prompt = Math.ceil(usage.prompt_tokens * factor);
	const cached = Math.min(prompt, Math.ceil(usage.prompt_cache_hit_tokens * factor));
	return {
		...usage,
		prompt_tokens: prompt,
		total_tokens: prompt + usage.completion_tokens,
		prompt_cache_hit_tokens: cached,
		prompt_cache_miss_tokens: prompt - cached,
		prompt_tokens_details: { cached_tokens: cached },
	};
}

/** A path without the base that the server's addresses begin with. */
function withoutBase(path: string, { id }: Dialect): string {
	const bases = id === 'openrouter' ? ['/api/v1', '/v1'] : id === 'deepseek' ? ['/v1', '/beta'] : ['/v1'];
	const base = bases.find((each) => path.startsWith(`${each}/`));
	return base === undefined ? path : path.slice(base.length);
}

/** A body's JSON, or why it is none: authentication is checked before anybody is told. */
function parsed(body: string): unknown {
	try {
		return parseJson(body);
	} catch (error) {
		return error;
	}
}

/** Answers with an error; one that happens after the first byte can only end the connection. */
export async function sendError(
	outlet: Outlet,
	response: ServerResponse,
	error: unknown,
	dialect?: Dialect,
): Promise<number | undefined> {
	if (error instanceof ClientGone || outlet.signal.aborted) {
		return undefined;
	}
	if (response.headersSent) {
		await outlet.cut();
		return undefined;
	}
	const known = error instanceof EndpointError ? error : endpointError(500, String(error));
	response.writeHead(known.status, { 'content-type': 'application/json', ...known.headers });
	await outlet.write(dialect?.refusal ? JSON.stringify(dialect.refusal(known)) : known.body);
	await outlet.end();
	return known.status;
}

/** Answers with JSON and status 200. */
export async function sendJson(outlet: Outlet, value: unknown): Promise<void> {
	outlet.response.writeHead(200, { 'content-type': 'application/json' });
	await outlet.write(JSON.stringify(value));
	await outlet.end();
}

async function refuse(outlet: Outlet, fault: Extract<Fault, { kind: 'status' }>): Promise<void> {
	const headers = {
		...fault.headers,
		...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }),
	};
	if (fault.body === undefined) {
		throw endpointError(fault.status, fault.message, headers);
	}
	const contentType = fault.contentType ?? (fault.body.startsWith('<') ? 'text/html' : 'text/plain');
	outlet.response.writeHead(fault.status, { 'content-type': contentType, ...headers });
	await outlet.write(fault.body);
	await outlet.end();
}
