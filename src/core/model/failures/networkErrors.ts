import { errorMessage } from '../../common/errors';
import { ModelError, type ModelErrorKind } from '../errors';

/** What the codes of Node, undici and Chromium's network stack mean. */
const codes: Readonly<Record<string, ModelErrorKind>> = {
	ENOTFOUND: 'unknown-host',
	ENODATA: 'unknown-host',
	ERR_NAME_NOT_RESOLVED: 'unknown-host',
	EAI_AGAIN: 'offline',
	ENETUNREACH: 'offline',
	ENETDOWN: 'offline',
	ERR_INTERNET_DISCONNECTED: 'offline',
	ERR_NETWORK_CHANGED: 'offline',
	ECONNREFUSED: 'refused',
	ERR_CONNECTION_REFUSED: 'refused',
	ECONNRESET: 'reset',
	EPIPE: 'reset',
	UND_ERR_SOCKET: 'reset',
	ERR_CONNECTION_RESET: 'reset',
	ERR_CONNECTION_CLOSED: 'reset',
	ERR_EMPTY_RESPONSE: 'reset',
	ERR_PROXY_CONNECTION_FAILED: 'proxy',
	ERR_TUNNEL_CONNECTION_FAILED: 'proxy',
	UND_ERR_PRX_TLS: 'proxy',
	EPROTO: 'certificate',
	HPE_INVALID_CONSTANT: 'not-an-endpoint',
	HPE_INVALID_VERSION: 'not-an-endpoint',
	HPE_INVALID_HEADER_TOKEN: 'not-an-endpoint',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
	SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
	UNABLE_TO_GET_ISSUER_CERT: 'certificate',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
	HOSTNAME_MISMATCH: 'certificate',
};

const words: readonly (readonly [RegExp, ModelErrorKind])[] = [
	[/unexpected redirect|redirect mode is set to error/i, 'redirected'],
	[/proxy|tunneling socket|CONNECT response|\b407\b/i, 'proxy'],
	[/certificate|self[- ]signed|CERT_|ERR_SSL|ERR_TLS|TLS handshake|wrong version number|\bssl\b/i, 'certificate'],
	[/ENOTFOUND|getaddrinfo|NAME_NOT_RESOLVED/i, 'unknown-host'],
	[/ECONNREFUSED|CONNECTION_REFUSED/i, 'refused'],
	[/INTERNET_DISCONNECTED|ENETUNREACH/i, 'offline'],
	[/socket hang up|other side closed|ECONNRESET|CONNECTION_RESET|terminated/i, 'reset'],
];

/**
 * Turns what `fetch` threw before the endpoint answered into a `ModelError`. The telling error is the deepest cause,
 * or one of several when more than one address was tried.
 */
export function errorFromNetwork(host: string, error: unknown): ModelError {
	const chain = causes(error);
	const deepest = chain.at(-1);
	let kind: ModelErrorKind | undefined;
	let code: string | undefined;
	for (const each of chain.toReversed()) {
		const found = codeOf(each);
		code ??= found;
		kind ??= found === undefined ? undefined : kindOfCode(found);
	}
	kind = proxyKind(chain) ?? (wentElsewhere(host, chain) ? 'proxy' : kind);
	if (kind === undefined) {
		const text = chain.map(errorMessage).join('\n');
		kind = words.find(([pattern]) => pattern.test(text))?.[1] ?? 'unreachable';
	}
	return new ModelError(kind, host, {
		serverMessage: errorMessage(deepest),
		...(code === undefined ? {} : { code }),
		cause: error,
	});
}

/**
 * A connection through a proxy that fails names the proxy's own code, which would read as the endpoint's. Where a proxy
 * wants a password, Node's fetch fails without a single word: nothing else does.
 */
function proxyKind(chain: readonly unknown[]): ModelErrorKind | undefined {
	const deepest = chain.at(-1);
	if (chain.length > 1 && deepest instanceof Error && deepest.message === '' && codeOf(deepest) === undefined) {
		return 'proxy';
	}
	return chain.some((each) => /\bproxy\b|tunneling socket|CONNECT response/i.test(errorMessage(each)))
		? 'proxy'
		: undefined;
}

/** A connection to another port than the endpoint's was one to a proxy: no redirect is ever followed. */
function wentElsewhere(host: string, chain: readonly unknown[]): boolean {
	const own = /:(\d+)$/.exec(host)?.[1];
	const ports = own === undefined ? [80, 443] : [Number(own)];
	return chain.some((each) => {
		const { port, syscall } = (each ?? {}) as { port?: unknown; syscall?: unknown };
		return syscall === 'connect' && typeof port === 'number' && !ports.includes(port);
	});
}

function kindOfCode(code: string): ModelErrorKind | undefined {
	const name = code.replace(/^net::/, '');
	if (Object.hasOwn(codes, name)) {
		return codes[name];
	}
	return /^(?:CERT_|ERR_CERT_|ERR_SSL_|ERR_TLS_)/.test(name) ? 'certificate' : undefined;
}

/** An error and what caused it, outermost first. */
function causes(error: unknown): unknown[] {
	const chain: unknown[] = [];
	let current: unknown = error;
	// Causes may form a ring.
	while (current !== undefined && current !== null && chain.length < 10 && !chain.includes(current)) {
		chain.push(current);
		if (current instanceof AggregateError && current.errors.length > 0) {
			current = (current.errors as unknown[])[0];
		} else {
			current = current instanceof Error ? current.cause : undefined;
		}
	}
	return chain;
}

function codeOf(error: unknown): string | undefined {
	if (typeof error !== 'object' || error === null) {
		return undefined;
	}
	const { code, message } = error as { code?: unknown; message?: unknown };
	if (typeof code === 'string') {
		return code;
	}
	return typeof message === 'string' ? /net::(ERR_[A-Z_]+)/.exec(message)?.[1] : undefined;
}
