import type { Probe } from './probe';
import { at, entries } from './reading';
import type { ContextLength, EndpointProfile, InputKind } from './types';

type Entry = Readonly<Record<string, unknown>>;

/** A smaller window than this holds no repository to speak of, in tokens. */
export const smallWindow = 65_536;

/**
 * How long a prompt and its answer may be together, as far as the server tells: what it runs with, else what the model
 * could do, else what such a server takes when it was told nothing.
 * @param entry the model's entry in the server's list of models
 * @returns undefined when nothing is known: the model's own window is as good a guess as any
 */
export async function findContextLength(
	profile: EndpointProfile,
	model: string,
	entry: Entry | undefined,
	probe: Probe,
): Promise<ContextLength | undefined> {
	let best = entry && profile.contextInModels?.(entry);
	for (const call of profile.contextProbes) {
		if (best?.certainty === 'served') {
			break;
		}
		const answer = await probe({
			method: call.method,
			from: call.from,
			path: call.path,
			...(call.modelField === undefined ? {} : { body: { [call.modelField]: model } }),
		});
		const found = answer?.status === 200 ? call.read(answer.json, model) : undefined;
		best = found?.certainty === 'served' ? found : (best ?? found);
	}
	if (best) {
		return best;
	}
	return profile.defaultContext === undefined ? undefined : { tokens: profile.defaultContext, certainty: 'default' };
}

/** Finds a model in a list, also by the short form of a name with a tag. */
export function findModelEntry<Listed extends { readonly id?: unknown }>(
	list: readonly Listed[],
	model: string,
): Listed | undefined {
	return list.find(({ id }) => id === model) ?? list.find(({ id }) => id === `${model}:latest`);
}

/** Inputs a model's entry names; undefined when it names none. */
export function inputsInModels(entry: Entry): readonly InputKind[] | undefined {
	const named = at(entry, 'architecture', 'input_modalities');
	if (!Array.isArray(named)) {
		return undefined;
	}
	return (['text', 'image'] as const).filter((kind) => named.includes(kind));
}

/** Prices a model's entry names, per million tokens in US dollars; undefined when it names none. */
export function pricesInModels(
	entry: Entry,
): { readonly input: number; readonly output: number; readonly cachedInput: number } | undefined {
	const [pricing] = entries([entry['pricing']]);
	const perMillion = (name: string) => {
		const value = Number(pricing?.[name] ?? NaN) * 1_000_000;
		return Number.isFinite(value) && value >= 0 ? Number(value.toPrecision(6)) : undefined;
	};
	const input = perMillion('prompt');
	const output = perMillion('completion');
	return input === undefined || output === undefined
		? undefined
		: { input, output, cachedInput: perMillion('input_cache_read') ?? input };
}
