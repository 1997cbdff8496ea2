import { EventEmitter, workspace, type Disposable, type Memento } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import {
	applyCatalogOverrides,
	builtInCatalog,
	catalogJson,
	parseCatalogOverrides,
	readCatalog,
	type Catalog,
} from '../../core/model/catalog';
import { DisposableStore } from '../common/disposables';
import { affects, settings } from '../settings';

const key = 'longview.catalog';

/** Where the catalog comes from that is in use. */
export interface CatalogOrigin {
	/** `imported` when a newer one than the built-in one was imported. */
	readonly kind: 'built-in' | 'imported';
	/** A setting changes something of it. */
	readonly changedBySetting: boolean;
	/** Why the setting, or what was imported, is not used. */
	readonly problem: string | undefined;
}

/**
 * Models, limits, prices and peak hours: what came with Longview, under what the user imported, under what the user
 * set. Nothing is fetched.
 */
export class CatalogStore implements Disposable {
	readonly #memento: Pick<Memento, 'get' | 'update'> | undefined;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	#current: { readonly catalog: Catalog; readonly origin: CatalogOrigin } | undefined;

	/** @param memento left out, what is imported is forgotten with the window */
	constructor(memento?: Pick<Memento, 'get' | 'update'>) {
		this.#memento = memento;
		this.#store.add(
			workspace.onDidChangeConfiguration((event) => {
				if (affects(event, 'endpoint')) {
					this.#change();
				}
			}),
		);
	}

	get catalog(): Catalog {
		return (this.#current ??= this.#build()).catalog;
	}

	get origin(): CatalogOrigin {
		return (this.#current ??= this.#build()).origin;
	}

	/** True when there is something imported that can be given up. */
	get hasImported(): boolean {
		return this.#memento?.get<unknown>(key) !== undefined;
	}

	/**
	 * Takes over a catalog that the user chose.
	 * @returns false when the built-in one is newer and stays in use
	 * @throws CatalogError
	 */
	async import(text: string): Promise<boolean> {
		const { date } = readCatalog(text, builtInCatalog, new Date().toISOString().slice(0, 10));
		if (date < builtInCatalog.date) {
			return false;
		}
		await this.#memento?.update(key, JSON.parse(text));
		this.#change();
		return true;
	}

	/** Goes back to the built-in one. */
	async reset(): Promise<void> {
		await this.#memento?.update(key, undefined);
		this.#change();
	}

	/** The catalog in use, as it can be changed and imported again. */
	text(): string {
		return `${JSON.stringify(catalogJson(this.catalog), undefined, '\t')}\n`;
	}

	dispose(): void {
		this.#store.dispose();
	}

	#change(): void {
		this.#current = undefined;
		this.#changed.fire();
	}

	#build(): { readonly catalog: Catalog; readonly origin: CatalogOrigin } {
		let catalog = builtInCatalog;
		let kind: CatalogOrigin['kind'] = 'built-in';
		let problem: string | undefined;
		const lay = (json: unknown): boolean => {
			try {
				const overrides = parseCatalogOverrides(json);
				catalog = applyCatalogOverrides(catalog, overrides);
				return true;
			} catch (error) {
				problem = errorMessage(error);
				return false;
			}
		};
		const imported = this.#memento?.get<{ readonly date?: unknown }>(key);
		// A newer Longview may bring newer data than what was imported once.
		if (imported && typeof imported.date === 'string' && imported.date >= builtInCatalog.date && lay(imported)) {
			kind = 'imported';
		}
		const own = settings.catalog();
		const isSet = typeof own === 'object' && own !== null ? Object.keys(own).length > 0 : own !== undefined;
		const changedBySetting = isSet && lay(own);
		return { catalog, origin: { kind, changedBySetting, problem } };
	}
}
