import type { ImageRules } from '../images/image';
import { builtInCatalog } from './catalog/builtIn';
import { usualImageRules } from './catalog/images';
import { isPeakTime } from './catalog/peakHours';
import type { Catalog, CatalogModel, PeakSchedule, Price } from './catalog/types';
import type { InputKind } from './profiles/types';

export { builtInCatalog } from './catalog/builtIn';
export { applyCatalogOverrides, CatalogError, parseCatalogOverrides } from './catalog/overrides';
export { peakState } from './catalog/peakHours';
export type { Catalog, PeakSchedule, Price } from './catalog/types';

/** What is known about a model where it is served. */
export interface ModelFacts {
	readonly id: string;
	readonly label: string;
	/** Prompt and answer together, in tokens. */
	readonly contextWindow: number;
	/** Longest answer, reasoning included, in tokens. */
	readonly maxOutput: number;
	/** What a message may hold. */
	readonly inputs: readonly InputKind[];
	/** What it takes of images; undefined for a model that takes none. */
	readonly images: ImageRules | undefined;
	readonly price: Price | undefined;
}

/** The day the built-in data was looked up. */
export const catalogDate = builtInCatalog.date;

/** V4's own window, for models that nothing is known about: a smaller one is told by the endpoint's own error. */
const usualWindow = 1_048_576;
const usualLongestAnswer = 393_216;

/** Every model of a catalog, the default one first. */
export function knownModels(catalog: Catalog = builtInCatalog): readonly ModelFacts[] {
	return catalog.models.map((model) => factsOf(model.id, model, true, undefined));
}

export interface FactsOptions {
	/** The built-in one when left out. */
	readonly catalog?: Catalog;
	/** Currency of the account; the usual one when left out or not priced. */
	readonly currency?: string;
	/** The window the server says it runs with, in tokens. */
	readonly contextWindow?: number;
	/** What the endpoint takes; a model takes no more. */
	readonly inputs?: readonly InputKind[];
}

/**
 * Facts about a model by its id, aliases followed. An unknown model gets V4's window and no price.
 * @param hosted whether DeepSeek itself serves the model; elsewhere its prices do not apply
 */
export function modelFacts(id: string, hosted: boolean, options: FactsOptions = {}): ModelFacts {
	const catalog = options.catalog ?? builtInCatalog;
	const canonical = Object.hasOwn(catalog.aliases, id) ? catalog.aliases[id]! : id;
	const model = catalog.models.find((each) => each.id === canonical);
	const facts = factsOf(id, model, hosted, options.currency);
	const contextWindow = options.contextWindow ?? facts.contextWindow;
	const inputs = options.inputs
		? options.inputs.filter((kind) => model === undefined || facts.inputs.includes(kind))
		: facts.inputs;
	return {
		...facts,
		contextWindow,
		maxOutput: Math.min(contextWindow, facts.maxOutput),
		inputs,
		images: imageRules(inputs),
	};
}

function factsOf(
	id: string,
	model: CatalogModel | undefined,
	hosted: boolean,
	currency: string | undefined,
): ModelFacts {
	const prices = hosted ? (model?.prices ?? []) : [];
	const inputs: readonly InputKind[] = model?.inputs ?? ['text'];
	return {
		id,
		label: model?.label ?? id,
		contextWindow: model?.contextWindow ?? usualWindow,
		maxOutput: model?.maxOutput ?? usualLongestAnswer,
		inputs,
		images: imageRules(inputs),
		price: prices.find((price) => price.currency === currency) ?? prices[0],
	};
}

function imageRules(inputs: readonly InputKind[]): ImageRules | undefined {
	return inputs.includes('image') ? usualImageRules : undefined;
}

/** True while DeepSeek's peak price applies. */
export function isPeak(time: Date, schedule: PeakSchedule = builtInCatalog.peak): boolean {
	return isPeakTime(time, schedule);
}

/** What a request costs, in the price's currency. */
export function requestCost(
	price: Price,
	tokens: { readonly prompt: number; readonly cached: number; readonly completion: number },
	time: Date,
	schedule: PeakSchedule = builtInCatalog.peak,
): number {
	const factor = isPeak(time, schedule) ? price.peakFactor : 1;
	return (
		(factor *
			((tokens.prompt - tokens.cached) * price.input +
				tokens.cached * price.cachedInput +
				tokens.completion * price.output)) /
		1_000_000
	);
}
