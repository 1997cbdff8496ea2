import { sharedSymbol, isTest } from './symbols';
import type { Terms } from './words';

/** Lines of a file that speak about what was asked. */
export interface Passage {
	readonly path: string;
	/** 1-based, both included. */
	readonly first: number;
	readonly last: number;
	readonly lines: readonly string[];
	/** Index of the line that says most. */
	readonly key: number;
	readonly score: number;
}

/** Lines per ranked window, and by how many lines windows follow one another. */
const windowLines = 16;
const windowStep = 8;
/** Lines of a quoted passage. */
const quotedLines = 12;

/** Occurrences of one term in one file. */
interface Hits {
	readonly path: string;
	/** Per term, the offsets where it stands. */
	readonly offsets: readonly (readonly number[])[];
	readonly inPath: readonly boolean[];
}

/** The passages of the files that say most about the terms, best first. */
export function bestPassages(files: ReadonlyMap<string, string>, asked: Terms, limit: number): Passage[] {
	const { terms } = asked;
	const hits = [...files].map(([path, text]) => findHits(path, text, terms));
	const rarity = terms.map((term, index) => {
		const holding = hits.filter((each) => each.offsets[index]!.length > 0 || each.inPath[index]!).length;
		return holding === 0 ? 0 : term.weight * Math.log(1 + (files.size - holding + 0.5) / (holding + 0.5) + 0.5);
	});
	const candidates: Passage[] = [];
	for (const file of hits) {
		if (file.offsets.some((offsets) => offsets.length > 0)) {
			candidates.push(...rankWindows(file, files.get(file.path)!, rarity, asked));
		}
	}
	candidates.sort((a, b) => b.score - a.score);
	const chosen: Passage[] = [];
	for (const candidate of candidates) {
		const sameFile = chosen.filter(({ path }) => path === candidate.path);
		const isCopy = chosen.some(({ lines }) => lines.join('\n') === candidate.lines.join('\n'));
		const apart = sameFile.every(({ first, last }) => candidate.first > last || candidate.last < first);
		if (apart && !isCopy && sameFile.length < 2 && candidate.score >= 0.3 * candidates[0]!.score) {
			chosen.push(candidate);
		}
		if (chosen.length === limit) {
			break;
		}
	}
	return chosen;
}

function findHits(path: string, text: string, terms: Terms['terms']): Hits {
	const lowerText = text.toLowerCase();
	const lowerPath = path.toLowerCase();
	return {
		path,
		offsets: terms.map((term) => {
			const offsets: number[] = [];
			for (let at = lowerText.indexOf(term.text); at !== -1; at = lowerText.indexOf(term.text, at + term.text.length)) {
				if (beginsWord(text, at)) {
					offsets.push(at);
				}
				if (offsets.length === 2000) {
					break;
				}
			}
			return offsets;
		}),
		inPath: terms.map((term) => lowerPath.includes(term.text)),
	};
}

/** Whether a word, or a word inside a camelCase or snake_case name, begins here. */
function beginsWord(text: string, at: number): boolean {
	const before = text[at - 1] ?? ' ';
	return !/[\p{L}\p{N}]/u.test(before) || (/[\p{Lu}]/u.test(text[at]!) && !/\p{Lu}/u.test(before));
}

function rankWindows(file: Hits, text: string, rarity: readonly number[], asked: Terms): Passage[] {
	const lines = text.split('\n');
	const starts = lineStarts(text);
	const windows = Math.max(1, Math.ceil((lines.length - windowLines) / windowStep) + 1);
	const perWindow = Array.from({ length: windows }, () => new Map<number, number>());
	const hitLines = new Map<number, number>();
	for (const [index, offsets] of file.offsets.entries()) {
		for (const offset of offsets) {
			const line = lineOf(starts, offset);
			hitLines.set(line, (hitLines.get(line) ?? 0) + rarity[index]!);
			const lastWindow = Math.min(windows - 1, Math.floor(line / windowStep));
			for (let each = lastWindow; each >= 0 && each * windowStep + windowLines > line; each--) {
				perWindow[each]!.set(index, (perWindow[each]!.get(index) ?? 0) + 1);
			}
		}
	}
	const pathScore = file.inPath.reduce((sum, inPath, index) => sum + (inPath ? 0.4 * rarity[index]! : 0), 0);
	const factor = fileFactor(file.path, text.length / lines.length, asked);
	const passages: Passage[] = [];
	for (const [window, counts] of perWindow.entries()) {
		if (counts.size > 0) {
			let score = pathScore;
			for (const [index, count] of counts) {
				score += (rarity[index]! * count * 2.2) / (count + 1.2);
			}
			const from = window * windowStep;
			passages.push(trim(file.path, lines, from, hitLines, factor * score, asked));
		}
	}
	return passages;
}

/** How much more or less a file is worth quoting than ordinary code. */
function fileFactor(path: string, lineLength: number, asked: Terms): number {
	if (lineLength > 300) {
		return 0.1;
	}
	if (isTest(path)) {
		return asked.asksForTests ? 1.5 : 0.7;
	}
	return /\.(?:md|txt|rst|json|lock)$/.test(path) ? 0.8 : 1;
}

/** Cuts a window to the lines that matter, beginning at a declaration where there is one. */
function trim(
	path: string,
	lines: readonly string[],
	from: number,
	hitLines: ReadonlyMap<number, number>,
	score: number,
	asked: Terms,
): Passage {
	const to = Math.min(lines.length, from + windowLines) - 1;
	let centre = from;
	let best = -1;
	for (let line = from; line <= to; line++) {
		const symbol = sharedSymbol(lines[line]!)?.toLowerCase();
		const named = symbol !== undefined && asked.terms.some((term) => term.text === symbol) ? 3 : 1;
		const value = (hitLines.get(line) ?? 0) * (symbol === undefined ? 1 : 1.5) * named;
		if (value > best) {
			best = value;
			centre = line;
		}
	}
	let first = Math.max(from, centre - (sharedSymbol(lines[centre]!) === undefined ? 4 : 2));
	let last = Math.min(lines.length - 1, first + quotedLines - 1);
	while (first < centre && lines[first]!.trim() === '') {
		first++;
	}
	while (last > centre && lines[last]!.trim() === '') {
		last--;
	}
	const declared = sharedSymbol(lines[centre]!)?.toLowerCase();
	const bonus = declared !== undefined && asked.terms.some((term) => term.text === declared) ? 1.6 : 1;
	return {
		path,
		first: first + 1,
		last: last + 1,
		lines: lines.slice(first, last + 1),
		key: keyOf(lines, first, centre) - first,
		score: score * bonus,
	};
}

/** The declaration that a line is part of, if it is in sight; else the line itself. */
function keyOf(lines: readonly string[], first: number, line: number): number {
	for (let above = line; above >= first; above--) {
		if (sharedSymbol(lines[above]!) !== undefined) {
			return above;
		}
	}
	return line;
}

function lineStarts(text: string): number[] {
	const starts = [0];
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
		starts.push(at + 1);
	}
	return starts;
}

/** 0-based line of an offset. */
function lineOf(starts: readonly number[], offset: number): number {
	let low = 0;
	let high = starts.length;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (starts[middle]! <= offset) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return low;
}
