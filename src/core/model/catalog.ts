/**
 * What is known about DeepSeek's models without asking them: `/models` tells ids only. Data, with its date and source.
 */

/** Money per million tokens, off-peak. */
export interface Price {
	readonly currency: string;
	readonly cachedInput: number;
	readonly input: number;
	readonly output: number;
	/** What a price is multiplied with during peak hours. */
	readonly peakFactor: number;
}

export interface ModelFacts {
	readonly id: string;
	readonly label: string;
	/** Prompt and answer together, in tokens. */
	readonly contextWindow: number;
	/** Longest answer, reasoning included, in tokens. */
	readonly maxOutput: number;
	readonly price: Price | undefined;
}

/** Prices and limits from DeepSeek's pricing page, https://api-docs.deepseek.com/quick_start/pricing. */
export const catalogDate = '2026-11-15';

const window = 1_048_576;
const longestAnswer = 393_216;

const models: readonly ModelFacts[] = [
	{
		id: 'deepseek-flash',
		label: 'DeepSeek V4.1 Flash',
		contextWindow: window,
		maxOutput: longestAnswer,
		price: { currency: 'USD', cachedInput: 0.003, input: 0.15, output: 0.6, peakFactor: 2 },
	},
	{
		id: 'deepseek-v4-pro',
		label: 'DeepSeek V4 Pro',
		contextWindow: window,
		maxOutput: longestAnswer,
		price: { currency: 'USD', cachedInput: 0.022, input: 0.66, output: 1.98, peakFactor: 2 },
	},
];

/** Ids that are still served by another model of the catalog. */
const aliases: Readonly<Record<string, string>> = {
	'deepseek-v4-flash': 'deepseek-flash',
	'deepseek-v4-flash-vision-exp': 'deepseek-flash',
};

/** Every model of the catalog, the default one first. */
export function knownModels(): readonly ModelFacts[] {
	return models;
}

/**
 * Facts about a model by its id. An unknown model gets V4's window and no price: a smaller window is told by the
 * endpoint's own error.
 * @param hosted whether DeepSeek itself serves the model; elsewhere its prices do not apply
 */
export function modelFacts(id: string, hosted: boolean): ModelFacts {
	const found = models.find((model) => model.id === (aliases[id] ?? id));
	if (!found) {
		return { id, label: id, contextWindow: window, maxOutput: longestAnswer, price: undefined };
	}
	return { ...found, id, price: hosted ? found.price : undefined };
}

/** Peak hours, in UTC: Monday to Friday 01–04 and 06–10. Holidays, which are off-peak, are not known here. */
const peakHours: readonly (readonly [number, number])[] = [
	[1, 4],
	[6, 10],
];

/** True while DeepSeek's peak price applies. */
export function isPeak(time: Date): boolean {
	const day = time.getUTCDay();
	const hour = time.getUTCHours();
	return day >= 1 && day <= 5 && peakHours.some(([from, to]) => hour >= from && hour < to);
}

/** What a request costs, in the price's currency. */
export function requestCost(
	price: Price,
	tokens: { readonly prompt: number; readonly cached: number; readonly completion: number },
	time: Date,
): number {
	const factor = isPeak(time) ? price.peakFactor : 1;
	return (
		(factor *
			((tokens.prompt - tokens.cached) * price.input +
				tokens.cached * price.cachedInput +
				tokens.completion * price.output)) /
		1_000_000
	);
}
