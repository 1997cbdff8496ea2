import { commands, EventEmitter, Uri, type Disposable, type Memento } from 'vscode';
import { pathOfUri } from '../workspace/folders';

const storedName = 'longview.pinnedFiles';
/** Context key for `resource in …` in the manifest. */
const contextKey = 'longview.pinnedFiles';

/** Files the user wants in full before any other, kept with the workspace. */
export class PinnedFiles implements Disposable {
	readonly #memento: Memento;
	readonly #changed = new EventEmitter<void>();
	readonly onDidChange = this.#changed.event;

	constructor(memento: Memento) {
		this.#memento = memento;
		this.#showInMenus();
	}

	/** As the pack names them, sorted. Those outside the folders that are open now are not among them. */
	get paths(): readonly string[] {
		const paths = this.#stored().map((uri) => pathOfUri(Uri.parse(uri)));
		return paths.filter((path) => path !== undefined).sort();
	}

	async pin(uris: readonly Uri[], pinned: boolean): Promise<void> {
		const given = uris.map(String);
		const others = this.#stored().filter((uri) => !given.includes(uri));
		await this.#memento.update(storedName, pinned ? [...others, ...given].sort() : others);
		this.#showInMenus();
		this.#changed.fire();
	}

	dispose(): void {
		this.#changed.dispose();
	}

	#stored(): readonly string[] {
		return this.#memento.get<string[]>(storedName, []);
	}

	#showInMenus(): void {
		const keys = Object.fromEntries(this.#stored().map((uri) => [uri, true]));
		void commands.executeCommand('setContext', contextKey, keys);
	}
}
