import assert from 'node:assert/strict';
import { getEventListeners, setMaxListeners } from 'node:events';
import { after, before, describe, it } from 'mocha';
import { ModelError } from '../../../src/core/model/errors';
import type { Fault } from '../../simulator/faults';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { eventually } from '../../support/eventually';
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
	(random) => ({ kind: 'drop', afterCharacters: Math.floor(random() * 75) }),
	(random) => ({ kind: 'garbage', afterCharacters: Math.floor(random() * 75) }),
	(random) => ({ kind: 'error-event', afterCharacters: Math.floor(random() * 75) }),
	(random) => ({ kind: 'truncated-utf8', afterCharacters: Math.floor(random() * 75) }),
	(random) => ({ kind: 'finish', reason: 'length', afterCharacters: Math.floor(random() * 75) }),
	() => ({ kind: 'no-done' }),
	() => ({ kind: 'hang-up' }),
	() => ({ kind: 'hang-up', reset: true }),
	() => ({ kind: 'queue', milliseconds: 5 }),
	() => ({ kind: 'split-utf8' }),
];

/** The beginning of the usual answer is enough. */
const asked = { ...request, maxTokens: 80 };

describe('many requests', function () {
	// A matter of seconds, but not on a machine that is busy with other things.
	this.timeout(120_000);
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
				const end = error === undefined ? 'answered' : error.kind;
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
		// Idle ones are kept for the next request for a while; leaked ones would be hundreds.
		assert.ok((await simulator.openConnections()) <= 60);
		assert.deepEqual(unhandled, []);
	});

	it('200 stopped at random moments: each stops at once, and the server sees it', async () => {
		const random = randomNumbers(7);
		const sound = await receive(clientOf(simulator.baseUrl), asked);
		simulator.setFaults(() => ({ kind: 'stall', afterCharacters: Math.floor(random() * 75) }));
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
		assert.ok((await simulator.openConnections()) <= 60);
		assert.deepEqual(unhandled, []);
	});
});
