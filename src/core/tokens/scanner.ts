import {
	expandCharacterClasses,
	IDEOGRAPH_LETTER,
	IDEOGRAPH_OTHER,
	IDEOGRAPH_SYMBOL,
	LETTER,
	NEWLINE,
	NUMBER,
	OTHER,
	SPACE,
	SYMBOL,
} from './character-classes';

/** The first byte of a longer sequence, or a byte that starts none; only the decoder knows. */
const MULTIBYTE = 15;
const INVALID = 14;

/** What {@link Scanner.scan} returns if the bytes are not UTF-8. */
export const NOT_UTF8 = -1;

/** Bytes that must be zero after the scanned range: the scanner looks that far beyond it. */
export const SCAN_PADDING = 8;

/**
 * DeepSeek's pre-tokenizer: cuts UTF-8 bytes into pre-tokens, the units within which byte pairs merge.
 *
 * It does in one pass what three split patterns define, each applied to the pieces the one before left over:
 * 1. `\p{N}{1,3}`
 * 2. `[一-龥぀-ヿ]+`
 * 3. `[ASCII punctuation][A-Za-z]+ | [^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+ | ?[\p{P}\p{S}]+[\r\n]* | \s*[\r\n]+ |
 *    \s+(?!\S) | \s+`, the alternatives in this order; what none matches stays together up to the next match.
 *
 * A piece ends before a number or an ideograph, which is why pattern 3 sees "end of text" there.
 */
export class Scanner {
	private readonly classes = expandCharacterClasses();
	/** Class of each ASCII byte, `MULTIBYTE` for all others. */
	private readonly byteClasses = new Uint8Array(256)
		.fill(MULTIBYTE)
		.map((multibyte, byte) => (byte < 0x80 ? this.classes[byte]! : multibyte));
	/** 1 for A-Z and a-z. */
	private readonly asciiLetters = this.byteClasses.map((characterClass) => (characterClass === LETTER ? 1 : 0));

	/**
	 * Scans from the start of a pre-token until the range or the room for results ends.
	 * @param bytes must hold `SCAN_PADDING` zero bytes after `end`
	 * @param ends receives the offset in `bytes` after each pre-token
	 * @returns how many pre-tokens were found, or `NOT_UTF8`
	 */
	scan(bytes: Uint8Array, start: number, end: number, ends: Int32Array): number {
		const { byteClasses, asciiLetters } = this;
		const room = ends.length;
		let found = 0;
		let at = start;
		while (at < end && found < room) {
			const first = bytes[at]!;
			let characterClass = byteClasses[first]!;
			let next = at + 1;
			if (characterClass === MULTIBYTE) {
				const decoded = this.decode(bytes, at);
				characterClass = decoded >>> 3;
				next = at + (decoded & 7);
			}
			switch (characterClass) {
				case LETTER:
					at = this.runEnd(bytes, next, LETTER);
					break;
				case SYMBOL:
					if (first < 0x80 && asciiLetters[bytes[next]!] === 1) {
						do {
							next++;
						} while (asciiLetters[bytes[next]!] === 1);
						at = next;
					} else {
						at = this.symbolsEnd(bytes, next);
					}
					break;
				case SPACE: {
					const following = byteClasses[bytes[next]!]!;
					if (following === LETTER) {
						at = this.runEnd(bytes, next + 1, LETTER);
					} else if (following === SYMBOL && first === 0x20) {
						at = this.symbolsEnd(bytes, next + 1);
					} else {
						at = this.spaceEnd(bytes, at, end);
					}
					break;
				}
				case NEWLINE:
					at = this.spaceEnd(bytes, at, end);
					break;
				case NUMBER:
					at = this.numberEnd(bytes, next);
					break;
				case OTHER:
					at = this.otherEnd(bytes, next, end, LETTER, OTHER);
					break;
				case IDEOGRAPH_LETTER:
				case IDEOGRAPH_SYMBOL:
					at = this.runEnd(bytes, next, characterClass);
					break;
				case IDEOGRAPH_OTHER:
					at = this.otherEnd(bytes, next, end, IDEOGRAPH_LETTER, IDEOGRAPH_OTHER);
					break;
				default:
					return NOT_UTF8;
			}
			ends[found++] = at;
		}
		return found;
	}

	/** @returns the end of the run of `wanted` characters that starts at `at` and may be empty. */
	private runEnd(bytes: Uint8Array, at: number, wanted: number): number {
		const { byteClasses } = this;
		for (;;) {
			const characterClass = byteClasses[bytes[at]!]!;
			if (characterClass === wanted) {
				at++;
			} else if (characterClass === MULTIBYTE) {
				const decoded = this.decode(bytes, at);
				if (decoded >>> 3 !== wanted) {
					return at;
				}
				at += decoded & 7;
			} else {
				return at;
			}
		}
	}

	/** `[\p{P}\p{S}]*[\r\n]*` */
	private symbolsEnd(bytes: Uint8Array, at: number): number {
		const { byteClasses } = this;
		at = this.runEnd(bytes, at, SYMBOL);
		while (byteClasses[bytes[at]!] === NEWLINE) {
			at++;
		}
		return at;
	}

	/** A pre-token that starts with white space, whatever follows. */
	private spaceEnd(bytes: Uint8Array, start: number, end: number): number {
		const { byteClasses } = this;
		let at = start;
		let last = start;
		let afterNewlines = start;
		let following: number;
		for (;;) {
			following = byteClasses[bytes[at]!]!;
			let length = 1;
			if (following === MULTIBYTE) {
				const decoded = this.decode(bytes, at);
				following = decoded >>> 3;
				length = decoded & 7;
			}
			if (following === NEWLINE) {
				afterNewlines = at + 1;
			} else if (following !== SPACE) {
				break;
			}
			last = at;
			at += length;
		}
		if (afterNewlines > start) {
			return afterNewlines;
		}
		// One space before anything is a prefix or stands alone.
		if (last === start) {
			if (following === LETTER) {
				return this.runEnd(bytes, at, LETTER);
			}
			if (following === SYMBOL && bytes[start] === 0x20) {
				return this.symbolsEnd(bytes, at);
			}
			return at;
		}
		// The last of several spaces is left to what follows, unless nothing follows within the piece.
		return at >= end || following === NUMBER || following >= IDEOGRAPH_LETTER ? at : last;
	}

	/** Up to two more numbers after the first. */
	private numberEnd(bytes: Uint8Array, at: number): number {
		for (let more = 0; more < 2; more++) {
			const decoded = this.classAt(bytes, at);
			if (decoded >>> 3 !== NUMBER) {
				break;
			}
			at += decoded & 7;
		}
		return at;
	}

	/**
	 * A character no pattern names: it prefixes letters, or forms one pre-token with others like it.
	 * @param at the offset after it
	 */
	private otherEnd(bytes: Uint8Array, at: number, end: number, letter: number, other: number): number {
		let last = -1;
		for (;;) {
			const decoded = this.classAt(bytes, at);
			const characterClass = decoded >>> 3;
			if (characterClass === letter) {
				return last < 0 ? this.runEnd(bytes, at, letter) : last;
			}
			if (characterClass !== other || at >= end) {
				return at;
			}
			last = at;
			at += decoded & 7;
		}
	}

	private classAt(bytes: Uint8Array, at: number): number {
		const characterClass = this.byteClasses[bytes[at]!]!;
		return characterClass === MULTIBYTE ? this.decode(bytes, at) : (characterClass << 3) | 1;
	}

	/** @returns the class of the character that starts at `at`, times 8, plus its length in bytes. */
	private decode(bytes: Uint8Array, at: number): number {
		const first = bytes[at]!;
		const second = bytes[at + 1]! ^ 0x80;
		if (second > 0x3f) {
			return INVALID << 3;
		}
		if (first < 0xe0) {
			return first < 0xc2 ? INVALID << 3 : (this.classes[((first & 0x1f) << 6) | second]! << 3) | 2;
		}
		const third = bytes[at + 2]! ^ 0x80;
		if (third > 0x3f) {
			return INVALID << 3;
		}
		if (first < 0xf0) {
			const codePoint = ((first & 0x0f) << 12) | (second << 6) | third;
			return codePoint < 0x800 || codePoint >>> 11 === 0x1b ? INVALID << 3 : (this.classes[codePoint]! << 3) | 3;
		}
		const fourth = bytes[at + 3]! ^ 0x80;
		const codePoint = ((first & 0x0f) << 18) | (second << 12) | (third << 6) | fourth;
		return fourth > 0x3f || first > 0xf4 || codePoint < 0x10000 || codePoint > 0x10ffff
			? INVALID << 3
			: (this.classes[codePoint]! << 3) | 4;
	}
}
