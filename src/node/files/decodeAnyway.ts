import { sniffUtf16, utf16Mark, type DecodedFile } from './decode';
import { decodeDeclared } from './declaredEncoding';

/** Data beyond this is not made text of even where the user wants it, in bytes: it would fill any window by itself. */
export const anywayMaximumBytes = 2_000_000;

/**
 * Makes text of bytes that look like none, as the editor does when a file is opened anyway: what is not valid becomes
 * U+FFFD, and control characters become their pictures, ␀ for NUL. The file cannot be written back from it.
 * @param encoding the editor's `files.encoding`
 */
export function decodeAnyway(bytes: Buffer, encoding: string | undefined): DecodedFile {
	const mark = utf16Mark(bytes);
	const declared = encoding === 'utf16le' || encoding === 'utf16be' ? encoding : undefined;
	const utf16 = mark ?? sniffUtf16(bytes) ?? declared;
	if (utf16 !== undefined) {
		const text = utf16Text(mark === undefined ? bytes : bytes.subarray(2), utf16);
		return { ...shown(text), encoding: utf16, byteOrderMark: mark !== undefined };
	}
	const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
	const named = encoding === undefined || byteOrderMark ? undefined : decodeDeclared(bytes, encoding, true);
	return named
		? { ...shown(named.toString('utf8')), encoding: encoding!, byteOrderMark: false }
		: { ...shown(bytes.toString('utf8', byteOrderMark ? 3 : 0)), encoding: 'utf8', byteOrderMark };
}

function utf16Text(bytes: Buffer, encoding: 'utf16le' | 'utf16be'): string {
	const isCut = bytes.length % 2 !== 0;
	const whole = bytes.subarray(0, bytes.length - (isCut ? 1 : 0));
	const little = encoding === 'utf16be' ? Buffer.from(whole).swap16() : whole;
	return little.toString('utf16le').toWellFormed() + (isCut ? '\ufffd' : '');
}

const pictures = 0x2400;
const pictureOfDelete = '\u2421';

function shown(text: string): Pick<DecodedFile, 'bytes' | 'lossy' | 'anyway'> {
	const plain = text.replace(
		// eslint-disable-next-line no-control-regex -- these are what is looked for
		/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g,
		(control) => (control === '\x7f' ? pictureOfDelete : String.fromCharCode(pictures + control.charCodeAt(0))),
	);
	return { bytes: Buffer.from(plain, 'utf8'), lossy: true, anyway: true };
}
