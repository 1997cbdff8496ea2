import assert from 'node:assert/strict';
import { getEventListeners, setMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { after, before, describe, it } from 'mocha';
import { ModelError } from '../../../src/core/model/errors';
import type { Fault } from '../../simulator/faults';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { eventually } from '../../support/eventually';
import { recordedStream, startHttp } from './replayServer';
import { characterEncoder, clientOf, receive, request } from './support';

/** The same numbers in every run, so that a failure can be repeated. */
function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

const statuses = [400, 401, 402, 403, 404, 413, 422, 429, 500, 502, 503, 529];
const kinds: readonly ((random: () => number) => Fault | undefined)[] = [
	() => undefined,
	(random) => ({ kind: 'status', status: statuses[Math.floor(random() * statuses.length)]! }),
	(random) => ({ kind: 'drop', afterCharacters: Math.floor(random() * 110) }),
	(random) => ({ kind: 'garbage', afterCharacters: Math.floor(random() * 110) }),
	(random) => ({ kind: 'error-event', afterCharacters: Math.floor(random() * 110) }),
	(random) => ({ kind: 'truncated-utf8', afterCharacters: Math.floor(random() * 110) }),
	(random) => ({ kind: 'finish', reason: 'length', afterCharacters: Math.floor(random() * 110) }),
	() => ({ kind: 'no-done' }),
	() => ({ kind: 'hang-up' }),
	() => ({ kind: 'hang-up', reset: true }),
	() => ({ kind: 'queue', milliseconds: 5 }),
	() => ({ kind: 'split-utf8' }),
];

/** The beginning of the usual answer is enough. */
const asked = { ...request, maxTokens: 120 };

describe('many requests', function () {
	// A matter of seconds, but not on a machine that is busy with other things.
	this.timeout(60_000);
	let simulator: Simulator;
	const unhandled: unknown[] = [];
	const onUnhandled = (error: unknown) => unhandled.push(error);
	before(async () => {
		process.on('unhandledRejection', onUnhandled);
		simulator = await startSimulator({ encoder: characterEncoder });
	});
	after(async () => {
		process.off('unhandledRejection', onUnhandled);
		await simulator.close();
	});

	it('1,000 with random faults: each ends, none loses or invents a word, nothing leaks', async () => {
		const random = randomNumbers(20_261_123);
		const sound = await receive(clientOf(simulator.baseUrl), asked);
		simulator.setFaults(() => kinds[Math.floor(random() * kinds.length)]!(random));
		const controller = new AbortController();
		// Twenty requests at once share it.
		setMaxListeners(0, controller.signal);
		const client = clientOf(simulator.baseUrl);
		const ends = new Map<string, number>();
		let left = 1_000;
		const worker = async () => {
			while (left-- > 0) {
				const { content, reasoning, error } = await receive(client, asked, controller.signal);
				assert.ok(sound.reasoning.startsWith(reasoning) && sound.content.startsWith(content));
				assert.ok(error === undefined || error instanceof ModelError, String(error));
				const end = error?.kind ?? 'answered';
				ends.set(end, (ends.get(end) ?? 0) + 1);
			}
		};
		await Promise.all(Array.from({ length: 20 }, worker));
		simulator.setFaults(undefined);
		assert.equal(
			[...ends.values()].reduce((sum, count) => sum + count, 0),
			1_000,
		);
		assert.ok(ends.size >= 12, [...ends.keys()].join());
		assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
		await eventually('the last request to end', () => simulator.requests.every(({ outcome }) => outcome !== 'open'));
		assert.ok((await simulator.openConnections()) <= 20);
		assert.deepEqual(unhandled, []);
	});

	it('200 stopped at random moments: each stops at once, and the server sees it', async () => {
		const random = randomNumbers(7);
		const sound = await receive(clientOf(simulator.baseUrl), asked);
		simulator.setFaults(() => ({ kind: 'stall', afterCharacters: Math.floor(random() * 100) }));
		let left = 200;
		const worker = async () => {
			while (left-- > 0) {
				const controller = new AbortController();
				const turns = Math.floor(random() * 40);
				const stop = async () => {
					for (let turn = 0; turn < turns; turn++) {
						await new Promise((resolve) => setImmediate(resolve));
					}
					controller.abort();
				};
				const [received] = await Promise.all([receive(clientOf(simulator.baseUrl), asked, controller.signal), stop()]);
				assert.equal((received.error as Error).name, 'AbortError');
				assert.ok(sound.reasoning.startsWith(received.reasoning) && sound.content.startsWith(received.content));
				assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
			}
		};
		await Promise.all(Array.from({ length: 10 }, worker));
		simulator.setFaults(undefined);
		await eventually('every request to end', () => simulator.requests.every(({ outcome }) => outcome !== 'open'));
		await eventually('the connections to close', async () => (await simulator.openConnections()) <= 20);
		assert.deepEqual(unhandled, []);
	});

	it('1,000 turns in a row: memory stays flat', async () => {
		const { bytes } = recordedStream();
		const server = await startHttp((_, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.end(bytes);
		});
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		const used = () => {
			collect();
			return process.memoryUsage().heapUsed;
		};
		const client = clientOf(server.baseUrl);
		const { signal } = new AbortController();
		const turns = async (count: number) => {
			for (let turn = 0; turn < count; turn++) {
				assert.equal((await receive(client, request, signal)).error, undefined);
			}
		};
		await turns(200);
		const before = used();
		await turns(1_000);
		const grown = used() - before;
		await server.close();
		assert.ok(grown < 1_500_000, `${grown} bytes after 1,000 turns`);
		assert.equal(getEventListeners(signal, 'abort').length, 0);
	});

	it('a flood of tiny chunks reaches the consumer in few pieces, whole', async () => {
		const chunk = (text: string) =>
			`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
		const pieces = Array.from({ length: 20_000 }, (_, index) => String(index % 10));
		const stream = Buffer.from(
			pieces.map(chunk).join('') +
				'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
		);
		const server = await startHttp((_, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.end(stream);
		});
		const started = Date.now();
		const { content, events, error } = await receive(clientOf(server.baseUrl));
		const milliseconds = Date.now() - started;
		await server.close();
		assert.equal(error, undefined);
		assert.equal(content, pieces.join(''));
		assert.ok(events.length <= 6 + milliseconds / 33, `${events.length} events in ${milliseconds} ms`);
	});
});
