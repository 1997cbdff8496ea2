import type { FileKind } from '../ranking/fileKinds';
import { compareCodeUnits } from '../ranking/order';
import type { FocusIndex, IndexedFile } from './focusIndex';
import { logarithm } from './logarithm';
import type { QuestionTerm } from './questionTerms';

/** A file that may be needed. */
export interface Candidate {
	readonly file: IndexedFile;
	score: number;
	readonly reasons: string[];
	line: number | undefined;
}

/** A word in a file's name counts as so many in its text; in its folders' names as fewer. */
const nameCount = 8;
const folderCount = 3;
/** How quickly more of the same word stop to matter, and how much long files are held back. */
const saturation = 1.2;
const lengthShare = 0.4;
const longestFactor = 20;
const declarationFactor = 2;
/** No more files than these are looked at closely. */
const wordCandidates = 400;
/** What files of a kind are worth when the question does not ask for them. */
export const kindFactors: Readonly<Record<FileKind, number>> = {
	source: 1,
	configuration: 0.5,
	documentation: 0.5,
	test: 0.35,
	data: 0.3,
	generated: 0.15,
	vendored: 0.15,
};

/**
 * Scores files by the words of their texts, names and folders: BM25 with rational arithmetic.
 * @param wanted kinds the question asks for
 * @returns the best files by path
 */
export function scoreWords(
	terms: readonly QuestionTerm[],
	index: FocusIndex,
	wanted: ReadonlySet<FileKind>,
): Map<string, Candidate> {
	const files = [...index.files()];
	const termOf = new Map(terms.map(({ hash }, number) => [hash, number]));
	const width = terms.length;
	const counts = new Uint16Array(files.length * width);
	const declared = new Uint8Array(files.length * width);
	const filesWith = new Uint32Array(width);
	files.forEach((file, row) => {
		const offset = row * width;
		for (let number = 0; number < width; number++) {
			const value = file.words.get(terms[number]!.hash);
			counts[offset + number] = value & 127;
			declared[offset + number] = value >> 7;
		}
		const addAll = (hashes: readonly number[], count: number) => {
			for (const hash of hashes) {
				const number = termOf.get(hash);
				if (number !== undefined) {
					counts[offset + number]! += count;
				}
			}
		};
		addAll(file.nameWords, nameCount);
		addAll(file.folderWords, folderCount);
		for (let number = 0; number < width; number++) {
			filesWith[number]! += counts[offset + number]! > 0 ? 1 : 0;
		}
	});
	const rarity = Array.from(filesWith, (count) => logarithm((files.length + 1) / (count + 0.5)));
	const average = Math.max(1, index.averageTokens);
	const valueOf = (file: IndexedFile, row: number, number: number): number => {
		const count = counts[row * width + number]!;
		if (count === 0) {
			return 0;
		}
		const { weight, isCode } = terms[number]!;
		const length = 1 - lengthShare + lengthShare * Math.min(longestFactor, file.tokens / average);
		const density = (count * (saturation + 1)) / (count + saturation * length);
		const isDeclared = isCode && declared[row * width + number] === 1;
		return weight * rarity[number]! * density * (isDeclared ? declarationFactor : 1);
	};
	const scores = new Float64Array(files.length);
	files.forEach((file, row) => {
		let score = 0;
		for (let number = 0; number < width; number++) {
			score += valueOf(file, row, number);
		}
		scores[row] = score * (wanted.has(file.kind) ? 1 : kindFactors[file.kind]);
	});
	const candidates = new Map<string, Candidate>();
	for (const row of bestRows(scores, files)) {
		const file = files[row]!;
		const values = terms.map((_, number) => valueOf(file, row, number));
		const reasons = wordReasons(terms, values, (number) => declared[row * width + number] === 1);
		candidates.set(file.path, { file, score: scores[row]!, reasons, line: undefined });
	}
	return candidates;
}

/** Rows with the highest scores above 0. */
function bestRows(scores: Float64Array, files: readonly IndexedFile[]): number[] {
	const sorted = Float64Array.from(scores).sort();
	const least = sorted[Math.max(0, sorted.length - wordCandidates)] ?? 0;
	const rows: number[] = [];
	scores.forEach((score, row) => {
		if (score > 0 && score >= least) {
			rows.push(row);
		}
	});
	return rows
		.sort((left, right) => scores[right]! - scores[left]! || compareCodeUnits(files[left]!.path, files[right]!.path))
		.slice(0, wordCandidates);
}

function wordReasons(
	terms: readonly QuestionTerm[],
	values: readonly number[],
	isDeclared: (number: number) => boolean,
): string[] {
	const hits = terms
		.map(({ word, isCode }, number) => ({ word, value: values[number]!, declares: isCode && isDeclared(number) }))
		.filter(({ value }) => value > 0)
		.sort((left, right) => right.value - left.value || compareCodeUnits(left.word, right.word));
	const list = (declares: boolean) =>
		hits
			.filter((hit) => hit.declares === declares)
			.slice(0, 3)
			.map(({ word }) => word)
			.join(', ');
	return [
		['declares', list(true)],
		['mentions', list(false)],
	].flatMap(([verb, words]) => (words === '' ? [] : [`${verb!} ${words!}`]));
}
