import { EventEmitter, l10n, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { lookVisibly } from './visibleLook';

const scheme = 'longview-context';

/** A read-only document that lists every file of the workspace with its tokens, and why some are left out. */
export class ContextDocument implements TextDocumentContentProvider, Disposable {
	readonly #context: WorkspaceContext;
	readonly #changed = new EventEmitter<Uri>();
	readonly onDidChange = this.#changed.event;
	readonly #registrations: Disposable[];
	readonly #uri = Uri.from({ scheme, path: '/What Longview Sends' });

	constructor(context: WorkspaceContext) {
		this.#context = context;
		this.#registrations = [
			workspace.registerTextDocumentContentProvider(scheme, this),
			context.onDidChange(() => this.#changed.fire(this.#uri)),
		];
	}

	async show(): Promise<void> {
		await lookVisibly(this.#context);
		await window.showTextDocument(await workspace.openTextDocument(this.#uri), { preview: true });
	}

	async provideTextDocumentContent(): Promise<string> {
		const { view } = this.#context;
		return (
			(await this.#context.ask('contextListing', undefined)) ??
			(view.state === 'failed' || view.state === 'stopped' ? view.message : l10n.t('Nothing was read yet.'))
		);
	}

	dispose(): void {
		this.#registrations.forEach((registration) => void registration.dispose());
		this.#changed.dispose();
	}
}
