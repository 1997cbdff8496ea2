import { knownModels, type Price } from '../../../src/core/model/catalog';
import { cacheModels, type CacheModel, type ReplayResult, type Usage } from './replay';

export interface NamedResult {
	readonly name: string;
	readonly result: ReplayResult;
}

const models = Object.keys(cacheModels) as CacheModel[];
const prices = knownModels().flatMap(({ label, price }) => (price ? [{ label, price }] : []));

/** What the prompts cost, off-peak, in the price's currency. */
export function promptPrice(price: Price, { prompt, cached }: Usage): number {
	return ((prompt - cached) * price.input + cached * price.cachedInput) / 1e6;
}

/** The table of all layouts: hit rate and money per model of the cache. */
export function resultTable(results: readonly NamedResult[]): string {
	const rows = [
		['', ...models.flatMap((model) => [model, ...prices.map(() => '')]), '', '', ''],
		['layout', ...models.flatMap(() => ['cached', ...prices.map(({ label }) => `$ ${shortLabel(label)}`)])].concat(
			'requests',
			're-bases',
			'longest',
		),
		...results.map(({ name, result }) => [
			name,
			...models.flatMap((model) => [
				percent(rate(result.later[model])),
				...prices.map(({ price }) => promptPrice(price, result.later[model]).toFixed(3)),
			]),
			String(result.requests),
			String(result.rebases),
			result.longest.toLocaleString('en-US'),
		]),
	];
	return table(rows);
}

/** Money of the first, cold request, and of the answers, which no layout changes. */
export function fixedCosts(results: readonly NamedResult[], answerTokens: number): string {
	return prices
		.map(({ label, price }) => {
			const cold = results.map(({ result }) => promptPrice(price, result.cold));
			const requests = Math.max(...results.map(({ result }) => result.requests));
			const answers = (requests * answerTokens * price.output) / 1e6;
			const range = `$${Math.min(...cold).toFixed(3)} to $${Math.max(...cold).toFixed(3)}`;
			return `${label}: the first, cold request costs ${range}, ${requests} answers of ${answerTokens} tokens $${answers.toFixed(3)}; neither is in the table.\n`;
		})
		.join('');
}

/**
 * Which goals our layouts reach against the two others, per model of the cache. Where a price is out of reach, it says
 * what even a prompt that is cached to the last token would cost.
 */
export function goals(ours: readonly NamedResult[], byPath: ReplayResult, likeRepomix: ReplayResult): string {
	const titles = ['price to path-sorted (≤ 1/15)', "price to repomix's order (≤ 1/8)"];
	const rows = [['goals', 'cache', 'cached', ...titles]];
	for (const model of models) {
		const wanted = model === 'request ends only' ? 0.93 : 0.97;
		for (const { name, result } of ours) {
			const cached = rate(result.later[model]);
			const versus = (other: ReplayResult, factor: number) => {
				const usage = result.later[model];
				const factors = (paid: Usage) =>
					prices.map(({ price }) => promptPrice(price, other.later[model]) / promptPrice(price, paid));
				const found = factors(usage);
				const best = factors({ ...usage, cached: usage.prompt });
				const cells = found.map((each, index) => {
					const outOfReach = each < factor && best[index]! < factor ? ` (all cached 1/${best[index]!.toFixed(1)})` : '';
					return `${shortLabel(prices[index]!.label)} 1/${each.toFixed(1)}${outOfReach}`;
				});
				return `${cells.join(', ')} ${verdict(found.every((each) => each >= factor))}`;
			};
			const share = `${percent(cached)} (≥ ${Math.round(wanted * 100)} %) ${verdict(cached >= wanted)}`;
			rows.push([name, model, share, versus(byPath, 15), versus(likeRepomix, 8)]);
		}
	}
	return table(rows);
}

function rate({ prompt, cached }: Usage): number {
	return prompt === 0 ? 0 : cached / prompt;
}

function verdict(passed: boolean): string {
	return passed ? 'pass' : 'FAIL';
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}

/** `DeepSeek V4.1 Flash` → `Flash`. */
function shortLabel(label: string): string {
	return label.split(' ').at(-1)!;
}

function table(rows: readonly (readonly string[])[]): string {
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
	return rows
		.map((row) =>
			row
				.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
				.join('  ')
				.trimEnd(),
		)
		.join('\n')
		.concat('\n');
}
