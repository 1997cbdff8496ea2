import { diffLines } from '../../common/lineDiff';
import { splitLines } from '../../common/lines';
import { isPlainSpace } from './places';

/** Larger files are not searched for similar lines; exact lines are enough there. */
const maxFuzzyLength = 1_000_000;
const maxCandidates = 5;
/** Lines by which a similar place may be longer or shorter than the block's text. */
const slack = 5;

/**
 * 1-based lines where a text that was not found may have been meant, best first. Only ever shown to a person.
 * Lines vote for the place that would put them where they stand, and half for those beside it, as a line may be new or
 * missing; a single line is compared by its words. Places do not overlap.
 */
export function similarPlaces(file: string, searchLines: readonly string[]): number[] {
	const wanted = new Map<string, number[]>();
	let informative = 0;
	for (const [index, line] of searchLines.entries()) {
		const text = line.trim();
		if (text.length > 2) {
			informative++;
			wanted.set(text, [...(wanted.get(text) ?? []), index]);
		}
	}
	if (informative === 0) {
		return [];
	}
	const votes = new Map<number, number>();
	const fuzzy = file.length <= maxFuzzyLength;
	const words = wordSet(searchLines.find((line) => line.trim().length > 2) ?? '');
	const firstIndex = searchLines.findIndex((line) => line.trim().length > 2);
	const lengths = new Set([...wanted.keys()].map((text) => text.length));
	let lineNumber = 0;
	for (let start = 0; start < file.length; lineNumber++) {
		const newline = file.indexOf('\n', start);
		const end = newline < 0 ? file.length : newline;
		// Most lines of a large file are told from those that are wanted by their lengths, without being cut out.
		if (end - start < 2000 && (fuzzy || lengths.has(trimmedLength(file, start, end)))) {
			const line = file.slice(start, end);
			const indices = wanted.get(line.trim());
			for (const index of indices ?? []) {
				votes.set(lineNumber - index, (votes.get(lineNumber - index) ?? 0) + 1);
			}
			if (fuzzy && indices === undefined && words.size > 1) {
				const similarity = overlap(words, line);
				if (similarity >= 0.6) {
					votes.set(lineNumber - firstIndex, (votes.get(lineNumber - firstIndex) ?? 0) + similarity * 0.9);
				}
			}
		}
		start = end + 1;
	}
	const supported = [...votes]
		.map(([line, score]) => [line, score + 0.5 * ((votes.get(line - 1) ?? 0) + (votes.get(line + 1) ?? 0))] as const)
		.filter(([line, score]) => line >= 0 && score >= Math.max(0.6, informative * 0.4))
		.sort((left, right) => right[1] - left[1] || left[0] - right[0]);
	const apart: number[] = [];
	for (const [line] of supported) {
		if (apart.length < maxCandidates && apart.every((other) => Math.abs(other - line) >= searchLines.length)) {
			apart.push(line);
		}
	}
	return apart.map((line) => line + 1);
}

/**
 * Where a place that is only similar ends.
 * @param line 1-based line it begins at
 * @returns the 0-based line behind it
 */
export function similarEnd(file: string, searchLines: readonly string[], line: number): number {
	const trimmed = (each: string) => each.trim();
	const wanted = searchLines.map(trimmed);
	const start = line - 1;
	const window = splitLines(file)
		.slice(start, start + wanted.length + slack)
		.map(trimmed);
	let best = { length: Math.min(wanted.length, window.length), share: 0 };
	for (let length = Math.max(1, wanted.length - slack); length <= window.length; length++) {
		const taken = window.slice(0, length);
		const lost = diffLines(wanted, taken).reduce((sum, change) => sum + change.beforeEnd - change.beforeStart, 0);
		const share = (wanted.length - lost) / (wanted.length + length);
		if (share > best.share) {
			best = { length, share };
		}
	}
	return start + Math.max(1, best.length);
}

/** The length of a part without white space at its ends. */
function trimmedLength(text: string, start: number, end: number): number {
	let from = start;
	let to = end;
	while (from < to && isPlainSpace(text.charCodeAt(from))) {
		from++;
	}
	while (to > from && isPlainSpace(text.charCodeAt(to - 1))) {
		to--;
	}
	const plain = text.charCodeAt(from) < 128 && text.charCodeAt(to - 1) < 128;
	return plain || from === to ? to - from : text.slice(from, to).trim().length;
}

function wordSet(text: string): Set<string> {
	return new Set(text.match(/[\p{L}\p{N}_$]+/gu));
}

/** Shared words of two lines over all their words. */
function overlap(words: ReadonlySet<string>, line: string): number {
	const others = wordSet(line);
	if (others.size === 0) {
		return 0;
	}
	let shared = 0;
	for (const word of others) {
		if (words.has(word)) {
			shared++;
		}
	}
	return shared / (words.size + others.size - shared);
}
