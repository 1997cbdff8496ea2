import { isUtf8 } from 'node:buffer';
import { decodeDeclared, decodeGuessed } from './declaredEncoding';
import type { GuessEncoding } from './guessEncoding';

/** How a file's bytes were read; everything but `utf8` has been converted. */
export type TextEncoding = 'utf8' | 'utf16le' | 'utf16be' | 'latin1';

export interface DecodedText {
	/** UTF-8 without a byte-order mark. */
	readonly bytes: Buffer;
	readonly encoding: TextEncoding;
	/** The file begins with a byte-order mark, which `bytes` does not hold. */
	readonly byteOrderMark: boolean;
	/** Some bytes were not valid and became U+FFFD: the file cannot be written back from this text. */
	readonly lossy: boolean;
}

/** Text that was decoded with more help than the bytes themselves; `encoding` may be the editor's name of one. */
export type DecodedFile = Omit<DecodedText, 'encoding'> & {
	readonly encoding: string;
	/** The encoding was guessed from the bytes. */
	readonly guessed?: true;
	/** The bytes look like no text, and were made one all the same. */
	readonly anyway?: true;
};

export interface DecodeOptions {
	/** The editor's `files.encoding`: for bytes that are not valid UTF-8. */
	readonly encoding?: string | undefined;
	/** For bytes that are not valid UTF-8; counts more than `encoding`. */
	readonly guess?: GuessEncoding | undefined;
	/** The bytes are only the beginning of the file: a character may be cut at their end, and is left out then. */
	readonly isHead?: boolean;
}

/** Git's own measure: a NUL in the first bytes makes a file binary. */
export const sniffBytes = 8192;

/** Whether the beginning of a file looks like data rather than text. UTF-16 with a byte-order mark is text. */
export function looksBinary(head: Uint8Array): boolean {
	return utf16Mark(head) === undefined && head.subarray(0, sniffBytes).includes(0);
}

export function utf16Mark(bytes: Uint8Array): 'utf16le' | 'utf16be' | undefined {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) {
		// FF FE 00 00 is UTF-32.
		return bytes.length >= 4 && bytes[2] === 0 && bytes[3] === 0 ? undefined : 'utf16le';
	}
	return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf16be' : undefined;
}

/**
 * Recognises UTF-16 without a byte-order mark as the editor does: by the zero bytes that mostly Latin text then has.
 * @param head the beginning of the file
 */
export function sniffUtf16(head: Uint8Array): 'utf16le' | 'utf16be' | undefined {
	const length = Math.min(head.length, 512) & ~1;
	let little = length > 0;
	let big = length > 0;
	for (let at = 0; at < length; at += 2) {
		little &&= head[at] !== 0 && head[at + 1] === 0;
		big &&= head[at] === 0 && head[at + 1] !== 0;
	}
	return little ? 'utf16le' : big ? 'utf16be' : undefined;
}

/**
 * Decodes a whole file that does not look binary.
 * @returns undefined when no encoding makes text of it
 */
export function decodeText(bytes: Buffer): DecodedText | undefined;
export function decodeText(bytes: Buffer, options: DecodeOptions): DecodedFile | undefined;
export function decodeText(
	bytes: Buffer,
	{ encoding, guess, isHead = false }: DecodeOptions = {},
): DecodedText | DecodedFile | undefined {
	const utf16 = utf16Mark(bytes);
	if (utf16 !== undefined) {
		return decodeUtf16(bytes.subarray(2), utf16, true, isHead);
	}
	const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
	const marked = byteOrderMark ? bytes.subarray(3) : bytes;
	const text = isHead ? withoutCutCharacter(marked) : marked;
	if (isUtf8(text)) {
		return { bytes: text, encoding: 'utf8', byteOrderMark, lossy: false };
	}
	if (!looksLikeText(text)) {
		return undefined;
	}
	const guessed = byteOrderMark ? undefined : guess?.(marked);
	const found = guessed === undefined ? undefined : decodeGuessed(marked, guessed, !isHead);
	if (found !== undefined) {
		return { ...found, encoding: guessed!, byteOrderMark: false, guessed: true };
	}
	const declared = encoding === undefined || byteOrderMark ? undefined : decodeDeclared(marked, encoding, !isHead);
	if (declared !== undefined) {
		return { bytes: declared, encoding: encoding!, byteOrderMark: false, lossy: false };
	}
	// UTF-8 with a few broken characters is better read as such than as Latin-1.
	const repaired = text.toString('utf8');
	const { replaced, valid } = countNonAscii(repaired);
	if (byteOrderMark || valid >= replaced * 4) {
		return { bytes: Buffer.from(repaired, 'utf8'), encoding: 'utf8', byteOrderMark, lossy: true };
	}
	return { bytes: decodeWindows1252(marked), encoding: 'latin1', byteOrderMark: false, lossy: false };
}

/** Takes off the first bytes of a UTF-8 character whose last ones are missing. */
function withoutCutCharacter(bytes: Buffer): Buffer {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back]!;
		if (byte >= 0xc0) {
			const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
			return back < length ? bytes.subarray(0, bytes.length - back) : bytes;
		}
		if (byte < 0x80) {
			break;
		}
	}
	return bytes;
}

/**
 * Decodes UTF-16 behind its byte-order mark, if it has one.
 * @param isHead whether a character may be cut at the end
 */
export function decodeUtf16(
	content: Buffer,
	encoding: 'utf16le' | 'utf16be',
	byteOrderMark: boolean,
	isHead: boolean,
): DecodedText | undefined {
	let length = content.length;
	if (length % 2 !== 0) {
		if (!isHead) {
			return undefined;
		}
		length--;
	}
	const little =
		encoding === 'utf16be' ? Buffer.from(content.subarray(0, length)).swap16() : content.subarray(0, length);
	let text = little.toString('utf16le');
	if (isHead) {
		text = text.replace(/[\ud800-\udbff]$/, '');
	}
	if (text.includes('\0')) {
		return undefined;
	}
	const converted = Buffer.from(text, 'utf8');
	return { bytes: converted, encoding, byteOrderMark, lossy: /\p{Surrogate}/u.test(text) };
}

/** At most one control character in a thousand bytes, and no NUL. */
function looksLikeText(bytes: Uint8Array): boolean {
	let controls = 0;
	for (const byte of bytes) {
		if (byte === 0) {
			return false;
		}
		if ((byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) || byte === 0x7f) {
			controls++;
		}
	}
	return controls * 1000 <= bytes.length;
}

function countNonAscii(text: string): { replaced: number; valid: number } {
	let replaced = 0;
	let valid = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code === 0xfffd) {
			replaced++;
		} else if (code > 0x7f) {
			valid++;
		}
	}
	return { replaced, valid };
}

/** What Windows-1252 holds at 0x80-0x9F, where Latin-1 has control characters; undefined positions stay what they are. */
const windows1252 =
	'\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
	'\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function decodeWindows1252(bytes: Buffer): Buffer {
	const text = bytes
		.toString('latin1')
		.replace(/[\u0080-\u009f]/g, (character) => windows1252.charAt(character.charCodeAt(0) - 0x80));
	return Buffer.from(text, 'utf8');
}
