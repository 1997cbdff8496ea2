import { EventEmitter, Uri, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import type { PendingRecord } from '../../node/storage/journalState';
import { uriOfPath } from '../workspace/folders';
import { openDocument } from './files';
import type { PendingFiles } from './pendingFiles';

/** Scheme of the texts before the edits; the manifest's `when` clauses test it. */
export const baselineScheme = 'longview-base';

/** Address of a file's baseline. That of a file elsewhere than on this disk says in its query where. */
export function baselineUri(record: PendingRecord): Uri {
	const { scheme, authority, path } = uriOfPath(record.path) ?? Uri.file(`/${record.path}`);
	const query = scheme === 'file' && authority === '' ? '' : `${scheme}://${authority}`;
	return Uri.from({ scheme: baselineScheme, path, query });
}

/** The file whose baseline an address names. */
function fileOfBaseline(uri: Uri): Uri {
	return uri.query === '' ? uri.with({ scheme: 'file' }) : Uri.parse(uri.query, true).with({ path: uri.path });
}

/**
 * Serves the files without their pending edits as read-only documents to the native diff. What the user did is part of
 * them, so that only the edits show as changes.
 */
export class BaselineDocuments implements TextDocumentContentProvider, Disposable {
	readonly #pending: PendingFiles;
	readonly #changed = new EventEmitter<Uri>();
	readonly onDidChange = this.#changed.event;
	readonly #registrations: Disposable[];
	readonly #served = new Map<string, string>();

	constructor(pending: PendingFiles) {
		this.#pending = pending;
		this.#registrations = [
			workspace.registerTextDocumentContentProvider(baselineScheme, this),
			pending.onDidChange(() => this.#update()),
			workspace.onDidCloseTextDocument(({ uri }) => {
				// A change of language is told as a close, too.
				if (uri.scheme === baselineScheme && !openDocument(uri)) {
					this.#served.delete(uri.toString());
				}
			}),
		];
	}

	async provideTextDocumentContent(uri: Uri): Promise<string> {
		await this.#pending.settled();
		const text = this.#text(uri) ?? '';
		this.#served.set(uri.toString(), text);
		return text;
	}

	dispose(): void {
		this.#registrations.forEach((registration) => void registration.dispose());
		this.#changed.dispose();
	}

	/** Undefined while nothing is known about the file. */
	#text(uri: Uri): string | undefined {
		const record = this.#pending.byUri(fileOfBaseline(uri));
		return record ? this.#pending.original(record) : '';
	}

	#update(): void {
		for (const [key, served] of this.#served) {
			const uri = Uri.parse(key);
			const text = this.#text(uri);
			if (text !== undefined && text !== served) {
				this.#changed.fire(uri);
			}
		}
	}
}
