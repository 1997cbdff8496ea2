import { EventEmitter, Uri, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { uriOfPath } from '../workspace/folders';

const scheme = 'longview-applied';

/** Serves texts of files as an apply left them, to show beside them what the user did since. */
export class SnapshotDocuments implements TextDocumentContentProvider, Disposable {
	readonly #texts = new Map<string, string>();
	readonly #changed = new EventEmitter<Uri>();
	readonly onDidChange = this.#changed.event;
	readonly #registration: Disposable;

	constructor() {
		this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
	}

	/** @returns the address the text is served at */
	set(path: string, text: string): Uri {
		const uri = Uri.from({ scheme, path: uriOfPath(path)?.path ?? `/${path}` });
		this.#texts.set(uri.toString(), text);
		this.#changed.fire(uri);
		return uri;
	}

	provideTextDocumentContent(uri: Uri): string {
		return this.#texts.get(uri.toString()) ?? '';
	}

	dispose(): void {
		this.#registration.dispose();
		this.#changed.dispose();
	}
}
