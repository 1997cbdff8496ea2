import { LongviewError } from '../core/common/errors';

/** Where DeepSeek serves its models. */
export const defaultBaseUrl = 'https://api.deepseek.com';
export const defaultModel = 'deepseek-flash';

/** Thrown for an endpoint setting that cannot be used. */
export class EndpointSettingError extends LongviewError {
	readonly kind = 'endpoint-setting';
}

export interface BaseUrlRules {
	/** Lets files and key travel unencrypted to other machines, because the user trusts the network in between. */
	readonly allowUnencrypted?: boolean;
}

/**
 * Checks a base URL: absolute, and encrypted unless it stays on this machine. Returns it without a slash at its end.
 * @throws EndpointSettingError
 */
export function checkBaseUrl(value: string, rules: BaseUrlRules = {}): string {
	let url: URL;
	try {
		url = new URL(value);
	} catch {
		throw new EndpointSettingError(`The endpoint ${JSON.stringify(value)} is not a URL.`);
	}
	if (url.username !== '' || url.password !== '') {
		throw new EndpointSettingError('The endpoint holds a password; set the key by itself instead.');
	}
	if (url.search !== '' || url.hash !== '') {
		throw new EndpointSettingError(`The endpoint ${value} must end with its path; remove what stands behind it.`);
	}
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw new EndpointSettingError(`The endpoint ${value} must begin with https://.`);
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname) && rules.allowUnencrypted !== true) {
		throw new EndpointSettingError(
			`The endpoint ${value} is not encrypted. Use https; http is for servers on this machine, unless the setting "longview.endpoint.allowInsecureHttp" is on (on the command line: --allow-insecure-http).`,
		);
	}
	return value.replace(/\/+$/, '');
}

/**
 * Completes an address as people write or copy it: a missing scheme is added, the path of a single call is taken off.
 * Says nothing about whether it can be used; see `checkBaseUrl`.
 */
export function completeBaseUrl(text: string): string {
	const trimmed = text.trim();
	const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : withGuessedScheme(trimmed);
	return withScheme.replace(/\/(?:chat\/completions|completions|models|responses)\/*$/, '').replace(/\/+$/, '');
}

function withGuessedScheme(address: string): string {
	if (address === '' || !URL.canParse(`http://${address}`)) {
		return address;
	}
	return `${isLoopback(new URL(`http://${address}`).hostname) ? 'http' : 'https'}://${address}`;
}

/** True for names and addresses that never leave this machine. */
export function isLoopback(hostname: string): boolean {
	return /^(?:.+\.)?localhost$/.test(hostname) || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** True when DeepSeek itself serves the endpoint, so that its prices apply. */
export function isDeepSeek(baseUrl: string): boolean {
	return new URL(baseUrl).hostname === 'api.deepseek.com';
}
