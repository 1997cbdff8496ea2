import { errorMessage } from '../../core/common/errors';
import type { Thinking } from '../../core/model/types';
import { checkBaseUrl, defaultBaseUrl, defaultModel, isDeepSeek, isLoopback } from '../../node/endpoint';
import { settings } from '../settings';

/** Overrides from the environment; honoured in development and tests only, see `extension.ts`. */
export interface EndpointOverrides {
	readonly baseUrl?: string;
	readonly model?: string;
	/** Bound to its host like any other key. */
	readonly apiKey?: { readonly host: string; readonly key: string };
	/** The endpoint is the stand-in without a language model. */
	readonly simulator: boolean;
}

/** Where requests go and what they ask for, as settings and environment say. */
export class EndpointTarget {
	#overrides: EndpointOverrides;

	constructor(overrides: EndpointOverrides) {
		this.#overrides = overrides;
	}

	/** The base URL as set, checked. @throws EndpointSettingError */
	get baseUrl(): string {
		return this.#checkedBaseUrl();
	}

	#checkedBaseUrl(): string {
		const value = this.#overrides.baseUrl ?? settings.baseUrl();
		return checkBaseUrl(value === '' ? defaultBaseUrl : value, { allowUnencrypted: settings.allowInsecureHttp() });
	}

	/** Host with port; what consent and key are bound to. Empty while the address cannot be used. */
	get host(): string {
		return this.safely((baseUrl) => new URL(baseUrl).host) ?? '';
	}

	get model(): string {
		const value = this.#overrides.model ?? settings.model();
		return value === '' ? defaultModel : value;
	}

	get thinking(): Thinking {
		return settings.thinking();
	}

	get isSimulator(): boolean {
		return this.#overrides.simulator;
	}

	/** True when DeepSeek's own prices apply. */
	get isHosted(): boolean {
		return this.isSimulator || this.safely(isDeepSeek) === true;
	}

	/** True for a server of this machine. */
	get isLocal(): boolean {
		return this.safely((baseUrl) => isLoopback(new URL(baseUrl).hostname)) === true;
	}

	/** Undefined when the endpoint setting can be used, else a sentence. */
	problem(): string | undefined {
		try {
			this.#checkedBaseUrl();
			return undefined;
		} catch (error) {
			return errorMessage(error);
		}
	}

	/** The key that the environment gives for a host. */
	givenKey(host: string): string | undefined {
		const given = this.#overrides.apiKey;
		return given?.host === host ? given.key : undefined;
	}

	/**
	 * From now on the settings hold, also where the environment said otherwise.
	 * @param baseUrl that was chosen; what the environment says about this very address still holds
	 */
	leaveOverrides(baseUrl: string): void {
		const { apiKey, simulator } = this.#overrides;
		const key = apiKey ? { apiKey } : {};
		this.#overrides =
			this.#overrides.baseUrl === baseUrl ? { baseUrl, simulator, ...key } : { simulator: false, ...key };
	}

	/** Undefined while the address cannot be used. */
	safely<Value>(use: (baseUrl: string) => Value): Value | undefined {
		try {
			return use(this.baseUrl);
		} catch {
			return undefined;
		}
	}
}

/** Whether nobody checks whose certificate it is that answers at an address. */
export function goesUnchecked(baseUrl: string): boolean {
	return new URL(baseUrl).protocol === 'https:' && !settings.checksCertificates();
}
