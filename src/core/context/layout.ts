import { neutralise } from './neutralise';
import type { ContextFile } from './types';

/**
 * The pack's wording. Every part begins with a character that is not white space and ends with a line feed: then no
 * pre-token crosses a joint and the tokens of the whole are exactly the sum of the tokens of its parts.
 */

const attributeEscapes: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	'\n': '&#10;',
	'\r': '&#13;',
	'\t': '&#9;',
};

/** A value for a double-quoted attribute, on one line whatever the path holds. */
export function escapeAttribute(value: string): string {
	return neutralise(value).replace(/[&<>"\n\r\t]/g, (character) => attributeEscapes[character]!);
}

/** Line ends as the pack holds them, so that a checkout with CRLF gives the same bytes. */
export function normaliseText(text: string): string {
	const withoutMark = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	return withoutMark.includes('\r\n') ? withoutMark.replaceAll('\r\n', '\n') : withoutMark;
}

/** Number of lines of a text; a final line terminator does not begin another line. */
export function countLines(text: string): number {
	let lines = 0;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
		lines++;
	}
	return text.length > 0 && !text.endsWith('\n') ? lines + 1 : lines;
}

export interface RenderedSection {
	readonly text: string;
	/** Offset of the file's text in `text`. */
	readonly start: number;
	readonly end: number;
	readonly finalNewline: boolean;
}

/** One file of the pack: header, text, footer. `text` must be normalised. */
export function renderSection(path: string, text: string): RenderedSection {
	const body = neutralise(text);
	const finalNewline = body === '' || body.endsWith('\n');
	const header = `<file path="${escapeAttribute(path)}" lines="${countLines(body)}">\n`;
	return {
		text: `${header}${body}${finalNewline ? '' : '\n'}</file>\n`,
		start: header.length,
		end: header.length + body.length,
		finalNewline,
	};
}

/** Opens the pack. */
export function renderOpening(name: string): string {
	return `<repository name="${escapeAttribute(name)}">\n`;
}

/** Names what was left out, so that the model knows that it exists; then closes the pack. */
export function renderClosing(files: readonly ContextFile[]): string {
	const omitted = files.filter((file) => file.tier === 'path');
	const list =
		omitted.length === 0
			? ''
			: `<omitted>\n${omitted.map((file) => `${escapeAttribute(file.path)} (${file.reason})\n`).join('')}</omitted>\n`;
	return `${list}</repository>\n`;
}
