import type { Probe } from './probe';
import { profileOf } from './profiles';
import { at, entries, record } from './reading';
import type { EndpointProfile, ProfileId } from './types';

/** Which kind of server an address is, and how that is known. */
export interface DetectedProfile {
	readonly profile: EndpointProfile;
	/** `address`: by its name. `answer`: it said so. `guess`: it said nothing that any known server says. */
	readonly certainty: 'address' | 'answer' | 'guess';
}

type Entry = Readonly<Record<string, unknown>>;

/** Who a model belongs to, as each server puts it into its list. */
const owners: Readonly<Record<string, ProfileId>> = {
	deepseek: 'deepseek',
	vllm: 'vllm',
	sglang: 'sglang',
	llamacpp: 'llama.cpp',
	library: 'ollama',
	organization_owner: 'lm-studio',
};

/** Questions that only one kind of server answers in this way, in the order they are asked. */
const questions: readonly {
	readonly id: ProfileId;
	readonly path: string;
	readonly isOwn: (json: unknown) => boolean;
}[] = [
	{ id: 'llama.cpp', path: '/props', isOwn: (json) => record(at(json, 'default_generation_settings')) !== undefined },
	{ id: 'ollama', path: '/api/version', isOwn: (json) => typeof at(json, 'version') === 'string' },
	{ id: 'sglang', path: '/get_model_info', isOwn: (json) => typeof at(json, 'model_path') === 'string' },
	{
		id: 'lm-studio',
		path: '/api/v0/models',
		isOwn: (json) => entries(at(json, 'data')).some((entry) => 'max_context_length' in entry),
	},
	{ id: 'vllm', path: '/version', isOwn: (json) => typeof at(json, 'version') === 'string' },
];

/**
 * Finds out which kind of server a base URL belongs to: by its name, by its list of models, or by asking what only one
 * kind answers. Unknown servers get the generic profile.
 * @param models entries of its list of models, if they are known already
 */
export async function detectProfile(
	baseUrl: string,
	probe: Probe,
	models?: readonly Entry[],
): Promise<DetectedProfile> {
	const named = profileByName(baseUrl);
	if (named !== undefined) {
		return { profile: named, certainty: 'address' };
	}
	const list = models ?? entries(at((await probe({ method: 'GET', from: 'base', path: '/models' }))?.json, 'data'));
	const listed = byModels(list);
	if (listed !== undefined) {
		return { profile: profileOf(listed), certainty: 'answer' };
	}
	for (const { id, path, isOwn } of questions) {
		const answer = await probe({ method: 'GET', from: 'root', path });
		if (answer?.status === 200 && isOwn(answer.json)) {
			return { profile: profileOf(id), certainty: 'answer' };
		}
	}
	return { profile: profileOf('generic'), certainty: 'guess' };
}

/** What an address says by itself; undefined when it says nothing. */
export function profileByName(baseUrl: string): EndpointProfile | undefined {
	const { hostname } = new URL(baseUrl);
	if (hostname === 'api.deepseek.com') {
		return profileOf('deepseek');
	}
	return hostname === 'openrouter.ai' || hostname.endsWith('.openrouter.ai') ? profileOf('openrouter') : undefined;
}

function byModels(list: readonly Entry[]): ProfileId | undefined {
	for (const entry of list) {
		const owner = entry['owned_by'];
		if (typeof owner === 'string' && Object.hasOwn(owners, owner)) {
			return owners[owner];
		}
		if (at(entry, 'meta', 'n_ctx_train') !== undefined) {
			return 'llama.cpp';
		}
		if (record(entry['top_provider']) && at(entry, 'architecture', 'input_modalities') !== undefined) {
			return 'openrouter';
		}
	}
	return undefined;
}
