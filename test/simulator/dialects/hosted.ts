import { EndpointError } from '../errors';
import { effortOf, objectOf } from './reading';
import type { Body, Dialect } from './types';

const routed = 'deepseek/deepseek-v4.1-flash';

/** Hands requests on to other hosts. */
export const openRouter: Dialect = {
	id: 'openrouter',
	models: { [routed]: 2500 },
	images: [routed],
	imageRefusal: () => new EndpointError(404, 'No endpoints found that support image input'),
	aliases: {},
	contextWindow: 1_048_576,
	keyRequired: true,
	publicModels: true,
	reasoningField: 'reasoning',
	keepAlive: ': OPENROUTER PROCESSING\n\n',
	listModels: (window) => ({
		data: [
			{
				id: routed,
				name: 'DeepSeek: DeepSeek V4.1 Flash',
				context_length: window,
				architecture: {
					modality: 'text+image->text',
					input_modalities: ['text', 'image'],
					output_modalities: ['text'],
				},
				pricing: { prompt: '0.0000002', completion: '0.0000008', input_cache_read: '0.000000004' },
				top_provider: { context_length: window, max_completion_tokens: 262_144, is_moderated: false },
			},
		],
	}),
	paths: {
		'GET /key': () => ({ data: { label: 'sk-or-…', usage: 0, limit: null, is_free_tier: false } }),
	},
	thinking: (body) => {
		const { enabled, effort } = objectOf(body['reasoning']);
		return enabled === false || effort === 'none' ? undefined : effortOf(effort ?? 'high');
	},
	usage: (usage) => ({
		prompt_tokens: usage.prompt_tokens,
		completion_tokens: usage.completion_tokens,
		total_tokens: usage.total_tokens,
		cost: (usage.prompt_tokens * 2e-7 + usage.completion_tokens * 8e-7) / 1,
		is_byok: false,
		prompt_tokens_details: usage.prompt_tokens_details,
		completion_tokens_details: usage.completion_tokens_details,
	}),
	overflow: (window, promptTokens, maxTokens) => ({
		kind: 'refuse',
		error: new EndpointError(
			400,
			`This endpoint's maximum context length is ${window} tokens. However, you requested about ${promptTokens + maxTokens} tokens (${promptTokens} of text input, ${maxTokens} in the output). Please reduce the length of either one, or use the "middle-out" transform to compress your prompt automatically.`,
		),
	}),
	refusal: ({ message, status }) => ({ error: { message, code: status, metadata: { provider_name: null } } }),
};

/** Knows nothing but the plain protocol, and refuses what it does not know. */
export const generic: Dialect = {
	id: 'generic',
	models: { 'deepseek-v4.1-flash': 100 },
	images: [],
	imageRefusal: () => new EndpointError(400, 'Invalid content type. image_url is only supported by certain models.'),
	aliases: {},
	contextWindow: 131_072,
	keyRequired: true,
	publicModels: false,
	reasoningField: 'reasoning_content',
	keepAlive: ': \n\n',
	listModels: () => ({ object: 'list', data: [{ id: 'deepseek-v4.1-flash', object: 'model', owned_by: 'somebody' }] }),
	paths: {},
	thinking: (body: Body) => {
		for (const name of ['thinking', 'chat_template_kwargs', 'reasoning']) {
			if (name in body) {
				throw new EndpointError(400, `Unrecognized request argument supplied: ${name}`);
			}
		}
		return body['reasoning_effort'] === undefined ? undefined : effortOf(body['reasoning_effort']);
	},
	usage: ({ prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details, completion_tokens_details }) => ({
		prompt_tokens,
		completion_tokens,
		total_tokens,
		prompt_tokens_details,
		completion_tokens_details,
	}),
	overflow: (window, promptTokens, maxTokens) => ({
		kind: 'refuse',
		error: new EndpointError(
			400,
			`This model's maximum context length is ${window} tokens. However, your messages resulted in ${promptTokens} tokens and ${maxTokens} were asked for. Please reduce the length of the messages.`,
		),
	}),
};
