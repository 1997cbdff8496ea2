import { isUtf8 } from 'node:buffer';

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

/** Git's own measure: a NUL in the first bytes makes a file binary. */
export const sniffBytes = 8192;

/** Whether the beginning of a file looks like data rather than text. UTF-16 with a byte-order mark is text. */
export function looksBinary(head: Uint8Array): boolean {
	return utf16Mark(head) === undefined && head.subarray(0, sniffBytes).includes(0);
}

function utf16Mark(bytes: Uint8Array): 'utf16le' | 'utf16be' | undefined {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) {
		// FF FE 00 00 is UTF-32.
		return bytes.length >= 4 && bytes[2] === 0 && bytes[3] === 0 ? undefined : 'utf16le';
	}
	return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf16be' : undefined;
}

/**
 * Decodes a whole file that does not look binary.
 * @returns undefined when no encoding makes text of it
 */
export function decodeText(bytes: Buffer): DecodedText | undefined {
	const utf16 = utf16Mark(bytes);
	if (utf16 !== undefined) {
		return decodeUtf16(bytes, utf16);
	}
	const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
	const text = byteOrderMark ? bytes.subarray(3) : bytes;
	if (isUtf8(text)) {
		return { bytes: text, encoding: 'utf8', byteOrderMark, lossy: false };
	}
	if (!looksLikeText(text)) {
		return undefined;
	}
	// UTF-8 with a few broken characters is better read as such than as Latin-1.
	const repaired = text.toString('utf8');
	const { replaced, valid } = countNonAscii(repaired);
	if (byteOrderMark || valid >= replaced * 4) {
		return { bytes: Buffer.from(repaired, 'utf8'), encoding: 'utf8', byteOrderMark, lossy: true };
	}
	return { bytes: decodeWindows1252(text), encoding: 'latin1', byteOrderMark: false, lossy: false };
}

function decodeUtf16(bytes: Buffer, encoding: 'utf16le' | 'utf16be'): DecodedText | undefined {
	const content = bytes.subarray(2);
	if (content.length % 2 !== 0) {
		return undefined;
	}
	const text = (encoding === 'utf16be' ? Buffer.from(content).swap16() : content).toString('utf16le');
	if (text.includes('\0')) {
		return undefined;
	}
	const converted = Buffer.from(text, 'utf8');
	return { bytes: converted, encoding, byteOrderMark: true, lossy: /\p{Surrogate}/u.test(text) };
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
