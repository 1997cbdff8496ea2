import { ModelError, type ModelErrorDetails } from '../errors';
import { parseOverflow } from './overflow';

/** An HTTP answer that is no success. */
export interface Refusal {
	readonly status: number;
	/** The body as it came; JSON of any server, a proxy's page, or nothing. */
	readonly body: string;
	/** By lower-case name. */
	readonly header: (name: string) => string | null | undefined;
}

/** Longest piece of a server's words that is shown. */
const longestMessage = 2_000;

/**
 * Turns a refusal into a `ModelError`.
 * @param hasKey whether a key was sent
 * @param now milliseconds since the epoch, for dates in `Retry-After`
 */
export function errorFromRefusal(host: string, refusal: Refusal, hasKey: boolean, now: number): ModelError {
	const { status } = refusal;
	const message = serverWords(refusal.body);
	const retryAfter = parseRetryAfter(refusal.header('retry-after'), now);
	const requestId = refusal.header('x-request-id') ?? refusal.header('x-deepseek-request-id');
	const details: ModelErrorDetails = {
		status,
		serverMessage: message.text,
		...(retryAfter === undefined ? {} : { retryAfter }),
		...(typeof requestId === 'string' ? { requestId } : {}),
	};
	// Some servers say "too long" with 413, 422 or 500; the words count, not the number.
	const overflow = status === 429 ? undefined : parseOverflow(`${message.text}\n${refusal.body}`);
	if (overflow) {
		return new ModelError('too-long', host, { ...details, ...overflow });
	}
	switch (status) {
		case 401:
		case 403:
			if (message.html) {
				return new ModelError('not-an-endpoint', host, details);
			}
			return new ModelError(hasKey ? 'key-wrong' : 'key-missing', host, details);
		case 402:
			return new ModelError('no-balance', host, details);
		case 407:
			return new ModelError('proxy', host, details);
		case 404:
		case 405:
			return new ModelError(
				!message.html && /model/i.test(message.text) ? 'invalid-request' : 'not-an-endpoint',
				host,
				details,
			);
		case 413:
			return new ModelError('body-too-large', host, details);
		case 429:
			return new ModelError('too-many-requests', host, details);
		case 503:
		case 529:
			return new ModelError('overloaded', host, details);
		default:
			break;
	}
	if (status < 400) {
		const location = refusal.header('location');
		return new ModelError('redirected', host, {
			...details,
			...(typeof location === 'string' ? { location: withoutQuery(location) } : {}),
		});
	}
	if (status >= 500) {
		return new ModelError('server', host, details);
	}
	return new ModelError(message.html ? 'not-an-endpoint' : 'invalid-request', host, details);
}

/** The sentence in a server's answer: `{error:{message}}`, `{message}`, `{error:"…"}`, `{detail}` or plain text. */
export function serverWords(body: string): { readonly text: string; readonly html: boolean } {
	const trimmed = body.trim();
	if (/^<(?:!doctype|html|head|body|\?xml)/i.test(trimmed)) {
		const title = /<title[^>]*>([^<]{1,200})</i.exec(trimmed.slice(0, 20_000))?.[1];
		return { text: title?.trim() ?? 'a web page', html: true };
	}
	let json: unknown;
	try {
		json = JSON.parse(trimmed);
	} catch {
		return { text: trimmed.slice(0, longestMessage), html: false };
	}
	return { text: (wordsOf(json) ?? trimmed).slice(0, longestMessage), html: false };
}

function wordsOf(json: unknown): string | undefined {
	if (typeof json === 'string') {
		return json;
	}
	if (Array.isArray(json)) {
		return json.length > 0 ? wordsOf(json[0]) : undefined;
	}
	if (typeof json !== 'object' || json === null) {
		return undefined;
	}
	const { error, message, detail, msg, metadata } = json as Record<string, unknown>;
	// OpenRouter wraps the words of the provider it asked.
	const raw = typeof metadata === 'object' && metadata !== null && 'raw' in metadata ? metadata.raw : undefined;
	return (
		wordsOf(error) ??
		(typeof raw === 'string' ? (typeof message === 'string' ? `${message}: ${raw}` : raw) : undefined) ??
		wordsOf(message) ??
		wordsOf(detail) ??
		wordsOf(msg)
	);
}

function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
	if (value === null || value === undefined || value.trim() === '') {
		return undefined;
	}
	const seconds = Number(value);
	if (Number.isFinite(seconds)) {
		return Math.max(0, seconds);
	}
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1_000);
}

function withoutQuery(location: string): string {
	return location.replace(/[?#].*$/s, '').slice(0, 300);
}
