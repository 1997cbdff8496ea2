import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer as createRawServer, type AddressInfo, type Socket } from 'node:net';

/** Something that listens on this machine for one test. */
export interface TestServer {
	readonly baseUrl: string;
	/** Connections that are open now. */
	readonly open: () => number;
	close(): Promise<void>;
}

/** Answers every request by a function, over HTTP. */
export async function startHttp(
	answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
	const server = createServer((request, response) => {
		request.resume().on('end', () => answer(request, response));
	});
	return listen(server);
}

/** Answers every request by writing bytes as they are, without HTTP in between. */
export async function startRaw(answer: (socket: Socket, request: string) => void): Promise<TestServer> {
	const server = createRawServer((socket) => {
		let request = '';
		socket.on('error', () => undefined);
		socket.setEncoding('latin1');
		socket.on('data', (data: string) => {
			request += data;
			const head = request.indexOf('\r\n\r\n');
			const length = Number(/^content-length: (\d+)/im.exec(request)?.[1] ?? 0);
			if (head !== -1 && request.length >= head + 4 + length) {
				const whole = request;
				request = '';
				answer(socket, whole);
			}
		});
	});
	return listen(server);
}

type AnyServer = ReturnType<typeof createServer> | ReturnType<typeof createRawServer>;

async function listen(server: AnyServer): Promise<TestServer> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}`,
		open: () => sockets.size,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				sockets.forEach((socket) => socket.destroy());
			}),
	};
}

/** A port that nothing listens on. */
export async function closedPort(): Promise<number> {
	const server = createRawServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	await new Promise<void>((resolve) => {
		connect(port, '127.0.0.1').on('error', () => resolve());
	});
	return port;
}

/** The stream of a short answer, with characters of one to four bytes. */
export function recordedStream(): { readonly bytes: Buffer; readonly reasoning: string; readonly content: string } {
	const reasoning = ['', 'prüfe', '文字'];
	const content = ['`文', '.ts:1`', ' 😀', '\n', 'Ende'];
	const event = (delta: object, finish?: string) =>
		`data: ${JSON.stringify({ choices: [{ delta, ...(finish === undefined ? {} : { finish_reason: finish }) }] })}\n\n`;
	const usage = { prompt_tokens: 9, completion_tokens: 12, prompt_cache_hit_tokens: 4 };
	const text = [
		': keep-alive\n\n',
		...reasoning.map((piece) => event({ reasoning_content: piece })),
		...content.map((piece) => event({ content: piece })),
		event({}, 'stop'),
		`data: ${JSON.stringify({ choices: [], usage })}\n\n`,
		'data: [DONE]\n\n',
	].join('');
	return { bytes: Buffer.from(text), reasoning: reasoning.join(''), content: content.join('') };
}
