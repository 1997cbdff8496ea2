import { randomUUID } from 'node:crypto';
import type { Event, SecretStorage } from 'vscode';

const prefix = 'longview.apiKey:';
const identityPrefix = 'longview.apiKeyIdentity:';

/** API keys in the system's keychain, each bound to the host it was entered for. */
export class ApiKeys {
	readonly #secrets: SecretStorage;
	/** Something changed, here or in another window. */
	readonly onDidChange: Event<unknown>;

	constructor(secrets: SecretStorage) {
		this.#secrets = secrets;
		this.onDidChange = secrets.onDidChange;
	}

	/** @param host with port, as in a URL */
	async get(host: string): Promise<string | undefined> {
		return await this.#secrets.get(prefix + host);
	}

	/** A random word that changes with the key and tells nothing about it; empty for a key of an earlier version. */
	async identity(host: string): Promise<string> {
		return (await this.#secrets.get(identityPrefix + host)) ?? '';
	}

	async set(host: string, key: string): Promise<void> {
		if ((await this.get(host)) !== key) {
			await this.#secrets.store(identityPrefix + host, randomUUID());
		}
		await this.#secrets.store(prefix + host, key);
	}

	async remove(host: string): Promise<void> {
		await this.#secrets.delete(prefix + host);
	}
}
