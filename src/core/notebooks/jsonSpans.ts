/**
 * Finds where the parts of a JSON text stand, so that what is not changed can be kept byte for byte: numbers, escapes,
 * the order of keys and the space between them. The text must be valid JSON: `JSON.parse` is asked before.
 */

/** A value's place in the text. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

export interface Member {
	readonly key: string;
	readonly keyStart: number;
	readonly value: Span;
}

/** The members of the object that begins at `start`. */
export function membersOf(text: string, start: number): readonly Member[] {
	const members: Member[] = [];
	let at = skipSpace(text, start + 1);
	while (text[at] !== '}') {
		const keyStart = at;
		const keyEnd = endOfValue(text, at);
		const value = spanAt(text, skipSpace(text, skipSpace(text, keyEnd) + 1));
		members.push({ key: JSON.parse(text.slice(keyStart, keyEnd)) as string, keyStart, value });
		at = skipSpace(text, value.end);
		at = text[at] === ',' ? skipSpace(text, at + 1) : at;
	}
	return members;
}

/** The last member of a name, which is the one that `JSON.parse` takes. */
export function memberOf(text: string, start: number, key: string): Member | undefined {
	return membersOf(text, start).findLast((member) => member.key === key);
}

/** The elements of the array that begins at `start`. */
export function elementsOf(text: string, start: number): readonly Span[] {
	const elements: Span[] = [];
	let at = skipSpace(text, start + 1);
	while (text[at] !== ']') {
		const element = spanAt(text, at);
		elements.push(element);
		at = skipSpace(text, element.end);
		at = text[at] === ',' ? skipSpace(text, at + 1) : at;
	}
	return elements;
}

/** The place behind white space. */
export function skipSpace(text: string, from: number): number {
	let at = from;
	while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') {
		at++;
	}
	return at;
}

function spanAt(text: string, start: number): Span {
	return { start, end: endOfValue(text, start) };
}

function endOfValue(text: string, start: number): number {
	const first = text[start];
	if (first === '"') {
		return endOfString(text, start);
	}
	if (first !== '{' && first !== '[') {
		let at = start;
		while (at < text.length && !/[\s,\]}]/.test(text[at]!)) {
			at++;
		}
		return at;
	}
	let depth = 0;
	for (let at = start; at < text.length; at++) {
		const character = text[at];
		if (character === '"') {
			at = endOfString(text, at) - 1;
		} else if (character === '{' || character === '[') {
			depth++;
		} else if ((character === '}' || character === ']') && --depth === 0) {
			return at + 1;
		}
	}
	return text.length;
}

function endOfString(text: string, start: number): number {
	for (let at = start + 1; ; at++) {
		at = text.indexOf('"', at);
		if (at === -1) {
			return text.length;
		}
		let backslashes = 0;
		while (text[at - 1 - backslashes] === '\\') {
			backslashes++;
		}
		if (backslashes % 2 === 0) {
			return at + 1;
		}
	}
}
