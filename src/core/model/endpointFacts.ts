import { modelFacts, type Catalog, type ModelFacts } from './catalog';
import { learnedWindow, type LearnedCounts } from './counting';
import { findModelEntry } from './profiles/contextLength';
import type { EndpointKnowledge, KnownModel } from './profiles/knowledge';
import type { EndpointProfile } from './profiles/types';

/** What is known of an endpoint beside the catalog. */
export interface EndpointSituation {
	/** DeepSeek's own prices apply. */
	readonly isHosted: boolean;
	/** Undefined until it was found out. */
	readonly profile: EndpointProfile | undefined;
	/** Undefined when it was never looked at. */
	readonly knowledge: EndpointKnowledge | undefined;
	readonly catalog: Catalog;
	/** What requests have shown of how it counts a model. */
	readonly counts?: (model: string) => LearnedCounts | undefined;
	/** Milliseconds since the epoch; what was learned long ago is not believed any more. */
	readonly now?: number;
}

/** What the endpoint itself told about a model. */
export function knownModel({ knowledge }: Pick<EndpointSituation, 'knowledge'>, model: string): KnownModel | undefined {
	return knowledge && findModelEntry(knowledge.models, model);
}

/** Facts about a model at an endpoint: what the endpoint told comes before what the catalog says. */
export function endpointFacts(situation: EndpointSituation, model: string): ModelFacts {
	const { knowledge, profile, catalog } = situation;
	const told = knownModel(situation, model);
	const learned = situation.counts?.(model);
	const inputs = told?.inputs ?? (profile && profile.id !== 'deepseek' ? profile.inputs : undefined);
	const contextWindow = windowOf(situation, told, learned);
	return modelFacts(model, situation.isHosted, {
		catalog,
		...(learned?.factor === undefined ? {} : { countFactor: learned.factor }),
		...(knowledge?.currency === undefined ? {} : { currency: knowledge.currency }),
		...(contextWindow === undefined ? {} : { contextWindow }),
		...(told?.price ? { listed: told.price } : {}),
		...(inputs ? { inputs } : {}),
	});
}

/** What a refusal named, unless the server has told since what it runs with. */
function windowOf(
	{ knowledge, now = 0 }: EndpointSituation,
	told: KnownModel | undefined,
	learned: LearnedCounts | undefined,
): number | undefined {
	const served = told?.contextLength?.certainty === 'served' && (knowledge?.checkedAt ?? 0) > (learned?.windowAt ?? 0);
	return (served ? undefined : learnedWindow(learned, now)) ?? told?.contextLength?.tokens;
}

/**
 * The model that new chats are likely to want among those an endpoint offers: the one they use now, else one of the
 * catalog, else one that is a DeepSeek V4 by its name, else the only one. Undefined when that is for a person to say.
 */
export function preferredModel(offered: readonly string[], current: string, catalog: Catalog): string | undefined {
	if (offered.length === 0) {
		return current;
	}
	const served = (id: string) =>
		findModelEntry(
			offered.map((each) => ({ id: each })),
			id,
		) !== undefined;
	if (served(current) || served(catalog.aliases[current] ?? current)) {
		return current;
	}
	return (
		catalog.models.find(({ id }) => served(id))?.id ??
		offered.find((id) => /deepseek[-_/]?v4/i.test(id)) ??
		(offered.length === 1 ? offered[0] : undefined)
	);
}
