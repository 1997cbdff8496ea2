import { errorFromRefusal, serverWords } from './failures/statusErrors';
import { ModelError } from './errors';
import { at } from './profiles/reading';

/** How an endpoint is reached. */
export interface ConnectionOptions {
	/** For example `https://api.deepseek.com`. */
	readonly baseUrl: string;
	/** Undefined for servers that need none. */
	readonly apiKey: string | undefined;
	/** Honours the proxy and certificate settings of whoever calls. */
	readonly fetch: typeof fetch;
}

/** Largest answer that is read where no stream is expected: an error, a list of models. */
const largestAnswer = 8 * 1024 * 1024;
const largestRefusal = 256 * 1024;

/**
 * `fetch` for one endpoint. It sends no header but its own, because packages add some about the machine and take others
 * from the environment; it follows no redirect, which would carry the whole prompt to a host that nobody agreed to; and
 * it throws a `ModelError` for every answer that is no success.
 */
export function endpointFetch(options: ConnectionOptions): typeof fetch {
	const { host } = new URL(options.baseUrl);
	return async (input, init) => {
		const response = await options.fetch(input, {
			...init,
			redirect: 'manual',
			headers: {
				accept: 'application/json, text/event-stream',
				'content-type': 'application/json',
				authorization: `Bearer ${options.apiKey ?? 'none'}`,
				'user-agent': 'Longview',
			},
		});
		if (response.ok) {
			return response;
		}
		throw errorFromRefusal(
			host,
			{
				// A redirect may be hidden behind a status of 0.
				status: response.type === 'opaqueredirect' ? 302 : response.status,
				body: await readText(response, largestRefusal),
				header: (name) => response.headers.get(name),
			},
			options.apiKey !== undefined,
			Date.now(),
		);
	};
}

/**
 * Makes sure that a success is a stream. Some servers put an error into a proper answer; others are web pages.
 * @throws ModelError
 */
export async function requireEventStream(response: Response, host: string, hasKey: boolean): Promise<void> {
	const type = response.headers.get('content-type') ?? '';
	if (response.body && /\bevent-stream\b/i.test(type)) {
		return;
	}
	const body = await readText(response, largestRefusal);
	const inside = errorInside(body);
	if (inside !== undefined) {
		const header = (name: string) => response.headers.get(name);
		throw errorFromRefusal(host, { status: inside, body, header }, hasKey, Date.now());
	}
	throw new ModelError('not-an-endpoint', host, {
		status: response.status,
		serverMessage: serverWords(body).text.slice(0, 200),
	});
}

/** Reads a JSON answer of ordinary size; undefined for anything else. */
export async function readJson(response: Response): Promise<unknown> {
	const text = await readText(response, largestAnswer);
	try {
		// Endpoints that are busy send empty lines first.
		return JSON.parse(text.trim()) as unknown;
	} catch {
		return undefined;
	}
}

/** The status an answer claims in its own text, when it holds an error. */
function errorInside(body: string): number | undefined {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch {
		return undefined;
	}
	const error = at(json, 'error');
	if (error === undefined || error === null) {
		return undefined;
	}
	const code = at(error, 'code');
	return typeof code === 'number' && code >= 400 && code < 600 ? code : 400;
}

/** The first bytes of an answer as text; what is left is not read. */
async function readText(response: Response, limit: number): Promise<string> {
	const body: ReadableStream<Uint8Array> | null = response.body;
	const reader = body?.getReader();
	if (!reader) {
		return '';
	}
	const decoder = new TextDecoder();
	const pieces: string[] = [];
	let bytes = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) {
				break;
			}
			bytes += value.length;
			pieces.push(decoder.decode(value, { stream: true }));
			if (bytes >= limit) {
				reader.cancel().catch(() => undefined);
				break;
			}
		}
	} catch {
		// What came of it says enough.
	}
	return pieces.join('') + decoder.decode();
}
