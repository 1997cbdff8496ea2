import type { Disposable } from 'vscode';

/** Owns disposables. What is added after it was disposed is disposed at once, so nothing leaks on the way down. */
export class DisposableStore implements Disposable {
	readonly #items = new Set<Disposable>();
	#disposed = false;

	/** Takes ownership and gives the item back, so that creating and owning are one expression. */
	add<Item extends Disposable>(item: Item): Item {
		if (this.#disposed) {
			item.dispose();
		} else {
			this.#items.add(item);
		}
		return item;
	}

	dispose(): void {
		this.#disposed = true;
		this.clear();
	}

	/** Disposes what is there and takes more later. */
	clear(): void {
		for (const item of this.#items) {
			item.dispose();
		}
		this.#items.clear();
	}
}
