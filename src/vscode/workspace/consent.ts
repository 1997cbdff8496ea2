import type { Memento } from 'vscode';

const key = 'longview.consent';

/** The user's consent to send this workspace, per endpoint host. Kept with the workspace. */
export class Consent {
	readonly #memento: Memento;

	constructor(memento: Memento) {
		this.#memento = memento;
	}

	has(host: string): boolean {
		return this.#hosts().includes(host);
	}

	async give(host: string): Promise<void> {
		await this.#memento.update(key, [...new Set([...this.#hosts(), host])]);
	}

	async withdraw(): Promise<void> {
		await this.#memento.update(key, undefined);
	}

	#hosts(): readonly string[] {
		return this.#memento.get<readonly string[]>(key, []);
	}
}
