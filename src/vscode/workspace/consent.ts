import type { Memento } from 'vscode';

const key = 'longview.consent';

/**
 * The user's consent to send this workspace, per endpoint host. Kept with the workspace. One that was given to a host
 * whose certificate was checked does not hold for whoever uses its name.
 */
export class Consent {
	readonly #memento: Memento;
	readonly #unchecked: () => boolean;

	/** @param unchecked whether certificates go unchecked now */
	constructor(memento: Memento, unchecked: () => boolean) {
		this.#memento = memento;
		this.#unchecked = unchecked;
	}

	/** True when whoever answers under the name of the host is believed. */
	get unchecked(): boolean {
		return this.#unchecked();
	}

	has(host: string): boolean {
		return this.#hosts().includes(this.#name(host));
	}

	async give(host: string): Promise<void> {
		await this.#memento.update(key, [...new Set([...this.#hosts(), this.#name(host)])]);
	}

	async withdraw(): Promise<void> {
		await this.#memento.update(key, undefined);
	}

	#name(host: string): string {
		return this.#unchecked() ? `${host} unchecked` : host;
	}

	#hosts(): readonly string[] {
		return this.#memento.get<readonly string[]>(key, []);
	}
}
