const stopWords = new Set(
	(
		'a an and any are as at be been but by can could did do does doing done for from had has have how i if in into is ' +
		'it its just me more most my no not of on once only or other our out over please same should show so some such than ' +
		'that the their them then there these they this those through to too under up us very was we were what when where ' +
		'which while who whom why will with would you your tell explain find give about all also file files code repository ' +
		'repo project work works used use uses using happen happens way get make line lines'
	).split(' '),
);

/** One thing to look for. */
interface Term {
	/** In lower case; plural and verb endings removed. */
	readonly text: string;
	readonly weight: number;
}

/** What a question asks for, heaviest first. */
export interface Terms {
	readonly terms: readonly Term[];
	/** Names as the question spells them: in backticks, camelCase or snake_case. */
	readonly identifiers: readonly string[];
	readonly asksForTests: boolean;
}

const pathLike = /[\w-]+(?:[/.][\w-]+)+/g;
const word = /[\p{L}\p{N}_$]+/gu;

/** Reads the words of a question; those of earlier questions count less, the further back they are. */
export function questionTerms(question: string, earlier: readonly string[]): Terms {
	const weights = new Map<string, number>();
	const identifiers = new Set<string>();
	const questions = [question, ...[...earlier].reverse().slice(0, 2)];
	for (const [age, text] of questions.entries()) {
		const factor = [1, 0.35, 0.15][age]!;
		for (const identifier of identifiersOf(text)) {
			identifiers.add(identifier);
			add(weights, identifier.toLowerCase(), 2 * factor);
		}
		for (const [path] of text.matchAll(pathLike)) {
			add(weights, path.toLowerCase(), 2 * factor);
		}
		for (const [each] of text.matchAll(word)) {
			for (const part of splitName(each)) {
				if (part.length > 1 && !stopWords.has(part)) {
					add(weights, stem(part), factor);
				}
			}
		}
	}
	const terms = [...weights].map(([text, weight]) => ({ text, weight }));
	return {
		terms: terms.sort((a, b) => b.weight - a.weight).slice(0, 24),
		identifiers: [...identifiers],
		asksForTests: /\b(?:tests?|tested|specs?)\b/i.test(question),
	};
}

/** The words a name is made of, in lower case. */
function splitName(name: string): string[] {
	return name
		.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
		.replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
		.toLowerCase()
		.split(/[\s_$]+/)
		.filter((part) => part !== '');
}

function identifiersOf(text: string): string[] {
	const quoted = [...text.matchAll(/`([^`\s]+?)(?:\(\))?`/g)].map((match) => match[1]!);
	const bare = [...text.matchAll(word)]
		.map(([each]) => each)
		.filter((each) => /\p{Ll}\p{Lu}|\p{L}_\p{L}|^\p{Lu}\p{Ll}+\p{Lu}|^\p{Lu}{2}[\p{Lu}_]+$/u.test(each));
	return [...quoted, ...bare];
}

function stem(part: string): string {
	return part.length <= 4 ? part : part.replace(/(?:ies|es|s|ing|ed|ion|ions)$/, '');
}

function add(weights: Map<string, number>, text: string, weight: number): void {
	weights.set(text, Math.max(weights.get(text) ?? 0, weight));
}
