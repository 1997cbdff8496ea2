import type { Dialect } from './dialects/types';
import type { Fault, StreamShape } from './faults';
import type { Outlet } from './outlet';

/** What the endpoint says it processed, in its own words. */
export interface UsageBody {
	readonly prompt_tokens: number;
	readonly completion_tokens: number;
	readonly total_tokens: number;
	readonly prompt_cache_hit_tokens: number;
	readonly prompt_cache_miss_tokens: number;
	readonly prompt_tokens_details: { readonly cached_tokens: number };
	readonly completion_tokens_details: { readonly reasoning_tokens: number };
}

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'insufficient_system_resource';

/** A complete answer, ready to be sent. */
export interface Completion {
	readonly id: string;
	readonly created: number;
	readonly model: string;
	/** Undefined without thinking. */
	readonly reasoning: string | undefined;
	readonly content: string;
	readonly finishReason: FinishReason;
	readonly usage: UsageBody;
}

interface StreamOptions {
	readonly includeUsage: boolean;
	/** Infinity for as fast as the client reads. */
	readonly charactersPerSecond: number;
	readonly fault: Fault | undefined;
	readonly dialect: Dialect;
}

/** How a stream ended; anything but `completed` is a scripted fault. */
type StreamEnd = 'completed' | 'cut' | 'broken';

const fingerprint = 'fp_simulator';

/** Bytes per write when no pace is asked for. */
const batch = 8192;

/** Splits text into the chunks of one to three characters that the endpoint streams; never inside a code point. */
export function* chunks(text: string): Iterable<string> {
	let chunk = '';
	let size = 1;
	let count = 0;
	for (const character of text) {
		chunk += character;
		if (++count === size) {
			yield chunk;
			chunk = '';
			count = 0;
			size = 1 + ((size * 5 + character.charCodeAt(0)) % 3);
		}
	}
	if (chunk !== '') {
		yield chunk;
	}
}

/** Streams a completion as server-sent events, with at most one fault. */
export async function streamCompletion(outlet: Outlet, answer: Completion, options: StreamOptions): Promise<StreamEnd> {
	const { fault, includeUsage, charactersPerSecond, dialect } = options;
	const shape = fault?.kind === 'shape' ? fault.shape : undefined;
	const event = eventWriter(answer, includeUsage);
	const delta = (isReasoning: boolean, text: string) => deltaOf(dialect, isReasoning, text);
	const reasoning = answer.reasoning ?? '';
	const total = reasoning.length + answer.content.length;
	let faultAt = breakPosition(fault, total);
	let position = 0;
	let owed = 0;
	let pending = event({ role: 'assistant', ...delta(answer.reasoning !== undefined, '') }, null);
	const flush = async () => {
		const text = shaped(pending, shape);
		pending = '';
		await outlet.write(text);
	};
	const send = async (isReasoning: boolean, chunk: string) => {
		pending += event(delta(isReasoning, chunk), null);
		if (shape === 'empty-chunks') {
			pending += event({}, null) + `data: ${JSON.stringify({ ...envelope(answer), choices: [] })}\n\n`;
		}
		position += chunk.length;
		if (charactersPerSecond === Infinity) {
			if (pending.length >= batch) {
				await flush();
			}
			return;
		}
		await flush();
		owed += (1000 * chunk.length) / charactersPerSecond;
		if (owed >= 10) {
			const wait = owed;
			owed = 0;
			await outlet.wait(wait);
		}
	};
	for (const [isReasoning, text] of [
		[true, reasoning],
		[false, answer.content],
	] as const) {
		for (const chunk of chunks(text)) {
			if (fault !== undefined && position >= faultAt) {
				faultAt = Infinity;
				await flush();
				const end = await breakStream(outlet, fault, event(delta(isReasoning, '文'), null));
				if (end !== undefined) {
					return end;
				}
			}
			await send(isReasoning, chunk);
		}
	}
	const usage = dialect.usage(answer.usage);
	const last = event(delta(false, ''), answer.finishReason);
	if (includeUsage && shape === 'usage-on-finish') {
		pending += last.replace('"usage":null', `"usage":${JSON.stringify(usage)}`);
	} else {
		pending += last;
		if (includeUsage) {
			pending += `data: ${JSON.stringify({ ...envelope(answer), choices: [], usage })}\n\n`;
		}
	}
	if (fault?.kind !== 'no-done') {
		pending += 'data: [DONE]\n\n';
	}
	await flush();
	if (shape === 'stays-open') {
		await outlet.wait(24 * 3_600_000);
	}
	await outlet.end();
	return 'completed';
}

/** The body of an answer that was not streamed. */
export function completionBody(answer: Completion, dialect: Dialect): string {
	const message = {
		role: 'assistant',
		content: answer.content,
		...(answer.reasoning === undefined ? {} : { [dialect.reasoningField]: answer.reasoning }),
	};
	return JSON.stringify({
		...envelope(answer),
		object: 'chat.completion',
		choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finishReason }],
		usage: dialect.usage(answer.usage),
	});
}

function envelope({ id, created, model }: Completion): object {
	return { id, object: 'chat.completion.chunk', created, model, system_fingerprint: fingerprint };
}

function deltaOf({ reasoningField }: Dialect, isReasoning: boolean, text: string): object {
	return isReasoning ? { content: null, [reasoningField]: text } : { content: text, [reasoningField]: null };
}

/** Events as some other server writes them: nothing that the protocol forbids. */
function shaped(events: string, shape: StreamShape | undefined): string {
	switch (shape) {
		case 'crlf':
			return events.replaceAll('\n', '\r\n');
		case 'no-space':
			return events.replaceAll('data: ', 'data:');
		case 'comments':
			return events.replaceAll('\n\n', '\n\n: keep-alive\n\n');
		case 'fields':
			return events.replaceAll('data: ', 'event: message\nid: 7\nretry: 100\ndata: ');
		default:
			return events;
	}
}

/** Everything but the delta is the same in each of thousands of chunks. */
function eventWriter(answer: Completion, includeUsage: boolean) {
	const head = `data: ${JSON.stringify(envelope(answer)).slice(0, -1)},"choices":[{"index":0,"delta":`;
	const tail = includeUsage ? '}],"usage":null}\n\n' : '}]}\n\n';
	return (change: object, finishReason: FinishReason | null) =>
		`${head}${JSON.stringify(change)},"logprobs":null,"finish_reason":${JSON.stringify(finishReason)}${tail}`;
}

function breakPosition(fault: Fault | undefined, total: number): number {
	return fault !== undefined && 'afterCharacters' in fault && fault.afterCharacters !== undefined
		? fault.afterCharacters
		: Math.floor(total / 2);
}

/** Does what goes wrong in the middle; undefined when the stream goes on. */
async function breakStream(outlet: Outlet, fault: Fault, nextEvent: string): Promise<StreamEnd | undefined> {
	switch (fault.kind) {
		case 'drop':
			await outlet.cut();
			return 'cut';
		case 'stall':
			await outlet.wait(fault.milliseconds ?? 24 * 3_600_000);
			return undefined;
		case 'garbage':
			await outlet.write(fault.line === undefined ? 'data: {"choices":[{"delta":\n\n' : `${fault.line}\n\n`);
			return undefined;
		case 'truncated-utf8': {
			const bytes = Buffer.from(nextEvent);
			await outlet.writeBytes(bytes.subarray(0, bytes.indexOf('文') + 2));
			await outlet.end();
			return 'broken';
		}
		case 'error-event': {
			const message = fault.message ?? 'Internal Server Error';
			await outlet.write(`data: ${JSON.stringify({ error: { message, type: 'server_error' } })}\n\n`);
			await outlet.end();
			return 'broken';
		}
		default:
			return undefined;
	}
}
