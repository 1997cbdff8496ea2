import { BLANK, CHARACTERS, END_OF_VALUE, isAlphanumeric, NAME, OPERATOR, QUOTE } from './characters';

/** Where a name is given a value. Positions are indices into the bytes. */
export interface Assignment {
	readonly nameStart: number;
	readonly nameEnd: number;
	readonly valueStart: number;
	readonly valueEnd: number;
	/**
	 * How the value is given: `quoted` (a literal), `wrapped` (a literal inside a call), `open` (without quotes),
	 * `flag` (after a command line option), `element` (between XML tags).
	 */
	readonly manner: 'quoted' | 'wrapped' | 'open' | 'flag' | 'element';
}

const LONGEST_NAME = 80;
const LONGEST_GAP = 48;
/** Of a type or a call before a literal: shorter than a placeholder, so that none is ever taken for one. */
const LONGEST_PREFIX = 32;
const LONGEST_VALUE = 512;
const SHORTEST_VALUE = 4;

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const OPENING = 0x28;
const CLOSING = 0x29;
const COMMA = 0x2c;
const DASH = 0x2d;
const COLON = 0x3a;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const BRACKET = 0x5d;
const BACKSLASH = 0x5c;
const VALUE_WORD = [0x76, 0x61, 0x6c, 0x75, 0x65];

/**
 * Reads the assignment around a word of a name: `name = "value"`, `"name": "value"`, `name: value`, `<name>value<`,
 * `--name value`, `f("name", "value")`, `name || "value"`, `name="x" value="y"`. Never reads more than a fixed distance.
 * @param bytes UTF-8, or what `toUnits` makes; positions of non-ASCII characters only ever make values longer in UTF-8
 * @param word where the word begins that makes the name interesting
 * @param open whether a value without quotes may hold any sign up to the next blank, as in files of settings
 */
export function readAssignment(bytes: Uint8Array, word: number, open: boolean): Assignment | undefined {
	const nameEnd = skip(bytes, word, NAME, LONGEST_NAME);
	const closed = afterClosing(bytes, nameEnd);
	let position = skip(bytes, closed, BLANK, LONGEST_GAP);
	const operator = bytes[position] ?? 0;
	let manner: Assignment['manner'] = 'quoted';
	let mayBeOpen = false;
	if (operator === GREATER && position === nameEnd) {
		return readElement(bytes, word, nameEnd, position + 1);
	} else if (operator === OPENING || (operator === COMMA && closed !== nameEnd)) {
		position++;
	} else if (isQuote(operator) && position !== closed) {
		// SQL: PASSWORD 'value'. Elsewhere: --name "value"; `name="x" value="y"` has come by above.
		manner = isOption(bytes, word) ? 'flag' : 'quoted';
	} else if (position !== closed && isOption(bytes, word)) {
		manner = 'flag';
		mayBeOpen = true;
	} else {
		const after = afterOperator(bytes, position);
		if (after === undefined) {
			const value = afterValueWord(bytes, closed);
			if (value === undefined) {
				return undefined;
			}
			position = value;
		} else {
			position = after;
		}
		mayBeOpen = true;
	}
	position = skip(bytes, position, BLANK, LONGEST_GAP);
	if (bytes[position] === NEWLINE && manner === 'quoted' && operator !== COMMA) {
		position = skip(bytes, position + 1, BLANK, LONGEST_GAP);
		mayBeOpen = false;
	}
	const quote = quoteAfterPrefix(bytes, position);
	let end: number | undefined;
	if (quote !== undefined) {
		end = endOfLiteral(bytes, quote);
		manner = quote - position > 2 && bytes[position] !== BACKSLASH ? 'wrapped' : manner;
		position = quote + 1;
	} else if (mayBeOpen) {
		manner = manner === 'flag' ? 'flag' : 'open';
		end = endOfOpenValue(bytes, position, open);
	}
	if (end === undefined || end - position < SHORTEST_VALUE) {
		return undefined;
	}
	return { nameStart: startOfName(bytes, word), nameEnd, valueStart: position, valueEnd: end, manner };
}

function skip(bytes: Uint8Array, from: number, flag: number, limit: number): number {
	const last = Math.min(bytes.length, from + limit);
	let position = from;
	while (position < last && (CHARACTERS[bytes[position]!]! & flag) !== 0) {
		position++;
	}
	return position;
}

function isQuote(code: number): boolean {
	return (CHARACTERS[code]! & QUOTE) !== 0;
}

function startOfName(bytes: Uint8Array, word: number): number {
	const first = Math.max(0, word - LONGEST_NAME);
	let start = word;
	while (start > first && (CHARACTERS[bytes[start - 1]!]! & NAME) !== 0) {
		start--;
	}
	return start;
}

/** Whether the name is a command line option: `--name`. */
function isOption(bytes: Uint8Array, word: number): boolean {
	const start = startOfName(bytes, word);
	return bytes[start] === DASH && (start === 0 || !isAlphanumeric(bytes[start - 1]!));
}

/** After the quote, bracket and parenthesis that may end a name: `"name"`, `\"name\"`, `['name']`. */
function afterClosing(bytes: Uint8Array, from: number): number {
	let position = from;
	if (bytes[position] === BACKSLASH && isQuote(bytes[position + 1] ?? 0)) {
		position++;
	}
	if (isQuote(bytes[position] ?? 0)) {
		position++;
	}
	while (position - from < 4 && (bytes[position] === BRACKET || bytes[position] === CLOSING)) {
		position++;
	}
	return position;
}

/** After `=`, `:`, `:=`, `=>`, `==`, `!=`, `||`, `??` and a type between `:` and `=`; undefined when there is none. */
function afterOperator(bytes: Uint8Array, from: number): number | undefined {
	let position = from;
	if ((CHARACTERS[bytes[position] ?? 0]! & OPERATOR) === 0) {
		return undefined;
	}
	let signs = '';
	while (signs.length < 4 && (CHARACTERS[bytes[position] ?? 0]! & OPERATOR) !== 0) {
		signs += String.fromCharCode(bytes[position]!);
		position++;
	}
	if (!/^(?:\??:|[:?+!]?={1,3}|=>|\|\|=?|\?\?=?)$/.test(signs)) {
		return undefined;
	}
	return signs.endsWith(':') ? (afterType(bytes, position) ?? position) : position;
}

/** After `string =` in `name: string = "value"`. */
function afterType(bytes: Uint8Array, from: number): number | undefined {
	const last = Math.min(bytes.length, from + LONGEST_PREFIX);
	for (let position = from; position < last; position++) {
		const code = bytes[position]!;
		if (code === EQUALS) {
			const next = bytes[position + 1] ?? 0;
			return next === EQUALS || next === GREATER || position === from ? undefined : position + 1;
		}
		if (!isAlphanumeric(code) && !" &'?<>|[].:_".includes(String.fromCharCode(code))) {
			return undefined;
		}
	}
	return undefined;
}

/** After `value=` or `value:` in `name="x" value="y"` and in lists of names and values. */
function afterValueWord(bytes: Uint8Array, from: number): number | undefined {
	let position = from;
	const last = Math.min(bytes.length - VALUE_WORD.length, from + 2 * LONGEST_GAP);
	while (position < last && isGap(bytes[position]!)) {
		position++;
	}
	if (position === from || !VALUE_WORD.every((code, offset) => (bytes[position + offset]! | 0x20) === code)) {
		return undefined;
	}
	position = skip(bytes, afterClosing(bytes, position + VALUE_WORD.length), BLANK, LONGEST_GAP);
	return bytes[position] === EQUALS || bytes[position] === COLON ? position + 1 : undefined;
}

function isGap(code: number): boolean {
	return code === SPACE || code === TAB || code === NEWLINE || code === COMMA || code === 0x22;
}

/** Where the literal's quote stands, after a prefix (`b"`, `@"`, `\"`) or a call (`Buffer.from("`). */
function quoteAfterPrefix(bytes: Uint8Array, from: number): number | undefined {
	const last = Math.min(bytes.length, from + LONGEST_PREFIX);
	for (let position = from; position < last; position++) {
		const code = bytes[position]!;
		if (isQuote(code)) {
			return position <= from + 2 || bytes[position - 1] === OPENING ? position : undefined;
		}
		const prefix =
			(CHARACTERS[code]! & NAME) !== 0 ||
			code === OPENING ||
			code === 0x40 ||
			code === COLON ||
			code === 0x5b ||
			code === BRACKET ||
			(code === SPACE && position >= from + 3 && String.fromCharCode(...bytes.subarray(from, from + 4)) === 'new ') ||
			(code === BACKSLASH && isQuote(bytes[position + 1] ?? 0));
		if (!prefix) {
			return undefined;
		}
	}
	return undefined;
}

/** End of a literal on one line; the quote at `quote` may be escaped itself, as in JSON inside a string. */
function endOfLiteral(bytes: Uint8Array, quote: number): number | undefined {
	const mark = bytes[quote]!;
	const escaped = bytes[quote - 1] === BACKSLASH;
	const last = Math.min(bytes.length, quote + 1 + 3 * LONGEST_VALUE);
	for (let position = quote + 1; position < last; position++) {
		const code = bytes[position]!;
		if (code === NEWLINE) {
			return undefined;
		}
		if (code === mark) {
			return position;
		}
		if (code === BACKSLASH) {
			if (escaped && bytes[position + 1] === mark) {
				return position;
			}
			position++;
		}
	}
	return undefined;
}

function endOfOpenValue(bytes: Uint8Array, from: number, open: boolean): number | undefined {
	const last = Math.min(bytes.length, from + 3 * LONGEST_VALUE);
	for (let position = from; position < last; position++) {
		const code = bytes[position]!;
		const ends = open
			? code <= SPACE || code === 0x22 || code === 0x60
			: code <= SPACE || (CHARACTERS[code]! & END_OF_VALUE) !== 0;
		if (ends) {
			return position;
		}
	}
	return last === bytes.length ? last : undefined;
}

function readElement(bytes: Uint8Array, word: number, nameEnd: number, from: number): Assignment | undefined {
	const last = Math.min(bytes.length, from + 3 * LONGEST_VALUE);
	for (let position = from; position < last && bytes[position] !== NEWLINE; position++) {
		if (bytes[position] === LESS) {
			const nameStart = startOfName(bytes, word);
			return bytes[position + 1] === 0x2f && bytes[nameStart - 1] === LESS && position - from >= SHORTEST_VALUE
				? { nameStart, nameEnd, valueStart: from, valueEnd: position, manner: 'element' }
				: undefined;
		}
	}
	return undefined;
}
