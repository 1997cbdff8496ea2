import type { ConnectionOptions } from '../connection';
import { readJson } from '../connection';
import type { ContextProbe } from './types';

/** What a server answered to a question about itself. */
export interface ProbeAnswer {
	readonly status: number;
	/** Undefined for anything that is no JSON. */
	readonly json: unknown;
}

/** A question about a server, beside the protocol. */
export type ProbeCall = Pick<ContextProbe, 'method' | 'from' | 'path'> & { readonly body?: unknown };

/** Asks a server about itself; undefined when it does not answer. Rejects only when stopped. */
export type Probe = (call: ProbeCall) => Promise<ProbeAnswer | undefined>;

/** Longest wait for one answer, in milliseconds. */
const limit = 10_000;

/**
 * Asks the server at a base URL, with its key and without following redirects.
 * @param patience longest wait for one answer, in milliseconds
 */
export function createProbe(options: ConnectionOptions, signal: AbortSignal, patience = limit): Probe {
	return async ({ method, from, path, body }) => {
		signal.throwIfAborted();
		const stop = new AbortController();
		const onAbort = () => stop.abort();
		signal.addEventListener('abort', onAbort);
		const timer = setTimeout(onAbort, patience);
		try {
			const response = await options.fetch(addressOf(options.baseUrl, from, path), {
				method,
				redirect: 'manual',
				headers: {
					accept: 'application/json',
					'user-agent': 'Longview',
					...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
				signal: stop.signal,
			});
			return { status: response.status, json: await readJson(response) };
		} catch {
			signal.throwIfAborted();
			return undefined;
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', onAbort);
		}
	};
}

function addressOf(baseUrl: string, from: ProbeCall['from'], path: string): string {
	return from === 'root' ? new URL(path, baseUrl).href : baseUrl.replace(/\/+$/, '') + path;
}
