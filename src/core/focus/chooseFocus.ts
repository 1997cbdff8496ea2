import type { FileKind } from '../ranking/fileKinds';
import type { ImportLinks } from '../ranking/importGraph';
import { compareCodeUnits } from '../ranking/order';
import type { FocusIndex, IndexedFile } from './focusIndex';
import { matchMentions } from './matchMentions';
import { questionTerms } from './questionTerms';
import { kindFactors, scoreWords, type Candidate } from './scoreWords';

/** A file the question needs in full. */
export interface FocusFile {
	readonly path: string;
	readonly tokens: number;
	/** 1-based line the question named. */
	readonly line: number | undefined;
	/** How well it fits; only the order matters. */
	readonly score: number;
	/** In short words: `named in the question`, `declares parseHeader`, `mentions header, token`. */
	readonly reasons: readonly string[];
}

export interface FocusOptions {
	/** Lets files come along that the best ones import or are imported by. */
	readonly links?: ImportLinks;
	/** The text of a file, to look quoted texts up in; asked for a few files only. */
	readonly readText?: (path: string) => string | undefined;
	/** Files that need not come again, for example those that are already close to the question. */
	readonly exclude?: ReadonlySet<string>;
}

/** Named files stand before all others. */
const mentionScore = 1_000;
const folderMentionScore = 6;
const phraseScore = 12;
const phraseCandidates = 40;
/** The best files whose imports are followed, and what these get of their score. */
const linkedCandidates = 8;
const linkShare = 0.1;
/** Files that fit much worse than the best one are no help. */
const leastShare = 0.12;

const kindWords: readonly (readonly [FileKind, RegExp])[] = [
	['test', /\b(?:tests?|specs?|testing|fixtures?)\b/i],
	['documentation', /\b(?:docs?|documentation|readme|changelog|guide)\b/i],
	['configuration', /\b(?:config|configuration|settings|ci|workflow|tsconfig|package\.json|cargo\.toml)\b/i],
];

/**
 * Finds the files a question needs in full: those it names, those with its identifiers and words (rare words, names of
 * files and declarations count more), those with its quoted texts, and neighbours of these by import.
 * @param budget tokens that the files may take together; files too large for what is left of it are passed over
 * @returns the best first; the same on every machine
 */
export function chooseFocus(
	question: string,
	index: FocusIndex,
	budget: number,
	options: FocusOptions = {},
): FocusFile[] {
	const { terms, mentions, phrases } = questionTerms(question);
	const candidates = scoreWords(
		terms,
		index,
		new Set(kindWords.filter(([, words]) => words.test(question)).map(([kind]) => kind)),
	);
	const candidateOf = (file: IndexedFile): Candidate => {
		let candidate = candidates.get(file.path);
		if (candidate === undefined) {
			candidate = { file, score: 0, reasons: [], line: undefined };
			candidates.set(file.path, candidate);
		}
		return candidate;
	};
	for (const { file, mention, kind } of matchMentions(mentions, index)) {
		const candidate = candidateOf(file);
		candidate.score += kind === 'file' ? mentionScore : folderMentionScore;
		candidate.line ??= mention.line;
		candidate.reasons.unshift(kind === 'file' ? 'named in the question' : `in ${mention.path}`);
	}
	if (options.readText !== undefined && phrases.length > 0) {
		for (const candidate of best(candidates.values(), phraseCandidates)) {
			const text = options.readText(candidate.file.path);
			for (const phrase of phrases) {
				if (text?.includes(phrase) === true) {
					candidate.score += phraseScore;
					candidate.reasons.push(`contains “${phrase}”`);
				}
			}
		}
	}
	if (options.links !== undefined) {
		followLinks(candidates, options.links, index, candidateOf);
	}
	return fit([...candidates.values()], budget, options.exclude);
}

function byScore(left: Candidate, right: Candidate): number {
	return right.score - left.score || compareCodeUnits(left.file.path, right.file.path);
}

function best(candidates: Iterable<Candidate>, count: number): Candidate[] {
	return [...candidates].sort(byScore).slice(0, count);
}

/** What a good file imports, and what imports it, is likely to be needed too; the fewer, the likelier. */
function followLinks(
	candidates: ReadonlyMap<string, Candidate>,
	links: ImportLinks,
	index: FocusIndex,
	candidateOf: (file: IndexedFile) => Candidate,
): void {
	const additions = new Map<Candidate, { score: number; readonly from: string }>();
	for (const { file, score } of best(candidates.values(), linkedCandidates)) {
		for (const neighbours of [links.imports(file.path), links.importers(file.path)]) {
			const share = (Math.min(score, mentionScore / 20) * linkShare) / (1 + neighbours.length / 4);
			for (const path of neighbours.slice(0, 200)) {
				const neighbour = index.get(path);
				if (neighbour !== undefined) {
					const candidate = candidateOf(neighbour);
					const addition = additions.get(candidate);
					const value = share * kindFactors[neighbour.kind];
					if (addition === undefined) {
						additions.set(candidate, { score: value, from: file.path });
					} else {
						addition.score += value;
					}
				}
			}
		}
	}
	for (const [candidate, { score, from }] of additions) {
		candidate.score += score;
		candidate.reasons.push(`linked by import with ${from}`);
	}
}

function fit(candidates: readonly Candidate[], budget: number, exclude: ReadonlySet<string> | undefined): FocusFile[] {
	const chosen: FocusFile[] = [];
	const sorted = [...candidates].sort(byScore);
	const least = leastShare * Math.min(sorted[0]?.score ?? 0, mentionScore / 20);
	let left = budget;
	for (const { file, score, reasons, line } of sorted) {
		if (score < least || score === 0) {
			break;
		}
		if (file.tokens <= left && exclude?.has(file.path) !== true) {
			left -= file.tokens;
			chosen.push({ path: file.path, tokens: file.tokens, line, score: Math.round(score * 100) / 100, reasons });
		}
	}
	return chosen;
}
