import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'mocha';
import { recordedStream, startHttp } from './replayServer';
import { clientOf, receive, request } from './support';

describe('long use', function () {
	// A matter of seconds, but not on a machine that is busy with other things.
	this.timeout(60_000);

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
		// Until everything is compiled that ever will be.
		await turns(500);
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
