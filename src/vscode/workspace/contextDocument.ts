import { EventEmitter, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { formatBytes, formatCount } from '../../core/common/format';
import type { WorkspaceContext } from './workspaceContext';

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
		await this.#context.refresh();
		await window.showTextDocument(await workspace.openTextDocument(this.#uri), { preview: true });
	}

	async provideTextDocumentContent(): Promise<string> {
		const { summary } = this.#context;
		if (!summary) {
			return this.#context.view.state === 'failed' ? this.#context.view.message : 'Nothing was read yet.';
		}
		const files = await this.#context.files();
		const full = files.filter((file) => file.tokens > 0);
		const omitted = files.filter((file) => file.tokens === 0);
		const width = Math.max(6, ...full.map((file) => formatCount(file.tokens).length));
		const lines = [
			`${formatCount(full.length)} files are sent in full, ${formatCount(summary.tokens)} tokens with their headers. Largest first.`,
			'',
			...[...full]
				.sort((left, right) => right.tokens - left.tokens || (left.path < right.path ? -1 : 1))
				.map((file) => `${formatCount(file.tokens).padStart(width)}  ${printable(file.path)}`),
			'',
			`${formatCount(omitted.length)} files stay here; the model is told their names and the reason.`,
			'',
			...omitted.map(
				(file) =>
					`${printable(file.path)}  (${file.reason}${file.detail === '' ? '' : `: ${file.detail}`}, ${formatBytes(file.bytes)})`,
			),
			'',
			'What git ignores is not listed and is never sent.',
			...summary.notes,
		];
		return `${lines.join('\n')}\n`;
	}

	dispose(): void {
		this.#registrations.forEach((registration) => void registration.dispose());
		this.#changed.dispose();
	}
}

/** A name may hold line ends; a list of lines may not. */
function printable(path: string): string {
	return /[\n\r]/.test(path) ? JSON.stringify(path) : path;
}
