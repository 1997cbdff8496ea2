import {
	commands,
	l10n,
	OverviewRulerLane,
	Range,
	SymbolKind,
	TextEditorRevealType,
	ThemeColor,
	window,
	workspace,
	type DocumentSymbol,
	type QuickPickItem,
	type TextDocument,
	type TextEditor,
} from 'vscode';
import type { Candidate, ChosenPlace, EditResult } from '../../core/edits/types';
import { checkedUri } from './files';

/** Where in the editor's height a place is shown. */
const revealedAt = 0.65;

interface PlaceItem extends QuickPickItem {
	readonly place: Candidate;
}

/**
 * Has the user choose where an edit goes. The places are marked in the file, and the one the choice is at is shown
 * while it moves.
 * @returns undefined when the user chose none
 */
export async function pickPlace(path: string, result: EditResult): Promise<ChosenPlace | undefined> {
	const document = await workspace.openTextDocument(await checkedUri(path));
	const places = (result.places ?? []).filter(({ line }) => line <= document.lineCount);
	const editor = await window.showTextDocument(document, { preserveFocus: true });
	const marks = new PlaceMarks(
		editor,
		places.map((place) => rangeOf(document, place)),
	);
	const names = await enclosingSymbols(document, places);
	const items = places.map((place, index): PlaceItem => ({
		label: names[index] ?? l10n.t('$(symbol-file) {0}', l10n.t('top of the file')),
		description:
			place.line === place.endLine
				? l10n.t('line {0}', place.line)
				: l10n.t('lines {0}–{1}', place.line, place.endLine),
		detail: detailOf(document, place),
		place,
	}));
	const picker = window.createQuickPick<PlaceItem>();
	picker.title = titleOf(path, result, places.length);
	picker.placeholder = l10n.t('Choose where this edit goes; Escape leaves it out');
	picker.matchOnDescription = true;
	picker.matchOnDetail = true;
	picker.ignoreFocusOut = true;
	picker.items = items;
	const show = (item: PlaceItem | undefined) => {
		if (item) {
			marks.show(items.indexOf(item));
		}
	};
	picker.onDidChangeActive(([item]) => show(item));
	picker.show();
	show(items[0]);
	try {
		const chosen = await new Promise<PlaceItem | undefined>((resolve) => {
			picker.onDidAccept(() => resolve(picker.activeItems[0]));
			picker.onDidHide(() => resolve(undefined));
		});
		if (!chosen) {
			return undefined;
		}
		const { line, endLine } = chosen.place;
		return { line, endLine, text: linesOf(document, chosen.place) };
	} finally {
		picker.dispose();
		marks.dispose();
	}
}

/** Marks the places an edit may mean, and one of them above the others. */
class PlaceMarks {
	readonly #editor: TextEditor;
	readonly #places: readonly Range[];
	readonly #other = window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new ThemeColor('editor.findMatchHighlightBackground'),
		border: '1px dashed',
		borderColor: new ThemeColor('editor.findMatchHighlightBorder'),
		overviewRulerColor: new ThemeColor('editorOverviewRuler.findMatchForeground'),
		overviewRulerLane: OverviewRulerLane.Center,
	});
	readonly #current = window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new ThemeColor('editor.findMatchBackground'),
		border: '1px solid',
		borderColor: new ThemeColor('focusBorder'),
		overviewRulerColor: new ThemeColor('editorOverviewRuler.selectionHighlightForeground'),
		overviewRulerLane: OverviewRulerLane.Full,
	});

	constructor(editor: TextEditor, places: readonly Range[]) {
		this.#editor = editor;
		this.#places = places;
	}

	show(index: number): void {
		const place = this.#places[index];
		if (place) {
			this.#editor.setDecorations(this.#current, [place]);
			this.#editor.setDecorations(
				this.#other,
				this.#places.filter((other) => other !== place),
			);
			this.#reveal(place.start.line);
		}
	}

	dispose(): void {
		this.#current.dispose();
		this.#other.dispose();
	}

	/** The list covers the upper half of the editor: the place is shown below it, as far as there are lines above. */
	#reveal(line: number): void {
		const shown = this.#editor.visibleRanges.reduce((sum, { start, end }) => sum + end.line - start.line + 1, 0);
		const top = Math.max(0, line - Math.round(shown * revealedAt));
		this.#editor.revealRange(new Range(top, 0, top, 0), TextEditorRevealType.AtTop);
	}
}

function rangeOf(document: TextDocument, { line, endLine }: Candidate): Range {
	return document.validateRange(new Range(line - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER));
}

/** Whole lines with their terminators, as the planner sees them. */
function linesOf(document: TextDocument, { line, endLine }: Candidate): string {
	return document.getText(document.validateRange(new Range(line - 1, 0, endLine, 0)));
}

function titleOf(path: string, { status }: EditResult, count: number): string {
	switch (status) {
		case 'conflict':
			return l10n.t('{0}: your lines and the edit conflict', path);
		case 'not-found':
			return l10n.t('{0}: the text is not in the file; {1} similar', path, count);
		case 'unsure':
			return l10n.t('{0}: is this the text the edit means?', path);
		default:
			return l10n.t('{0}: the text stands in {1} places', path, count);
	}
}

/** How the text was found, and how the place begins. */
function detailOf(document: TextDocument, place: Candidate): string {
	const first = document.lineAt(place.line - 1).text.trim();
	return `${tierName(place.tier)}  ·  ${first.length > 80 ? `${first.slice(0, 79)}…` : first}`;
}

function tierName(tier: Candidate['tier']): string {
	switch (tier) {
		case 'exact':
			return l10n.t('exactly the text');
		case 'line-endings':
			return l10n.t('the text, with other line endings');
		case 'indentation':
			return l10n.t('the text, indented otherwise');
		case 'line-numbers':
			return l10n.t('the text without line numbers');
		case 'trailing-space':
			return l10n.t('the text, with other white space at line ends');
		case 'look-alikes':
			return l10n.t('the text, with look-alike characters');
		case 'similar':
			return l10n.t('similar text, will be replaced');
		case 'conflict':
			return l10n.t('changed since, will be replaced by the edit');
	}
}

const icons: Partial<Record<SymbolKind, string>> = {
	[SymbolKind.Class]: 'symbol-class',
	[SymbolKind.Interface]: 'symbol-interface',
	[SymbolKind.Method]: 'symbol-method',
	[SymbolKind.Function]: 'symbol-function',
	[SymbolKind.Constructor]: 'symbol-constructor',
	[SymbolKind.Variable]: 'symbol-variable',
	[SymbolKind.Constant]: 'symbol-constant',
};

/** The innermost symbol around each place with what encloses it, where a language says so. */
async function enclosingSymbols(
	document: TextDocument,
	places: readonly Candidate[],
): Promise<readonly (string | undefined)[]> {
	let symbols: readonly DocumentSymbol[] = [];
	try {
		symbols =
			(await commands.executeCommand<DocumentSymbol[] | undefined>(
				'vscode.executeDocumentSymbolProvider',
				document.uri,
			)) ?? [];
	} catch {
		// The places are told by their lines then.
	}
	return places.map((place) => {
		const path = pathTo(symbols, rangeOf(document, place));
		const kind = path.at(-1)?.kind;
		return kind === undefined
			? undefined
			: `$(${icons[kind] ?? 'symbol-field'}) ${path.map(({ name }) => name).join(' › ')}`;
	});
}

function pathTo(symbols: readonly DocumentSymbol[], place: Range): DocumentSymbol[] {
	// Older providers give symbols without ranges of their own.
	const around = symbols.find((symbol) => (symbol.range as Range | undefined)?.contains(place.start) === true);
	return around ? [around, ...pathTo(around.children, place)] : [];
}
