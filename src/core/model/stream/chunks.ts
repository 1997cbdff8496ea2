import { at, entries, record } from '../profiles/reading';
import type { FinishReason, StreamEvent, Usage } from '../types';

const finishReasons: ReadonlySet<string> = new Set<FinishReason>([
	'stop',
	'length',
	'content_filter',
	'tool_calls',
	'insufficient_system_resource',
]);

/** What one chunk of a stream says. Chunks without choices are ordinary: usage comes in such. */
export interface ChunkContent {
	readonly events: readonly StreamEvent[];
	readonly finish: FinishReason | undefined;
	/** False for JSON that is no chunk of a chat completion. */
	readonly recognised: boolean;
}

/** Reads a chunk, whatever it is. Reasoning comes as `reasoning_content` or as `reasoning`, depending on the server. */
export function readChunk(chunk: unknown): ChunkContent {
	const fields = record(chunk);
	const choices = fields?.['choices'];
	const usage = readUsage(fields);
	const events: StreamEvent[] = [];
	const [choice] = entries(choices);
	const delta = record(choice?.['delta']) ?? record(choice?.['message']);
	const reasoning = text(delta?.['reasoning_content']) ?? text(delta?.['reasoning']);
	if (reasoning !== undefined) {
		events.push({ type: 'reasoning', text: reasoning });
	}
	const content = text(delta?.['content']);
	if (content !== undefined) {
		events.push({ type: 'content', text: content });
	}
	if (usage) {
		events.push({ type: 'usage', usage });
	}
	return {
		events,
		finish: readFinish(choice?.['finish_reason']),
		recognised: Array.isArray(choices) || usage !== undefined,
	};
}

function readFinish(reason: unknown): FinishReason | undefined {
	if (typeof reason !== 'string') {
		return undefined;
	}
	return finishReasons.has(reason) ? (reason as FinishReason) : 'other';
}

/** DeepSeek's own names first, then OpenAI's; llama.cpp tells its cache among its timings. */
function readUsage(chunk: Readonly<Record<string, unknown>> | undefined): Usage | undefined {
	const usage = record(chunk?.['usage']);
	const promptTokens = count(usage?.['prompt_tokens']);
	if (usage === undefined || promptTokens === undefined) {
		return undefined;
	}
	const cachedTokens =
		count(usage['prompt_cache_hit_tokens']) ??
		count(at(usage, 'prompt_tokens_details', 'cached_tokens')) ??
		count(at(chunk, 'timings', 'cache_n'));
	const charged = usage['cost'];
	const servedModel = text(chunk?.['model']);
	return {
		promptTokens,
		// Never more than there is: a price must not become negative.
		cachedTokens: cachedTokens === undefined ? undefined : Math.min(cachedTokens, promptTokens),
		completionTokens: count(usage['completion_tokens']) ?? 0,
		reasoningTokens: count(at(usage, 'completion_tokens_details', 'reasoning_tokens')),
		...(servedModel === undefined ? {} : { servedModel }),
		...(typeof charged === 'number' && charged >= 0 ? { charged } : {}),
	};
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
