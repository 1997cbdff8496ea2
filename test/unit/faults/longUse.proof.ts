import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'mocha';
import { heapTrend } from './memoryTrend';
import { recordedStream, startHttp } from './replayServer';
import { clientOf, receive, request } from './support';

/**
 * Bytes per turn: far less than any answer, its request or its events take. The 150 to 300 that are left come from the
 * compiler: heap snapshots 2,000 turns apart differ in code, its data for deoptimising and its weak lists, and in no
 * object or text of a turn.
 */
const leak = 2_000;

describe('long use', function () {
	// A matter of seconds, but not on a machine that is busy with other things.
	this.timeout(240_000);

	it('1,000 turns in a row: memory stays flat', async () => {
		const { bytes } = recordedStream();
		const server = await startHttp((_, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.end(bytes);
		});
		const client = clientOf(server.baseUrl);
		const { signal } = new AbortController();
		const turn = async () => {
			assert.equal((await receive(client, request, signal)).error, undefined);
		};
		// Until most is compiled that ever will be.
		for (let warmUp = 0; warmUp < 200; warmUp++) {
			await turn();
		}
		const perTurn = await heapTrend(125, turn);
		await server.close();
		assert.ok(perTurn < leak, `${perTurn} bytes are left behind by each turn`);
		assert.equal(getEventListeners(signal, 'abort').length, 0);
	});

	it('what is kept of each turn would be noticed', async () => {
		const kept: string[][] = [];
		const perTurn = await heapTrend(125, () => {
			kept.push(Array.from({ length: 250 }, (_, index) => `${kept.length} ${index}`));
			return Promise.resolve();
		});
		assert.equal(kept.length, 1_000);
		assert.ok(perTurn > leak, `${perTurn} bytes of a leak were seen`);
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
