// Without `node:` before the names: the editor puts its proxy and certificate settings behind these alone.
import { request as requestPlain, type IncomingMessage } from 'http';
import { request as requestSecure } from 'https';
import { PacedReader } from './pacedReader';

/** Statuses whose responses have no body; `Response` insists on it. */
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/** Of the socket, undeclared: while it is not read it takes in nothing. Bytes wait in the system, and wake nobody. */
const quiet = { highWaterMark: 1 };

/**
 * A `fetch` for answers that are streamed for minutes in pieces of some characters. Through Node's HTTP client, because
 * the platform's own `fetch` takes several times the processor time for each piece. It follows no redirect and asks for no
 * compression. One connection for each answer: minutes lie between two.
 */
export const streamFetch: typeof fetch = (input, init) => send(input, init, {});

/** The same for a user who lets certificates go unchecked. An option of the request: of an agent's the editor drops it. */
export const uncheckedFetch: typeof fetch = (input, init) => send(input, init, { rejectUnauthorized: false });

async function send(
	input: string | URL | Request,
	init: RequestInit | undefined,
	security: { readonly rejectUnauthorized?: false },
): Promise<Response> {
	const { url, method, headers, body, signal } = plainRequest(input, init);
	signal?.throwIfAborted();
	return await new Promise<Response>((resolve, reject) => {
		const request = (url.protocol === 'https:' ? requestSecure : requestPlain)(url, {
			method,
			headers: { ...headers, 'accept-encoding': 'identity', connection: 'close' },
			...quiet,
			...security,
			...(signal ? { signal } : {}),
		});
		let reader: PacedReader | undefined;
		request.on('error', (error) => {
			reader?.fail(error);
			reject(error);
		});
		request.on('response', (message) => {
			reader = new PacedReader(message);
			try {
				refuseProxy(url, message);
				resolve(responseOf(message, reader));
			} catch (error) {
				message.destroy();
				reject(error instanceof Error ? error : new Error(String(error)));
			}
		});
		request.end(body);
	});
}

interface PlainRequest {
	readonly url: URL;
	readonly method: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Uint8Array | undefined;
	readonly signal: AbortSignal | undefined;
}

function plainRequest(input: string | URL | Request, init: RequestInit | undefined): PlainRequest {
	const { body } = init ?? {};
	const hasBody = body !== undefined && body !== null;
	if (input instanceof Request || (hasBody && typeof body !== 'string' && !(body instanceof Uint8Array))) {
		throw new TypeError('Only an address, and a text or bytes to send, are understood here.');
	}
	return {
		url: new URL(input),
		method: init?.method ?? 'GET',
		headers: Object.fromEntries(new Headers(init?.headers)),
		body: body ?? undefined,
		signal: init?.signal ?? undefined,
	};
}

/** What a proxy answers in place of the endpoint must not be taken for the endpoint's word. */
function refuseProxy(url: URL, message: IncomingMessage): void {
	const unencrypted = url.protocol === 'https:' && !('encrypted' in message.socket);
	if (unencrypted || message.statusCode === 407) {
		throw new Error(`The proxy refused the connection: ${message.statusCode} ${message.statusMessage}`);
	}
}

function responseOf(message: IncomingMessage, reader: PacedReader): Response {
	const headers = new Headers();
	for (const [name, values] of Object.entries(message.headersDistinct)) {
		values?.forEach((value) => headers.append(name, value));
	}
	const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
		{
			async pull(controller) {
				const bytes = await reader.read();
				if (bytes) {
					controller.enqueue(bytes);
				} else {
					controller.close();
				}
			},
			cancel: () => void message.destroy(),
		},
		// Nothing is read ahead: an error would take away what lies before it.
		{ highWaterMark: 0 },
	);
	const status = message.statusCode ?? 0;
	return new Response(withoutBody.has(status) ? null : body, {
		status,
		statusText: message.statusMessage ?? '',
		headers,
	});
}
