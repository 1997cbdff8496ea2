import { LongviewError } from '../common/errors';

/** What went wrong with a request to the endpoint; each kind has its own remedy. */
export type ModelErrorKind =
	| 'key-missing'
	| 'key-wrong'
	| 'no-balance'
	| 'invalid-request'
	| 'too-long'
	| 'body-too-large'
	| 'too-many-requests'
	| 'overloaded'
	| 'server'
	| 'unreachable'
	| 'not-an-endpoint'
	| 'interrupted'
	| 'idle';

export interface ModelErrorDetails {
	readonly status?: number;
	/** The endpoint's own words. */
	readonly serverMessage?: string;
	/** Seconds the endpoint asked to wait. */
	readonly retryAfter?: number;
	/** For `too-long`: what the endpoint counted. */
	readonly limit?: number;
	readonly promptTokens?: number;
	readonly cause?: unknown;
}

/** A request that failed, or an answer that broke off. Text that had arrived is never lost: it was yielded before. */
export class ModelError extends LongviewError {
	readonly kind: ModelErrorKind;
	readonly details: ModelErrorDetails;

	constructor(kind: ModelErrorKind, host: string, details: ModelErrorDetails = {}) {
		super(sentence(kind, host, details), { cause: details.cause });
		this.kind = kind;
		this.details = details;
	}
}

function sentence(kind: ModelErrorKind, host: string, details: ModelErrorDetails): string {
	switch (kind) {
		case 'key-missing':
			return `There is no API key for ${host}. Set one with "Longview: Set API Key".`;
		case 'key-wrong':
			return `${host} does not accept the API key. Set another one with "Longview: Set API Key".`;
		case 'no-balance':
			return `The account at ${host} has no balance left. Top it up, then try again.`;
		case 'invalid-request':
			return `${host} refused the request${details.status === undefined ? '' : ` (${details.status})`}.`;
		case 'too-long':
			return `The request is too long for the model: ${
				details.promptTokens === undefined ? 'more tokens' : `${details.promptTokens.toLocaleString('en-US')} tokens`
			} than fit into its window${
				details.limit === undefined ? '' : ` of ${details.limit.toLocaleString('en-US')}`
			} with room for an answer. Exclude folders, then start a new chat.`;
		case 'body-too-large':
			return `The request is larger than ${host} accepts. Exclude folders, then start a new chat.`;
		case 'too-many-requests':
			return `${host} is handling too many requests of this account. Wait a little, then try again.`;
		case 'overloaded':
			return `${host} is overloaded. Wait a little, then try again.`;
		case 'server':
			return `${host} had an internal error${details.status === undefined ? '' : ` (${details.status})`}. Try again.`;
		case 'unreachable':
			return `${host} cannot be reached. Check the network and the endpoint setting, then try again.`;
		case 'not-an-endpoint':
			return `${host} does not answer like a chat-completions endpoint. Check the setting "longview.endpoint.baseUrl".`;
		case 'interrupted':
			return `The connection to ${host} broke off before the answer was complete. What had arrived is kept.`;
		case 'idle':
			return `${host} stopped sending. What had arrived is kept; try again.`;
	}
}

const contextOverflow =
	/maximum context length is (?<limit>\d+) tokens.*?(?:\((?<prompt>\d+) in the messages|resulted in (?<alternative>\d+) tokens)/s;

/**
 * Turns an HTTP error status into a `ModelError`.
 * @param retryAfter the `Retry-After` header, in seconds or as a date
 */
export function errorFromStatus(
	host: string,
	status: number,
	serverMessage: string,
	retryAfter: string | undefined,
	hasKey: boolean,
): ModelError {
	const seconds = parseRetryAfter(retryAfter);
	const details: ModelErrorDetails = {
		status,
		serverMessage,
		...(seconds === undefined ? {} : { retryAfter: seconds }),
	};
	switch (status) {
		case 401:
		case 403:
			return new ModelError(hasKey ? 'key-wrong' : 'key-missing', host, details);
		case 402:
			return new ModelError('no-balance', host, details);
		case 413:
			return new ModelError('body-too-large', host, details);
		case 429:
			return new ModelError('too-many-requests', host, details);
		case 503:
		case 529:
			return new ModelError('overloaded', host, details);
		case 404:
			return new ModelError(/model/i.test(serverMessage) ? 'invalid-request' : 'not-an-endpoint', host, details);
		default:
			break;
	}
	if (status >= 500) {
		return new ModelError('server', host, details);
	}
	const overflow = contextOverflow.exec(serverMessage)?.groups;
	if (overflow) {
		const prompt = overflow['prompt'] ?? overflow['alternative'];
		return new ModelError('too-long', host, {
			...details,
			limit: Number(overflow['limit']),
			...(prompt === undefined ? {} : { promptTokens: Number(prompt) }),
		});
	}
	return new ModelError(/maximum context length/i.test(serverMessage) ? 'too-long' : 'invalid-request', host, details);
}

function parseRetryAfter(value: string | undefined): number | undefined {
	if (value === undefined) {
		return undefined;
	}
	const seconds = Number(value);
	if (Number.isFinite(seconds)) {
		return Math.max(0, seconds);
	}
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1_000);
}
