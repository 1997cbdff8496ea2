import { unescapeMarkers, parseMarker, type Marker } from './markers';
import type { NotebookCell } from './notebook';

/** A cell as the edited text has it. */
export interface EditedCell extends Marker {
	readonly text: string;
}

/**
 * Reads a rendered text back into cells. What stands before the first marker line becomes a code cell, unless it is
 * blank.
 * @returns undefined when there is text but no marker line: then nobody can tell what belongs where
 */
export function parseRenderedText(rendered: string): readonly EditedCell[] | undefined {
	const text = rendered.replace(/\r\n?/g, '\n');
	const cells: EditedCell[] = [];
	let marker: Marker = { index: undefined, kind: 'code', language: '', id: undefined };
	let isBeforeFirst = true;
	let lines: string[] = [];
	const finish = (): void => {
		const body = unescapeMarkers(lines.join('\n'));
		if (!isBeforeFirst || body.trim() !== '') {
			cells.push({ ...marker, text: body });
		}
	};
	const all = text.split('\n');
	// The last line feed ends the last line.
	if (all.at(-1) === '') {
		all.pop();
	}
	for (const line of all) {
		const next = parseMarker(line);
		if (next === undefined) {
			lines.push(line);
			continue;
		}
		finish();
		marker = next;
		isBeforeFirst = false;
		lines = [];
	}
	finish();
	return isBeforeFirst && text.trim() !== '' ? undefined : cells;
}

/** More characters than this are not compared; then only ids, equal texts and numbers match. */
const maximumCompared = 20_000_000;
const sufficientSimilarity = 0.5;

/**
 * Finds for each edited cell the original it came from: by id, then by equal text, then by number together with some
 * likeness, then by likeness alone. Each original is used once.
 * @returns for each edited cell the position of its original, or undefined for a new cell
 */
export function matchCells(
	edited: readonly EditedCell[],
	original: readonly NotebookCell[],
): readonly (number | undefined)[] {
	const matches: (number | undefined)[] = edited.map(() => undefined);
	const free = new Set(original.keys());
	const take = (cell: number, position: number): void => {
		matches[cell] = position;
		free.delete(position);
	};
	const rounds: ((cell: EditedCell) => number | undefined)[] = [
		byId(original, free, (cell, position) => isSame(cell, original[position]!)),
		byId(original, free, () => true),
		byText(original, free),
		(cell) => {
			const position = (cell.index ?? 0) - 1;
			const there = free.has(position) ? original[position] : undefined;
			return there?.kind === cell.kind && similarity(cell.text, there.text) > 0 ? position : undefined;
		},
	];
	for (const find of rounds) {
		for (const [index, cell] of edited.entries()) {
			const position = matches[index] === undefined ? find(cell) : undefined;
			if (position !== undefined) {
				take(index, position);
			}
		}
	}
	const open = [...edited.keys()].filter((index) => matches[index] === undefined);
	const openLength = open.reduce((sum, index) => sum + edited[index]!.text.length + 1, 0);
	const freeLength = [...free].reduce((sum, position) => sum + original[position]!.text.length + 1, 0);
	if (openLength * free.size + freeLength * open.length <= maximumCompared) {
		for (const index of open) {
			const position = mostSimilar(edited[index]!, original, free);
			if (position !== undefined) {
				take(index, position);
			}
		}
	}
	return matches;
}

export function isSame(cell: EditedCell, original: NotebookCell): boolean {
	return cell.kind === original.kind && cell.text === original.text;
}

function byId(
	original: readonly NotebookCell[],
	free: ReadonlySet<number>,
	accepts: (cell: EditedCell, position: number) => boolean,
): (cell: EditedCell) => number | undefined {
	const positions = new Map<string, number>();
	for (const [position, { id }] of original.entries()) {
		if (id !== undefined && !positions.has(id)) {
			positions.set(id, position);
		}
	}
	return (cell) => {
		const position = cell.id === undefined ? undefined : positions.get(cell.id);
		return position !== undefined && free.has(position) && accepts(cell, position) ? position : undefined;
	};
}

function byText(
	original: readonly NotebookCell[],
	free: ReadonlySet<number>,
): (cell: EditedCell) => number | undefined {
	const positions = new Map<string, number[]>();
	for (const [position, { kind, text }] of original.entries()) {
		const key = `${kind}\n${text}`;
		const same = positions.get(key);
		if (same) {
			same.push(position);
		} else {
			positions.set(key, [position]);
		}
	}
	return (cell) => {
		const same = positions.get(`${cell.kind}\n${cell.text}`);
		const numbered = (cell.index ?? 0) - 1;
		if (same?.includes(numbered) === true && free.has(numbered)) {
			return numbered;
		}
		while (same !== undefined && same.length > 0) {
			const position = same.shift()!;
			if (free.has(position)) {
				return position;
			}
		}
		return undefined;
	};
}

function mostSimilar(
	cell: EditedCell,
	original: readonly NotebookCell[],
	free: ReadonlySet<number>,
): number | undefined {
	let best: number | undefined;
	let bestSimilarity = sufficientSimilarity;
	for (const position of free) {
		const { kind, text } = original[position]!;
		const likeness = kind === cell.kind ? similarity(cell.text, text) : 0;
		if (likeness > bestSimilarity) {
			best = position;
			bestSimilarity = likeness;
		}
	}
	return best;
}

/** Share of lines that two texts have in common, blank ones not counted; 0 to 1. */
function similarity(left: string, right: string): number {
	const counts = new Map<string, number>();
	let total = 0;
	for (const line of linesOf(left)) {
		counts.set(line, (counts.get(line) ?? 0) + 1);
		total++;
	}
	let common = 0;
	for (const line of linesOf(right)) {
		const count = counts.get(line) ?? 0;
		total++;
		if (count > 0) {
			counts.set(line, count - 1);
			common++;
		}
	}
	return total === 0 ? 0 : (2 * common) / total;
}

function linesOf(text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}
