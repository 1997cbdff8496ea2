import type { Memento } from 'vscode';

/**
 * A list that all windows of a user keep together. The editor tells each window what another has stored, so it is read
 * anew each time: what is added goes to the list as it is by then, not to the one this window began with.
 */
export class SharedList<Item> {
	readonly #memento: Pick<Memento, 'get' | 'update'> | undefined;
	readonly #key: string;
	readonly #parse: (stored: unknown) => readonly Item[];
	/** What was stored when it was read last, and what that is. */
	#stored: unknown;
	#items: readonly Item[];

	/**
	 * @param memento left out, everything is forgotten with the window
	 * @param parse what may be anything into what of it is understood
	 */
	constructor(
		memento: Pick<Memento, 'get' | 'update'> | undefined,
		key: string,
		parse: (stored: unknown) => readonly Item[],
	) {
		this.#memento = memento;
		this.#key = key;
		this.#parse = parse;
		this.#items = parse(undefined);
	}

	get items(): readonly Item[] {
		const stored = this.#memento?.get<unknown>(this.#key);
		if (stored !== this.#stored) {
			this.#stored = stored;
			this.#items = this.#parse(stored);
		}
		return this.#items;
	}

	/** Resolves when it is stored; known in this window at once. */
	async change(change: (items: readonly Item[]) => readonly Item[]): Promise<void> {
		this.#items = change(this.items);
		this.#stored = this.#memento && this.#items;
		await this.#memento?.update(this.#key, this.#items);
	}
}
