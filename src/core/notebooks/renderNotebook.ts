import { escapeMarkers, formatMarker } from './markers';
import { parseNotebook, type CellKind } from './notebook';

export interface RenderedCell {
	/** Number of the cell, from 1, as in its marker line. */
	readonly index: number;
	readonly kind: CellKind;
	/** Lines of the cell's text in the rendered text, from 1, the marker line not among them; empty cells have none. */
	readonly firstLine: number;
	readonly lastLine: number;
}

export interface RenderedNotebook {
	/** Ends with a line feed unless there is no cell. */
	readonly text: string;
	readonly cells: readonly RenderedCell[];
}

/**
 * A notebook as text: before each cell one line such as `# %% 3 [code python] id=ab12cd`, then its source. Outputs,
 * metadata and attachments are left out. `applyNotebookText` takes an edited text back.
 * @param json the file's text
 * @returns undefined when it is no notebook of format 4
 */
export function renderNotebook(json: string): RenderedNotebook | undefined {
	const notebook = parseNotebook(json);
	if (notebook === undefined) {
		return undefined;
	}
	const parts: string[] = [];
	const cells: RenderedCell[] = [];
	let line = 1;
	for (const [position, { kind, language, id, text }] of notebook.cells.entries()) {
		const index = position + 1;
		parts.push(`${formatMarker({ index, kind, language, id })}\n`);
		const body = renderCellText(text);
		parts.push(body);
		const lines = body.split('\n').length - 1;
		cells.push({ index, kind, firstLine: line + 1, lastLine: line + lines });
		line += lines + 1;
	}
	return { text: parts.join(''), cells };
}

/** A cell's text as it stands behind its marker line. An empty one takes no line. */
export function renderCellText(text: string): string {
	return text === '' ? '' : `${escapeMarkers(text)}\n`;
}
