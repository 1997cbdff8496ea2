import type { ConnectionOptions } from '../connection';
import { ModelError } from '../errors';
import { OpenAiClient } from '../openAiClient';
import { findContextLength, findModelEntry, inputsInModels, pricesInModels } from '../profiles/contextLength';
import { detectProfile, type DetectedProfile } from '../profiles/detect';
import { createProbe, type Probe } from '../profiles/probe';
import { at, entries } from '../profiles/reading';
import type { ContextLength, EndpointProfile, InputKind } from '../profiles/types';
import type { AccountBalance } from '../types';
import { Steps, takeBalance, takeCache, takeContext, takeModel, type CheckStep } from './steps';

/** A model the endpoint offers, with what its list says about it. */
export interface ServedModel {
	readonly id: string;
	readonly contextLength: ContextLength | undefined;
	/** Undefined when the list does not tell. */
	readonly inputs: readonly InputKind[] | undefined;
	/** Per million tokens, in US dollars; undefined when the list does not tell. */
	readonly price: ReturnType<typeof pricesInModels>;
}

/** What is known about an endpoint after it was looked at. Nothing was spent. */
export interface EndpointReport {
	readonly host: string;
	readonly profile: EndpointProfile;
	readonly certainty: DetectedProfile['certainty'];
	/** In the order they were taken; those behind a failure that rules them out are `skipped`. */
	readonly steps: readonly CheckStep[];
	readonly models: readonly ServedModel[];
	/** The model that was looked at; undefined when there was none to be chosen. */
	readonly model: string | undefined;
	readonly balance: AccountBalance | undefined;
	/** Of the model that was looked at. */
	readonly contextLength: ContextLength | undefined;
	/** An address that answers where the given one does not, for example with `/v1` behind it. */
	readonly suggestedBaseUrl: string | undefined;
}

export interface EndpointCheck extends ConnectionOptions {
	/** The model that will be used, or what chooses it among those that are offered. */
	readonly model: string | ((offered: readonly ServedModel[]) => string | undefined);
	/** Other names it is served by; the catalog's aliases. */
	readonly aliases?: Readonly<Record<string, string>>;
	/** The kind of server, if the user chose one; it is found out otherwise. */
	readonly profile?: EndpointProfile;
	/** The kind of server it is when it does not tell. */
	readonly usualProfile?: EndpointProfile;
	/** Told of each step as it is taken. */
	readonly onStep?: (step: CheckStep) => void;
}

/** Whether every step went well enough to ask something. */
export function isUsable(report: EndpointReport): boolean {
	return report.steps.every(({ status }) => status !== 'failed');
}

/**
 * Looks at an endpoint: whether it can be reached, takes the key, offers the model, has balance, and how long a prompt
 * may be. Costs nothing. Rejects only when stopped.
 */
export async function checkEndpoint(check: EndpointCheck, signal: AbortSignal): Promise<EndpointReport> {
	const probe = createProbe(check, signal);
	const steps = new Steps(check.onStep);
	const listed = await attempt(() => clientFor(check, check.profile).listModelEntries(signal), signal);
	const list = listed instanceof ModelError ? [] : listed;
	const detected = await whichServer(check, listed, list, probe);
	const { profile } = detected;
	const client = clientFor(check, profile);
	const models = list.map((entry): ServedModel => ({
		id: String(entry['id']),
		contextLength: profile.contextInModels?.(entry),
		inputs: inputsInModels(entry),
		price: pricesInModels(entry),
	}));
	const model = typeof check.model === 'string' ? check.model : check.model(models);
	const report = (more: Partial<EndpointReport> = {}): EndpointReport => ({
		host: client.host,
		profile,
		certainty: detected.certainty,
		steps: steps.all(),
		models,
		model,
		balance: undefined,
		contextLength: undefined,
		suggestedBaseUrl: undefined,
		...more,
	});

	const suggestedBaseUrl =
		listed instanceof ModelError && listed.kind === 'not-an-endpoint'
			? await betterAddress(check.baseUrl, probe)
			: undefined;
	if (!takeList(steps, client.host, listed, check, suggestedBaseUrl)) {
		return report({ suggestedBaseUrl });
	}
	const key = await attempt(() => client.checkKey(signal), signal);
	if (key instanceof ModelError && !['not-an-endpoint', 'invalid-request'].includes(key.kind)) {
		steps.fail('key', key);
	} else {
		steps.add('key', 'ok', check.apiKey === undefined ? 'No key is needed.' : 'The key is accepted.');
	}
	const entry =
		model === undefined
			? undefined
			: (findModelEntry(list, model) ?? findModelEntry(list, check.aliases?.[model] ?? model));
	takeModel(steps, model, list.length, entry !== undefined);
	const balance = await attempt(() => client.balance(signal), signal);
	takeBalance(steps, balance);
	const contextLength = model === undefined ? undefined : await findContextLength(profile, model, entry, probe);
	if (model !== undefined) {
		takeContext(steps, profile, contextLength);
	}
	takeCache(steps, profile);
	return report({ balance: balance instanceof ModelError ? undefined : balance, contextLength });
}

function clientFor(check: EndpointCheck, profile: EndpointProfile | undefined): OpenAiClient {
	return new OpenAiClient({ ...check, idleLimit: 30_000, ...(profile ? { profile } : {}) });
}

/** A failure, or what came; rejects only when stopped. */
async function attempt<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T | ModelError> {
	try {
		return await action();
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ModelError) {
			return error;
		}
		throw error;
	}
}

/** As the user says; else as it says itself; else as is usual there. */
async function whichServer(
	check: EndpointCheck,
	listed: readonly unknown[] | ModelError,
	list: Parameters<typeof detectProfile>[2],
	probe: Probe,
): Promise<DetectedProfile> {
	if (check.profile) {
		return { profile: check.profile, certainty: 'answer' };
	}
	const silent = listed instanceof ModelError && !mayDescribeItself(listed);
	const detected = await (silent
		? detectProfile(check.baseUrl, () => Promise.resolve(undefined))
		: detectProfile(check.baseUrl, probe, list));
	return detected.certainty === 'guess' && check.usualProfile
		? { profile: check.usualProfile, certainty: 'guess' }
		: detected;
}

/** A server that answered, if only to refuse, may say more about itself; one that cannot be reached says nothing. */
function mayDescribeItself({ kind }: ModelError): boolean {
	return kind === 'not-an-endpoint' || kind === 'invalid-request';
}

/** True when the list of models came, or the server is one that keeps none. */
function takeList(
	steps: Steps,
	host: string,
	listed: readonly unknown[] | ModelError,
	check: EndpointCheck,
	suggested: string | undefined,
): boolean {
	if (!(listed instanceof ModelError)) {
		steps.add('reachable', 'ok', `${host} answers.`);
		steps.add(
			'models',
			listed.length > 0 ? 'ok' : 'warning',
			listed.length > 0
				? `It offers ${listed.length === 1 ? '1 model' : `${listed.length} models`}.`
				: 'It offers no models yet.',
		);
		return true;
	}
	if (listed.kind === 'key-missing' || listed.kind === 'key-wrong') {
		steps.add('reachable', 'ok', `${host} answers.`);
		steps.fail('key', listed);
	} else if (listed.kind === 'not-an-endpoint' && suggested !== undefined) {
		steps.add('reachable', 'failed', `${check.baseUrl} is not the endpoint's address, but ${suggested} is.`, [
			'change-endpoint',
		]);
	} else {
		steps.fail('reachable', listed);
	}
	return false;
}

/** The same server with `/v1`, when that answers like an endpoint. */
async function betterAddress(baseUrl: string, probe: Probe): Promise<string | undefined> {
	for (const path of ['/v1', '/api/v1']) {
		const answer = await probe({ method: 'GET', from: 'root', path: `${path}/models` });
		if (answer?.status === 200 && entries(at(answer.json, 'data')).some(({ id }) => typeof id === 'string')) {
			return new URL(path, baseUrl).href;
		}
	}
	return undefined;
}
