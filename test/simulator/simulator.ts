import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { loadTokenizer } from '../../src/node/vocabulary';
import { readBody } from './body';
import type { CacheOptions } from './cache';
import { dialectIds, dialectOf } from './dialects/dialects';
import { objectOf } from './dialects/reading';
import type { DialectId } from './dialects/types';
import { systemClock, type Clock } from './clock';
import { Endpoint, sendError, sendJson, type Balance } from './endpoint';
import type { TextEncoder } from './encoder';
import { EndpointError } from './errors';
import { parseFaults, type Fault, type FaultTarget } from './faults';
import { Outlet } from './outlet';
import { trimRecords, type RecordedRequest } from './records';
import { parseJson } from './request';

export interface SimulatorOptions {
	/** The server that is played; DeepSeek's own when left out. */
	readonly dialect?: DialectId;
	/** Prompt and answer together, in tokens; the dialect's usual one when left out. */
	readonly contextWindow?: number;
	/** 0 for any free port. */
	readonly port?: number;
	/** Keys that are accepted; any when left out. */
	readonly validKeys?: Iterable<string>;
	/** Keys that are answered with 401; `sk-wrong` when left out. */
	readonly invalidKeys?: Iterable<string>;
	/** Keys whose account is empty, answered with 402; `sk-empty` when left out. */
	readonly unfundedKeys?: Iterable<string>;
	/** Requests one account may have open on a model; 2500 on flash and 500 on pro when left out. */
	readonly concurrency?: number;
	/** Pace of answers; as fast as the client reads when left out. */
	readonly charactersPerSecond?: number;
	/** Speed of reading what is not cached, in tokens per second; no time at all when left out. */
	readonly tokensPerSecond?: number;
	/** Milliseconds between the keep-alives of a queued request. */
	readonly keepAliveInterval?: number;
	readonly clock?: Clock;
	readonly cache?: CacheOptions;
	readonly encoder?: TextEncoder;
	/** The tokenizer's vocabulary, unless an encoder is given; the repository's own when left out. */
	readonly vocabulary?: string;
	/** Called once per request when it is over. */
	readonly log?: (record: RecordedRequest, milliseconds: number) => void;
}

/** A running simulator. */
export interface Simulator {
	/** For example `http://127.0.0.1:4321`. */
	readonly baseUrl: string;
	readonly port: number;
	/** Requests to the endpoint so far, oldest first. */
	readonly requests: readonly RecordedRequest[];
	/** What `GET /user/balance` answers. */
	readonly balance: Balance;
	/** Accepted keys; undefined for any. */
	validKeys: Set<string> | undefined;
	/** Tokens of prompts it counts for one of its tokenizer's; 1 until it is set. */
	countFactor: number;
	/** Connections that are open now, idle ones included. */
	readonly openConnections: () => Promise<number>;
	/** Plays another server from now on. */
	setDialect(dialect: DialectId, contextWindow?: number): void;
	/** Lets something go wrong with the next request that fits. */
	enqueueFault(fault: Fault): void;
	/** Decides request by request what goes wrong; undefined for nothing. */
	setFaults(choose: ((target: FaultTarget) => Fault | undefined) | undefined): void;
	close(): Promise<void>;
}

/** Starts a DeepSeek V4 endpoint on this machine. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const vocabulary = options.vocabulary ?? path.join('src', 'core', 'tokens', 'vocabulary', 'vocabulary.bin');
	const clock = options.clock ?? systemClock;
	const endpoint = new Endpoint({
		dialect: dialectOf(options.dialect ?? 'deepseek'),
		contextWindow: options.contextWindow,
		countFactor: 1,
		encoder: options.encoder ?? loadTokenizer(vocabulary),
		clock,
		cache: options.cache ?? {},
		charactersPerSecond: options.charactersPerSecond ?? Infinity,
		tokensPerSecond: options.tokensPerSecond ?? Infinity,
		concurrency: options.concurrency,
		keepAliveInterval: options.keepAliveInterval ?? 10_000,
		validKeys: options.validKeys === undefined ? undefined : new Set(options.validKeys),
		invalidKeys: new Set(options.invalidKeys ?? ['sk-wrong']),
		unfundedKeys: new Set(options.unfundedKeys ?? ['sk-empty']),
	});
	const requests: RecordedRequest[] = [];

	async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const outlet = new Outlet(response, clock);
		const started = clock.now();
		if (request.url?.startsWith('/__simulator/') === true) {
			await control(endpoint, requests, request, outlet).catch((error: unknown) => sendError(outlet, response, error));
			return;
		}
		const record = newRecord(request, started);
		response.setHeader('x-request-id', record.id);
		response.socket?.setNoDelay(true);
		requests.push(record);
		try {
			const body = await readBody(request);
			record.bytes = body.length;
			await endpoint.handle(request, body.toString('utf8'), outlet, record);
		} catch (error) {
			record.outcome = error instanceof EndpointError ? 'refused' : 'aborted';
			await sendError(outlet, response, error, endpoint.options.dialect).catch(() => undefined);
		}
		record.status ??= response.headersSent ? response.statusCode : undefined;
		if (record.outcome === 'open') {
			record.outcome = response.statusCode < 400 ? 'completed' : 'refused';
		}
		trimRecords(requests);
		options.log?.(record, clock.now() - started);
	}

	const server = createServer((request, response) => void serve(request, response));
	// A stalled or queued answer is silent for as long as it wants to be.
	server.requestTimeout = 0;
	server.keepAliveTimeout = 0;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}`,
		port,
		requests,
		balance: endpoint.balance,
		get validKeys() {
			return endpoint.options.validKeys;
		},
		set validKeys(keys) {
			endpoint.options.validKeys = keys;
		},
		get countFactor() {
			return endpoint.options.countFactor;
		},
		set countFactor(factor) {
			endpoint.options.countFactor = factor;
		},
		openConnections: () =>
			new Promise((resolve, reject) =>
				server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
			),
		setDialect: (dialect, contextWindow) => {
			endpoint.options.dialect = dialectOf(dialect);
			endpoint.options.contextWindow = contextWindow;
		},
		enqueueFault: (fault) => endpoint.faults.enqueue(fault),
		setFaults: (choose) => endpoint.faults.choose(choose),
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function newRecord(request: IncomingMessage, at: number): RecordedRequest {
	return {
		id: randomUUID(),
		at,
		method: request.method ?? '',
		path: request.url ?? '/',
		headers: request.headers,
		body: undefined,
		bytes: 0,
		status: undefined,
		outcome: 'open',
		fault: undefined,
		usage: undefined,
	};
}

/** Lets tests in other processes script faults and look at requests. */
async function control(
	endpoint: Endpoint,
	requests: RecordedRequest[],
	request: IncomingMessage,
	outlet: Outlet,
): Promise<void> {
	const { faults } = endpoint;
	switch (`${request.method} ${request.url}`) {
		case 'POST /__simulator/faults': {
			const json = parseJson((await readBody(request)).toString('utf8'));
			let added: Fault[];
			try {
				added = parseFaults(json);
			} catch (error) {
				throw new EndpointError(422, `Not a list of faults: ${(error as Error).message}`);
			}
			added.forEach((fault) => faults.enqueue(fault));
			return sendJson(outlet, faults.pending);
		}
		case 'DELETE /__simulator/faults':
			faults.clear();
			return sendJson(outlet, faults.pending);
		case 'GET /__simulator/faults':
			return sendJson(outlet, faults.pending);
		case 'GET /__simulator/dialect':
			return sendJson(outlet, { dialect: endpoint.options.dialect.id });
		case 'POST /__simulator/dialect': {
			const json = parseJson((await readBody(request)).toString('utf8'));
			const { dialect, contextWindow, countFactor } = parseDialect(json);
			endpoint.options.dialect = dialectOf(dialect);
			endpoint.options.contextWindow = contextWindow;
			endpoint.options.countFactor = countFactor;
			return sendJson(outlet, { dialect });
		}
		case 'GET /__simulator/requests':
			return sendJson(outlet, requests);
		case 'DELETE /__simulator/requests':
			requests.length = 0;
			return sendJson(outlet, requests);
		default:
			throw new EndpointError(404, 'Not Found');
	}
}

function parseDialect(json: unknown): {
	readonly dialect: DialectId;
	readonly contextWindow: number | undefined;
	readonly countFactor: number;
} {
	const { dialect, contextWindow, countFactor = 1 } = objectOf(json);
	const known = dialectIds.find((id) => id === dialect);
	const numbers = (contextWindow === undefined || typeof contextWindow === 'number') && typeof countFactor === 'number';
	if (known === undefined || !numbers) {
		throw new EndpointError(422, `Not a dialect; there are ${dialectIds.join(', ')}.`);
	}
	return { dialect: known, contextWindow, countFactor };
}
