import * as v from 'valibot';
import { deepseek } from './dialects/deepseek';
import { objectOf } from './dialects/reading';
import type { Dialect, Effort } from './dialects/types';
import { EndpointError } from './errors';
import { checkImages, readImage, type SimulatedImage } from './images';

const longestAnswer = 393_216;

export interface SimulatedMessage {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string;
	/** Behind the text; of user messages only. */
	readonly images?: readonly SimulatedImage[];
}

/** A valid request, its defaults filled in. */
export interface CompletionRequest {
	/** The model that serves the request, whatever retired name was asked for. */
	readonly model: string;
	readonly messages: readonly SimulatedMessage[];
	/** The beginning of the answer, which is to be continued. */
	readonly prefix?: { readonly reasoning: string | undefined; readonly content: string } | undefined;
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
const imagePart = v.object({
	type: v.literal('image_url'),
	image_url: v.object({ url: v.string(), detail: v.nullish(v.picklist(['low', 'high', 'original', 'auto'])) }),
});
const content = v.nullish(v.union([v.string(), v.array(textPart)]));
const userContent = v.nullish(v.union([v.string(), v.array(v.variant('type', [textPart, imagePart]))]));
const message = v.variant('role', [
	v.object({ role: v.literal('system'), content }),
	v.object({ role: v.literal('user'), content: userContent }),
	v.object({
		role: v.literal('assistant'),
		content,
		reasoning_content: v.nullish(v.string()),
		prefix: v.nullish(v.boolean()),
	}),
]);
const body = v.object({
	model: v.string(),
	messages: v.array(message),
	thinking: v.nullish(v.object({ type: v.picklist(['enabled', 'disabled']) })),
	reasoning_effort: v.nullish(v.union([v.string(), v.number()])),
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

/**
 * Checks a request as the endpoint does, before its tokens are counted. Sampling parameters are ignored.
 * @param beta whether it came to the address that can continue answers
 */
export function validateRequest(json: unknown, dialect: Dialect = deepseek, beta = false): CompletionRequest {
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
	const model = dialect.aliases[request.model] ?? request.model;
	if (!Object.hasOwn(dialect.models, model)) {
		throw dialect.id === 'deepseek'
			? new EndpointError(400, 'Model Not Exist')
			: new EndpointError(404, `The model \`${model}\` does not exist.`, 'NotFoundError');
	}
	if (request.messages.length === 0) {
		throw new EndpointError(400, 'Empty input messages');
	}
	const effort = dialect.thinking(objectOf(json));
	const maxTokens = request.max_tokens ?? (effort === undefined ? 8192 : 32_768);
	if (maxTokens < 1 || maxTokens > longestAnswer) {
		throw new EndpointError(400, `Invalid max_tokens value, the valid range of max_tokens is [1, ${longestAnswer}]`);
	}
	if (new TextEncoder().encode(request.user_id ?? '').length > 512) {
		throw new EndpointError(400, 'Invalid user_id: at most 512 bytes are allowed');
	}
	const last = request.messages.at(-1);
	const prefix = last?.role === 'assistant' && last.prefix === true ? last : undefined;
	if (prefix && !beta) {
		throw new EndpointError(400, 'Chat prefix completion is available at the beta address only.');
	}
	const messages = (prefix ? request.messages.slice(0, -1) : request.messages).map((each, index) =>
		readMessage(each, index, dialect.images.includes(model) ? undefined : dialect.imageRefusal),
	);
	checkImages(messages.flatMap(({ images = [] }) => images));
	return {
		model,
		messages,
		prefix: prefix && { reasoning: prefix.reasoning_content ?? undefined, content: textOf(prefix) },
		effort,
		maxTokens,
		stream: request.stream === true,
		includeUsage: request.stream_options?.include_usage === true,
		userId: request.user_id ?? undefined,
		tools: request.tools === null || request.tools?.length === 0 ? undefined : request.tools,
		responseFormat: request.response_format?.type === 'json_object' ? request.response_format : undefined,
	};
}

/** @param refusal of images, for a model that takes none */
function readMessage(
	each: v.InferOutput<typeof message>,
	index: number,
	refusal: Dialect['imageRefusal'] | undefined,
): SimulatedMessage {
	const parts = typeof each.content === 'object' ? (each.content ?? []) : [];
	const urls = parts.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []));
	if (urls.length > 0 && refusal) {
		throw refusal(index);
	}
	return { role: each.role, content: textOf(each), ...(urls.length > 0 ? { images: urls.map(readImage) } : {}) };
}

function textOf(each: v.InferOutput<typeof message>): string {
	if (each.content === null || each.content === undefined) {
		if (each.role === 'assistant') {
			throw new EndpointError(400, 'Invalid assistant message: content or tool_calls must be set');
		}
		throw new EndpointError(400, `Invalid ${each.role} message: content must be set`);
	}
	const texts =
		typeof each.content === 'string'
			? [each.content]
			: each.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
	const text = texts.join('\n\n');
	if (text.includes('<｜image｜>')) {
		throw new EndpointError(400, 'The sub-string "<｜image｜>" is not allowed in the text of a message.');
	}
	return text;
}
