import { createRequire } from 'node:module';
import path from 'node:path';
import type * as JsCharDet from 'jschardet';
import type { EncodingGuess } from '../../core/context/fileEncodings';

/** The editor, too, looks at no more of a file. */
const guessBytes = 65_536;

/** What the library says about text that tells its encoding itself. */
const ignored = new Set(['ascii', 'utf-16', 'utf-32']);

/** The editor's names of encodings that the library can tell, with its names for them. */
const libraryNames: Readonly<Record<string, string>> = {
	utf8: 'UTF-8',
	utf8bom: 'UTF-8',
	utf16le: 'UTF-16LE',
	utf16be: 'UTF-16BE',
	windows1250: 'windows-1250',
	windows1251: 'windows-1251',
	windows1252: 'windows-1252',
	windows1253: 'windows-1253',
	windows1255: 'windows-1255',
	iso88592: 'ISO-8859-2',
	iso88595: 'ISO-8859-5',
	iso88597: 'ISO-8859-7',
	iso88598: 'ISO-8859-8',
	cp866: 'IBM866',
	cp1125: 'IBM1125',
	koi8r: 'KOI8-R',
	cp950: 'Big5',
	shiftjis: 'SHIFT_JIS',
	eucjp: 'EUC-JP',
	euckr: 'EUC-KR',
	gb2312: 'GB2312',
};

/** The editor's names that are not simply the library's in small letters and digits. */
const editorNames: Readonly<Record<string, string>> = { ibm866: 'cp866', big5: 'cp950' };

/** Says in which encoding bytes seem to be, by the editor's name of it; undefined when nothing can be said. */
export type GuessEncoding = (bytes: Uint8Array) => string | undefined;

/**
 * Guesses as the editor does: with the same library, from as much of the file. The library is loaded when the first
 * file needs it; without it, and where it fails, nothing is guessed.
 */
export function encodingGuesser({ library, candidates }: EncodingGuess): GuessEncoding {
	const file = path.resolve(library);
	const detectEncodings = candidates.flatMap((name) => libraryNames[plain(name)] ?? []);
	const options = detectEncodings.length > 0 ? { detectEncodings } : undefined;
	return (bytes) => {
		const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, guessBytes));
		let encoding: string | null;
		try {
			const { detect } = createRequire(file)(file) as typeof JsCharDet;
			({ encoding } = detect(head.toString('latin1'), options));
		} catch {
			return undefined;
		}
		if (!encoding || ignored.has(encoding.toLowerCase())) {
			return undefined;
		}
		return editorNames[plain(encoding)] ?? plain(encoding);
	};
}

function plain(name: string): string {
	return name.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}
