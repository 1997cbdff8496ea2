import type { ImageRules } from '../images/image';
import { builtInCatalog } from './catalog/builtIn';
import { usualImageRules } from './catalog/images';
import { isPeakTime } from './catalog/peakHours';
import type { Catalog, CatalogModel, PeakSchedule, Price } from './catalog/types';
import type { InputKind } from './profiles/types';

export { builtInCatalog } from './catalog/builtIn';
export { catalogFreshness } from './catalog/freshness';
export { catalogJson, readCatalog } from './catalog/imported';
export { applyCatalogOverrides, CatalogError, parseCatalogOverrides } from './catalog/overrides';
export { peakState } from './catalog/peakHours';
export type { Catalog, PeakSchedule, Price } from './catalog/types';

/** What is known about a model where it is served. */
export interface ModelFacts {
	readonly id: string;
	readonly label: string;
	/** Prompt and answer together, in tokens. */
	readonly contextWindow: number;
	/** Tokens the endpoint counts for one of ours; 1 where it counts as we do. */
	readonly countFactor: number;
	/** Longest answer, reasoning included, in tokens. */
	readonly maxOutput: number;
	/** What a message may hold. */
	readonly inputs: readonly InputKind[];
	/** What it takes of images; undefined for a model that takes none. */
	readonly images: ImageRules | undefined;
	readonly price: ModelPrice | undefined;
}

/** A price, and when its peak hours are. */
export interface ModelPrice extends Price {
	readonly peak: PeakSchedule;
}

/** V4's own window, for models that nothing is known about: a smaller one is told by the endpoint's own error. */
const usualWindow = 1_048_576;
const usualLongestAnswer = 393_216;

/** Every model of a catalog, the default one first. */
export function knownModels(catalog: Catalog = builtInCatalog): readonly ModelFacts[] {
	return catalog.models.map((model) => factsOf(model.id, model, catalog, undefined));
}

export interface FactsOptions {
	/** The built-in one when left out. */
	readonly catalog?: Catalog;
	/** Currency of the account; the usual one when left out or not priced. */
	readonly currency?: string;
	/** The window the server says it runs with, in tokens. */
	readonly contextWindow?: number;
	/** Tokens the endpoint counts for one of ours; 1 when left out. */
	readonly countFactor?: number;
	/** What the endpoint takes; a model takes no more. */
	readonly inputs?: readonly InputKind[];
	/** What the endpoint itself charges, per million tokens in US dollars, the same at any hour. */
	readonly listed?: ListedPrice;
}

/** A price out of an endpoint's list of models. */
export type ListedPrice = Readonly<Record<'input' | 'cachedInput' | 'output', number>>;

/**
 * Facts about a model by its id, aliases followed. An unknown model gets V4's window and no price.
 * @param hosted whether DeepSeek itself serves the model; elsewhere its prices do not apply
 */
export function modelFacts(id: string, hosted: boolean, options: FactsOptions = {}): ModelFacts {
	const catalog = options.catalog ?? builtInCatalog;
	const canonical = Object.hasOwn(catalog.aliases, id) ? catalog.aliases[id]! : id;
	const model = catalog.models.find((each) => each.id === canonical);
	const facts = factsOf(id, model, hosted ? catalog : undefined, options.currency);
	const listed = options.listed && { ...options.listed, currency: 'USD', peakFactor: 1, peak: catalog.peak };
	const contextWindow = options.contextWindow ?? facts.contextWindow;
	const inputs = options.inputs
		? options.inputs.filter((kind) => model === undefined || facts.inputs.includes(kind))
		: facts.inputs;
	return {
		...facts,
		contextWindow,
		countFactor: options.countFactor ?? 1,
		maxOutput: Math.min(contextWindow, facts.maxOutput),
		inputs,
		images: imageRules(inputs),
		price: facts.price ?? listed,
	};
}

/** @param catalog where its prices apply */
function factsOf(
	id: string,
	model: CatalogModel | undefined,
	catalog: Catalog | undefined,
	currency: string | undefined,
): ModelFacts {
	const prices = catalog ? (model?.prices ?? []) : [];
	const price = prices.find((each) => each.currency === currency) ?? prices[0];
	const inputs: readonly InputKind[] = model?.inputs ?? ['text'];
	return {
		id,
		label: model?.label ?? id,
		contextWindow: model?.contextWindow ?? usualWindow,
		countFactor: 1,
		maxOutput: model?.maxOutput ?? usualLongestAnswer,
		inputs,
		images: imageRules(inputs),
		price: price && catalog && { ...price, peak: catalog.peak },
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
	price: ModelPrice,
	tokens: { readonly prompt: number; readonly cached: number; readonly completion: number },
	time: Date,
): number {
	const factor = isPeak(time, price.peak) ? price.peakFactor : 1;
	return (
		(factor *
			((tokens.prompt - tokens.cached) * price.input +
				tokens.cached * price.cachedInput +
				tokens.completion * price.output)) /
		1_000_000
	);
}
