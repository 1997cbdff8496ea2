import { formatTokens } from '../../common/format';
import type { ConnectionOptions } from '../connection';
import { ModelError } from '../errors';
import type { Remedy } from '../failures/remedies';
import { OpenAiClient } from '../openAiClient';
import {
	findContextLength,
	findModelEntry,
	inputsInModels,
	pricesInModels,
	smallWindow,
} from '../profiles/contextLength';
import { detectProfile, type DetectedProfile } from '../profiles/detect';
import { createProbe, type Probe } from '../profiles/probe';
import { at, entries } from '../profiles/reading';
import type { ContextLength, EndpointProfile, InputKind } from '../profiles/types';
import type { AccountBalance } from '../types';

export type CheckStepId = 'reachable' | 'key' | 'models' | 'model' | 'balance' | 'context' | 'cache';

/** One thing that was looked at. */
export interface CheckStep {
	readonly id: CheckStepId;
	readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
	/** What was found, as a sentence. */
	readonly message: string;
	/** What can be done about it, the most useful first. */
	readonly remedies: readonly Remedy[];
}

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
	readonly balance: AccountBalance | undefined;
	/** Of the model that was asked about. */
	readonly contextLength: ContextLength | undefined;
	/** An address that answers where the given one does not, for example with `/v1` behind it. */
	readonly suggestedBaseUrl: string | undefined;
}

export interface EndpointCheck extends ConnectionOptions {
	/** The model that will be used. */
	readonly model: string;
	/** Other names it is served by; the catalog's aliases. */
	readonly aliases?: Readonly<Record<string, string>>;
	/** The kind of server, if the user chose one; it is found out otherwise. */
	readonly profile?: EndpointProfile;
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
	const steps = new Steps();
	const listed = await attempt(() => clientFor(check, check.profile).listModelEntries(signal), signal);
	const list = listed instanceof ModelError ? [] : listed;
	const detected: DetectedProfile = check.profile
		? { profile: check.profile, certainty: 'answer' }
		: listed instanceof ModelError && !mayDescribeItself(listed)
			? { profile: (await detectProfile(check.baseUrl, () => Promise.resolve(undefined))).profile, certainty: 'guess' }
			: await detectProfile(check.baseUrl, probe, list);
	const { profile } = detected;
	const client = clientFor(check, profile);
	const report = (more: Partial<EndpointReport> = {}): EndpointReport => ({
		host: client.host,
		profile,
		certainty: detected.certainty,
		steps: steps.all(),
		models: list.map((entry) => ({
			id: String(entry['id']),
			contextLength: profile.contextInModels?.(entry),
			inputs: inputsInModels(entry),
			price: pricesInModels(entry),
		})),
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
	const entry = findModelEntry(list, check.model) ?? findModelEntry(list, check.aliases?.[check.model] ?? check.model);
	takeModel(steps, check.model, list.length, entry !== undefined);
	const balance = await attempt(() => client.balance(signal), signal);
	takeBalance(steps, balance);
	const contextLength = await findContextLength(profile, check.model, entry, probe);
	takeContext(steps, profile, contextLength);
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

function takeModel(steps: Steps, model: string, offered: number, found: boolean): void {
	if (found) {
		steps.add('model', 'ok', `${model} is offered.`);
	} else if (offered === 0) {
		steps.add('model', 'skipped', `Whether ${model} is offered shows only in use.`);
	} else {
		steps.add('model', 'failed', `${model} is not among the models it offers. Choose another one.`, ['choose-model']);
	}
}

function takeBalance(steps: Steps, balance: AccountBalance | ModelError | undefined): void {
	if (balance === undefined) {
		steps.add('balance', 'skipped', 'It does not tell a balance.');
	} else if (balance instanceof ModelError) {
		steps.add('balance', 'warning', `The balance is not known: ${balance.message}`, balance.remedies);
	} else if (!balance.available) {
		steps.add('balance', 'failed', 'The account has no balance left. Top it up.', ['top-up']);
	} else {
		const amounts = balance.balances.map(({ currency, total }) => `${total} ${currency}`).join(', ');
		steps.add('balance', 'ok', amounts === '' ? 'The account has balance.' : `The balance is ${amounts}.`);
	}
}

function takeContext(steps: Steps, profile: EndpointProfile, length: ContextLength | undefined): void {
	const hint = profile.contextHint === undefined ? '' : ` ${profile.contextHint}`;
	if (length === undefined) {
		steps.add('context', 'ok', 'It does not tell its context length; the catalog has it.');
		return;
	}
	const tokens = formatTokens(length.tokens);
	if (length.certainty === 'default') {
		steps.add('context', 'warning', `It does not tell its context length; ${tokens} tokens are usual.${hint}`);
	} else if (length.certainty === 'trained') {
		steps.add(
			'context',
			'warning',
			`The model can take ${tokens} tokens, but how many the server allows is not told.${hint}`,
		);
	} else if (length.tokens < smallWindow) {
		steps.add(
			'context',
			'warning',
			`Prompt and answer together may have ${tokens} tokens: little for a repository.${hint}`,
		);
	} else {
		steps.add('context', 'ok', `Prompt and answer together may have ${tokens} tokens.`);
	}
}

function takeCache(steps: Steps, profile: EndpointProfile): void {
	switch (profile.cache) {
		case 'reported':
			steps.add('cache', 'ok', 'It keeps the beginning of prompts and tells how much of each it kept.');
			break;
		case 'unreported':
			steps.add(
				'cache',
				'warning',
				`It may keep the beginning of prompts but does not tell.${profile.unreportedHint === undefined ? '' : ` ${profile.unreportedHint}`}`,
			);
			break;
		case 'varies':
			steps.add('cache', 'warning', 'Whether the beginning of a prompt is kept depends on the host it is routed to.');
			break;
		case 'unknown':
			steps.add('cache', 'warning', 'Whether it keeps the beginning of prompts shows only in use.');
			break;
	}
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

const order: readonly CheckStepId[] = ['reachable', 'key', 'models', 'model', 'balance', 'context', 'cache'];

class Steps {
	readonly #steps = new Map<CheckStepId, CheckStep>();

	add(id: CheckStepId, status: CheckStep['status'], message: string, remedies: readonly Remedy[] = []): void {
		this.#steps.set(id, { id, status, message, remedies });
	}

	fail(id: CheckStepId, error: ModelError): void {
		const words = error.details.serverMessage;
		const said = words === undefined || words === '' ? '' : ` It said: ${words.slice(0, 200)}`;
		this.add(id, 'failed', error.message + said, error.remedies);
	}

	all(): readonly CheckStep[] {
		return order.map((id) => this.#steps.get(id) ?? { id, status: 'skipped', message: 'Not looked at.', remedies: [] });
	}
}
