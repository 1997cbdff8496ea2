import { l10n, Range, Selection, TextEditorRevealType, window, workspace } from 'vscode';
import { reanchor } from '../../core/citations/reanchor';
import { normaliseText } from '../../core/context/layout';
import { uriOfPath } from '../workspace/folders';

/** A place as the model was shown it. */
export interface Place {
	readonly path: string;
	/** 1-based. */
	readonly line: number;
	readonly endLine: number | undefined;
}

/**
 * Opens a cited place in the file as it is now: lines that moved since are found again.
 * @param sent the file's text as it was sent; undefined when it was not
 */
export async function openPlace({ path, line, endLine }: Place, sent: string | undefined): Promise<void> {
	const uri = uriOfPath(path);
	if (!uri) {
		void window.showWarningMessage(l10n.t('{0} is not in this workspace.', path));
		return;
	}
	let document;
	try {
		document = await workspace.openTextDocument(uri);
	} catch {
		void window.showWarningMessage(l10n.t('{0} cannot be opened; it may have been deleted or renamed.', path));
		return;
	}
	const now = normaliseText(document.getText());
	const first = sent === undefined ? line : reanchor(line, sent, now);
	const last = endLine === undefined || sent === undefined ? endLine : reanchor(endLine, sent, now);
	const start = Math.min(document.lineCount, Math.max(1, first ?? line)) - 1;
	const end = Math.min(document.lineCount, Math.max(start + 1, last ?? first ?? line)) - 1;
	const range = new Range(start, 0, end, document.lineAt(end).text.length);
	const editor = await window.showTextDocument(document, { selection: new Range(start, 0, start, 0), preview: true });
	editor.selection = new Selection(range.start, range.end);
	editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
	if (sent !== undefined && first === undefined) {
		void window.showInformationMessage(l10n.t('The cited line of {0} was deleted since; this is where it was.', path));
	}
}
