import { checkEndpoint } from '../../core/model/check/checkEndpoint';
import type { ConnectionOptions } from '../../core/model/connection';
import { ModelError } from '../../core/model/errors';
import { OpenAiClient } from '../../core/model/openAiClient';
import { profileOf } from '../../core/model/profiles/profiles';
import type { EndpointProfile } from '../../core/model/profiles/types';
import type { ModelClient } from '../../core/model/types';
import { isLoopback } from '../../node/endpoint';
import { streamFetch, uncheckedFetch } from '../../node/http/streamFetch';
import { settings } from '../settings';
import type { ApiKeys } from './apiKeys';
import { goesUnchecked, type EndpointTarget } from './endpointTarget';
import type { KnownEndpoints } from './knownEndpoints';

/** How an endpoint is reached: as the editor's proxy and certificate settings say. */
export function connectionTo(baseUrl: string, apiKey: string | undefined): ConnectionOptions {
	return { baseUrl, apiKey, fetch: goesUnchecked(baseUrl) ? uncheckedFetch : streamFetch };
}

/** The way of requests to the endpoint that is set: with its key, and as its kind of server wants them. */
export class EndpointAccess {
	readonly #keys: ApiKeys;
	readonly #target: EndpointTarget;
	readonly #known: KnownEndpoints;

	constructor(keys: ApiKeys, target: EndpointTarget, known: KnownEndpoints) {
		this.#keys = keys;
		this.#target = target;
		this.#known = known;
	}

	/** The key for a host, if there is one. */
	async keyFor(host: string): Promise<string | undefined> {
		return (await this.#keys.get(host)) ?? this.#target.givenKey(host);
	}

	/** Tells keys of the host apart without telling anything about them. */
	async account(): Promise<string> {
		const { host } = this.#target;
		return (await this.#keys.get(host)) === undefined ? '' : await this.#keys.identity(host);
	}

	/** Whether a request can be sent: there is a key, or the server needs none. */
	async hasKey(): Promise<boolean> {
		return this.#mayLackKey() || (await this.keyFor(this.#target.host)) !== undefined;
	}

	/**
	 * A client for the endpoint as it is set now.
	 * @throws ModelError of kind `key-missing`, EndpointSettingError
	 */
	async client(): Promise<ModelClient> {
		const { baseUrl, host, model } = this.#target;
		const apiKey = await this.keyFor(host);
		if (apiKey === undefined && !this.#mayLackKey()) {
			throw new ModelError('key-missing', host);
		}
		const connection = connectionTo(baseUrl, apiKey);
		const idleLimit = settings.idleLimit();
		const open = (profile: EndpointProfile) => new OpenAiClient({ ...connection, idleLimit, profile });
		const { profile, isFresh } = this.#known;
		const known = profile && (isFresh || profile.contextProbes.length === 0) ? open(profile) : undefined;
		const learn = (signal: AbortSignal) => this.#learn(connection, model, signal);
		// Which kind of server it is, is found out with the first request and not before: until then nothing was agreed to.
		return {
			host,
			listModels: (signal) => (known ?? open(profileOf('generic'))).listModels(signal),
			async *stream(request, signal) {
				yield* (known ?? open(await learn(signal))).stream(request, signal);
			},
		};
	}

	/** Looks at the endpoint anew. */
	async look(model: string, signal: AbortSignal): Promise<void> {
		const { baseUrl, host } = this.#target;
		await this.#learn(connectionTo(baseUrl, await this.keyFor(host)), model, signal);
	}

	async #learn(connection: ConnectionOptions, model: string, signal: AbortSignal): Promise<EndpointProfile> {
		const { aliases } = this.#known.catalog.catalog;
		const report = await checkEndpoint({ ...connection, model, aliases }, signal);
		await this.#known.remember(connection.baseUrl, report);
		return report.profile;
	}

	/** Servers of this machine, and those that are known to ask for a key only when they were started with one. */
	#mayLackKey(): boolean {
		return isLoopback(new URL(this.#target.baseUrl).hostname) || this.#known.profile?.key === 'perhaps';
	}
}
