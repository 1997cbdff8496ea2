/**
 * The editor's names of encodings, as `files.encoding` has them, that are not written like the names of the Encoding
 * Standard. All others become one by a hyphen or as they are.
 */
const labels: Readonly<Record<string, string>> = {
	shiftjis: 'shift_jis',
	eucjp: 'euc-jp',
	euckr: 'euc-kr',
	gb2312: 'gbk',
	gbk: 'gbk',
	gb18030: 'gb18030',
	cp950: 'big5',
	big5hkscs: 'big5',
	macroman: 'macintosh',
	koi8r: 'koi8-r',
	koi8u: 'koi8-u',
	koi8ru: 'koi8-u',
	cp866: 'ibm866',
	windows874: 'windows-874',
	iso885911: 'windows-874',
	windows1250: 'windows-1250',
	windows1251: 'windows-1251',
	windows1253: 'windows-1253',
	windows1254: 'windows-1254',
	windows1255: 'windows-1255',
	windows1256: 'windows-1256',
	windows1257: 'windows-1257',
	windows1258: 'windows-1258',
	iso88592: 'iso-8859-2',
	iso88593: 'iso-8859-3',
	iso88594: 'iso-8859-4',
	iso88595: 'iso-8859-5',
	iso88596: 'iso-8859-6',
	iso88597: 'iso-8859-7',
	iso88598: 'iso-8859-8',
	iso88599: 'windows-1254',
	iso885910: 'iso-8859-10',
	iso885913: 'iso-8859-13',
	iso885914: 'iso-8859-14',
	iso885915: 'iso-8859-15',
	iso885916: 'iso-8859-16',
};

/** Names that are only guessed: as a setting, the first two are recognised without being named. */
const guessedLabels: Readonly<Record<string, string>> = {
	utf8: 'utf-8',
	windows1252: 'windows-1252',
	tis620: 'windows-874',
	maccyrillic: 'x-mac-cyrillic',
};

/**
 * Decodes by the editor's setting.
 * @param encoding a value of `files.encoding`, such as `shiftjis`
 * @param isComplete false when a character may be cut at the end, which is then left out
 * @returns UTF-8; undefined when the encoding is not known, is one that is recognised without being named, or the bytes
 *   are not valid in it
 */
export function decodeDeclared(bytes: Uint8Array, encoding: string, isComplete: boolean): Buffer | undefined {
	const label = Object.hasOwn(labels, encoding) ? labels[encoding] : undefined;
	if (label === undefined) {
		return undefined;
	}
	try {
		const decoder = new TextDecoder(label, { fatal: true });
		return Buffer.from(decoder.decode(bytes, { stream: !isComplete }), 'utf8');
	} catch {
		return undefined;
	}
}

/**
 * Decodes by what was guessed. What is not valid in it becomes U+FFFD, as in the editor.
 * @param encoding the editor's name of it
 * @param isComplete false when a character may be cut at the end, which is then left out
 * @returns UTF-8, and whether something was not valid; undefined when the encoding is not known
 */
export function decodeGuessed(
	bytes: Uint8Array,
	encoding: string,
	isComplete: boolean,
): { readonly bytes: Buffer; readonly lossy: boolean } | undefined {
	const known = { ...labels, ...guessedLabels };
	const label = Object.hasOwn(known, encoding) ? known[encoding] : undefined;
	if (label === undefined) {
		return undefined;
	}
	const text = new TextDecoder(label).decode(bytes, { stream: !isComplete });
	return { bytes: Buffer.from(text, 'utf8'), lossy: text.includes('\ufffd') };
}
