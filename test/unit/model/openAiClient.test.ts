import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'mocha';
import { ModelError, type ModelErrorKind } from '../../../src/core/model/errors';
import { OpenAiClient } from '../../../src/core/model/openAiClient';
import type { Timer } from '../../../src/core/model/stream/idleTimer';
import type { ModelRequest, StreamEvent } from '../../../src/core/model/types';
import type { Fault } from '../../simulator/faults';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { ManualTimer } from '../../support/manualTimer';

const request: ModelRequest = {
	model: 'deepseek-flash',
	messages: [
		{
			role: 'user',
			content:
				'<repository name="r">\n<file path="a.ts" lines="1">\nexport const answer = 42;\n</file>\n</repository>\n',
		},
		{ role: 'assistant', content: 'Read.' },
		{ role: 'user', content: '<question>\nWhere is answer?\n</question>' },
	],
	thinking: { enabled: true, effort: 'high' },
	maxTokens: 8_192,
};

function clientOf(baseUrl: string, options: { apiKey?: string; idleLimit?: number; timer?: Timer } = {}): OpenAiClient {
	return new OpenAiClient({
		baseUrl,
		apiKey: options.apiKey ?? 'sk-test',
		fetch,
		idleLimit: options.idleLimit ?? 30_000,
		...(options.timer ? { timer: options.timer } : {}),
	});
}

/** All events of a stream, and the error it ended with. */
async function collect(client: OpenAiClient, signal = new AbortController().signal, asked = request) {
	const events: StreamEvent[] = [];
	let error: unknown;
	try {
		for await (const event of client.stream(asked, signal)) {
			events.push(event);
		}
	} catch (caught) {
		error = caught;
	}
	const text = (type: 'content' | 'reasoning') =>
		events.map((event) => (event.type === type ? event.text : '')).join('');
	return { events, error, content: text('content'), reasoning: text('reasoning') };
}

describe('OpenAiClient', () => {
	let simulator: Simulator;
	before(async () => {
		simulator = await startSimulator();
	});
	afterEach(() => simulator.setFaults(undefined));
	after(() => simulator.close());

	it('streams reasoning, then the answer, then usage and the end', async () => {
		const { events, error, content, reasoning } = await collect(clientOf(simulator.baseUrl));
		assert.equal(error, undefined);
		assert.match(content, /a\.ts:1/);
		assert.notEqual(reasoning, '');
		const types = events.map((event) => event.type);
		assert.ok(types.lastIndexOf('reasoning') < types.indexOf('content'));
		assert.deepEqual(types.slice(-2), ['usage', 'finished']);
		const usage = events.find((event) => event.type === 'usage')!.usage;
		assert.ok(usage.promptTokens > 20 && usage.completionTokens > 20);
		assert.equal(typeof usage.cachedTokens, 'number');
	});

	it('sends what the endpoint wants: thinking, effort, max_tokens, usage, no sampling', async () => {
		await collect(clientOf(simulator.baseUrl));
		const body = simulator.requests.at(-1)!.body as Record<string, unknown>;
		assert.deepEqual(body['thinking'], { type: 'enabled' });
		assert.equal(body['reasoning_effort'], 'high');
		assert.equal(body['max_tokens'], 8_192);
		assert.deepEqual(body['stream_options'], { include_usage: true });
		assert.ok(!('temperature' in body) && !('top_p' in body));
	});

	it('repairs lone surrogates instead of being refused', async () => {
		const asked = { ...request, messages: [{ role: 'user' as const, content: 'broken \ud800 half' }] };
		const { error } = await collect(clientOf(simulator.baseUrl), undefined, asked);
		assert.equal(error, undefined);
	});

	const refusals: [Fault, ModelErrorKind][] = [
		[{ kind: 'status', status: 400, message: 'bad thing' }, 'invalid-request'],
		[{ kind: 'status', status: 401 }, 'key-wrong'],
		[{ kind: 'status', status: 402 }, 'no-balance'],
		[{ kind: 'status', status: 404, body: '<html>Not Found</html>' }, 'not-an-endpoint'],
		[{ kind: 'status', status: 413 }, 'body-too-large'],
		[{ kind: 'status', status: 422 }, 'invalid-request'],
		[{ kind: 'status', status: 429, retryAfter: 7 }, 'too-many-requests'],
		[{ kind: 'status', status: 500 }, 'server'],
		[{ kind: 'status', status: 503 }, 'overloaded'],
	];
	for (const [fault, kind] of refusals) {
		it(`knows ${'status' in fault ? fault.status : ''} as ${kind}`, async () => {
			simulator.enqueueFault(fault);
			const { error } = await collect(clientOf(simulator.baseUrl));
			assert.ok(error instanceof ModelError);
			assert.equal(error.kind, kind);
			assert.ok(error.message.length > 20);
			if (kind === 'too-many-requests') {
				assert.equal(error.details.retryAfter, 7);
			}
		});
	}

	it('reads the counts out of the refusal of a prompt that is too long', async () => {
		const messages = [{ role: 'user' as const, content: 'word '.repeat(700_000) }];
		const { error } = await collect(clientOf(simulator.baseUrl), undefined, {
			...request,
			messages,
			maxTokens: 393_216,
		});
		assert.ok(error instanceof ModelError);
		assert.equal(error.kind, 'too-long');
		assert.equal(error.details.limit, 1_048_576);
		assert.ok(error.details.promptTokens! > 700_000);
	});

	const breaks: [string, Fault, ModelErrorKind][] = [
		['a cut connection', { kind: 'drop', afterCharacters: 60 }, 'interrupted'],
		['an end without [DONE]', { kind: 'no-done' }, 'unconfirmed'],
		['a cut in the middle of a character', { kind: 'truncated-utf8', afterCharacters: 60 }, 'interrupted'],
		['a garbled line', { kind: 'garbage', afterCharacters: 60 }, 'interrupted'],
	];
	for (const [name, fault, kind] of breaks) {
		it(`keeps what came before ${name}`, async () => {
			simulator.enqueueFault(fault);
			const { error, content, reasoning } = await collect(clientOf(simulator.baseUrl));
			assert.ok(error instanceof ModelError, String(error));
			assert.equal(error.kind, kind);
			assert.ok((content + reasoning).length >= 50);
		});
	}

	it('loses nothing when characters arrive in pieces', async () => {
		const whole = await collect(clientOf(simulator.baseUrl));
		simulator.enqueueFault({ kind: 'split-utf8' });
		const split = await collect(clientOf(simulator.baseUrl));
		assert.equal(split.error, undefined);
		assert.equal(split.content, whole.content);
	});

	it('passes an error event on with its words', async () => {
		simulator.enqueueFault({ kind: 'error-event', afterCharacters: 30, message: 'the engine fell over' });
		const { error } = await collect(clientOf(simulator.baseUrl));
		assert.ok(error instanceof ModelError);
		assert.match(error.details.serverMessage ?? '', /fell over/);
	});

	it('gives up on a stream that falls silent', async () => {
		simulator.enqueueFault({ kind: 'stall', afterCharacters: 60 });
		const timer = new ManualTimer();
		let text = '';
		await assert.rejects(
			async () => {
				const client = clientOf(simulator.baseUrl, { idleLimit: 300_000, timer });
				for await (const event of client.stream(request, new AbortController().signal)) {
					text += event.type === 'reasoning' || event.type === 'content' ? event.text : '';
					if (text.length >= 50) {
						timer.advance(300_000);
					}
				}
			},
			(error) => error instanceof ModelError && error.kind === 'idle',
		);
		assert.ok(text.length >= 50);
		assert.ok(!timer.waiting);
	});

	it('closes the connection at once when it is stopped', async () => {
		simulator.enqueueFault({ kind: 'stall', afterCharacters: 60 });
		const controller = new AbortController();
		const client = clientOf(simulator.baseUrl);
		await assert.rejects(
			async () => {
				for await (const event of client.stream(request, controller.signal)) {
					if (event.type === 'reasoning') {
						controller.abort();
					}
				}
			},
			{ name: 'AbortError' },
		);
	});

	for (const reason of ['length', 'content_filter', 'insufficient_system_resource'] as const) {
		it(`passes the finish reason ${reason} on`, async () => {
			simulator.enqueueFault({ kind: 'finish', reason, afterCharacters: 200 });
			const { events, error } = await collect(clientOf(simulator.baseUrl));
			assert.equal(error, undefined);
			assert.deepEqual(events.at(-1), { type: 'finished', reason });
		});
	}

	it('lists models and reads the balance', async () => {
		const client = clientOf(simulator.baseUrl);
		const signal = new AbortController().signal;
		assert.ok((await client.listModels(signal)).includes('deepseek-flash'));
		assert.equal((await client.balance(signal))?.available, true);
	});

	it('says so when nothing listens', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as AddressInfo;
		await new Promise((resolve) => server.close(resolve));
		const { error } = await collect(clientOf(`http://127.0.0.1:${port}`));
		assert.ok(error instanceof ModelError);
		assert.equal(error.kind, 'refused');
	});

	describe('against a server that is something else', () => {
		let server: Server;
		let answer: { type: string; body: string };
		before(async () => {
			server = createServer((_, response) => {
				response.writeHead(200, { 'content-type': answer.type });
				response.end(answer.body);
			}).listen(0, '127.0.0.1');
			await new Promise((resolve) => server.once('listening', resolve));
		});
		after(() => {
			server.close();
		});
		for (const [type, body] of [
			['text/html', '<html>Welcome</html>'],
			['application/json', '{"hello":"world"}'],
			['text/event-stream', ''],
		] as const) {
			it(`names it for ${type}`, async () => {
				answer = { type, body };
				const { port } = server.address() as AddressInfo;
				const { error } = await collect(clientOf(`http://127.0.0.1:${port}`));
				assert.ok(error instanceof ModelError, String(error));
				assert.equal(error.kind, 'not-an-endpoint');
			});
		}
	});
});
