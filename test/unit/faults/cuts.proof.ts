import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { ModelError } from '../../../src/core/model/errors';
import { EventFramer } from '../../../src/core/model/stream/eventFramer';
import { recordedStream, startRaw, type TestServer } from './replayServer';
import { clientOf, receive, type Received } from './support';

const { bytes, content, reasoning } = recordedStream();

/** Text of the events whose line of data is whole within the first bytes, found without any of the client's code. */
function wholeText(end: number): { readonly content: string; readonly reasoning: string; readonly done: boolean } {
	const head = bytes.subarray(0, end).toString('latin1');
	const lines = head.slice(0, head.lastIndexOf('\n') + 1).split('\n');
	const found = { content: '', reasoning: '', done: head.includes('data: [DONE]') };
	for (const line of lines.filter((each) => each.startsWith('data: {'))) {
		const json = JSON.parse(Buffer.from(line.slice(6), 'latin1').toString('utf8')) as {
			choices: { delta: { content?: string; reasoning_content?: string } }[];
		};
		found.content += json.choices[0]?.delta.content ?? '';
		found.reasoning += json.choices[0]?.delta.reasoning_content ?? '';
	}
	return found;
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n';

/** Runs an action for each number, several at a time. */
async function forEach(count: number, atOnce: number, action: (index: number) => Promise<void>): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count) {
			await action(next++);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}

describe('a stream cut at every byte', function () {
	// Hundreds of connections: a matter of seconds at most, but not on a machine that is busy with other things.
	this.timeout(120_000);
	let server: TestServer;
	before(async () => {
		server = await startRaw((socket, request) => {
			const [, manner, at] = /^POST \/(\w+)\/(\d+)\//.exec(request)!;
			const part = bytes.subarray(0, Number(at));
			if (manner === 'ended') {
				// Ends properly as far as HTTP goes.
				socket.end(Buffer.concat([Buffer.from(`${head}\r\n`), part]));
			} else if (manner === 'cut') {
				// Promises more and closes.
				socket.end(Buffer.concat([Buffer.from(`${head}content-length: 999999\r\n\r\n`), part]));
			} else {
				// Two packets, apart at that byte.
				socket.write(Buffer.concat([Buffer.from(`${head}\r\n`), part]));
				setImmediate(() => socket.end(bytes.subarray(Number(at))));
			}
		});
	});
	after(() => server.close());
	const ask = (manner: string, at: number) => receive(clientOf(`${server.baseUrl}/${manner}/${at}`));

	function checkCut(received: Received, at: number): void {
		const expected = wholeText(at);
		assert.equal(received.reasoning, expected.reasoning, `byte ${at}`);
		assert.equal(received.content, expected.content, `byte ${at}`);
		assert.equal(received.error === undefined, expected.done, `byte ${at}: ${String(received.error)}`);
		assert.ok(received.error === undefined || received.error instanceof ModelError);
	}

	it('loses no word that arrived and invents no end, when the body ends there', async () => {
		await forEach(bytes.length + 1, 32, async (at) => checkCut(await ask('ended', at), at));
	});

	it('loses no word that arrived and invents no end, when the connection breaks there', async () => {
		await forEach(Math.floor(bytes.length / 5), 32, async (fifth) => checkCut(await ask('cut', 5 * fifth), 5 * fifth));
	});

	it('is whole when only the packets are cut there', async () => {
		await forEach(Math.floor(bytes.length / 5), 32, async (fifth) => {
			const received = await ask('split', 5 * fifth);
			assert.equal(received.error, undefined);
			assert.deepEqual([received.reasoning, received.content, received.finish], [reasoning, content, 'stop']);
			assert.deepEqual(received.usage?.cachedTokens, 4);
		});
	});

	it('leaves no connection open', async () => {
		while (server.open() > 0) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	});
});

describe('EventFramer', () => {
	/** What a framer passes on of pieces. */
	function pass(pieces: readonly Uint8Array[]): { readonly text: string; readonly framer: EventFramer } {
		const framer = new EventFramer();
		const passed = pieces.map((piece) => framer.push(piece) ?? new Uint8Array());
		return { text: Buffer.concat([...passed, framer.finish() ?? new Uint8Array()]).toString('utf8'), framer };
	}
	const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
	const line = fc.constantFrom(
		'data: 文',
		'data:x',
		'data: {"a": 1}',
		'data:',
		'data: ',
		': comment',
		'event: e',
		'noise',
		'id',
	);

	it('passes the same events on, however the bytes are cut and lines end', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(line, { maxLength: 3 }), { maxLength: 6 }),
				lineEnd,
				fc.array(fc.nat(200)),
				(events, end, cuts) => {
					const text = events.map((lines) => lines.map((each) => each + end).join('') + end).join('');
					const stream = Buffer.from(text);
					const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
					const pieces = edges.slice(1).map((edge, index) => stream.subarray(edges[index], edge));
					const withData = events.filter((lines) => lines.some((each) => /^data: ?[^ ]/.test(each)));
					const expected = withData.map((lines) => lines.map((each) => each + '\n').join('') + '\n').join('');
					const passed = pass(pieces).text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
					assert.equal(passed.replace(/^\n+/, ''), expected);
					assert.equal(pass(pieces).framer.comments, events.flat().filter((each) => each.startsWith(':')).length);
				},
			),
		);
	});

	it('sees [DONE] only as a line of its own', () => {
		for (const [text, done] of [
			['data: [DONE]\n\n', true],
			['data:[DONE]\r\n', true],
			['data: [DONE]', true],
			['data: [DONE]x\n\n', false],
			['data: "data: [DONE]"\n\n', false],
			['xdata: [DONE]\n\n', false],
		] as const) {
			assert.equal(pass([Buffer.from(text)]).framer.done, done, text);
		}
	});
});
