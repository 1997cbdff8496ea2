import { scanWords } from './words';

/** Something a question asks for. */
export interface QuestionTerm {
	/** As written in the question. */
	readonly word: string;
	/** As `scanWords` gives it. */
	readonly hash: number;
	/** How much a hit counts; 1 is an ordinary word. */
	readonly weight: number;
	/** Written as code: where it is declared counts more. */
	readonly isCode: boolean;
}

/** A path, file name or folder named in a question. */
export interface PathMention {
	/** Without a leading `./` or `/`. */
	readonly path: string;
	/** 1-based; as in `path:12`. */
	readonly line: number | undefined;
}

export interface QuestionTerms {
	readonly terms: readonly QuestionTerm[];
	readonly mentions: readonly PathMention[];
	/** Texts in quotes, such as error messages, to be found literally. */
	readonly phrases: readonly string[];
}

/** What is looked at of a question, in UTF-16 code units. */
const maximumQuestion = 20_000;
const maximumTerms = 64;
const maximumMentions = 64;
const maximumPhrases = 8;

const codeWeight = 3;
const partWeight = 0.75;
const quotedWeight = 1.5;

/** Words that say how something is asked and not what for. */
const stopWords = new Set(
	(
		'a about above add added adding adds after again all allow also always an and any are as at avoid be because been before being below ' +
		'better between both but by can cannot change changed changes could did do does doing done dont each either else ensure even ever ' +
		'every exist existing explain few file files find fix fixed fixes fixing for from get gets give go goes going good had has have having ' +
		'he help her here his how i if improve in instead into is it its itself just keep kind know less let like line lines look make makes ' +
		'making many may me might more most much must my need needs never new no non not now of off often on once one only or other otherwise our out over own ' +
		'please prevent proper properly put really remove removed repository same see set shall she should show since so some something still such ' +
		'support sure take tell than that the their them then there these they thing things this those through to too under until up update upon us use ' +
		'used uses using very via want was way we well were what when where whether which while who why will with within without work works would yet you your ' +
		'feat refactor chore perf docs style ci build revert wip code project implement implemented happens ' +
		'don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven'
	).split(' '),
);

/** What a question names: paths, identifiers, words, quoted texts. Linear in the length of the question. */
export function questionTerms(question: string): QuestionTerms {
	const text = question.slice(0, maximumQuestion);
	const mentions = pathMentions(question);
	const quotes = findQuotes(text);
	const found = new Map<number, QuestionTerm>();
	const add = (word: string, hash: number, weight: number, isCode: boolean): void => {
		const known = found.get(hash);
		if (known === undefined ? found.size < maximumTerms : known.weight < weight) {
			found.set(hash, { word, hash, weight, isCode });
		}
	};
	let parts: { readonly word: string; readonly hash: number }[] = [];
	scanWords(text, {
		part: (hash, start, end) => {
			parts.push({ word: text.slice(start, end), hash });
		},
		word(hash, start, end) {
			const word = text.slice(start, end);
			const quote = quotes.find((each) => start >= each.start && end <= each.end);
			const isStop = stopWords.has(word.toLowerCase());
			const isCode =
				parts.length > 1 || quote?.isCode === true || /^[A-Z]\w*[A-Z]|_/.test(word) || (!isStop && isCall(text, end));
			if (isCode && word.length > 1) {
				add(word, hash, codeWeight, true);
				for (const part of parts) {
					if (part.word.length > 2 && !stopWords.has(part.word.toLowerCase())) {
						add(part.word, part.hash, partWeight, false);
					}
				}
			} else if (!isStop && word.length > 1 && !/^\d+$/.test(word) && text[start - 1] !== "'") {
				add(word, hash, quote === undefined ? 1 : quotedWeight, false);
			}
			parts = [];
		},
	});
	return {
		terms: [...found.values()],
		mentions,
		phrases: quotes
			.map(({ start, end }) => text.slice(start, end))
			.filter((phrase) => phrase.length >= 8 && /\s/.test(phrase))
			.slice(0, maximumPhrases),
	};
}

function isCall(text: string, end: number): boolean {
	return text[end] === '(' && (text[end + 1] === ')' || /[\w'"]/.test(text[end + 1] ?? ''));
}

/** The paths, file names and folders a question names. Linear in its length. */
export function pathMentions(question: string): readonly PathMention[] {
	return findMentions(question.slice(0, maximumQuestion));
}

function findMentions(text: string): PathMention[] {
	const mentions = new Map<string, PathMention>();
	for (const match of text.matchAll(
		/(?<![\w/.@-])[./~]{0,3}([\w@+-][\w@.+-]{0,100}(?:\/[\w@.+()[\]$-]{1,100}){0,30}\/?)(?::(\d{1,7}))?/g,
	)) {
		const path = match[1]!.replace(/[.)]+$/, '');
		if (!path.includes('/') && !/\.[a-z]\w{0,9}$/i.test(path)) {
			continue;
		}
		// `@` stands before a name that is meant to be looked up, and is part of some folders' names.
		for (const name of path.startsWith('@') ? [path, path.slice(1)] : [path]) {
			if (!mentions.has(name) && mentions.size < maximumMentions) {
				mentions.set(name, { path: name, line: match[2] === undefined ? undefined : Number(match[2]) });
			}
		}
	}
	return [...mentions.values()];
}

interface Quote {
	readonly start: number;
	readonly end: number;
	/** Between backticks and a single expression. */
	readonly isCode: boolean;
}

function findQuotes(text: string): Quote[] {
	const quotes: Quote[] = [];
	for (const match of text.matchAll(
		/`([^`\n]{1,300})`|"([^"\n]{2,300})"|“([^”\n]{2,300})”|(?<!\w)'([^'\n]{2,300})'(?!\w)/g,
	)) {
		const start = match.index + 1;
		quotes.push({
			start,
			end: match.index + match[0].length - 1,
			isCode: match[1] !== undefined && !/\s\S+\s/.test(match[1]),
		});
	}
	return quotes;
}
