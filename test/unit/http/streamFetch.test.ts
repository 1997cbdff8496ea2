import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamFetch } from '../../../src/node/http/streamFetch';
import { eventually } from '../../support/eventually';

/** Reads what is left, or until it breaks. */
async function readAll(
	reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ text: string; reads: number; error?: unknown }> {
	const pieces: Uint8Array[] = [];
	try {
		for (let next = await reader.read(); !next.done; next = await reader.read()) {
			pieces.push(next.value);
		}
	} catch (error) {
		return { text: Buffer.concat(pieces).toString(), reads: pieces.length, error };
	}
	return { text: Buffer.concat(pieces).toString(), reads: pieces.length };
}

describe('Streamed answers over HTTP', () => {
	let server: Server;
	let answer: (request: IncomingMessage, response: ServerResponse) => void;
	let address: string;

	before(async () => {
		server = createServer((request, response) => answer(request, response));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat?a=b`;
	});

	after(() => {
		server.closeAllConnections();
		server.close();
	});

	it('carry the request as it was given, and what was answered', async () => {
		let told: unknown;
		answer = (request, response) => {
			const pieces: Buffer[] = [];
			request.on('data', (piece: Buffer) => pieces.push(piece));
			request.on('end', () => {
				const { method, url, headers } = request;
				told = [method, url, headers['authorization'], headers['content-length'], Buffer.concat(pieces).toString()];
				response.writeHead(429, { 'retry-after': '7', 'content-type': 'application/json' }).end('{"error":{}}');
			});
		};
		const response = await streamFetch(address, {
			method: 'post',
			headers: { authorization: 'Bearer k' },
			body: Buffer.from('é'),
		});
		assert.deepEqual(told, ['POST', '/v1/chat?a=b', 'Bearer k', '2', 'é']);
		assert.deepEqual([response.status, response.ok, response.headers.get('retry-after')], [429, false, '7']);
		assert.deepEqual(await response.json(), { error: {} });
	});

	it('follow no redirect, and know answers without a body', async () => {
		answer = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
		assert.equal((await streamFetch(address)).status, 302);
		answer = (_, response) => response.writeHead(204).end();
		assert.equal((await streamFetch(address)).body, null);
	});

	it('are read in far fewer pieces than they come in, the first at once', async () => {
		const count = 400;
		let go: () => void = () => undefined;
		answer = (_, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write('first;');
			let sent = 0;
			const next = () => {
				response.write(`${sent++};`);
				if (sent < count) {
					setImmediate(next);
				} else {
					response.end();
				}
			};
			go = next;
		};
		const reader = (await streamFetch(address)).body!.getReader();
		assert.equal(Buffer.from((await reader.read()).value).toString(), 'first;');
		go();
		const { text, reads } = await readAll(reader);
		assert.equal(text, Array.from({ length: count }, (_, index) => `${index};`).join(''));
		assert.ok(reads < count / 4, `${reads} reads`);
	});

	it('give everything that arrived before the connection broke, then the error', async () => {
		for (const pieces of [1, 2, 3, 20]) {
			answer = (_, response) => {
				response.writeHead(200);
				for (let piece = 0; piece < pieces; piece++) {
					response.write(`${piece};`);
				}
				// Half a connection is closed behind the last byte: nothing on the way is lost by the server itself.
				response.socket!.end();
			};
			const { text, error } = await readAll((await streamFetch(address)).body!.getReader());
			assert.equal(text, Array.from({ length: pieces }, (_, piece) => `${piece};`).join(''));
			assert.equal((error as NodeJS.ErrnoException).code, 'ECONNRESET');
		}
	});

	it('close their connection at once when they are stopped, also between two reads', async () => {
		for (const stop of ['signal', 'cancel'] as const) {
			let closed = false;
			answer = (_, response) => {
				response.writeHead(200).write('begun');
				response.on('close', () => (closed = true));
			};
			const controller = new AbortController();
			const reader = (await streamFetch(address, { signal: controller.signal })).body!.getReader();
			await reader.read();
			const next = reader.read();
			if (stop === 'signal') {
				controller.abort();
				await assert.rejects(next, { name: 'AbortError' });
			} else {
				await reader.cancel();
				assert.equal((await next).done, true);
			}
			await eventually('the connection to close', () => closed);
		}
	});

	it("are not begun when they were stopped before, and fail with the system's own code", async () => {
		await assert.rejects(streamFetch(address, { signal: AbortSignal.abort() }), { name: 'AbortError' });
		await assert.rejects(streamFetch('http://127.0.0.1:9/'), { code: 'ECONNREFUSED' });
	});

	it('never take a word of the proxy for one of the endpoint', async () => {
		answer = (_, response) => response.writeHead(407).end();
		await assert.rejects(streamFetch(address), /The proxy refused the connection: 407/);
	});
});
