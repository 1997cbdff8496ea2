import { Uri, type Disposable } from 'vscode';
import { uriOfPath } from '../workspace/folders';
import { HeldTexts } from './heldTexts';

const scheme = 'longview-applied';

/** Serves texts of files as an apply left them, to show beside them what the user did since. */
export class SnapshotDocuments implements Disposable {
	readonly #texts = new HeldTexts(scheme);

	/** @returns the address the text is served at */
	set(path: string, text: string): Uri {
		const uri = Uri.from({ scheme, path: uriOfPath(path)?.path ?? `/${path}` });
		this.#texts.set(uri, text);
		return uri;
	}

	dispose(): void {
		this.#texts.dispose();
	}
}
