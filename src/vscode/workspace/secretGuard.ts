import { EventEmitter, type Disposable, type Memento } from 'vscode';
import type { SecretSettings } from '../../node/pack/request';

const allowedName = 'longview.allowedSecrets';

/**
 * How secrets are replaced: with a key of this user's own, so that nobody can try words against the placeholders, and
 * with the exceptions the user made in this workspace.
 */
export class SecretGuard implements Disposable {
	readonly #key: string;
	readonly #memento: Memento;
	readonly #changed = new EventEmitter<void>();
	readonly onDidChange = this.#changed.event;

	/** @param key see `placeholderKey` */
	constructor(key: string, memento: Memento) {
		this.#key = key;
		this.#memento = memento;
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
