import {
	CodeLens,
	EventEmitter,
	l10n,
	OverviewRulerLane,
	Range,
	ThemeColor,
	window,
	type CodeLensProvider,
	type Disposable,
	type TextDocument,
	type TextEditor,
} from 'vscode';
import type { Hunk } from '../../core/edits/hunks';
import { setContextKey } from '../common/contextKeys';
import { DisposableStore } from '../common/disposables';
import { settings } from '../settings';
import type { PendingFiles } from './pendingFiles';

/** *Accept* and *Reject* above each hunk, and a background behind the lines that came with the edits. */
export class HunkLenses implements CodeLensProvider, Disposable {
	readonly #pending: PendingFiles;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChangeCodeLenses = this.#changed.event;
	readonly #added = this.#store.add(
		window.createTextEditorDecorationType({
			isWholeLine: true,
			backgroundColor: new ThemeColor('diffEditor.insertedLineBackground'),
			overviewRulerColor: new ThemeColor('editorOverviewRuler.addedForeground'),
			overviewRulerLane: OverviewRulerLane.Left,
		}),
	);

	constructor(pending: PendingFiles) {
		this.#pending = pending;
		this.#store.add(pending.onDidChange(() => this.#update()));
		this.#store.add(window.onDidChangeVisibleTextEditors(() => this.#update()));
		this.#store.add(window.onDidChangeActiveTextEditor(() => this.#update()));
		this.#update();
	}

	async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
		const record = this.#pending.byUri(document.uri);
		if (!record || record.deleted || !settings.codeLens()) {
			return [];
		}
		const { hunks } = await this.#pending.current(record, document);
		const lenses = hunks.flatMap((hunk, index) => {
			const range = lensRange(document, hunk);
			const lens = (title: string, command: string) =>
				new CodeLens(range, { title, command, arguments: [document.uri, hunk.id] });
			return [
				lens(l10n.t('$(check) Accept'), 'longview.review.acceptHunk'),
				lens(l10n.t('$(discard) Reject'), 'longview.review.rejectHunk'),
				new CodeLens(range, {
					title: l10n.t('edit {0} of {1}: +{2} −{3}', index + 1, hunks.length, hunk.current.count, hunk.baseline.count),
					command: 'editor.action.dirtydiff.next',
				}),
			];
		});
		return lenses;
	}

	dispose(): void {
		this.#store.dispose();
	}

	#update(): void {
		const active = window.activeTextEditor?.document.uri;
		setContextKey('longview.reviewing', this.#pending.size > 0);
		setContextKey('longview.reviewingEditor', active !== undefined && this.#pending.byUri(active) !== undefined);
		this.#changed.fire();
		window.visibleTextEditors.forEach((editor) => this.#decorate(editor));
	}

	#decorate(editor: TextEditor): void {
		const { document } = editor;
		const record = this.#pending.byUri(document.uri);
		const tracked = record && !record.deleted ? this.#pending.known(record, document) : { hunks: [] };
		if (!tracked) {
			// The editor moves what is drawn along with what is typed until it is known again.
			return;
		}
		editor.setDecorations(
			this.#added,
			tracked.hunks
				.filter((hunk) => hunk.current.count > 0)
				.map(({ current }) => new Range(current.start - 1, 0, current.start + current.count - 2, 0)),
		);
	}
}

/** The first line of a hunk; for removed lines, the line after them. */
export function lensRange(document: TextDocument, hunk: Hunk): Range {
	const line = Math.min(hunk.current.start - 1, document.lineCount - 1);
	return new Range(line, 0, line, 0);
}
