import { hashWord, scanWords } from './words';
import type { WordCounter } from './wordTable';

/** Words a declaration's name follows. */
const declaring = new Set(
	(
		'function class interface enum struct trait type def defp defmodule fn func fun module namespace protocol record ' +
		'object union actor proc mod macro_rules typedef const let var val define static impl'
	)
		.split(' ')
		.map(hashWord),
);
/** Words before a bracket that are no method's name. */
const notNames = new Set(
	'if for while switch catch return match with elif unless until function'.split(' ').map(hashWord),
);
const longestDeclaring = 11;

const space = 32;
const tab = 9;
const lineFeed = 10;
const bracket = 40;

/** The text beyond this many UTF-16 code units is not looked at. */
const maximumText = 2_000_000;

/**
 * Counts a text's words and notes which it declares: a name after a word such as `function` or `class`, or before a
 * bracket on a line that opens a block. A guess, made to be fast: one pass, a few operations per character.
 */
export function countWords(text: string, counter: WordCounter): void {
	let declares = false;
	let receiver = false;
	/** Where the last word ended. */
	let last = 0;
	/** A method's name, if the line should end in an opening brace. */
	let method = 0;
	/** Nothing but words and the signs of types stands on the line so far. */
	let plain = true;
	scanWords(
		text,
		{
			part: (hash) => counter.add(hash, false),
			word(hash, start, end) {
				let adjacent = true;
				for (let at = last; at < start; at++) {
					const code = text.charCodeAt(at);
					if (code === lineFeed) {
						if (method !== 0 && endsInBrace(text, at)) {
							counter.declare(method);
						}
						method = 0;
						plain = true;
						adjacent = false;
						receiver = false;
					} else if (code !== space && code !== tab) {
						// `function*`, `Type::name`, `*name`, `&name`, `~Name`, `#name`, `macro_rules!`
						const isSign = code === 42 || code === 58 || code === 38 || code === 126 || code === 35 || code === 33;
						plain &&= isSign;
						if (!isSign) {
							adjacent = false;
						}
					}
				}
				const isDeclared =
					(declares && adjacent) ||
					(receiver && start >= 2 && text.charCodeAt(start - 1) === space && text.charCodeAt(start - 2) === 41);
				if (receiver && isDeclared) {
					receiver = false;
				}
				counter.add(hash, isDeclared);
				declares = end - start <= longestDeclaring && declaring.has(hash);
				const next = text.charCodeAt(end);
				if (declares) {
					// Go's methods: `func (r *Receiver) name(`.
					receiver = next === space && text.charCodeAt(end + 1) === bracket;
				} else if (plain && next === bracket && !notNames.has(hash)) {
					method = hash;
				}
				last = end;
			},
		},
		0,
		Math.min(text.length, maximumText),
	);
}

function endsInBrace(text: string, lineEnd: number): boolean {
	let at = lineEnd - 1;
	while (at > 0 && (text.charCodeAt(at) === space || text.charCodeAt(at) === 13)) {
		at--;
	}
	return text.charCodeAt(at) === 123;
}
