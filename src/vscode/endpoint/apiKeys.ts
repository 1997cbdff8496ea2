import { randomUUID } from 'node:crypto';
import type { Event, SecretStorage } from 'vscode';

const prefix = 'longview.apiKey:';
const identityPrefix = 'longview.apiKeyIdentity:';

/** API keys in the system's keychain, each bound to the host it was entered for. */
export class ApiKeys {
	readonly #secrets: SecretStorage;
	/** Something changed, here or in another window. */
	readonly onDidChange: Event<unknown>;
	/** Settles when the last change that was asked for is done. */
	#changing: Promise<void> = Promise.resolve();

	constructor(secrets: SecretStorage) {
		this.#secrets = secrets;
		this.onDidChange = secrets.onDidChange;
	}

	/** @param host with port, as in a URL. A key that is being set or removed is waited for. */
	async get(host: string): Promise<string | undefined> {
		await this.#changing;
		return await this.#secrets.get(prefix + host);
	}

	/** A random word that changes with the key and tells nothing about it; empty for a key of an earlier version. */
	async identity(host: string): Promise<string> {
		await this.#changing;
		return (await this.#secrets.get(identityPrefix + host)) ?? '';
	}

	async set(host: string, key: string): Promise<void> {
		await this.#change(async () => {
			if ((await this.#secrets.get(prefix + host)) !== key) {
				await this.#secrets.store(identityPrefix + host, randomUUID());
			}
			await this.#secrets.store(prefix + host, key);
		});
	}

	async remove(host: string): Promise<void> {
		await this.#change(() => this.#secrets.delete(prefix + host));
	}

	/** One change after the other; a failure is the caller's alone. */
	#change(change: () => PromiseLike<void>): Promise<void> {
		const changed = this.#changing.then(change);
		this.#changing = changed.catch(() => undefined);
		return changed;
	}
}
