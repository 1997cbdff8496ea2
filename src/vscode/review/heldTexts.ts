import { EventEmitter, l10n, workspace, type Disposable, type TextDocumentContentProvider, type Uri } from 'vscode';
import { DisposableStore } from '../common/disposables';
import { openDocument } from './files';

/** Characters of texts that are kept although no document shows them: a tab may be opened again. */
const keptCharacters = 4_000_000;

/** Serves texts as read-only documents of a scheme. Of those that no document shows the oldest are given up. */
export class HeldTexts implements TextDocumentContentProvider, Disposable {
	readonly #scheme: string;
	readonly #kept: number;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<Uri>());
	readonly onDidChange = this.#changed.event;
	/** By address; the one that was given or closed last is the last. */
	readonly #texts = new Map<string, { readonly uri: Uri; readonly text: string }>();

	constructor(scheme: string, kept = keptCharacters) {
		this.#scheme = scheme;
		this.#kept = kept;
		this.#store.add(workspace.registerTextDocumentContentProvider(scheme, this));
		this.#store.add(workspace.onDidCloseTextDocument(({ uri }) => this.#closed(uri)));
	}

	/** Addresses whose texts are held. */
	get size(): number {
		return this.#texts.size;
	}

	/** Serves a text at an address from now on. */
	set(uri: Uri, text: string): void {
		const key = uri.toString();
		const before = this.#texts.get(key)?.text;
		this.#texts.delete(key);
		this.#texts.set(key, { uri, text });
		if (before !== text) {
			this.#changed.fire(uri);
		}
	}

	provideTextDocumentContent(uri: Uri): string {
		const held = this.#texts.get(uri.toString());
		if (!held) {
			throw new Error(l10n.t('This text is not kept any more. Open it again from where it was opened.'));
		}
		return held.text;
	}

	dispose(): void {
		this.#store.dispose();
	}

	#closed(uri: Uri): void {
		const held = uri.scheme === this.#scheme ? this.#texts.get(uri.toString()) : undefined;
		if (!held) {
			return;
		}
		this.#texts.delete(uri.toString());
		this.#texts.set(uri.toString(), held);
		let characters = 0;
		for (const [key, each] of [...this.#texts].reverse()) {
			if (!openDocument(each.uri)) {
				characters += each.text.length;
				if (characters > this.#kept) {
					this.#texts.delete(key);
				}
			}
		}
	}
}
