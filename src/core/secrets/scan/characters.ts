/** Part of a name: letters, digits, `_`, `-`, `.`, `$`. */
export const NAME = 1;
/** Letters, digits, `_` and `-`. */
export const WORD = 128;
/** Part of a token: letters, digits and `_ - . / + = ~ % :`. */
export const TOKEN = 2;
/** Space or tab. */
export const BLANK = 4;
/** Single, double or back quote. */
export const QUOTE = 8;
/** What ends a value without quotes inside code. */
export const END_OF_VALUE = 16;
/** What cannot stand in the user part of an address. */
export const NOT_IN_USER = 32;

/** Part of a sign between name and value. */
export const OPERATOR = 64;

/** Letters and what joins words: `_ . : / = -`. */
export const PLAIN = 256;

const word = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_';
const whiteSpace = ' \t\n\v\f\r';

const members: readonly (readonly [flag: number, characters: string])[] = [
	[NAME, `${word}$.-`],
	[WORD, `${word}-`],
	[TOKEN, `${word}./+=~%:-`],
	[BLANK, ' \t'],
	[QUOTE, '"\'`'],
	[END_OF_VALUE, `${whiteSpace}"'\`,;&<>(){}[]|\\\0`],
	[PLAIN, `${word.replace(/\d/g, '')}.:/=-`],
	[OPERATOR, '=:!?|+>'],
	[NOT_IN_USER, `${whiteSpace}"'\`/<>\\()|\0`],
];

/** What each byte is; bytes from 128 on are nothing but `NOT_IN_USER`. */
export const CHARACTERS: Readonly<Uint16Array> = tableOf(members);

/** By members rather than by patterns: this is on the path of every start. */
function tableOf(classes: typeof members): Uint16Array {
	const table = new Uint16Array(256).fill(NOT_IN_USER, 0x80);
	for (const [flag, characters] of classes) {
		for (let index = 0; index < characters.length; index++) {
			table[characters.charCodeAt(index)]! |= flag;
		}
	}
	return table;
}

/** Whether a word can begin at a position: nothing before it continues it, except an escape such as `\n`. */
export function wordBegins(bytes: Uint8Array, position: number): boolean {
	const before = position === 0 ? 0 : bytes[position - 1]!;
	if (!isAlphanumeric(before)) {
		return true;
	}
	return (before === 0x6e || before === 0x72 || before === 0x74) && position > 1 && bytes[position - 2] === 0x5c;
}

/** Whether a byte is an ASCII letter or digit. */
export function isAlphanumeric(code: number): boolean {
	return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

/**
 * One byte per UTF-16 unit, so that positions in it are positions in the text. What is not ASCII becomes one byte that
 * is no part of a name or token, as its UTF-8 bytes are none.
 */
export function toUnits(text: string): Uint8Array {
	const units = new Uint8Array(text.length);
	for (let position = 0; position < text.length; position++) {
		const code = text.charCodeAt(position);
		units[position] = code < 0x80 ? code : 0xff;
	}
	return units;
}
