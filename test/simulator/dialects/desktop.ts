import { EndpointError } from '../errors';
import { effortOf } from './reading';
import type { Dialect } from './types';

const ollamaModel = 'deepseek-v4.1-flash:latest';
const studioModel = 'deepseek-v4.1-flash';

/** Servers that come with an application. */
const common = {
	images: [],
	imageRefusal: () => new EndpointError(400, 'this model does not support image input'),
	aliases: {},
	keyRequired: false,
	publicModels: false,
	keepAlive: ': ping\n\n',
} as const;

/** Cuts what is too long without a word; its real window shows only once a model is loaded. */
export const ollama: Dialect = {
	...common,
	id: 'ollama',
	models: { [ollamaModel]: 512 },
	contextWindow: 4_096,
	reasoningField: 'reasoning',
	listModels: () => ({ object: 'list', data: [{ id: ollamaModel, object: 'model', created: 1, owned_by: 'library' }] }),
	paths: {
		'GET /': () => 'Ollama is running',
		'GET /api/version': () => ({ version: '0.17.0' }),
		'GET /api/ps': (window) => ({ models: [{ name: ollamaModel, model: ollamaModel, context_length: window }] }),
		'POST /api/show': () => ({
			parameters: 'stop "<|end|>"',
			model_info: { 'general.architecture': 'deepseek4', 'deepseek4.context_length': 1_048_576 },
			capabilities: ['completion', 'thinking'],
		}),
	},
	thinking: (body) => {
		const effort = body['reasoning_effort'] ?? 'high';
		return effort === 'none' ? undefined : effortOf(effort);
	},
	usage: ({ prompt_tokens, completion_tokens, total_tokens }) => ({ prompt_tokens, completion_tokens, total_tokens }),
	overflow: () => ({ kind: 'truncate' }),
	refusal: ({ message, type }) => ({ error: { message, type, param: null, code: null } }),
};

/** Says in the stream what is too long. */
export const lmStudio: Dialect = {
	...common,
	id: 'lm-studio',
	models: { [studioModel]: 4 },
	contextWindow: 32_768,
	reasoningField: 'reasoning_content',
	listModels: () => ({ object: 'list', data: [{ id: studioModel, object: 'model', owned_by: 'organization_owner' }] }),
	paths: {
		'GET /api/v0/models': (window) => ({
			object: 'list',
			data: [
				{
					id: studioModel,
					object: 'model',
					type: 'llm',
					publisher: 'lmstudio-community',
					arch: 'deepseek4',
					compatibility_type: 'gguf',
					state: 'loaded',
					max_context_length: 1_048_576,
					loaded_context_length: window,
				},
			],
		}),
	},
	thinking: (body) => (body['reasoning_effort'] === undefined ? undefined : effortOf(body['reasoning_effort'])),
	usage: ({ prompt_tokens, completion_tokens, total_tokens, completion_tokens_details }) => ({
		prompt_tokens,
		completion_tokens,
		total_tokens,
		completion_tokens_details,
	}),
	overflow: (window, promptTokens) => ({
		kind: 'in-stream',
		message: `Trying to keep the first ${promptTokens} tokens when context the overflows. However, the model is loaded with context length of only ${window} tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input.`,
	}),
	refusal: ({ message }: EndpointError) => ({ error: message }),
};
