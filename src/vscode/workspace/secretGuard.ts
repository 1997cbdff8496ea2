import { randomBytes } from 'node:crypto';
import { EventEmitter, type Disposable, type Memento, type SecretStorage } from 'vscode';
import type { SecretSettings } from '../../node/pack/request';

const keyName = 'longview.placeholderKey';
const allowedName = 'longview.allowedSecrets';
const keyBytes = 32;

/**
 * How secrets are replaced: with a key of this user's own, so that nobody can try words against the placeholders, and
 * with the exceptions the user made in this workspace.
 */
export class SecretGuard implements Disposable {
	readonly #key: string;
	readonly #memento: Memento;
	readonly #changed = new EventEmitter<void>();
	readonly onDidChange = this.#changed.event;

	private constructor(key: string, memento: Memento) {
		this.#key = key;
		this.#memento = memento;
	}

	/** Makes the key when there is none yet. */
	static async open(secrets: SecretStorage, memento: Memento): Promise<SecretGuard> {
		let key = await secrets.get(keyName);
		if (key === undefined) {
			key = randomBytes(keyBytes).toString('hex');
			await secrets.store(keyName, key);
			// Another window may have been faster.
			key = (await secrets.get(keyName)) ?? key;
		}
		return new SecretGuard(key, memento);
	}

	get settings(): SecretSettings {
		return { key: this.#key, allowed: this.allowed };
	}

	/** Placeholders that the user marked as no secrets. */
	get allowed(): readonly string[] {
		return this.#memento.get<string[]>(allowedName, []);
	}

	/** Sends the value behind a placeholder in clear from now on, or no longer. */
	async allow(placeholder: string, allowed: boolean): Promise<void> {
		const others = this.allowed.filter((each) => each !== placeholder);
		await this.#memento.update(allowedName, allowed ? [...others, placeholder].sort() : others);
		this.#changed.fire();
	}

	dispose(): void {
		this.#changed.dispose();
	}
}
