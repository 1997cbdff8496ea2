import { CHARACTER_CLASS_RUNS } from './character-classes.generated';

/**
 * What the pre-tokenizer's patterns tell apart. Letters include combining marks, because every pattern that accepts
 * one accepts the other. The three ideograph classes are the members of the second split pattern (CJK ideographs and
 * kana), which is applied on its own, so that they never join characters outside it.
 */
export const OTHER = 0;
export const LETTER = 1;
export const SYMBOL = 2;
export const NUMBER = 3;
/** White space except CR and LF. */
export const SPACE = 4;
/** CR or LF. */
export const NEWLINE = 5;
export const IDEOGRAPH_LETTER = 6;
export const IDEOGRAPH_SYMBOL = 7;
export const IDEOGRAPH_OTHER = 8;

/** The capitals that stand for the classes in `CHARACTER_CLASS_RUNS`, each at its class's number. */
const CAPITALS = 'OLSNWRIJK';

/** @returns the class of every code point, U+0000 to U+10FFFF; surrogates are `OTHER`. */
export function expandCharacterClasses(): Uint8Array {
	const classes = new Uint8Array(0x110000);
	let codePoint = 0;
	let length = 0;
	// By hand rather than by regular expression: this is on the path of every start.
	for (let index = 0; index < CHARACTER_CLASS_RUNS.length; index++) {
		const code = CHARACTER_CLASS_RUNS.charCodeAt(index);
		if (code <= 0x39) {
			length = 36 * length + code - 0x30;
		} else if (code >= 0x61) {
			length = 36 * length + code - 0x61 + 10;
		} else {
			const end = codePoint + (length === 0 ? 1 : length);
			const characterClass = CAPITALS.indexOf(CHARACTER_CLASS_RUNS.charAt(index));
			// A fresh array is all OTHER; writing zeros would only make its untouched pages resident.
			if (characterClass !== OTHER) {
				classes.fill(characterClass, codePoint, end);
			}
			codePoint = end;
			length = 0;
		}
	}
	return classes;
}
