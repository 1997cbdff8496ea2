import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findModelError, isModelError, ModelError, type ModelErrorKind } from '../../../src/core/model/errors';
import { errorFromNetwork } from '../../../src/core/model/failures/networkErrors';
import { parseOverflow } from '../../../src/core/model/failures/overflow';
import { errorFromRefusal } from '../../../src/core/model/failures/statusErrors';
import { decideRetry, estimatedCold, type RetrySituation } from '../../../src/core/model/retry';

/** What `fetch` throws: the telling error is inside. */
function fetchFailed(code: string | undefined, message: string): Error {
	return new TypeError('fetch failed', {
		cause: Object.assign(new Error(message), code === undefined ? {} : { code }),
	});
}

describe('failures of the network', () => {
	const cases: [string, unknown, ModelErrorKind][] = [
		['an unknown name', fetchFailed('ENOTFOUND', 'getaddrinfo ENOTFOUND api.example'), 'unknown-host'],
		['a name server that is silent', fetchFailed('EAI_AGAIN', 'getaddrinfo EAI_AGAIN'), 'offline'],
		['no network', fetchFailed('ENETUNREACH', 'connect ENETUNREACH'), 'offline'],
		['no network, in Chromium', new Error('net::ERR_INTERNET_DISCONNECTED'), 'offline'],
		['an unknown name, in Chromium', new Error('net::ERR_NAME_NOT_RESOLVED'), 'unknown-host'],
		['nothing listening', fetchFailed('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'), 'refused'],
		[
			'nothing listening at any address',
			new TypeError('fetch failed', {
				cause: new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]),
			}),
			'refused',
		],
		['a reset', fetchFailed('ECONNRESET', 'read ECONNRESET'), 'reset'],
		['the other side gone', fetchFailed('UND_ERR_SOCKET', 'other side closed'), 'reset'],
		['a certificate of nobody', fetchFailed('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'), 'certificate'],
		['an expired certificate', fetchFailed('CERT_HAS_EXPIRED', 'certificate has expired'), 'certificate'],
		['a certificate of another name', fetchFailed('ERR_TLS_CERT_ALTNAME_INVALID', 'altnames'), 'certificate'],
		['a certificate, in Chromium', new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'certificate'],
		[
			'a proxy that refuses',
			fetchFailed('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling'),
			'proxy',
		],
		['a proxy that is not there', new Error('net::ERR_PROXY_CONNECTION_FAILED'), 'proxy'],
		[
			'a proxy behind an agent',
			new Error('tunneling socket could not be established, cause=connect ECONNREFUSED 10.0.0.1:3128', {
				cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
			}),
			'proxy',
		],
		['a time-out', fetchFailed('UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error'), 'unreachable'],
		['no way there', fetchFailed('EHOSTUNREACH', 'connect EHOSTUNREACH'), 'unreachable'],
		['another protocol', fetchFailed('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'), 'not-an-endpoint'],
		['something thrown that is no error', 'boom', 'unreachable'],
	];
	it('a connection to another port than the endpoint is one to a proxy', () => {
		for (const [host, port, kind] of [
			['models.example', 3128, 'proxy'],
			['models.example', 443, 'refused'],
			['models.example:8000', 8000, 'refused'],
			['models.example:8000', 3128, 'proxy'],
		] as const) {
			const inner = new Error(`connect ECONNREFUSED 10.0.0.1:${port}`);
			const cause = Object.assign(inner, { code: 'ECONNREFUSED', syscall: 'connect', port });
			assert.equal(errorFromNetwork(host, new TypeError('fetch failed', { cause })).kind, kind);
		}
	});

	for (const [name, thrown, kind] of cases) {
		it(`know ${name}`, () => {
			const error = errorFromNetwork('host', thrown);
			assert.equal(error.kind, kind);
			assert.ok(error.remedies.length > 0);
		});
	}

	it('survive causes that form a ring', () => {
		const one = new Error('one');
		one.cause = new Error('two', { cause: one });
		assert.equal(errorFromNetwork('host', one).kind, 'unreachable');
		assert.equal(findModelError(one), undefined);
	});
});

describe('refusals of prompts that are too long', () => {
	const texts: [string, string, number | undefined, number | undefined][] = [
		[
			'DeepSeek',
			"This model's maximum context length is 1048576 tokens. However, you requested 1293247 tokens (900031 in the messages, 393216 in the completion). Please reduce the length of the messages or completion.",
			1_048_576,
			900_031,
		],
		[
			'OpenAI',
			"This model's maximum context length is 4097 tokens. However, your messages resulted in 4294 tokens. Please reduce the length of the messages.",
			4_097,
			4_294,
		],
		[
			'vLLM, the prompt',
			"This model's maximum context length is 2048 tokens. However, your request has 8000 input tokens. Please reduce the length of the input messages. (parameter=input_tokens, value=8000)",
			2_048,
			8_000,
		],
		[
			'vLLM, the answer',
			"'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 8192 tokens and your request has 1000 input tokens (32000 > 8192 - 1000).",
			8_192,
			1_000,
		],
		[
			'SGLang',
			"Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9000 tokens: 8000 tokens from the input messages and 1000 tokens for the completion.",
			8_192,
			8_000,
		],
		[
			'SGLang, shorter',
			"The input (8193 tokens) is longer than the model's context length (8192 tokens).",
			8_192,
			8_193,
		],
		[
			'llama.cpp',
			'{"error":{"code":400,"message":"the request exceeds the available context size. try increasing the context size or enable context shift","type":"exceed_context_size_error","n_prompt_tokens":14429,"n_ctx":8192}}',
			8_192,
			14_429,
		],
		[
			'llama.cpp, newer',
			'request (14429 tokens) exceeds the available context size (8192 tokens), try increasing it',
			8_192,
			14_429,
		],
		[
			'LM Studio',
			'Trying to keep the first 10136 tokens when context the overflows. However, the model is loaded with context length of only 7866 tokens, which is not enough.',
			7_866,
			10_136,
		],
		[
			'LM Studio, newer',
			'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input.',
			4_096,
			13_055,
		],
		['LM Studio, without numbers', 'Context size has been exceeded', undefined, undefined],
		[
			'OpenRouter',
			"This endpoint's maximum context length is 1,048,576 tokens. However, you requested about 1,293,247 tokens (900,031 of text input, 393,216 in the output). Please reduce the length of either one.",
			1_048_576,
			900_031,
		],
		['another', 'prompt is too long: 210000 tokens > 200000 maximum', 200_000, 210_000],
	];
	for (const [name, text, limit, promptTokens] of texts) {
		it(`are read as ${name} words them`, () => {
			const found = parseOverflow(text);
			assert.deepEqual([found?.limit, found?.promptTokens], [limit, promptTokens]);
		});
	}

	it('are told from other refusals', () => {
		for (const text of [
			'',
			'bad request',
			'max_tokens must be at most 393216',
			'Model Not Exist',
			'rate limit: 5000 tokens',
		]) {
			assert.equal(parseOverflow(text), undefined, text);
		}
	});

	it('are read in time that grows with the text alone', () => {
		// Anything but linear work would outlast the limit of a test by far.
		fc.assert(
			fc.property(
				fc.constantFrom('(', '9', ' tokens', 'context length ', 'is too large'),
				fc.nat(50_000),
				(word, count) => {
					parseOverflow(word.repeat(count));
				},
			),
			{ numRuns: 20 },
		);
	});
});

describe('refusals', () => {
	const refuse = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
		errorFromRefusal('host', { status, body, header: (name) => headers[name] }, true, Date.UTC(2026, 10, 23));

	it('keep the id of the request for the support', () => {
		assert.equal(refuse(500, '', { 'x-deepseek-request-id': 'abc' }).details.requestId, 'abc');
	});

	it('read dates in Retry-After, and nonsense as nothing', () => {
		assert.equal(refuse(429, '', { 'retry-after': 'Mon, 23 Nov 2026 00:00:30 GMT' }).details.retryAfter, 30);
		assert.equal(refuse(429, '', { 'retry-after': 'soon' }).details.retryAfter, undefined);
		assert.equal(refuse(429, '', { 'retry-after': '-5' }).details.retryAfter, 0);
	});

	it('know whether a key was sent', () => {
		const error = errorFromRefusal('host', { status: 401, body: '', header: () => null }, false, 0);
		assert.ok(isModelError(error, 'key-missing'));
	});

	it('show where a redirect leads, without what may be secret in it', () => {
		const error = refuse(302, '', { location: 'https://login.example/start?token=secret#x' });
		assert.equal(error.details.location, 'https://login.example/start');
		assert.match(error.message, /was not followed/);
	});

	it('never throw, whatever a server sends', () => {
		fc.assert(
			fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.json(), fc.string()), (status, body) => {
				const error = refuse(status, body);
				assert.ok(error.message.length > 0 && error.remedies.length > 0);
			}),
		);
	});
});

describe('decideRetry', () => {
	const error = (kind: ModelErrorKind, retryAfter?: number) =>
		new ModelError(kind, 'host', retryAfter === undefined ? {} : { retryAfter });
	const situation = (more: Partial<RetrySituation> = {}): RetrySituation => ({
		attempt: 1,
		random: 0.5,
		promptTokens: 900_000,
		expectedCachedTokens: 0,
		...more,
	});

	it('repeats a cold prompt of a million tokens only when the server certainly did not begin', () => {
		for (const kind of ['too-many-requests', 'overloaded'] as const) {
			assert.deepEqual(decideRetry(error(kind), situation()), { retry: true, delay: 0.5 });
		}
		for (const kind of ['server', 'reset'] as const) {
			assert.deepEqual(decideRetry(error(kind), situation()), { retry: false, reason: 'cold' });
			assert.equal(decideRetry(error(kind), situation({ expectedCachedTokens: 880_000 })).retry, true);
			assert.equal(decideRetry(error(kind), situation({ promptTokens: 90_000 })).retry, true);
		}
	});

	it('never repeats what would fail in the same way, or has begun', () => {
		for (const kind of ['too-long', 'invalid-request', 'key-wrong', 'certificate', 'interrupted', 'idle'] as const) {
			assert.deepEqual(decideRetry(error(kind), situation({ promptTokens: 10 })), { retry: false, reason: 'lasting' });
		}
	});

	it('gives up after some attempts, and when asked to wait for long', () => {
		assert.deepEqual(decideRetry(error('overloaded'), situation({ attempt: 4 })), { retry: false, reason: 'attempts' });
		assert.deepEqual(decideRetry(error('overloaded', 3_600), situation()), { retry: false, reason: 'asked-to-wait' });
		assert.deepEqual(decideRetry(error('overloaded', 9), situation()), { retry: true, delay: 9 });
	});

	it('takes no more for cached than there is', () => {
		assert.equal(estimatedCold(100_001, 0), true);
		assert.equal(estimatedCold(100_000, 0), false);
		assert.equal(estimatedCold(50, 1_000_000), false);
	});
});
