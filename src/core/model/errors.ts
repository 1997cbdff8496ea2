import { LongviewError } from '../common/errors';
import { formatCount } from '../common/format';
import type { Remedy } from './failures/remedies';

/** Whether the endpoint had begun to work on a request, and so to charge for it, when the request failed. */
export type Begun = 'no' | 'unknown' | 'yes';

interface KindFacts {
	/** The most useful one first. */
	readonly remedies: readonly Remedy[];
	/** Passes by itself, usually within seconds. */
	readonly passing?: true;
	readonly begun: Begun;
}

const kinds = {
	'key-missing': { remedies: ['set-key'], begun: 'no' },
	'key-wrong': { remedies: ['set-key', 'retry'], begun: 'no' },
	'no-balance': { remedies: ['top-up', 'retry'], begun: 'no' },
	'invalid-request': { remedies: ['choose-model', 'change-endpoint', 'retry'], begun: 'no' },
	'too-long': { remedies: ['send-less'], begun: 'no' },
	'body-too-large': { remedies: ['send-less'], begun: 'no' },
	'too-many-requests': { remedies: ['wait', 'retry'], passing: true, begun: 'no' },
	overloaded: { remedies: ['wait', 'retry'], passing: true, begun: 'no' },
	server: { remedies: ['retry'], passing: true, begun: 'unknown' },
	'unknown-host': { remedies: ['check-network', 'change-endpoint', 'retry'], begun: 'no' },
	certificate: { remedies: ['check-certificate', 'change-endpoint'], begun: 'no' },
	proxy: { remedies: ['check-proxy', 'retry'], begun: 'no' },
	offline: { remedies: ['check-network', 'retry'], begun: 'no' },
	refused: { remedies: ['retry', 'change-endpoint'], begun: 'no' },
	reset: { remedies: ['retry'], passing: true, begun: 'unknown' },
	unreachable: { remedies: ['check-network', 'change-endpoint', 'retry'], begun: 'unknown' },
	redirected: { remedies: ['change-endpoint'], begun: 'no' },
	'not-an-endpoint': { remedies: ['change-endpoint', 'retry'], begun: 'unknown' },
	'queue-timeout': { remedies: ['retry', 'wait'], begun: 'no' },
	'not-started': { remedies: ['retry'], begun: 'unknown' },
	interrupted: { remedies: ['continue', 'retry'], begun: 'yes' },
	unconfirmed: { remedies: ['continue', 'retry'], begun: 'yes' },
	'stream-error': { remedies: ['continue', 'retry'], begun: 'yes' },
	idle: { remedies: ['retry', 'continue'], begun: 'unknown' },
	'not-supported': { remedies: ['change-endpoint'], begun: 'no' },
} as const satisfies Record<string, KindFacts>;

/** What went wrong with a request to the endpoint; each kind has its own sentence and its own remedies. */
export type ModelErrorKind = keyof typeof kinds;

export interface ModelErrorDetails {
	readonly status?: number;
	/** The endpoint's own words, or the network's. */
	readonly serverMessage?: string;
	/** Seconds the endpoint asked to wait. */
	readonly retryAfter?: number;
	/** For `too-long`: the window the endpoint named, in tokens. */
	readonly limit?: number;
	/** For `too-long`: what the endpoint counted, in tokens. */
	readonly promptTokens?: number;
	/** For `too-long`: prompt and answer together, where the endpoint named only their sum, in tokens. */
	readonly requestedTokens?: number;
	/** For failures of the network: its code, for example `ECONNREFUSED`. */
	readonly code?: string;
	/** The endpoint's id of the request, for its support. */
	readonly requestId?: string;
	/** For `redirected`: the address the endpoint named. */
	readonly location?: string;
	/** For `queue-timeout` and `not-started`: milliseconds in the queue. */
	readonly waited?: number;
	readonly cause?: unknown;
}

/**
 * A request that failed, or an answer that broke off. `kind` is a literal to switch on; text that had arrived is never
 * lost, it was yielded before.
 */
export class ModelError extends LongviewError {
	readonly kind: ModelErrorKind;
	readonly host: string;
	readonly details: ModelErrorDetails;

	/** @param host as shown to the user, with its port */
	constructor(kind: ModelErrorKind, host: string, details: ModelErrorDetails = {}) {
		super(sentence(kind, host, details), { cause: details.cause });
		this.kind = kind;
		this.host = host;
		this.details = details;
	}

	/** What the user can do, the most useful first. */
	get remedies(): readonly Remedy[] {
		return kinds[this.kind].remedies;
	}

	/** True when the failure usually passes by itself within seconds. */
	get passing(): boolean {
		const facts: KindFacts = kinds[this.kind];
		return facts.passing === true;
	}

	/** Whether the endpoint had begun to work, and so to charge. */
	get begun(): Begun {
		return kinds[this.kind].begun;
	}
}

/** True for a `ModelError` of one kind, which the type then knows. */
export function isModelError<Kind extends ModelErrorKind>(
	error: unknown,
	kind: Kind,
): error is ModelError & { readonly kind: Kind } {
	return error instanceof ModelError && error.kind === kind;
}

/** The `ModelError` in a chain of causes: packages wrap what `fetch` threw. */
export function findModelError(error: unknown): ModelError | undefined {
	let current = error;
	// Causes may form a ring.
	for (let depth = 0; depth < 10 && current instanceof Error; depth++) {
		if (current instanceof ModelError) {
			return current;
		}
		current = current.cause;
	}
	return undefined;
}

function sentence(kind: ModelErrorKind, host: string, details: ModelErrorDetails): string {
	const status = details.status === undefined ? '' : ` (${details.status})`;
	switch (kind) {
		case 'key-missing':
			return `There is no API key for ${host}. Set one with "Longview: Set API Key".`;
		case 'key-wrong':
			return `${host} does not accept the API key. Set another one with "Longview: Set API Key".`;
		case 'no-balance':
			return `The account at ${host} has no balance left. Top it up, then try again.`;
		case 'invalid-request':
			return `${host} refused the request${status}.`;
		case 'too-long':
			return tooLong(details);
		case 'body-too-large':
			return `The request is larger than ${host} accepts. Exclude folders, then start a new chat.`;
		case 'too-many-requests':
			return `${host} is handling too many requests of this account. Wait a little, then try again.`;
		case 'overloaded':
			return `${host} is overloaded. Wait a little, then try again.`;
		case 'server':
			return `${host} had an internal error${status}. Try again.`;
		case 'unknown-host':
			return `${host} cannot be reached: no address is known for this name. Check the network and the endpoint setting.`;
		case 'certificate':
			return `${host} cannot be reached safely: its certificate is not trusted. Nothing was sent. Check the address and the certificates of your network.`;
		case 'proxy':
			return `${host} cannot be reached through the proxy${status}. Check the proxy settings, then try again.`;
		case 'offline':
			return `${host} cannot be reached: this machine seems to be offline. Nothing was sent; try again when it is back.`;
		case 'refused':
			return `${host} cannot be reached: nothing accepts connections there. Start the server or check the endpoint setting, then try again.`;
		case 'reset':
			return `${host} closed the connection before it answered. Try again.`;
		case 'unreachable':
			return `${host} cannot be reached. Check the network and the endpoint setting, then try again.`;
		case 'redirected':
			return `${host} redirects to another address${
				details.location === undefined ? '' : `, ${details.location}`
			}. It was not followed, because the request holds your files. If you trust that address, set it as endpoint.`;
		case 'not-an-endpoint':
			return `${host} does not answer like a chat-completions endpoint. Check the setting "longview.endpoint.baseUrl".`;
		case 'queue-timeout':
			return `${host} kept the request waiting for ${minutes(details)} and closed the connection without beginning. Nothing was charged. Try again, perhaps at a quieter hour.`;
		case 'not-started':
			return `The connection to ${host} broke off while the request was waiting for its turn. No answer had begun; try again.`;
		case 'interrupted':
			return `The connection to ${host} broke off before the answer was complete. What had arrived is kept.`;
		case 'unconfirmed':
			return `${host} ended the answer without confirming that it is complete. What had arrived is kept.`;
		case 'stream-error':
			return `${host} broke off the answer with an error. What had arrived is kept.`;
		case 'idle':
			return `${host} stopped sending. What had arrived is kept; try again.`;
		case 'not-supported':
			return `${host} cannot continue an answer from its middle. Ask the model to go on instead.`;
	}
}

function tooLong({ promptTokens, requestedTokens, limit }: ModelErrorDetails): string {
	const counted = promptTokens ?? requestedTokens;
	const tokens = counted === undefined ? 'more tokens' : `${formatCount(counted)} tokens`;
	const window = limit === undefined ? '' : ` of ${formatCount(limit)}`;
	return `The request is too long for the model: ${tokens} do not fit into its window${window} with room for an answer. Exclude folders, then start a new chat.`;
}

function minutes({ waited }: ModelErrorDetails): string {
	return waited === undefined ? 'too long' : `${Math.max(1, Math.round(waited / 60_000))} minutes`;
}
