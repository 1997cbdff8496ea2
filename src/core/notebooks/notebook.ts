/** Kinds of cells that notebook format 4 has. */
export type CellKind = 'code' | 'markdown' | 'raw';

export interface NotebookCell {
	readonly kind: CellKind;
	/** The cell's id; undefined before format 4.5, and where it is not one that the format allows. */
	readonly id: string | undefined;
	/** Language of a code cell; empty for other kinds. */
	readonly language: string;
	/** Line ends are `\n`. */
	readonly text: string;
	/** How the text's line ends are stored. */
	readonly lineEnd: '\n' | '\r\n' | '\r';
}

export interface Notebook {
	readonly cells: readonly NotebookCell[];
	/** Language of the notebook's code. */
	readonly language: string;
	/** Format 4.5 and later: every cell has an id. */
	readonly hasIds: boolean;
}

/** What the format allows as an id. */
const idForm = /^[a-zA-Z0-9_-]{1,64}$/;

export function isCellId(id: unknown): id is string {
	return typeof id === 'string' && idForm.test(id);
}

/** @returns undefined when the text is no notebook of format 4 */
export function parseNotebook(json: string): Notebook | undefined {
	let value: unknown;
	try {
		value = JSON.parse(json.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
	if (!isRecord(value) || value['nbformat'] !== 4 || !Array.isArray(value['cells'])) {
		return undefined;
	}
	const language = languageOf(value['metadata']);
	const cells: NotebookCell[] = [];
	for (const cell of value['cells'] as unknown[]) {
		const parsed = parseCell(cell, language);
		if (parsed === undefined) {
			return undefined;
		}
		cells.push(parsed);
	}
	const minor = value['nbformat_minor'];
	return { cells, language, hasIds: typeof minor === 'number' && minor >= 5 };
}

function parseCell(cell: unknown, notebookLanguage: string): NotebookCell | undefined {
	if (!isRecord(cell)) {
		return undefined;
	}
	const kind = cell['cell_type'];
	const source = sourceOf(cell['source']);
	if ((kind !== 'code' && kind !== 'markdown' && kind !== 'raw') || source === undefined) {
		return undefined;
	}
	return {
		kind,
		id: isCellId(cell['id']) ? cell['id'] : undefined,
		language: kind === 'code' ? (cellLanguage(cell['metadata']) ?? notebookLanguage) : '',
		text: source.replace(/\r\n?/g, '\n'),
		lineEnd: /\r\n/.test(source) ? '\r\n' : source.includes('\r') ? '\r' : '\n',
	};
}

function sourceOf(source: unknown): string | undefined {
	if (typeof source === 'string') {
		return source;
	}
	return Array.isArray(source) && source.every((line) => typeof line === 'string') ? source.join('') : undefined;
}

function languageOf(metadata: unknown): string {
	const kernel = field(metadata, 'kernelspec', 'language');
	return wordOf(kernel) ?? wordOf(field(metadata, 'language_info', 'name')) ?? 'python';
}

/** The editor notes it where a cell's language is not the notebook's. */
function cellLanguage(metadata: unknown): string | undefined {
	return wordOf(field(metadata, 'vscode', 'languageId'));
}

function field(value: unknown, outer: string, inner: string): unknown {
	const between = isRecord(value) ? value[outer] : undefined;
	return isRecord(between) ? between[inner] : undefined;
}

/** Only what can stand in a marker line. */
function wordOf(value: unknown): string | undefined {
	return typeof value === 'string' && /^[^\s\]=]{1,40}$/.test(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
