import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { FakeClock } from '../../simulator/clock';
import type { Fault } from '../../simulator/faults';
import type { Simulator } from '../../simulator/simulator';
import { parseChunks, post, refusal, textOf, withSimulator } from './support';

const stream = { stream: true };

async function plainAnswer(simulator: Simulator): Promise<string> {
	return textOf(parseChunks(await (await post(simulator, stream)).text())).content;
}

/** What arrives until the stream ends or breaks. */
async function readAll(response: Response): Promise<{ text: string; bytes: Buffer; pieces: number; broken: boolean }> {
	const pieces: Uint8Array[] = [];
	let broken = false;
	try {
		for await (const piece of response.body!) {
			pieces.push(piece as Uint8Array);
		}
	} catch {
		broken = true;
	}
	const bytes = Buffer.concat(pieces);
	return { text: bytes.toString('utf8'), bytes, pieces: pieces.length, broken };
}

describe('Scripted faults', () => {
	it('refuse with any status', () =>
		withSimulator(async (simulator) => {
			for (const status of [400, 401, 402, 422, 429, 500, 503]) {
				simulator.enqueueFault({ kind: 'status', status, retryAfter: 7 });
				const response = await post(simulator, stream);
				equal(response.headers.get('retry-after'), '7');
				equal((await refusal(response)).status, status);
			}
			simulator.enqueueFault({ kind: 'status', status: 502, body: '<html>Bad Gateway</html>', path: '/models' });
			equal((await post(simulator, stream)).status, 200);
			const proxied = await fetch(`${simulator.baseUrl}/v1/models`);
			deepEqual([proxied.status, await proxied.text()], [502, '<html>Bad Gateway</html>']);
			equal(simulator.requests.at(-1)!.fault, 'status');
		}));

	it('cut the connection after some characters', () =>
		withSimulator(async (simulator) => {
			const whole = await plainAnswer(simulator);
			simulator.enqueueFault({ kind: 'drop', afterCharacters: 12 });
			const { text, broken } = await readAll(await post(simulator, stream));
			ok(broken && !text.includes('[DONE]'));
			const { content } = textOf(parseChunks(text));
			ok(content.length >= 12 && content.length < 16 && whole.startsWith(content));
			simulator.enqueueFault({ kind: 'drop' });
			await rejects(async () => (await post(simulator, {})).text());
			deepEqual(
				simulator.requests.map(({ outcome }) => outcome),
				['completed', 'cut', 'cut'],
			);
		}));

	it('end in the middle of a character', () =>
		withSimulator(async (simulator) => {
			simulator.enqueueFault({ kind: 'truncated-utf8' });
			const { bytes, text, broken } = await readAll(await post(simulator, stream));
			ok(!broken && text.endsWith('\ufffd'));
			deepEqual([...bytes.subarray(-2)], [...Buffer.from('文').subarray(0, 2)]);
		}));

	it('split characters without losing any', () =>
		withSimulator(async (simulator) => {
			const body = { ...stream, messages: [{ role: 'user', content: 'rename `文字` to `字` in 文.ts' }] };
			const whole = await (await post(simulator, body)).text();
			simulator.enqueueFault({ kind: 'split-utf8' });
			const split = await readAll(await post(simulator, body));
			deepEqual(textOf(parseChunks(split.text)), textOf(parseChunks(whole)));
			match(split.text, /文/);
			ok(split.pieces > 4);
		}));

	it('send a garbage line, an error or nothing at the end', () =>
		withSimulator(async (simulator) => {
			const whole = await plainAnswer(simulator);
			simulator.enqueueFault({ kind: 'garbage', line: 'data: <<garbage>>' });
			simulator.enqueueFault({ kind: 'error-event', message: 'boom' });
			simulator.enqueueFault({ kind: 'no-done' });
			const texts: string[] = [];
			for (let count = 0; count < 3; count++) {
				texts.push(await (await post(simulator, stream)).text());
			}
			const [garbage, error, noDone] = texts;
			match(garbage!, /\n\ndata: <<garbage>>\n\n/);
			equal(textOf(parseChunks(garbage!)).content, whole);
			match(error!, /"message":"boom"[^\n]*\n\n$/);
			equal(textOf(parseChunks(noDone!)).content, whole);
			ok(!noDone!.includes('[DONE]'));
		}));

	it('finish early with every reason', () =>
		withSimulator(async (simulator) => {
			for (const reason of ['length', 'content_filter', 'insufficient_system_resource'] as const) {
				simulator.enqueueFault({ kind: 'finish', reason, afterCharacters: 5 });
				const chunks = parseChunks(await (await post(simulator, stream)).text());
				equal(chunks.at(-1)!.choices[0]!.finish_reason, reason);
				equal(textOf(chunks).content.length, 5);
			}
			simulator.enqueueFault({ kind: 'no-content' });
			const silent = textOf(parseChunks(await (await post(simulator, { ...stream, thinking: null })).text()));
			ok(silent.reasoning !== '' && silent.content === '');
		}));

	it('queue with keep-alives, and close the connection after ten minutes', async () => {
		const clock = new FakeClock();
		await withSimulator(
			async (simulator) => {
				simulator.enqueueFault({ kind: 'queue', milliseconds: 25_000 });
				const queued = await post(simulator, stream);
				await clock.whenWaiting();
				await clock.advance(25_000);
				const text = await queued.text();
				equal(text.split(': keep-alive\n\n').length - 1, 3);
				ok(text.endsWith('[DONE]\n\n'));
				simulator.enqueueFault({ kind: 'queue', milliseconds: 15_000 });
				const whole = await post(simulator, {});
				await clock.whenWaiting();
				await clock.advance(15_000);
				match(await whole.text(), /^\n\n\{.*\}$/);
				simulator.enqueueFault({ kind: 'queue', milliseconds: 600_000 });
				const endless = readAll(await post(simulator, stream));
				await clock.whenWaiting();
				await clock.advance(600_000);
				const { text: comments, broken } = await endless;
				ok(broken);
				equal(comments, ': keep-alive\n\n'.repeat(60));
			},
			{ clock },
		);
	});

	it('delay, stall and drip', async () => {
		const clock = new FakeClock();
		await withSimulator(
			async (simulator) => {
				const whole = await plainAnswer(simulator);
				const pausing: Fault[] = [
					{ kind: 'delay', milliseconds: 5000 },
					{ kind: 'stall', milliseconds: 5000 },
				];
				for (const fault of pausing) {
					simulator.enqueueFault(fault);
					const response = post(simulator, stream);
					await clock.whenWaiting();
					await clock.advance(5000);
					equal(textOf(parseChunks(await (await response).text())).content, whole);
				}
				simulator.enqueueFault({ kind: 'slow-drip', bytes: 2000, milliseconds: 10 });
				const dripped = (await post(simulator, stream)).text();
				const before = clock.now();
				while (simulator.requests.at(-1)!.outcome === 'open') {
					await clock.advance(10);
					await new Promise((resolve) => setImmediate(resolve));
				}
				equal(textOf(parseChunks(await dripped)).content, whole);
				ok(clock.now() - before >= 100);
			},
			{ clock },
		);
	});

	it('are not needed to see a cold prompt read more slowly than a warm one', async () => {
		const clock = new FakeClock();
		await withSimulator(
			async (simulator) => {
				const messages = [{ role: 'user', content: 'x'.repeat(24_996) }];
				const cold = post(simulator, { ...stream, messages });
				await clock.whenWaiting();
				await clock.advance(25_000);
				const comments = (await (await cold).text()).split(': keep-alive').length - 1;
				const start = clock.now();
				const warm = post(simulator, { ...stream, messages });
				await clock.whenWaiting();
				await clock.advance(500);
				await (await warm).text();
				deepEqual([comments, clock.now() - start], [2, 500]);
			},
			{ clock, tokensPerSecond: 1000 },
		);
	});

	it('release the slot when the client leaves', async () => {
		const clock = new FakeClock();
		await withSimulator(
			async (simulator) => {
				const leaving = new AbortController();
				simulator.enqueueFault({ kind: 'stall', afterCharacters: 0 });
				const response = await post(simulator, stream, { signal: leaving.signal });
				await clock.whenWaiting();
				equal((await refusal(await post(simulator, stream))).status, 429);
				equal((await post(simulator, { ...stream, model: 'deepseek-v4-pro' })).status, 200);
				leaving.abort();
				await rejects(response.text());
				while (simulator.requests[0]!.outcome === 'open') {
					await new Promise((resolve) => setImmediate(resolve));
				}
				equal(simulator.requests[0]!.outcome, 'aborted');
				equal((await post(simulator, stream)).status, 200);
			},
			{ clock, concurrency: 1 },
		);
	});

	it('come from another process, aimed and repeated', () =>
		withSimulator(async (simulator) => {
			const control = (method: string, path: string, body?: unknown) =>
				fetch(`${simulator.baseUrl}/__simulator/${path}`, {
					method,
					...(body === undefined ? {} : { body: JSON.stringify(body) }),
				});
			equal((await control('POST', 'faults', [{ kind: 'nonsense' }])).status, 422);
			await control('POST', 'faults', [{ kind: 'status', status: 503, match: 'needle', times: 2 }]);
			const status = async (content: string) =>
				(await post(simulator, { messages: [{ role: 'user', content }] })).status;
			deepEqual(
				[await status('needle'), await status('hay'), await status('needle'), await status('needle')],
				[503, 200, 503, 200],
			);
			simulator.setFaults(({ body }) => (body.includes('hay') ? { kind: 'status', status: 500 } : undefined));
			equal(await status('hay'), 500);
			await control('DELETE', 'faults');
			equal(await status('hay'), 200);
			const records = (await (await control('GET', 'requests')).json()) as { status: number; body: object }[];
			deepEqual(
				records.map((record) => record.status),
				[503, 200, 503, 200, 500, 200],
			);
			ok('messages' in records[0]!.body);
		}));
});
