import type { ModelErrorKind } from '../../../src/core/model/errors';
import type { FinishReason } from '../../../src/core/model/types';
import type { Fault } from '../../simulator/faults';

/** What becomes of a request that something goes wrong with. */
export interface FaultCase {
	readonly name: string;
	readonly fault: Fault;
	/** The failure; undefined when the answer arrives all the same. */
	readonly kind?: ModelErrorKind;
	readonly finish?: FinishReason;
	/** How much of the answer arrives. */
	readonly text: 'none' | 'part' | 'whole';
	/** Words of the endpoint that are passed on. */
	readonly words?: RegExp;
	/** The endpoint falls silent and stays it: time is let pass. */
	readonly silent?: boolean;
}

const refused = (
	name: string,
	status: number,
	kind: ModelErrorKind,
	more: Partial<Extract<Fault, { kind: 'status' }>> & { readonly words?: RegExp } = {},
): FaultCase => {
	const { words, ...fault } = more;
	return {
		name,
		fault: { kind: 'status', status, ...fault },
		kind,
		text: 'none',
		...(words === undefined ? {} : { words }),
	};
};

const page = '<!doctype html><html><head><title>Sign in to the guest network</title></head></html>';
const tooLong =
	"This model's maximum context length is 1048576 tokens. However, you requested 1293247 tokens (900031 in the messages, 393216 in the completion). Please reduce the length of the messages or completion.";

const refusals: readonly FaultCase[] = [
	refused('an invalid request', 400, 'invalid-request', { message: 'bad thing', words: /bad thing/ }),
	refused('a prompt that is too long', 400, 'too-long', { message: tooLong, words: /900031/ }),
	refused('a prompt that is too long, by another status', 413, 'too-long', { message: tooLong }),
	refused('a prompt that is too long, in the words of vLLM', 400, 'too-long', {
		message:
			"'max_tokens' or 'max_completion_tokens' is too large: 65536. This model's maximum context length is 262144 tokens and your request has 251600 input tokens (65536 > 262144 - 251600).",
		words: /251600/,
	}),
	refused('a prompt that is too long, in the words of SGLang', 400, 'too-long', {
		message: "The input (540000 tokens) is longer than the model's context length (524288 tokens).",
		words: /540000/,
	}),
	refused('a prompt that is too long, in the words of llama.cpp', 400, 'too-long', {
		message: 'request (70001 tokens) exceeds the available context size (65536 tokens), try increasing it',
		words: /70001/,
	}),
	refused('a prompt that is too long, in the words of Ollama', 400, 'too-long', {
		message: 'the input length exceeds the context length',
		words: /input length/,
	}),
	refused('a prompt that is too long, in the words of OpenRouter', 400, 'too-long', {
		message:
			"This endpoint's maximum context length is 163840 tokens. However, you requested about 200000 tokens (134464 of text input, 65536 in the output).",
		words: /134464/,
	}),
	refused('a prompt that breaks the server', 500, 'too-long', {
		message: 'the request exceeds the available context size',
	}),
	refused('reasoning that was not passed back', 400, 'invalid-request', {
		message: 'The reasoning_content in the thinking mode must be passed back to the API.',
		words: /passed back/,
	}),
	refused('a web page instead of a refusal', 400, 'not-an-endpoint', { body: page, words: /guest network/ }),
	refused('a wrong key', 401, 'key-wrong', { words: /Authentication/ }),
	refused('no balance', 402, 'no-balance'),
	refused('a forbidden key', 403, 'key-wrong'),
	refused('a forbidden address, said by a web page', 403, 'not-an-endpoint', { body: page }),
	refused('an address that is not there', 404, 'not-an-endpoint', { body: '<html>Not Found</html>' }),
	refused('a model that is not there', 404, 'invalid-request', { message: 'The model does not exist' }),
	refused('an address that takes no POST', 405, 'not-an-endpoint', { body: 'Method Not Allowed' }),
	refused('a proxy that wants a password', 407, 'proxy'),
	refused('a request that took too long to send', 408, 'invalid-request'),
	refused('a body that is too large', 413, 'body-too-large'),
	refused('parameters it cannot read', 422, 'invalid-request', { message: 'max_tokens: invalid', words: /max_tokens/ }),
	refused('too many requests', 429, 'too-many-requests'),
	refused('too many requests, with a time', 429, 'too-many-requests', { retryAfter: 7 }),
	refused('an internal error', 500, 'server'),
	refused('an internal error without a word', 500, 'server', { body: ' ' }),
	refused('an internal error as a list', 500, 'server', { body: '[{"error":{"message":"inner"}}]', words: /^inner$/ }),
	refused('an internal error as plain text', 500, 'server', { body: 'upstream connect error', words: /upstream/ }),
	refused('an internal error of endless length', 500, 'server', { body: 'x'.repeat(600_000) }),
	refused('something it cannot do', 501, 'server'),
	refused('a bad gateway', 502, 'server', {
		body: '<html><title>502 Bad Gateway</title></html>',
		words: /Bad Gateway/,
	}),
	refused('an overload', 503, 'overloaded'),
	refused('an overload, with a time', 503, 'overloaded', { retryAfter: 2 }),
	refused('a gateway that gave up', 504, 'server', { body: 'stream timeout' }),
	refused('an overload by another number', 529, 'overloaded'),
	refused('a redirect to elsewhere', 302, 'redirected', {
		body: ' ',
		headers: { location: 'https://elsewhere.example/' },
	}),
	refused('a redirect that keeps the body', 307, 'redirected', { body: ' ', headers: { location: '/v2/chat' } }),
	refused('a redirect for good', 308, 'redirected', { body: ' ', headers: { location: 'https://new.example/v1' } }),
	refused('an answer without content', 204, 'not-an-endpoint', { body: '' }),
	refused('a web page', 200, 'not-an-endpoint', { body: page }),
	refused('plain text', 200, 'not-an-endpoint', { body: 'It works!' }),
	refused('JSON of something else', 200, 'not-an-endpoint', {
		body: '{"hello":"world"}',
		contentType: 'application/json',
	}),
	refused('an error inside a proper answer', 200, 'invalid-request', {
		body: '{"error":"no such model"}',
		contentType: 'application/json',
		words: /no such model/,
	}),
	refused('an error with its number inside a proper answer', 200, 'too-many-requests', {
		body: '{"error":{"code":429,"message":"slow down"}}',
		contentType: 'application/json',
	}),
	refused('an overflow inside a proper answer', 200, 'too-long', {
		body: '{"error":{"code":400,"message":"the request exceeds the available context size","n_prompt_tokens":14429,"n_ctx":8192}}',
		contentType: 'application/json',
	}),
	refused('an empty stream', 200, 'not-an-endpoint', { body: '', contentType: 'text/event-stream' }),
	refused('a stream of something else', 200, 'not-an-endpoint', {
		body: 'data: {"hello":"world"}\n\ndata: [DONE]\n\n',
		contentType: 'text/event-stream',
	}),
	refused('a stream of nothing', 200, 'not-an-endpoint', {
		body: 'data: null\n\ndata: 7\n\ndata: [DONE]\n\n',
		contentType: 'text/event-stream',
	}),
	refused('a stream that is no JSON', 200, 'not-an-endpoint', {
		body: 'data: hello\n\n',
		contentType: 'text/event-stream',
	}),
	refused('a stream that only waits', 200, 'not-started', {
		body: ': keep-alive\n\n: keep-alive\n\n',
		contentType: 'text/event-stream',
	}),
];

const part = (name: string, fault: Fault, kind: ModelErrorKind): FaultCase => ({
	name,
	fault,
	kind,
	text: 'part',
});
const whole = (name: string, fault: Fault, finish: FinishReason = 'stop'): FaultCase => ({
	name,
	fault,
	finish,
	text: 'whole',
});

const streams: readonly FaultCase[] = [
	{ name: 'a connection closed without a word', fault: { kind: 'hang-up' }, kind: 'reset', text: 'none' },
	{ name: 'a connection reset without a word', fault: { kind: 'hang-up', reset: true }, kind: 'reset', text: 'none' },
	{
		name: 'a cut before the first word',
		fault: { kind: 'drop', afterCharacters: 0 },
		kind: 'reset',
		text: 'none',
	},
	part('a cut behind the first word', { kind: 'drop', afterCharacters: 1 }, 'interrupted'),
	part('a cut in the reasoning', { kind: 'drop', afterCharacters: 40 }, 'interrupted'),
	part('a cut in the middle', { kind: 'drop' }, 'interrupted'),
	part('a cut inside a character', { kind: 'truncated-utf8' }, 'interrupted'),
	part('a garbled line', { kind: 'garbage' }, 'interrupted'),
	whole('a line that is no field', { kind: 'garbage', line: 'nonsense' }),
	whole('an unknown field', { kind: 'garbage', line: 'event: ping' }),
	whole('a comment in the middle', { kind: 'garbage', line: ': still there' }),
	{
		name: 'an error event before the first word',
		fault: { kind: 'error-event', afterCharacters: 0, message: 'the engine fell over' },
		kind: 'server',
		text: 'none',
		words: /fell over/,
	},
	{
		...part('an error event in the middle', { kind: 'error-event', message: 'fell over' }, 'stream-error'),
		words: /fell over/,
	},
	{
		name: 'an end without [DONE]',
		fault: { kind: 'no-done' },
		kind: 'unconfirmed',
		text: 'whole',
	},
	{ ...part('a silence in the middle', { kind: 'stall' }, 'idle'), silent: true },
	{
		name: 'a silence before the first byte',
		fault: { kind: 'delay', milliseconds: 20_000 },
		kind: 'idle',
		text: 'none',
		silent: true,
	},
	{ ...whole('an answer cut by its length', { kind: 'finish', reason: 'length' }, 'length'), text: 'part' },
	{
		...whole('reasoning cut by its length', { kind: 'finish', reason: 'length', afterCharacters: 9 }, 'length'),
		text: 'part',
	},
	{ ...whole('a content filter', { kind: 'finish', reason: 'content_filter' }, 'content_filter'), text: 'part' },
	{
		...whole(
			'short resources',
			{ kind: 'finish', reason: 'insufficient_system_resource' },
			'insufficient_system_resource',
		),
		text: 'part',
	},
	{ ...whole('reasoning without an answer', { kind: 'no-content' }), text: 'part' },
	whole('characters in pieces', { kind: 'split-utf8' }),
	whole('a few bytes at a time', { kind: 'slow-drip', bytes: 997, milliseconds: 0 }),
	whole('a short queue', { kind: 'queue', milliseconds: 30 }),
	whole('line ends of another system', { kind: 'shape', shape: 'crlf' }),
	whole('no space behind the colon', { kind: 'shape', shape: 'no-space' }),
	whole('a comment behind every event', { kind: 'shape', shape: 'comments' }),
	whole('other fields in every event', { kind: 'shape', shape: 'fields' }),
	whole('empty chunks between', { kind: 'shape', shape: 'empty-chunks' }),
	whole('usage in the last chunk', { kind: 'shape', shape: 'usage-on-finish' }),
	whole('a connection that stays open', { kind: 'shape', shape: 'stays-open' }),
];

export const faultCases: readonly FaultCase[] = [...refusals, ...streams];
