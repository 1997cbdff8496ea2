import * as v from 'valibot';
import { LongviewError } from '../../common/errors';
import type { Catalog, CatalogModel, Holiday, Price } from './types';

/** Thrown for catalog data that cannot be used; `problems` names each place and what is expected there. */
export class CatalogError extends LongviewError {
	readonly kind = 'catalog';
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super(`The catalog of models and prices cannot be used: ${problems.join('; ')}.`);
		this.problems = problems;
	}
}

const tokens = v.pipe(v.number('a number'), v.integer('a whole number'), v.minValue(1, 'at least 1'));
const money = v.pipe(v.number('a number'), v.finite('a finite number'), v.minValue(0, 'at least 0'));
const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const date = v.pipe(
	v.string('a date such as "2027-01-31"'),
	v.check((value) => isDate(value), 'a date such as "2027-01-31"'),
);
const timeOfDay = v.pipe(
	v.string('a time such as "09:00"'),
	v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time such as "09:00"'),
	v.transform((value) => Number(value.slice(0, 2)) * 60 + Number(value.slice(3))),
);
const price = v.strictObject({
	cachedInput: money,
	input: money,
	output: money,
	peakFactor: v.optional(v.pipe(v.number('a number'), v.minValue(1, 'at least 1')), 1),
});
const model = v.strictObject({
	id: text,
	label: v.optional(text),
	contextWindow: v.optional(tokens),
	maxOutput: v.optional(tokens),
	inputs: v.optional(v.array(v.picklist(['text', 'image'], '"text" or "image"'), 'a list')),
	prices: v.optional(
		v.record(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'a currency such as "USD"')), price, 'prices by currency'),
	),
});
const holiday = v.union(
	[
		v.pipe(
			date,
			v.transform((value) => ({ name: 'holiday', from: value, to: value })),
		),
		v.pipe(
			v.strictObject({ name: v.optional(text, 'holiday'), from: date, to: date }),
			v.check(({ from, to }) => from <= to, 'an end that is not before its beginning'),
		),
	],
	'a date, or an object with "from" and "to"',
);
const overridesSchema = v.strictObject(
	{
		date: v.optional(date),
		source: v.optional(text),
		models: v.optional(v.array(model, 'a list of models'), []),
		aliases: v.optional(v.record(v.string(), text, 'model ids by alias'), {}),
		peak: v.optional(
			v.strictObject({
				timeZone: v.optional(
					v.pipe(
						text,
						v.check((value) => isTimeZone(value), 'a time zone such as "Asia/Shanghai"'),
					),
				),
				weekdays: v.optional(
					v.array(
						v.pipe(
							v.number('a number from 0 (Sunday) to 6'),
							v.integer('a number from 0 (Sunday) to 6'),
							v.minValue(0, 'a number from 0 (Sunday) to 6'),
							v.maxValue(6, 'a number from 0 (Sunday) to 6'),
						),
						'a list',
					),
				),
				hours: v.optional(
					v.array(
						v.pipe(
							v.strictTuple([timeOfDay, timeOfDay], 'two times such as ["09:00", "12:00"]'),
							v.check(([from, to]) => from < to, 'an end after its beginning'),
						),
						'a list',
					),
				),
				holidays: v.optional(v.array(holiday, 'a list')),
				holidaysKnownUntil: v.optional(date),
			}),
			{},
		),
	},
	'an object',
);

/** Checked changes to a catalog. */
export type CatalogOverrides = v.InferOutput<typeof overridesSchema>;

/**
 * Checks catalog data from a setting or a file. Everything may be left out; models are told apart by their id, holidays
 * are added to those that are known.
 * @throws CatalogError naming every problem
 */
export function parseCatalogOverrides(json: unknown): CatalogOverrides {
	const parsed = v.safeParse(overridesSchema, json ?? {});
	if (parsed.success) {
		return parsed.output;
	}
	throw new CatalogError(
		parsed.issues.map((issue) => {
			const path = v.getDotPath(issue);
			if (issue.type === 'strict_object' && issue.expected === 'never') {
				return `${path ?? 'the catalog'} is not known here`;
			}
			return `${path ?? 'the catalog'} must be ${issue.message}`;
		}),
	);
}

/** A catalog with changes laid over it. A model that is not known yet needs its window; the rest has sensible values. */
export function applyCatalogOverrides(catalog: Catalog, overrides: CatalogOverrides): Catalog {
	const models = new Map(catalog.models.map((each) => [each.id, each]));
	for (const change of overrides.models) {
		models.set(change.id, changedModel(models.get(change.id), change));
	}
	const { holidays, ...peak } = withoutUndefined(overrides.peak);
	return {
		date: overrides.date ?? catalog.date,
		source: overrides.source ?? catalog.source,
		models: [...models.values()],
		aliases: { ...catalog.aliases, ...overrides.aliases },
		peak: { ...catalog.peak, ...peak, holidays: withHolidays(catalog.peak.holidays, holidays ?? []) },
	};
}

function withHolidays(known: readonly Holiday[], added: readonly Holiday[]): readonly Holiday[] {
	const spans = new Set(known.map(({ from, to }) => `${from} ${to}`));
	return [...known, ...added.filter(({ from, to }) => !spans.has(`${from} ${to}`))];
}

function changedModel(known: CatalogModel | undefined, change: CatalogOverrides['models'][number]): CatalogModel {
	const contextWindow = change.contextWindow ?? known?.contextWindow;
	if (contextWindow === undefined) {
		throw new CatalogError([`the new model ${change.id} needs a contextWindow`]);
	}
	const prices = Object.entries(change.prices ?? {}).map(([currency, each]): Price => ({ currency, ...each }));
	return {
		id: change.id,
		label: change.label ?? known?.label ?? change.id,
		contextWindow,
		maxOutput: Math.min(contextWindow, change.maxOutput ?? known?.maxOutput ?? contextWindow),
		inputs: change.inputs ?? known?.inputs ?? ['text'],
		prices: [
			...prices,
			...(known?.prices ?? []).filter(({ currency }) => prices.every((each) => each.currency !== currency)),
		],
	};
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
	return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}

function isDate(value: string): boolean {
	const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isTimeZone(value: string): boolean {
	try {
		new Intl.DateTimeFormat('en-US', { timeZone: value });
		return true;
	} catch {
		return false;
	}
}
