import * as v from 'valibot';
import type { EndpointReport } from '../check/checkEndpoint';
import type { ContextLength, InputKind, ProfileId } from './types';
import { profiles } from './profiles';

/** More models than this are not remembered: lists of services that route to others are endless. */
const mostModels = 500;

const tokens = v.pipe(v.number(), v.integer(), v.minValue(1));
const money = v.pipe(v.number(), v.finite(), v.minValue(0));
const isProfile = (value: string): value is ProfileId => profiles().some(({ id }) => id === value);

const modelSchema = v.object({
	id: v.pipe(v.string(), v.nonEmpty()),
	contextLength: v.optional(v.object({ tokens, certainty: v.picklist(['served', 'trained', 'default']) })),
	inputs: v.optional(v.array(v.picklist(['text', 'image']))),
	price: v.optional(v.object({ input: money, cachedInput: money, output: money })),
});

const knowledgeSchema = v.object({
	profile: v.pipe(
		v.string(),
		v.check((value) => isProfile(value)),
		v.transform((value) => value as ProfileId),
	),
	models: v.array(modelSchema),
	currency: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
	checkedAt: v.number(),
});

/** What an endpoint told about one of its models. */
export interface KnownModel {
	readonly id: string;
	readonly contextLength?: ContextLength | undefined;
	/** Undefined when it does not tell. */
	readonly inputs?: readonly InputKind[] | undefined;
	/** Per million tokens in US dollars; undefined when it does not tell. */
	readonly price?: { readonly input: number; readonly cachedInput: number; readonly output: number } | undefined;
}

/** What was found out about an endpoint, to be remembered from one day to the next. */
export interface EndpointKnowledge {
	readonly profile: ProfileId;
	readonly models: readonly KnownModel[];
	/** What the account is billed in, where the endpoint tells a balance. */
	readonly currency?: string | undefined;
	/** Milliseconds since the epoch. */
	readonly checkedAt: number;
}

/** What is worth remembering of a check. */
export function knowledgeOf(report: EndpointReport, now: number): EndpointKnowledge {
	const models = report.models.map(({ id, contextLength, inputs, price }): KnownModel => {
		const found = id === report.model ? (report.contextLength ?? contextLength) : contextLength;
		return {
			id,
			...(found ? { contextLength: found } : {}),
			...(inputs ? { inputs } : {}),
			...(price ? { price } : {}),
		};
	});
	const own = models.filter(({ id }) => id === report.model);
	const currency = report.balance?.balances.find(({ total }) => Number(total) > 0)?.currency;
	return {
		profile: report.profile.id,
		models: [...own, ...models.filter(({ id }) => id !== report.model)].slice(0, mostModels),
		...(currency !== undefined && /^[A-Z]{3}$/.test(currency) ? { currency } : {}),
		checkedAt: now,
	};
}

/**
 * Newer knowledge, with what only the older has told: a window that needed a question of its own is not asked for again
 * when another model is looked at.
 */
export function mergeKnowledge(older: EndpointKnowledge | undefined, newer: EndpointKnowledge): EndpointKnowledge {
	if (older?.profile !== newer.profile) {
		return newer;
	}
	const before = new Map(older.models.map((model) => [model.id, model]));
	const currency = newer.currency ?? older.currency;
	return {
		...newer,
		...(currency === undefined ? {} : { currency }),
		models: newer.models.map((model) => ({ ...before.get(model.id), ...model })),
	};
}

/** Knowledge out of storage; undefined for anything else. */
export function parseKnowledge(json: unknown): EndpointKnowledge | undefined {
	const parsed = v.safeParse(knowledgeSchema, json);
	return parsed.success ? parsed.output : undefined;
}
