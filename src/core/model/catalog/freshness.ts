import type { Catalog } from './types';

/** Prices change every few months: a catalog older than this may be wrong, in days. */
const staleAfter = 90;

const day = 24 * 60 * 60 * 1_000;

/** How far a catalog can be trusted now. */
export interface CatalogFreshness {
	/** Days since the data was looked up. */
	readonly days: number;
	readonly stale: boolean;
	/** False once the holidays of the present day are not announced in it: estimates are then too high on some days. */
	readonly holidaysKnown: boolean;
}

/** Tells the age of a catalog. */
export function catalogFreshness(catalog: Catalog, now: Date): CatalogFreshness {
	const days = Math.max(0, Math.floor((now.getTime() - Date.parse(`${catalog.date}T00:00:00Z`)) / day));
	return {
		days,
		stale: days > staleAfter,
		holidaysKnown: now.toISOString().slice(0, 10) <= catalog.peak.holidaysKnownUntil,
	};
}
