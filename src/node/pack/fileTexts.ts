import type { Stats } from 'node:fs';
import { EncodingLookUp } from '../../core/context/fileEncodings';
import { normaliseText } from '../../core/context/layout';
import { neutralise } from '../../core/context/neutralise';
import { createPathRules, type PathRules } from '../../core/context/rules';
import { classifyText, isDataPath } from '../../core/context/rules/classifyText';
import { renderNotebook } from '../../core/notebooks/renderNotebook';
import type { OmitReason } from '../../core/context/types';
import type { DecodedFile } from '../files/decode';
import { encodingGuesser, type GuessEncoding } from '../files/guessEncoding';
import { chosenMaximumTextBytes, FileReader, type FileContent, type OmissionReason } from '../files/readFile';
import type { VirtualFiles } from '../files/virtualFiles';
import { hashBytes } from './hashBytes';
import { fileCountName, type KnownCounts } from './knownCounts';
import { absoluteOf, type PackRequest, type PackRoot, type Place } from './request';
import type { Redaction } from '../../core/secrets/redact';
import type { SecretFilter } from './secretFilter';

/** The text of a file as it may be sent: line ends `\n`, no byte order mark, secrets replaced, as UTF-8. */
export interface ReadableText {
	readonly kind: 'text';
	readonly body: Buffer;
	/** `full`, or `head` when `body` is only the beginning of a data file. */
	readonly form: 'full' | 'head';
	readonly reason: OmitReason | 'whole file';
	readonly detail: string;
	/** Size on disk, in bytes. */
	readonly size: number;
	/** Lines of the whole file. */
	readonly lines: number;
	readonly redactions: readonly Redaction[];
	/** `body` is what was read, unchanged but for its line ends, and nothing was found to be said about it. */
	readonly isPlain: boolean;
	/** What is known of a plain text from before. */
	readonly known: { readonly hash: string; readonly tokens: number } | undefined;
}

export interface OmittedText {
	readonly kind: 'omitted';
	readonly reason: OmitReason;
	readonly detail: string;
	readonly size: number;
}

const omitReasons: Readonly<Record<OmissionReason, OmitReason>> = {
	binary: 'binary',
	'too-large': 'too large',
	unreadable: 'unreadable',
	symlink: 'symbolic link',
	'symlink-outside': 'symbolic link',
	'not-a-file': 'not a regular file',
	encoding: 'binary',
};

/** Bytes read of a data file that is too large to be read whole. */
const longestHead = 65_536;

/** Also of a notebook that is included: edits go to cells, and an output is a result, often a picture of megabytes. */
const notebookNote = 'its cells as text; outputs are never sent, edits go to cells';

/** A notebook's cells as text; undefined for any other file. */
function notebookText(file: string, text: Buffer): Buffer | undefined {
	const rendered = file.endsWith('.ipynb') ? renderNotebook(text.toString('utf8')) : undefined;
	return rendered && Buffer.from(rendered.text, 'utf8');
}

/** Reads files as they may be sent. Use a new one for each pass over the tree: it remembers which folders are inside. */
export class FileTexts {
	readonly #request: PackRequest;
	readonly #unsaved: ReadonlyMap<string, string>;
	readonly #virtual: VirtualFiles;
	readonly #secrets: SecretFilter;
	readonly #counts: KnownCounts | undefined;
	readonly #readers = new Map<PackRoot, Map<string | undefined, FileReader>>();
	/** Of the text read last, when it came from disk. */
	#lastReader: FileReader | undefined;
	readonly #encodings = new Map<PackRoot, EncodingLookUp | undefined>();
	#rules: PathRules | undefined;
	readonly #guessers = new Map<PackRoot, GuessEncoding | undefined>();

	/** @param counts of plain texts: what is known to be one is neither judged nor searched for secrets again */
	constructor(request: PackRequest, secrets: SecretFilter, virtual: VirtualFiles, counts?: KnownCounts) {
		this.#counts = counts;
		this.#request = request;
		this.#unsaved = new Map(Object.entries(request.unsaved));
		this.#virtual = virtual;
		this.#secrets = secrets;
	}

	/** What the file read last was when it was opened; undefined when it was not opened. */
	get status(): Stats | undefined {
		return this.#lastReader?.status;
	}

	/**
	 * Reads one file; never throws.
	 * @param forced the user wants it in full, whatever it looks like
	 * @param passing the text is used up before the next one is read: no memory of its own is made for it
	 */
	read(place: Place, forced: boolean, passing = false): ReadableText | OmittedText {
		this.#lastReader = undefined;
		const unsaved = this.#unsaved.size === 0 ? undefined : this.#unsaved.get(place.absolute);
		if (unsaved !== undefined) {
			const body = Buffer.from(normaliseText(unsaved), 'utf8');
			return this.#prepare(place, body, { size: body.length, forced: true, note: '' });
		}
		const found = this.#content(place, forced, passing);
		const content = forced && looksLikeData(found) && this.#isNamed(place) ? this.#anyway(place) : found;
		if (content.kind === 'omitted') {
			const { reason, detail, size = 0 } = content;
			return { kind: 'omitted', reason: omitReasons[reason], detail, size };
		}
		return this.#prepare(place, normaliseLineEnds(content.bytes), {
			size: content.size,
			forced: forced && content.isWhole,
			note: encodingNote(content),
		});
	}

	#prepare(
		place: Place,
		text: Buffer,
		{ size, forced, note }: { readonly size: number; readonly forced: boolean; readonly note: string },
	): ReadableText | OmittedText {
		// The size on disk counts for data, and may differ from that of the text.
		const isPlain = note === '' && !forced && (size === text.length || !isDataPath(place.relative));
		const known = isPlain ? this.#known(place, text, size) : undefined;
		if (known) {
			return known;
		}
		const cells = notebookText(place.relative, text);
		const whole = cells ?? text;
		const remark = cells && note === '' ? notebookNote : note;
		const shown = forced ? ({ form: 'full' } as const) : classifyText(place.relative, whole, { wholeBytes: size });
		if (shown.form === 'omit') {
			return { kind: 'omitted', reason: shown.reason, detail: shown.detail, size };
		}
		const lines = countLines(whole);
		const body = shown.form === 'head' ? whole.subarray(0, shown.endByte) : whole;
		const { bytes, replaced } = this.#secrets.filter(body, place.path);
		const head = shown.form === 'head' ? shown : undefined;
		return {
			kind: 'text',
			body: bytes,
			form: shown.form,
			reason: head?.reason ?? 'whole file',
			detail: head === undefined || remark === '' ? (head?.detail ?? remark) : `${head.detail}; ${remark}`,
			size,
			lines,
			redactions: replaced,
			isPlain: isPlain && bytes === text && shown.form === 'full',
			known: undefined,
		};
	}

	#known(place: Place, text: Buffer, size: number): ReadableText | undefined {
		if (this.#counts === undefined || this.#counts.isEmpty) {
			return undefined;
		}
		const hash = hashBytes(text);
		const found = this.#counts.get(fileCountName(hash, place.path));
		return (
			found && {
				...{ kind: 'text', body: text, form: 'full', reason: 'whole file', detail: '', size },
				...{ lines: found.lines, redactions: [], isPlain: true, known: { hash, tokens: found.tokens } },
			}
		);
	}

	#content({ root, relative }: Place, forced: boolean, passing: boolean): FileContent {
		const encoding = this.#encodingsOf(root)?.of(relative);
		const guess = this.#guesserOf(root);
		if (root.virtual === true) {
			return this.#virtual.read(root.folder, relative, encoding, guess);
		}
		const reader = (this.#lastReader = this.#reader(root, encoding, guess));
		const content = passing ? reader.readInto(relative) : reader.read(relative);
		if (content.kind === 'text' || content.reason !== 'too-large') {
			return content;
		}
		const whole = forced ? reader.read(relative, chosenMaximumTextBytes) : content;
		return whole.kind === 'omitted' && isDataPath(relative) ? reader.readHead(relative, longestHead) : whole;
	}

	/** What looks like data, as the editor would show it when it is opened anyway. */
	#anyway({ root, relative }: Place): FileContent {
		const encoding = this.#encodingsOf(root)?.of(relative);
		return root.virtual === true
			? this.#virtual.readAnyway(root.folder, relative, encoding)
			: this.#reader(root, encoding, this.#guesserOf(root)).readAnyway(relative);
	}

	/** Few files are asked about: those that look like data, and that a pattern of the user includes. */
	#isNamed({ root, relative }: Place): boolean {
		const { roots, rules } = this.#request;
		this.#rules ??= createPathRules({ include: rules.include, exclude: rules.exclude }, () => undefined);
		return this.#rules.names(relative, { rootName: roots.length > 1 ? root.name : undefined });
	}

	#reader(root: PackRoot, encoding: string | undefined, guess: GuessEncoding | undefined): FileReader {
		let readers = this.#readers.get(root);
		if (!readers) {
			readers = new Map<string | undefined, FileReader>();
			this.#readers.set(root, readers);
		}
		let reader = readers.get(encoding);
		if (!reader) {
			readers.set(encoding, (reader = new FileReader(root.folder, { encoding, guess })));
		}
		return reader;
	}

	#encodingsOf(root: PackRoot): EncodingLookUp | undefined {
		if (!this.#encodings.has(root)) {
			this.#encodings.set(root, root.editor && new EncodingLookUp(root.editor.encodings));
		}
		return this.#encodings.get(root);
	}

	#guesserOf(root: PackRoot): GuessEncoding | undefined {
		const guess = root.editor?.encodings.guess;
		if (guess && !this.#guessers.has(root)) {
			this.#guessers.set(root, encodingGuesser(guess));
		}
		return this.#guessers.get(root);
	}
}

function looksLikeData(content: FileContent): boolean {
	return content.kind === 'omitted' && (content.reason === 'binary' || content.reason === 'encoding');
}

/** Says how a file was read when that is not plain. */
function encodingNote({ encoding, guessed, anyway }: DecodedFile): string {
	if (anyway) {
		return `taken for binary; read as ${encoding} because a pattern or pin names it, and cannot be edited`;
	}
	return guessed ? `read as ${encoding}, which was guessed` : encoding === 'utf8' ? '' : `read as ${encoding}`;
}

/** Where a path of the pack lies; undefined when no root holds it. */
export function placeOf(roots: readonly PackRoot[], file: string): Place | undefined {
	const root = roots.length === 1 ? roots[0] : roots.find((each) => file.startsWith(`${each.name}/`));
	if (!root) {
		return undefined;
	}
	const relative = roots.length === 1 ? file : file.slice(root.name.length + 1);
	return { path: file, root, relative, absolute: absoluteOf(root, relative) };
}

/** Number of lines; a final line feed does not begin another line. */
export function countLines(text: Uint8Array): number {
	let lines = 0;
	// By index: an iterator takes several times as long.
	for (let at = 0; at < text.length; at++) {
		if (text[at] === 0x0a) {
			lines++;
		}
	}
	return text.length > 0 && text[text.length - 1] !== 0x0a ? lines + 1 : lines;
}

function normaliseLineEnds(bytes: Buffer): Buffer {
	let from = bytes.indexOf('\r\n');
	if (from === -1) {
		return bytes;
	}
	const result = Buffer.allocUnsafe(bytes.length);
	let length = 0;
	let start = 0;
	for (; from !== -1; from = bytes.indexOf('\r\n', start)) {
		length += bytes.copy(result, length, start, from);
		result[length++] = 0x0a;
		start = from + 2;
	}
	length += bytes.copy(result, length, start);
	return result.subarray(0, length);
}

/** A full-width bar, or the end of a thinking tag: without them there is nothing to neutralise. */
const suspiciousBytes = [Buffer.from('｜', 'utf8'), Buffer.from('think>', 'latin1')];

/** `neutralise` on UTF-8; nearly every file is spared the decoding. */
export function neutraliseBytes(body: Buffer): Buffer {
	return suspiciousBytes.some((bytes) => body.includes(bytes))
		? Buffer.from(neutralise(body.toString('utf8')), 'utf8')
		: body;
}
