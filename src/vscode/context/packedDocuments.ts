import { EventEmitter, l10n, Uri, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { DisposableStore } from '../common/disposables';
import type { WorkspaceContext } from '../workspace/workspaceContext';

const scheme = 'longview-packed';

/** Address of a file as the frozen pack shows it. */
export function packedUri(path: string): Uri {
	return Uri.from({ scheme, path: `/${path}` });
}

/** Serves what was sent of a file as a read-only document. */
export class PackedDocuments implements TextDocumentContentProvider, Disposable {
	readonly #context: WorkspaceContext;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<Uri>());
	readonly onDidChange = this.#changed.event;

	constructor(context: WorkspaceContext) {
		this.#context = context;
		this.#store.add(workspace.registerTextDocumentContentProvider(scheme, this));
		this.#store.add(
			context.onDidChange(() => {
				for (const { uri } of workspace.textDocuments) {
					if (uri.scheme === scheme) {
						this.#changed.fire(uri);
					}
				}
			}),
		);
	}

	async provideTextDocumentContent(uri: Uri): Promise<string> {
		const text = await this.#context.ask('packedText', { path: uri.path.slice(1) });
		return text ?? l10n.t('The pack holds no text of this file.');
	}

	dispose(): void {
		this.#store.dispose();
	}
}
