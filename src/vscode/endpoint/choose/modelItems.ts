import { l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { formatTokens } from '../../../core/common/format';
import { knownModels, type ModelFacts } from '../../../core/model/catalog';
import { endpointFacts, knownModel, type EndpointSituation } from '../../../core/model/endpointFacts';
import { findModelEntry } from '../../../core/model/profiles/contextLength';
import { thinkingLevels } from '../../../core/model/profiles/thinking';
import type { ContextLength, EndpointProfile } from '../../../core/model/profiles/types';
import { priceWords } from './priceWords';

export interface ModelItem extends QuickPickItem {
	/** Left out of headings and of what only informs. */
	readonly id?: string;
}

/** The models of an endpoint, those of the catalog first, each with the facts that matter. */
export function modelItems(
	situation: EndpointSituation,
	/** Ids the endpoint offers; undefined when it did not tell. */
	offered: readonly string[] | undefined,
	current: string,
	now: Date,
): ModelItem[] {
	const list = offered?.map((id) => ({ id }));
	const isOffered = (id: string) => list !== undefined && findModelEntry(list, id) !== undefined;
	const known = knownModels(situation.catalog).map(({ id }) => id);
	const item = (id: string): ModelItem => {
		const facts = endpointFacts(situation, id);
		const marks = [
			...(facts.label === id ? [] : [id]),
			...(id === current ? [l10n.t('current')] : []),
			...(list === undefined || isOffered(id) || isOffered(situation.catalog.aliases[id] ?? id)
				? []
				: [l10n.t('not offered by this endpoint')]),
		];
		return {
			label: id === current ? `$(check) ${facts.label}` : facts.label,
			description: marks.join(' · '),
			detail: factWords(facts, situation, knownModel(situation, id)?.contextLength, now),
			id,
		};
	};
	const first = known.filter((id) => situation.isHosted || isOffered(id));
	const others = (offered ?? []).filter((id) => !first.includes(id));
	const missing = [...first, ...others].some((id) => id === current) ? [] : [current];
	return [
		...group(l10n.t('known here'), first.map(item)),
		...group(l10n.t('offered by this endpoint'), others.map(item)),
		...group(l10n.t('set now'), missing.map(item)),
	];
}

function group(heading: string, items: readonly ModelItem[]): ModelItem[] {
	return items.length === 0 ? [] : [{ label: heading, kind: QuickPickItemKind.Separator }, ...items];
}

function factWords(
	facts: ModelFacts,
	{ profile }: EndpointSituation,
	told: ContextLength | undefined,
	now: Date,
): string {
	return [
		windowWords(facts, told),
		...(facts.maxOutput < facts.contextWindow ? [l10n.t('answers to {0}', formatTokens(facts.maxOutput))] : []),
		facts.inputs.includes('image') ? l10n.t('takes images') : l10n.t('text only'),
		...(profile ? [thinkingWords(profile)] : []),
		...(facts.price ? [priceWords(facts.price, now)] : []),
	].join(' · ');
}

function windowWords({ contextWindow }: ModelFacts, told: ContextLength | undefined): string {
	const tokens = formatTokens(contextWindow);
	switch (told?.certainty) {
		case 'trained':
			return l10n.t('{0} window, if the server allows it', tokens);
		case 'default':
			return l10n.t('{0} window, unless the server was told otherwise', tokens);
		case 'served':
		case undefined:
			return l10n.t('{0} window', tokens);
	}
}

function thinkingWords(profile: EndpointProfile): string {
	const { efforts, off } = thinkingLevels(profile);
	return l10n.t('thinking {0}', [...(off ? ['off'] : []), ...efforts].join(', '));
}
