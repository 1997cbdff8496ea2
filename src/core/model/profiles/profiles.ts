import { at, entries, positive, record } from './reading';
import type { ContextLength, ContextProbe, EndpointProfile, ProfileId } from './types';

const served = (tokens: number | undefined): ContextLength | undefined =>
	tokens === undefined ? undefined : { tokens, certainty: 'served' };
const trained = (tokens: number | undefined): ContextLength | undefined =>
	tokens === undefined ? undefined : { tokens, certainty: 'trained' };

/** `max_model_len`, which vLLM and SGLang put into each entry of their list of models. */
const maxModelLength = (entry: Readonly<Record<string, unknown>>) => served(positive(entry['max_model_len']));

/** SGLang's own description of itself. */
const sglangInfo: ContextProbe = {
	method: 'GET',
	from: 'root',
	path: '/get_server_info',
	read: (json) => served(positive(at(json, 'context_length')) ?? positive(at(json, 'max_total_num_tokens'))),
};

/** What a slot of llama.cpp takes: the window divided by the slots is already done. */
const llamaProperties: ContextProbe = {
	method: 'GET',
	from: 'root',
	path: '/props',
	read: (json) => served(positive(at(json, 'default_generation_settings', 'n_ctx')) ?? positive(at(json, 'n_ctx'))),
};

/** The window a model is loaded with now. */
const ollamaRunning: ContextProbe = {
	method: 'GET',
	from: 'root',
	path: '/api/ps',
	read: (json, model) => {
		const running = entries(at(json, 'models')).find((entry) => [entry['name'], entry['model']].includes(model));
		return served(positive(running?.['context_length']));
	},
};

/** `num_ctx` of the model's own file if it sets one; what the model was trained for tells nothing about the server. */
const ollamaModel: ContextProbe = {
	method: 'POST',
	from: 'root',
	path: '/api/show',
	modelField: 'model',
	read: (json) => {
		const parameters = at(json, 'parameters');
		const own = typeof parameters === 'string' ? /^\s*num_ctx\s+(\d+)/m.exec(parameters)?.[1] : undefined;
		return served(positive(own === undefined ? undefined : Number(own)));
	},
};

const lmStudioModels: ContextProbe = {
	method: 'GET',
	from: 'root',
	path: '/api/v0/models',
	read: (json, model) => {
		const entry = entries(at(json, 'data')).find((each) => each['id'] === model);
		return served(positive(entry?.['loaded_context_length'])) ?? trained(positive(entry?.['max_context_length']));
	},
};

const lmStudioNewModels: ContextProbe = {
	method: 'GET',
	from: 'root',
	path: '/api/v1/models',
	read: (json, model) => {
		const entry = entries(at(json, 'models')).find(
			(each) => each['key'] === model || entries(each['loaded_instances']).some(({ id }) => id === model),
		);
		const [instance] = entries(entry?.['loaded_instances']);
		return (
			served(positive(at(record(instance?.['config']), 'context_length'))) ??
			trained(positive(entry?.['max_context_length']))
		);
	},
};

const profileList: readonly EndpointProfile[] = [
	{
		id: 'deepseek',
		label: 'DeepSeek',
		usualBaseUrl: 'https://api.deepseek.com',
		isService: true,
		accountPages: {
			keys: 'https://platform.deepseek.com/api_keys',
			balance: 'https://platform.deepseek.com/top_up',
		},
		key: 'always',
		thinking: 'thinking-object',
		effortAsNumber: false,
		cache: 'reported',
		inputs: ['text', 'image'],
		prefixCompletion: { basePath: '/beta' },
		balancePath: '/user/balance',
		contextProbes: [],
		notes: [],
	},
	{
		id: 'vllm',
		label: 'vLLM',
		usualBaseUrl: 'http://127.0.0.1:8000/v1',
		isService: false,
		key: 'perhaps',
		thinking: 'template-arguments',
		effortAsNumber: true,
		cache: 'unreported',
		unreportedHint: 'Start vLLM with --enable-prompt-tokens-details to see what was read from its prefix cache.',
		inputs: ['text', 'image'],
		contextInModels: maxModelLength,
		contextProbes: [],
		contextHint: 'Start vLLM with a larger --max-model-len.',
		notes: ['The prefix cache of early V4 support missed always; newer versions keep it.'],
	},
	{
		id: 'sglang',
		label: 'SGLang',
		usualBaseUrl: 'http://127.0.0.1:30000/v1',
		isService: false,
		key: 'perhaps',
		thinking: 'template-arguments',
		effortAsNumber: true,
		cache: 'unreported',
		unreportedHint: 'Start SGLang with --enable-cache-report to see what was read from its prefix cache.',
		inputs: ['text', 'image'],
		contextInModels: maxModelLength,
		contextProbes: [sglangInfo],
		contextHint: 'Start SGLang with a larger --context-length.',
		notes: [],
	},
	{
		id: 'llama.cpp',
		label: 'llama.cpp',
		usualBaseUrl: 'http://127.0.0.1:8080/v1',
		isService: false,
		key: 'perhaps',
		thinking: 'template-arguments',
		effortAsNumber: true,
		cache: 'reported',
		inputs: ['text'],
		contextInModels: (entry) =>
			served(positive(at(entry['meta'], 'n_ctx'))) ?? trained(positive(at(entry['meta'], 'n_ctx_train'))),
		contextProbes: [llamaProperties],
		defaultContext: 4_096,
		contextHint: 'Start llama-server with a larger --ctx-size, or 0 for what the model allows; slots share it.',
		notes: ['It keeps the last prompt of each slot: chats that take turns on one slot read everything anew.'],
	},
	{
		id: 'ollama',
		label: 'Ollama',
		usualBaseUrl: 'http://127.0.0.1:11434/v1',
		isService: false,
		key: 'perhaps',
		thinking: 'effort',
		effortAsNumber: false,
		cache: 'unreported',
		inputs: ['text'],
		cutsPrompts: true,
		contextProbes: [ollamaRunning, ollamaModel],
		defaultContext: 4_096,
		contextHint: 'Set OLLAMA_CONTEXT_LENGTH or num_ctx in the model file, then load the model again.',
		notes: [
			'A prompt longer than its window is cut without a word, the beginning first: check the window before you rely on an answer.',
		],
	},
	{
		id: 'lm-studio',
		label: 'LM Studio',
		usualBaseUrl: 'http://127.0.0.1:1234/v1',
		isService: false,
		key: 'perhaps',
		thinking: 'effort-only',
		effortAsNumber: false,
		cache: 'unreported',
		inputs: ['text'],
		contextProbes: [lmStudioModels, lmStudioNewModels],
		defaultContext: 4_096,
		contextHint: 'Load the model with a larger context length.',
		notes: ['Some of its engines answer a prompt that is too long with nothing at all.'],
	},
	{
		id: 'openrouter',
		label: 'OpenRouter',
		usualBaseUrl: 'https://openrouter.ai/api/v1',
		isService: true,
		accountPages: { keys: 'https://openrouter.ai/settings/keys', balance: 'https://openrouter.ai/settings/credits' },
		key: 'always',
		thinking: 'reasoning-object',
		effortAsNumber: false,
		cache: 'varies',
		keyPath: '/key',
		inputs: ['text', 'image'],
		contextInModels: (entry) =>
			served(smallest(positive(entry['context_length']), positive(at(entry['top_provider'], 'context_length')))),
		contextProbes: [],
		notes: [
			'It chooses a host for each request: window, longest answer and price differ, and a prompt cached at one host is cold at the next.',
		],
	},
	{
		id: 'generic',
		label: 'OpenAI-compatible server',
		usualBaseUrl: 'http://127.0.0.1:8000/v1',
		isService: false,
		key: 'perhaps',
		thinking: 'effort-only',
		effortAsNumber: true,
		cache: 'unknown',
		inputs: ['text'],
		contextInModels: (entry) =>
			maxModelLength(entry) ??
			served(positive(entry['context_length']) ?? positive(entry['context_window'])) ??
			served(positive(entry['max_context_length'])),
		contextProbes: [],
		notes: ['Nothing is known about this server: whether it caches, and what it charges, shows only in use.'],
	},
];

/** Every profile, the default one first. */
export function profiles(): readonly EndpointProfile[] {
	return profileList;
}

/** A profile by its id. */
export function profileOf(id: ProfileId): EndpointProfile {
	return profileList.find((profile) => profile.id === id)!;
}

function smallest(...values: readonly (number | undefined)[]): number | undefined {
	const known = values.filter((value) => value !== undefined);
	return known.length === 0 ? undefined : Math.min(...known);
}
