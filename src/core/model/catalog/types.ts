import type { InputKind } from '../profiles/types';

/** Money per million tokens, off-peak. */
export interface Price {
	/** ISO 4217, for example `USD`. */
	readonly currency: string;
	readonly cachedInput: number;
	readonly input: number;
	readonly output: number;
	/** What a price is multiplied with during peak hours. */
	readonly peakFactor: number;
}

/** A model as the catalog knows it. */
export interface CatalogModel {
	readonly id: string;
	readonly label: string;
	/** Prompt and answer together, in tokens. */
	readonly contextWindow: number;
	/** Longest answer, reasoning included, in tokens. */
	readonly maxOutput: number;
	readonly inputs: readonly InputKind[];
	/** One price per currency the account may be billed in; the first is the usual one. */
	readonly prices: readonly Price[];
}

/** Days off, both ends included, as `YYYY-MM-DD` in the schedule's time zone. */
export interface Holiday {
	readonly name: string;
	readonly from: string;
	readonly to: string;
}

/** When the peak price applies. */
export interface PeakSchedule {
	/** An IANA name, for example `Asia/Shanghai`. */
	readonly timeZone: string;
	/** 0 for Sunday to 6 for Saturday. */
	readonly weekdays: readonly number[];
	/** Minutes of the day in that time zone, the first included, the second not. */
	readonly hours: readonly (readonly [number, number])[];
	/** Off-peak all day. */
	readonly holidays: readonly Holiday[];
	/** Last day for which the holidays are known for certain; later days count as ordinary ones unless listed. */
	readonly holidaysKnownUntil: string;
}

/** Limits, prices and peak hours, which `/models` does not tell; with their date and source. */
export interface Catalog {
	/** Day the data was looked up, `YYYY-MM-DD`. */
	readonly date: string;
	readonly source: string;
	/** The default model first. */
	readonly models: readonly CatalogModel[];
	/** Ids that are still served by another model of the catalog, and billed as it. */
	readonly aliases: Readonly<Record<string, string>>;
	readonly peak: PeakSchedule;
}
