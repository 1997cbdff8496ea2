import { applyCatalogOverrides, CatalogError, parseCatalogOverrides, type CatalogOverrides } from './overrides';
import type { Catalog } from './types';

/** A catalog that brings its own day and source, as an imported one must: prices without a date are worth nothing. */
export type DatedOverrides = CatalogOverrides & { readonly date: string; readonly source: string };

/**
 * Reads a catalog that a person imports.
 * @param known what it will be laid over; tried at once, so that nothing is kept that cannot be used
 * @param today `YYYY-MM-DD`
 * @throws CatalogError
 */
export function readCatalog(text: string, known: Catalog, today: string): DatedOverrides {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (error) {
		throw new CatalogError([`it is no JSON (${error instanceof Error ? error.message : String(error)})`]);
	}
	const overrides = parseCatalogOverrides(json);
	const { date, source } = overrides;
	if (date === undefined || source === undefined) {
		throw new CatalogError([
			'it must say from when and where it is, for example "date": "2027-01-31" and "source": "https://…"',
		]);
	}
	if (date > today) {
		throw new CatalogError([`its date ${date} is in the future`]);
	}
	applyCatalogOverrides(known, overrides);
	return { ...overrides, date, source };
}

/** A catalog in the form that `readCatalog` and the setting take, to be read, changed and imported again. */
export function catalogJson(catalog: Catalog): object {
	const { timeZone, weekdays, hours, holidays, holidaysKnownUntil } = catalog.peak;
	return {
		date: catalog.date,
		source: catalog.source,
		models: catalog.models.map(({ prices, ...model }) => ({
			...model,
			prices: Object.fromEntries(prices.map(({ currency, ...price }) => [currency, price])),
		})),
		aliases: catalog.aliases,
		peak: {
			timeZone,
			weekdays,
			hours: hours.map((span) => span.map(timeOfDay)),
			holidays,
			holidaysKnownUntil,
		},
	};
}

function timeOfDay(minutes: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
