import { CHARACTERS, NOT_IN_USER } from './characters';

/** A password in an address: `scheme://user:password@host`. Positions are indices into the bytes. */
export interface UserInfo {
	readonly schemeStart: number;
	readonly passwordStart: number;
	readonly passwordEnd: number;
}

const LONGEST = 400;
const LONGEST_SCHEME = 24;
const AT = 0x40;
const COLON = 0x3a;

/** @param separator where `://` begins */
export function readUserInfo(bytes: Uint8Array, separator: number): UserInfo | undefined {
	const start = separator + 3;
	const last = Math.min(bytes.length, start + LONGEST);
	let colon = -1;
	for (let position = start; position < last; position++) {
		const code = bytes[position]!;
		if (code === AT) {
			// A password may hold `@` unescaped: the last one before the host ends it.
			const end = laterAt(bytes, position, last);
			return colon < 0 || end - colon < 4
				? undefined
				: { schemeStart: startOfScheme(bytes, separator), passwordStart: colon + 1, passwordEnd: end };
		}
		if (code === COLON && colon < 0) {
			colon = position;
		} else if (code <= 0x20 || (CHARACTERS[code]! & NOT_IN_USER) !== 0) {
			return undefined;
		}
	}
	return undefined;
}

function laterAt(bytes: Uint8Array, first: number, last: number): number {
	let at = first;
	for (let position = first + 1; position < last; position++) {
		const code = bytes[position]!;
		if (code === AT) {
			at = position;
		} else if (code <= 0x20 || code === 0x3f || code === 0x2c || (CHARACTERS[code]! & NOT_IN_USER) !== 0) {
			break;
		}
	}
	return at;
}

function startOfScheme(bytes: Uint8Array, separator: number): number {
	const first = Math.max(0, separator - LONGEST_SCHEME);
	let start = separator;
	while (start > first && /[A-Za-z0-9+.-]/.test(String.fromCharCode(bytes[start - 1]!))) {
		start--;
	}
	return start;
}
