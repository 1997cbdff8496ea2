import { EndpointError } from '../errors';
import { templateThinking } from './reading';
import type { Dialect } from './types';

const model = 'deepseek-ai/DeepSeek-V4.1-Flash';

/** Servers that are run on one's own machines. */
const common = {
	models: { [model]: 256 },
	images: [model],
	imageRefusal: () => new EndpointError(400, `${model} is not a multimodal model`, 'BadRequestError'),
	aliases: {},
	keyRequired: false,
	publicModels: false,
	keepAlive: ': ping\n\n',
} as const;

export const vllm: Dialect = {
	...common,
	id: 'vllm',
	contextWindow: 262_144,
	reasoningField: 'reasoning',
	listModels: (window) => ({
		object: 'list',
		data: [{ id: model, object: 'model', created: 1, owned_by: 'vllm', root: model, max_model_len: window }],
	}),
	paths: { 'GET /version': () => ({ version: '0.26.0' }) },
	thinking: (body) => templateThinking(body, true),
	// Without a switch of its own, vLLM does not tell what it read from its cache.
	usage: ({ prompt_tokens, completion_tokens, total_tokens }) => ({ prompt_tokens, total_tokens, completion_tokens }),
	overflow: (window, promptTokens, maxTokens) => ({
		kind: 'refuse',
		error: new EndpointError(
			400,
			promptTokens >= window
				? `This model's maximum context length is ${window} tokens. However, your request has ${promptTokens} input tokens. Please reduce the length of the input messages.`
				: `'max_tokens' or 'max_completion_tokens' is too large: ${maxTokens}. This model's maximum context length is ${window} tokens and your request has ${promptTokens} input tokens (${maxTokens} > ${window} - ${promptTokens}).`,
			'BadRequestError',
		),
	}),
	refusal: ({ message, type, status }) => ({ error: { message, type, param: null, code: status } }),
};

export const sglang: Dialect = {
	...common,
	id: 'sglang',
	contextWindow: 524_288,
	reasoningField: 'reasoning_content',
	listModels: (window) => ({
		object: 'list',
		data: [{ id: model, object: 'model', created: 1, owned_by: 'sglang', root: model, max_model_len: window }],
	}),
	paths: {
		'GET /get_model_info': () => ({ model_path: model, tokenizer_path: model, is_generation: true }),
		'GET /get_server_info': (window) => ({ model_path: model, context_length: window }),
	},
	thinking: (body) => templateThinking(body, false),
	usage: (usage) => ({
		prompt_tokens: usage.prompt_tokens,
		total_tokens: usage.total_tokens,
		completion_tokens: usage.completion_tokens,
		prompt_tokens_details: null,
		reasoning_tokens: usage.completion_tokens_details.reasoning_tokens,
	}),
	overflow: (window, promptTokens, maxTokens) => ({
		kind: 'refuse',
		error: new EndpointError(
			400,
			promptTokens >= window
				? `The input (${promptTokens} tokens) is longer than the model's context length (${window} tokens).`
				: `Requested token count exceeds the model's maximum context length of ${window} tokens. You requested a total of ${promptTokens + maxTokens} tokens: ${promptTokens} tokens from the input messages and ${maxTokens} tokens for the completion. Please reduce the number of tokens in the input messages or the completion to fit within the limit.`,
			'BadRequestError',
		),
	}),
	refusal: ({ message, type, status }) => ({ object: 'error', message, type, param: null, code: status }),
};

export const llamaCpp: Dialect = {
	...common,
	id: 'llama.cpp',
	models: { 'DeepSeek-V4.1-Flash-Q4_K_M.gguf': 4 },
	images: [],
	imageRefusal: () =>
		new EndpointError(
			500,
			'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
			'server_error',
		),
	contextWindow: 65_536,
	reasoningField: 'reasoning_content',
	listModels: () => ({
		object: 'list',
		models: [{ name: 'DeepSeek-V4.1-Flash-Q4_K_M.gguf' }],
		data: [
			{
				id: 'DeepSeek-V4.1-Flash-Q4_K_M.gguf',
				object: 'model',
				owned_by: 'llamacpp',
				meta: { vocab_type: 2, n_vocab: 129_280, n_ctx_train: 1_048_576, n_embd: 4096 },
			},
		],
	}),
	paths: {
		'GET /health': () => ({ status: 'ok' }),
		'GET /props': (window) => ({
			default_generation_settings: { id: 0, n_ctx: window, speculative: false },
			total_slots: 1,
			model_path: '/models/DeepSeek-V4.1-Flash-Q4_K_M.gguf',
		}),
	},
	thinking: (body) => templateThinking(body, true),
	usage: ({ prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details }) => ({
		completion_tokens,
		prompt_tokens,
		total_tokens,
		prompt_tokens_details,
	}),
	overflow: (window, promptTokens) => ({
		kind: 'refuse',
		error: new EndpointError(
			400,
			`request (${promptTokens} tokens) exceeds the available context size (${window} tokens), try increasing it`,
			'exceed_context_size_error',
		),
	}),
	refusal: ({ message, type, status }) => ({ error: { code: status, message, type } }),
};
