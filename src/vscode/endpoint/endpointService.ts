import { EventEmitter, workspace, type Disposable } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { modelFacts, type ModelFacts } from '../../core/model/catalog';
import { ModelError } from '../../core/model/errors';
import { OpenAiClient } from '../../core/model/openAiClient';
import type { Thinking } from '../../core/model/types';
import { checkBaseUrl, defaultBaseUrl, defaultModel, isDeepSeek, isLoopback } from '../../node/endpoint';
import type { EndpointView } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { affects, settings } from '../settings';
import type { ApiKeys } from './apiKeys';

/** Overrides from the environment; honoured in development and tests only, see `extension.ts`. */
export interface EndpointOverrides {
	readonly baseUrl?: string;
	readonly model?: string;
	/** Bound to its host like any other key. */
	readonly apiKey?: { readonly host: string; readonly key: string };
	/** The endpoint is the stand-in without a language model. */
	readonly simulator: boolean;
}

/** The endpoint that new requests go to. */
export class EndpointService implements Disposable {
	readonly #keys: ApiKeys;
	readonly #overrides: EndpointOverrides;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	#hasKey = false;

	constructor(keys: ApiKeys, overrides: EndpointOverrides) {
		this.#keys = keys;
		this.#overrides = overrides;
		this.#store.add(
			workspace.onDidChangeConfiguration((event) => {
				if (affects(event, 'endpoint')) {
					void this.refresh();
				}
			}),
		);
		this.#store.add(keys.onDidChange(() => void this.refresh()));
	}

	/** The base URL as set, checked. @throws EndpointSettingError */
	get baseUrl(): string {
		const value = this.#overrides.baseUrl ?? settings.baseUrl();
		return checkBaseUrl(value === '' ? defaultBaseUrl : value);
	}

	/** Host with port; what consent and key are bound to. */
	get host(): string {
		try {
			return new URL(this.baseUrl).host;
		} catch {
			return '';
		}
	}

	get model(): string {
		const value = this.#overrides.model ?? settings.model();
		return value === '' ? defaultModel : value;
	}

	get thinking(): Thinking {
		return settings.thinking();
	}

	facts(model: string): ModelFacts {
		return modelFacts(model, this.#hosted());
	}

	/** True when a request can be sent: there is a key, or the server is on this machine and may need none. */
	get hasKey(): boolean {
		return this.#hasKey;
	}

	/** Tells keys of the host apart without telling anything about them. */
	async account(): Promise<string> {
		return (await this.#keys.get(this.host)) === undefined ? '' : await this.#keys.identity(this.host);
	}

	/** Learns again whether there is a key, and tells listeners. */
	async refresh(): Promise<void> {
		try {
			this.#hasKey = isLoopback(new URL(this.baseUrl).hostname) || (await this.#key()) !== undefined;
		} catch {
			this.#hasKey = false;
		}
		this.#changed.fire();
	}

	/**
	 * A client for the endpoint as it is set now.
	 * @throws ModelError of kind `key-missing`, EndpointSettingError
	 */
	async client(): Promise<OpenAiClient> {
		const baseUrl = this.baseUrl;
		const apiKey = await this.#key();
		const { host, hostname } = new URL(baseUrl);
		if (apiKey === undefined && !isLoopback(hostname)) {
			throw new ModelError('key-missing', host);
		}
		// The extension host's `fetch` honours the editor's proxy and certificate settings.
		return new OpenAiClient({ baseUrl, apiKey, fetch: globalThis.fetch, idleLimit: settings.idleLimit() });
	}

	view(): EndpointView {
		const thinking = this.thinking;
		return {
			host: this.host,
			model: this.model,
			kind: this.#overrides.simulator ? 'simulator' : this.#local() ? 'local' : 'service',
			hasKey: this.#hasKey,
			thinking: thinking.enabled ? thinking.effort : 'off',
		};
	}

	/** Undefined when the endpoint setting can be used, else a sentence. */
	problem(): string | undefined {
		try {
			checkBaseUrl(this.baseUrl);
			return undefined;
		} catch (error) {
			return errorMessage(error);
		}
	}

	dispose(): void {
		this.#store.dispose();
	}

	async #key(): Promise<string | undefined> {
		const { host } = this;
		const given = this.#overrides.apiKey;
		return (await this.#keys.get(host)) ?? (given?.host === host ? given.key : undefined);
	}

	#hosted(): boolean {
		try {
			return this.#overrides.simulator || isDeepSeek(this.baseUrl);
		} catch {
			return false;
		}
	}

	#local(): boolean {
		try {
			return isLoopback(new URL(this.baseUrl).hostname);
		} catch {
			return false;
		}
	}
}
