import { formatBytes, formatCount } from '../../common/format';
import type { OmitReason } from '../types';
import { generatedMark } from './generatedMark';

/** How much of a text belongs into the pack, judged by what it looks like. */
export type TextForm =
	| { readonly form: 'full' }
	/** Its first lines: those before `endByte`. */
	| { readonly form: 'head'; readonly endByte: number; readonly reason: OmitReason; readonly detail: string }
	| { readonly form: 'omit'; readonly reason: OmitReason; readonly detail: string };

export interface TextFacts {
	/** Bytes of the whole file, when the text is only its beginning. */
	readonly wholeBytes?: number | undefined;
}

interface DataKind {
	/** Up to this size the whole text is worth its tokens. */
	readonly fullBytes: number;
	readonly headBytes: number;
}

const records: DataKind = { fullBytes: 8_192, headBytes: 4_096 };
const documents: DataKind = { fullBytes: 65_536, headBytes: 8_192 };
const drawings: DataKind = { fullBytes: 8_192, headBytes: 2_048 };

/** Data by its extension: records, of which a few show the shape, and documents, which are data when they are large. */
const dataKinds: ReadonlyMap<string, DataKind> = new Map([
	...['csv', 'tsv', 'psv', 'jsonl', 'ndjson', 'log', 'geojson', 'har', 'dump'].map((each) => [each, records] as const),
	...['json', 'xml', 'yaml', 'yml', 'sql', 'plist', 'xlf', 'xliff', 'resx', 'arb', 'po', 'bib'].map(
		(each) => [each, documents] as const,
	),
	['svg', drawings],
]);

/** Lines longer than this on average are made by a tool, not written by a person. */
const generatedLineLength = 1_000;
const smallestMinified = 8_192;

/** True for text whose lines are so long that it was minified or generated. */
export function looksMinified(bytes: number, lines: number): boolean {
	return bytes >= smallestMinified && bytes / Math.max(1, lines) > generatedLineLength;
}

/** Whether only the beginning of such a file would be shown, so that it need not be read whole. */
export function isDataPath(path: string): boolean {
	return dataKinds.has(extensionOf(path));
}

/**
 * Judges a text that no rule about paths keeps out: minified and generated text is omitted, large data shows its first
 * lines. The user's `include` overrides it: then do not ask.
 * @param text UTF-8; the beginning of the file when `wholeBytes` is larger
 */
export function classifyText(path: string, text: Uint8Array, { wholeBytes }: TextFacts = {}): TextForm {
	const mark = generatedMark(text);
	if (mark !== undefined) {
		return { form: 'omit', reason: 'generated', detail: `its first lines say “${mark}”` };
	}
	const kind = dataKinds.get(extensionOf(path));
	const size = Math.max(wholeBytes ?? 0, text.length);
	if (kind !== undefined && size > kind.fullBytes) {
		return headOf(text, kind.headBytes, size);
	}
	return hasLongLines(text) ? { form: 'omit', reason: 'minified', detail: 'very long lines' } : { form: 'full' };
}

function extensionOf(path: string): string {
	const dot = path.lastIndexOf('.');
	return dot > path.lastIndexOf('/') ? path.slice(dot + 1).toLowerCase() : '';
}

function headOf(text: Uint8Array, headBytes: number, size: number): TextForm {
	const endByte = text.lastIndexOf(lineFeed, headBytes - 1) + 1;
	if (endByte === 0) {
		return { form: 'omit', reason: 'data file', detail: `${formatBytes(size)}, its first line is too long to show` };
	}
	const shown = countLines(text.subarray(0, endByte));
	const lines = size > text.length ? '' : ` of ${formatCount(countLines(text))}`;
	return {
		form: 'head',
		endByte,
		reason: 'data file',
		detail: `first ${formatCount(shown)}${lines} lines, ${formatBytes(endByte)} of ${formatBytes(size)}`,
	};
}

const lineFeed = 0x0a;

/** Whether the lines are too long on average. Text with ordinary lines is told by its beginning. */
function hasLongLines(text: Uint8Array): boolean {
	if (text.length < smallestMinified) {
		return false;
	}
	const enough = text.length / generatedLineLength;
	let lines = text[text.length - 1] === lineFeed ? 0 : 1;
	for (let at = text.indexOf(lineFeed); at !== -1; at = text.indexOf(lineFeed, at + 1)) {
		if (++lines >= enough) {
			return false;
		}
	}
	return looksMinified(text.length, lines);
}

/** Number of lines; a final line feed does not begin another line. */
function countLines(text: Uint8Array): number {
	let lines = text.length > 0 && text[text.length - 1] !== lineFeed ? 1 : 0;
	for (let at = text.indexOf(lineFeed); at !== -1; at = text.indexOf(lineFeed, at + 1)) {
		lines++;
	}
	return lines;
}
