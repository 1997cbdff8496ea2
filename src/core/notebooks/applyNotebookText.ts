import { elementsOf, memberOf, membersOf, skipSpace, type Span } from './jsonSpans';
import { isSame, matchCells, parseRenderedText, type EditedCell } from './matchCells';
import { parseNotebook, type Notebook, type NotebookCell } from './notebook';
import { styleOf, writeList, writeSource, writeString, type NotebookStyle } from './notebookStyle';

/**
 * Takes an edited rendered text back into its notebook. What was not edited stays byte for byte: an unchanged cell
 * keeps outputs, metadata and attachments. A changed code cell loses its outputs and its execution count, because they
 * belong to code that is no longer there; its metadata and attachments stay. A cell whose marker line is gone is
 * deleted, a marker line that fits no cell begins a new one.
 * @param json the notebook's text as it was rendered from
 * @param edited the text of `renderNotebook`, edited
 * @returns undefined when `json` is no notebook of format 4, or when `edited` has text but no marker line
 */
export function applyNotebookText(json: string, edited: string): string | undefined {
	const notebook = parseNotebook(json);
	const cells = parseRenderedText(edited);
	if (notebook === undefined || cells === undefined) {
		return undefined;
	}
	const mark = json.startsWith('\uFEFF') ? '\uFEFF' : '';
	return mark + new NotebookEditor(json.slice(mark.length), notebook).apply(cells);
}

class NotebookEditor {
	readonly #json: string;
	readonly #notebook: Notebook;
	/** The array of cells. */
	readonly #array: Span;
	readonly #spans: readonly Span[];
	readonly #style: NotebookStyle;
	readonly #ids: Set<string>;

	constructor(json: string, notebook: Notebook) {
		this.#json = json;
		this.#notebook = notebook;
		this.#array = memberOf(json, skipSpace(json, 0), 'cells')!.value;
		this.#spans = elementsOf(json, this.#array.start);
		this.#style = styleOf(json, this.#spans);
		this.#ids = new Set(notebook.cells.flatMap(({ id }) => id ?? []));
	}

	apply(edited: readonly EditedCell[]): string {
		const matches = matchCells(edited, this.#notebook.cells);
		const written = edited.map((cell, index) => this.#write(cell, index, matches[index]));
		const isInPlace = matches.length === this.#spans.length && matches.every((match, index) => match === index);
		return isInPlace ? this.#replaceInPlace(written) : this.#replaceArray(written);
	}

	#replaceInPlace(cells: readonly string[]): string {
		let result = '';
		let at = 0;
		for (const [index, { start, end }] of this.#spans.entries()) {
			result += this.#json.slice(at, start) + cells[index]!;
			at = end;
		}
		return result + this.#json.slice(at);
	}

	/** Writes the array anew, with the space that stood between its elements. */
	#replaceArray(cells: readonly string[]): string {
		const [first, second] = this.#spans;
		const before = this.#json.slice(0, this.#array.start);
		const after = this.#json.slice(this.#array.end);
		if (first === undefined || cells.length === 0) {
			return before + writeList(cells, ['[', ']'], this.#style.indent ?? '', this.#style) + after;
		}
		const opening = this.#json.slice(this.#array.start, first.start);
		const closing = this.#json.slice(this.#spans.at(-1)!.end, this.#array.end);
		const gap = second
			? this.#json.slice(first.end, second.start)
			: `,${opening.slice(1) || this.#style.comma.slice(1)}`;
		return before + opening + cells.join(gap) + closing + after;
	}

	#write(cell: EditedCell, index: number, match: number | undefined): string {
		if (match === undefined) {
			return this.#create(cell, this.#newId(cell, index), undefined);
		}
		const original = this.#notebook.cells[match]!;
		const { start, end } = this.#spans[match]!;
		if (isSame(cell, original)) {
			return this.#json.slice(start, end);
		}
		return cell.kind === original.kind
			? this.#change(cell, original, start, end)
			: this.#convert(cell, original, start);
	}

	/** The same cell with another source. */
	#change(cell: EditedCell, original: NotebookCell, start: number, end: number): string {
		let result = '';
		let at = start;
		for (const { key, keyStart, value } of membersOf(this.#json, start)) {
			const replacement = this.#replacement(key, cell, original, keyStart, value);
			if (replacement !== undefined) {
				result += this.#json.slice(at, value.start) + replacement;
				at = value.end;
			}
		}
		return result + this.#json.slice(at, end);
	}

	#replacement(
		key: string,
		cell: EditedCell,
		original: NotebookCell,
		keyStart: number,
		value: Span,
	): string | undefined {
		if (key === 'source') {
			const hasLines = this.#json[value.start] === '[';
			return writeSource(cell.text.replaceAll('\n', original.lineEnd), hasLines, this.#marginAt(keyStart), this.#style);
		}
		if (cell.kind !== 'code') {
			return undefined;
		}
		return key === 'outputs' ? '[]' : key === 'execution_count' ? 'null' : undefined;
	}

	/** White space at the beginning of the line that a place is on. */
	#marginAt(place: number): string {
		const lineStart = this.#json.lastIndexOf('\n', place - 1) + 1;
		return /^[ \t]*/.exec(this.#json.slice(lineStart, place))![0];
	}

	/** The same cell with another kind: what only the old kind has goes. */
	#convert(cell: EditedCell, original: NotebookCell, start: number): string {
		const metadata = memberOf(this.#json, start, 'metadata')?.value;
		const id = original.id ?? (this.#notebook.hasIds ? this.#newId(cell, 0) : undefined);
		return this.#create(cell, id, metadata && this.#json.slice(metadata.start, metadata.end));
	}

	#create(cell: EditedCell, id: string | undefined, metadata: string | undefined): string {
		const style = this.#style;
		const outer = this.#spans[0] ? this.#marginAt(this.#spans[0].start) : (style.indent ?? '').repeat(2);
		const margin = style.indent === undefined ? '' : outer + style.indent;
		const hasOwnLanguage = cell.kind === 'code' && cell.language !== '' && cell.language !== this.#notebook.language;
		const ownMetadata = hasOwnLanguage
			? this.#object(
					[
						[
							'vscode',
							this.#object([['languageId', writeString(cell.language, style)]], margin + (style.indent ?? '')),
						],
					],
					margin,
				)
			: '{}';
		const members: (readonly [string, string])[] = [['cell_type', writeString(cell.kind, style)]];
		if (cell.kind === 'code') {
			members.push(['execution_count', 'null']);
		}
		if (id !== undefined) {
			members.push(['id', writeString(id, style)]);
		}
		members.push(['metadata', metadata ?? ownMetadata]);
		if (cell.kind === 'code') {
			members.push(['outputs', '[]']);
		}
		members.push(['source', writeSource(cell.text, style.hasLines, margin, style)]);
		return this.#object(members, style.indent === undefined ? '' : outer);
	}

	#object(members: readonly (readonly [key: string, value: string])[], margin: string): string {
		const items = members.map(([key, value]) => `"${key}"${this.#style.colon}${value}`);
		return writeList(items, ['{', '}'], margin, this.#style);
	}

	/** The id the text gives, or one that follows from text and position: the same edit gives the same notebook. */
	#newId(cell: EditedCell, index: number): string | undefined {
		if (!this.#notebook.hasIds) {
			return undefined;
		}
		let id = cell.id;
		for (let attempt = 0; id === undefined || this.#ids.has(id); attempt++) {
			id = hash(`${index} ${attempt} ${cell.kind} ${cell.text}`);
		}
		this.#ids.add(id);
		return id;
	}
}

/** Eight hexadecimal digits that follow from a text (FNV-1a). */
function hash(text: string): string {
	let value = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) {
		value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
	}
	return (value >>> 0).toString(16).padStart(8, '0');
}
