import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, before, describe, it } from 'mocha';
import { ModelError } from '../../../src/core/model/errors';
import { answerOutcome } from '../../../src/core/model/outcomes';
import { FakeClock } from '../../simulator/clock';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { eventually } from '../../support/eventually';
import { ManualTimer } from '../../support/manualTimer';
import { faultCases } from './cases';
import { closedPort, startRaw } from './replayServer';
import { characterEncoder, clientOf, receive, request, type Received } from './support';

describe('the fault suite', () => {
	let simulator: Simulator;
	let sound: Received;
	before(async () => {
		simulator = await startSimulator({ encoder: characterEncoder, keepAliveInterval: 10 });
		sound = await receive(clientOf(simulator.baseUrl));
		assert.equal(sound.error, undefined);
	});
	after(() => simulator.close());

	it('has at least 60 cases, each with a name of its own', () => {
		assert.ok(faultCases.length >= 60, String(faultCases.length));
		assert.equal(new Set(faultCases.map(({ name }) => name)).size, faultCases.length);
	});

	for (const { name, fault, kind, finish, text, words, silent } of faultCases) {
		it(name, async () => {
			simulator.enqueueFault(fault);
			const controller = new AbortController();
			const timer = new ManualTimer();
			const client = clientOf(simulator.baseUrl, silent ? { timer } : {});
			const sent = simulator.requests.length;
			const receiving = receive(client, request, controller.signal, ({ type }) => {
				if (silent && type !== 'queued') {
					timer.advance(30_000);
				}
			});
			if (silent && text === 'none') {
				await eventually('the request to arrive', () => simulator.requests.length > sent);
				timer.advance(30_000);
			}
			const received = await receiving;
			const { error, content, reasoning } = received;
			if (kind === undefined) {
				assert.equal(error, undefined);
				assert.equal(received.finish, finish);
				assert.notEqual(received.usage, undefined);
			} else {
				assert.ok(error instanceof ModelError, String(error));
				assert.equal(error.kind, kind, error.details.serverMessage);
				assert.ok(error.message.length > 20 && error.remedies.length > 0);
				assert.match(error.details.serverMessage ?? '', words ?? /^/);
				assert.ok((error.details.serverMessage ?? '').length <= 2_000);
			}
			assert.ok(sound.reasoning.startsWith(reasoning) && sound.content.startsWith(content));
			const length = reasoning.length + content.length;
			const wholeLength = sound.reasoning.length + sound.content.length;
			assert.ok(
				text === 'none' ? length === 0 : text === 'part' ? length > 0 && length < wholeLength : length === wholeLength,
			);
			assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
		});
	}

	it('a port that nothing listens on', async () => {
		const { error } = await receive(clientOf(`http://127.0.0.1:${await closedPort()}`));
		assert.ok(error instanceof ModelError);
		assert.deepEqual([error.kind, error.details.code, error.begun], ['refused', 'ECONNREFUSED', 'no']);
	});

	it('a name that does not exist, and a machine that is offline', async () => {
		const { error } = await receive(clientOf('http://longview-test.invalid'));
		assert.ok(error instanceof ModelError);
		assert.ok(['unknown-host', 'offline'].includes(error.kind), error.kind);
		assert.match(error.message, /cannot be reached/);
	});

	it('a server without encryption behind an https address', async () => {
		const { error } = await receive(clientOf(simulator.baseUrl.replace('http:', 'https:')));
		assert.ok(error instanceof ModelError);
		assert.equal(error.kind, 'certificate', error.details.serverMessage);
	});

	it('a server that speaks no HTTP', async () => {
		const server = await startRaw((socket) => socket.end('220 mail.example ESMTP\r\n'));
		const { error } = await receive(clientOf(server.baseUrl));
		await server.close();
		assert.ok(error instanceof ModelError);
		assert.equal(error.kind, 'not-an-endpoint', error.details.serverMessage);
	});

	it('an event without an end', async () => {
		let closed = false;
		const server = await startRaw((socket) => {
			socket.on('close', () => (closed = true));
			socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: ');
			const block = Buffer.alloc(1024 * 1024, 'x');
			const write = () => {
				while (!socket.destroyed && socket.write(block)) {
					// Until the client is slower.
				}
			};
			socket.on('drain', write);
			write();
		});
		const { error } = await receive(clientOf(server.baseUrl));
		assert.ok(error instanceof ModelError);
		assert.equal(error.kind, 'not-an-endpoint');
		await eventually('the connection to close', () => closed);
		await server.close();
	});

	it('a stop in the middle: the connection is closed at once', async () => {
		simulator.enqueueFault({ kind: 'stall' });
		const controller = new AbortController();
		const { error, reasoning } = await receive(clientOf(simulator.baseUrl), request, controller.signal, () => {
			if (simulator.requests.at(-1)?.outcome === 'open') {
				controller.abort(new Error('enough'));
			}
		});
		assert.match(String(error), /enough/);
		assert.ok(sound.reasoning.startsWith(reasoning));
		await eventually('the connection to close', () => simulator.requests.at(-1)?.outcome === 'aborted');
	});

	it('a stop before the first byte, and before the request', async () => {
		const count = simulator.requests.length;
		simulator.enqueueFault({ kind: 'delay', milliseconds: 60_000 });
		const controller = new AbortController();
		const running = receive(clientOf(simulator.baseUrl), request, controller.signal);
		await eventually('the request', () => simulator.requests.length === count + 1);
		controller.abort();
		assert.equal(((await running).error as Error).name, 'AbortError');
		await eventually('the connection to close', () => simulator.requests.at(-1)?.outcome === 'aborted');
		const late = await receive(clientOf(simulator.baseUrl), request, controller.signal);
		assert.equal((late.error as Error).name, 'AbortError');
		assert.equal(simulator.requests.length, count + 1);
	});

	it('a consumer that leaves: the connection is closed at once', async () => {
		simulator.enqueueFault({ kind: 'stall' });
		for await (const event of clientOf(simulator.baseUrl).stream(request, new AbortController().signal)) {
			if (event.type === 'reasoning') {
				break;
			}
		}
		await eventually('the connection to close', () => simulator.requests.at(-1)?.outcome === 'aborted');
	});

	it('keep-alives, however long they last, are no silence', async () => {
		const clock = new FakeClock();
		const timer = new ManualTimer();
		const queueing = await startSimulator({ encoder: characterEncoder, clock, keepAliveInterval: 10_000 });
		queueing.enqueueFault({ kind: 'queue', milliseconds: 60_000 });
		const receiving = receive(clientOf(queueing.baseUrl, { timer, idleLimit: 20_000 }));
		await clock.whenWaiting();
		for (let passed = 0; passed < 60_000; passed += 10_000) {
			// Each thing that arrives sets the silence back; only then does more time pass.
			const { looks } = timer;
			await clock.advance(10_000);
			await eventually('the keep-alive to be seen', () => timer.looks > looks);
			timer.advance(10_000);
		}
		const { error, content } = await receiving;
		assert.equal(error, undefined);
		assert.equal(content, sound.content);
		await queueing.close();
	});

	it('a queue of ten minutes is told from a cut: nothing had begun', async () => {
		const clock = new FakeClock();
		const queueing = await startSimulator({ encoder: characterEncoder, clock });
		for (const [fault, milliseconds, kind, begun] of [
			['queue', 600_000, 'queue-timeout', 'no'],
			['queue', 60_000, 'not-started', 'unknown'],
		] as const) {
			queueing.enqueueFault({ kind: fault, milliseconds });
			let looked = false;
			const now = () => {
				looked = true;
				return clock.now();
			};
			const running = receive(clientOf(queueing.baseUrl, { now }));
			await clock.whenWaiting();
			await eventually('the client to see the headers, and the time', () => looked);
			await clock.advance(kind === 'queue-timeout' ? milliseconds : milliseconds / 2);
			if (kind === 'not-started') {
				await queueing.close();
			}
			const { error } = await running;
			assert.ok(error instanceof ModelError);
			assert.deepEqual([error.kind, error.begun], [kind, begun]);
		}
	});

	it('an answer is continued from its middle where the endpoint can', async () => {
		simulator.enqueueFault({ kind: 'drop', afterCharacters: sound.reasoning.length + 60 });
		const broken = await receive(clientOf(simulator.baseUrl));
		const rest = await receive(clientOf(simulator.baseUrl), {
			...request,
			continueFrom: { content: broken.content, reasoning: broken.reasoning },
		});
		assert.equal(rest.error, undefined);
		assert.equal(broken.content + rest.content, sound.content);
		const { path, body } = simulator.requests.at(-1)!;
		assert.equal(path, '/beta/chat/completions');
		const last = (body as { messages: object[] }).messages.at(-1);
		assert.deepEqual(last, {
			role: 'assistant',
			content: broken.content,
			reasoning_content: broken.reasoning,
			prefix: true,
		});
	});

	it('every ending that is not whole has words and a next step', () => {
		for (const reason of [
			'stop',
			'length',
			'content_filter',
			'insufficient_system_resource',
			'tool_calls',
			'other',
		] as const) {
			for (const hasContent of [true, false]) {
				const outcome = answerOutcome(reason, hasContent);
				const sound = reason === 'stop' && hasContent;
				assert.equal(outcome.kind === 'complete', sound);
				assert.equal(outcome.message === undefined, sound);
				assert.equal(outcome.remedies.length === 0, sound);
			}
		}
	});
});
