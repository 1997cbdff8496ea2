import { modelFacts, type Catalog, type ModelFacts } from './catalog';
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
}

/** What the endpoint itself told about a model. */
export function knownModel({ knowledge }: Pick<EndpointSituation, 'knowledge'>, model: string): KnownModel | undefined {
	return knowledge && findModelEntry(knowledge.models, model);
}

/** Facts about a model at an endpoint: what the endpoint told comes before what the catalog says. */
export function endpointFacts(situation: EndpointSituation, model: string): ModelFacts {
	const { knowledge, profile, catalog } = situation;
	const told = knownModel(situation, model);
	const inputs = told?.inputs ?? (profile && profile.id !== 'deepseek' ? profile.inputs : undefined);
	return modelFacts(model, situation.isHosted, {
		catalog,
		...(knowledge?.currency === undefined ? {} : { currency: knowledge.currency }),
		...(told?.contextLength ? { contextWindow: told.contextLength.tokens } : {}),
		...(told?.price ? { listed: told.price } : {}),
		...(inputs ? { inputs } : {}),
	});
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
