import * as v from 'valibot';
import { contextOverflow, EndpointError } from './errors';

/** Prompt and answer together, in tokens. */
export const contextWindow = 1_048_576;
const longestAnswer = 393_216;

/** The served models and how many requests one account may have open on each. */
export const servedModels: Readonly<Record<string, number>> = { 'deepseek-flash': 2500, 'deepseek-v4-pro': 500 };
const retiredModels: Readonly<Record<string, string>> = {
	'deepseek-v4-flash': 'deepseek-flash',
	'deepseek-v4-flash-vision-exp': 'deepseek-flash',
};

export interface SimulatedMessage {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string;
}

export type Effort = 'low' | 'high' | 'max';

/** A valid request, its defaults filled in. */
export interface CompletionRequest {
	/** The model that serves the request, whatever retired name was asked for. */
	readonly model: string;
	readonly messages: readonly SimulatedMessage[];
	/** Undefined without thinking. */
	readonly effort: Effort | undefined;
	readonly maxTokens: number;
	readonly stream: boolean;
	readonly includeUsage: boolean;
	readonly userId: string | undefined;
	readonly tools: readonly unknown[] | undefined;
	readonly responseFormat: unknown;
}

const textPart = v.object({ type: v.literal('text'), text: v.string() });
const content = v.nullish(v.union([v.string(), v.array(textPart)]));
const message = v.variant('role', [
	v.object({ role: v.literal('system'), content }),
	v.object({ role: v.literal('user'), content }),
	v.object({ role: v.literal('assistant'), content, reasoning_content: v.nullish(v.string()) }),
]);
const efforts: Readonly<Record<string, Effort>> = {
	minimal: 'low',
	low: 'low',
	medium: 'high',
	high: 'high',
	xhigh: 'high',
	max: 'max',
	ultra: 'max',
};
const body = v.object({
	model: v.string(),
	messages: v.array(message),
	thinking: v.nullish(v.object({ type: v.picklist(['enabled', 'disabled']) })),
	reasoning_effort: v.nullish(v.picklist(Object.keys(efforts))),
	max_tokens: v.nullish(v.pipe(v.number(), v.integer())),
	stream: v.nullish(v.boolean()),
	stream_options: v.nullish(v.object({ include_usage: v.nullish(v.boolean()) })),
	user_id: v.nullish(v.string()),
	tools: v.nullish(v.array(v.unknown())),
	response_format: v.nullish(v.object({ type: v.picklist(['text', 'json_object']) })),
});

/** Parses the JSON of a request's body. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new EndpointError(400, `Failed to parse the request body as JSON: ${(error as Error).message}`);
	}
}

/** Checks a request as the endpoint does, before its tokens are counted. Sampling parameters are ignored. */
export function validateRequest(json: unknown): CompletionRequest {
	const parsed = v.safeParse(body, json);
	if (!parsed.success) {
		const [issue] = parsed.issues;
		const path = v.getDotPath(issue);
		const detail =
			issue.received === 'undefined' && path !== null
				? `missing field \`${path}\``
				: `${path ?? 'body'}: ${issue.message}`;
		throw new EndpointError(422, `Failed to deserialize the JSON body into the target type: ${detail}`);
	}
	const request = parsed.output;
	const model = retiredModels[request.model] ?? request.model;
	if (!Object.hasOwn(servedModels, model)) {
		throw new EndpointError(400, 'Model Not Exist');
	}
	if (request.messages.length === 0) {
		throw new EndpointError(400, 'Empty input messages');
	}
	const thinking = request.thinking?.type !== 'disabled';
	const maxTokens = request.max_tokens ?? (thinking ? 32_768 : 8192);
	if (maxTokens < 1 || maxTokens > longestAnswer) {
		throw new EndpointError(400, `Invalid max_tokens value, the valid range of max_tokens is [1, ${longestAnswer}]`);
	}
	if (new TextEncoder().encode(request.user_id ?? '').length > 512) {
		throw new EndpointError(400, 'Invalid user_id: at most 512 bytes are allowed');
	}
	return {
		model,
		messages: request.messages.map((each) => ({ role: each.role, content: textOf(each) })),
		effort: thinking ? efforts[request.reasoning_effort ?? 'high'] : undefined,
		maxTokens,
		stream: request.stream === true,
		includeUsage: request.stream_options?.include_usage === true,
		userId: request.user_id ?? undefined,
		tools: request.tools === null || request.tools?.length === 0 ? undefined : request.tools,
		responseFormat: request.response_format?.type === 'json_object' ? request.response_format : undefined,
	};
}

/** The check the endpoint makes up front, whatever the answer's length will be. */
export function checkLength(promptTokens: number, maxTokens: number): void {
	if (promptTokens + maxTokens > contextWindow) {
		throw contextOverflow(contextWindow, promptTokens, maxTokens);
	}
}

function textOf(each: v.InferOutput<typeof message>): string {
	if (each.content === null || each.content === undefined) {
		if (each.role === 'assistant') {
			throw new EndpointError(400, 'Invalid assistant message: content or tool_calls must be set');
		}
		throw new EndpointError(400, `Invalid ${each.role} message: content must be set`);
	}
	const text = typeof each.content === 'string' ? each.content : each.content.map((part) => part.text).join('\n\n');
	if (text.includes('<｜image｜>')) {
		throw new EndpointError(400, 'The sub-string "<｜image｜>" is not allowed in the text of a message.');
	}
	return text;
}
