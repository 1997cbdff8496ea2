import type { CurrentPack, FrozenPack, PackStore, StoredLog } from '../storage/packStore';

/** The packs that are kept, which of them new chats begin with, and what was told since. */
export class FrozenPacks {
	readonly #store: PackStore | undefined;
	readonly #now: () => number;
	#current: CurrentPack | undefined;
	#loaded: FrozenPack | undefined;
	#mentioned: { readonly id: string; readonly paths: readonly string[] } | undefined;
	readonly #logs = new Map<string, StoredLog>();

	/**
	 * @param store undefined keeps the last pack only, in memory
	 * @param now milliseconds since the epoch
	 */
	constructor(store: PackStore | undefined, now: () => number) {
		this.#store = store;
		this.#now = now;
	}

	/** @returns undefined when it is no longer stored */
	async get(id: string): Promise<FrozenPack | undefined> {
		if (this.#loaded?.pack.id === id) {
			return this.#loaded;
		}
		const frozen = await this.#store?.load(id);
		if (frozen) {
			this.#loaded = frozen;
		}
		return frozen;
	}

	/** The pack new chats begin with, and how it was used. */
	async current(): Promise<(CurrentPack & { readonly frozen: FrozenPack }) | undefined> {
		const current = (this.#current ??= await this.#store?.current());
		const frozen = current && (await this.get(current.id));
		return frozen && { ...current, frozen };
	}

	/** What the question that the current pack was made for names: it explains why the pack holds what it holds. */
	async mentioned(): Promise<readonly string[]> {
		const current = (this.#current ??= await this.#store?.current());
		if (!current) {
			return [];
		}
		if (this.#mentioned?.id !== current.id) {
			this.#mentioned = { id: current.id, paths: (await this.get(current.id))?.mentioned ?? [] };
		}
		return this.#mentioned.paths;
	}

	/** Keeps a pack; new chats begin with it from now on. */
	async freeze(frozen: FrozenPack): Promise<void> {
		this.#loaded = frozen;
		this.#mentioned = { id: frozen.pack.id, paths: frozen.mentioned ?? [] };
		await this.#store?.save(frozen);
		await this.#setCurrent({ id: frozen.pack.id, chats: 0, turns: 0, usedAt: this.#now() });
	}

	/** Notes that the endpoint reads a pack: for a chat that begins, for a later question, or ahead of any. */
	async used(id: string, use: 'chat' | 'turn' | 'warm-up'): Promise<void> {
		const current = (this.#current ??= await this.#store?.current());
		if (current?.id === id) {
			const { chats, turns } = current;
			await this.#setCurrent({
				id,
				chats: chats + (use === 'chat' ? 1 : 0),
				turns: turns + (use === 'warm-up' ? 0 : 1),
				usedAt: this.#now(),
			});
		}
	}

	async log(id: string): Promise<StoredLog | undefined> {
		const known = this.#logs.get(id);
		const log = known ?? (await this.#store?.log(id));
		if (log && !known) {
			this.#logs.set(id, log);
		}
		return log;
	}

	async setLog(id: string, log: StoredLog): Promise<void> {
		this.#logs.set(id, log);
		await this.#store?.setLog(id, log);
	}

	async #setCurrent(current: CurrentPack): Promise<void> {
		this.#current = current;
		await this.#store?.setCurrent(current);
	}
}
