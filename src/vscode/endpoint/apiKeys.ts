import type { Event, SecretStorage } from 'vscode';

const prefix = 'longview.apiKey:';

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

	async set(host: string, key: string): Promise<void> {
		await this.#secrets.store(prefix + host, key);
	}

	async remove(host: string): Promise<void> {
		await this.#secrets.delete(prefix + host);
	}
}
