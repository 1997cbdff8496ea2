import { neutralise } from './neutralise';
import type { ContextFile, Section } from './types';

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

/** What most paths consist of: nothing there is to be escaped. */
const plainPath = /^[\w./@+-]*$/;

/** A value for a double-quoted attribute, on one line whatever the path holds. */
export function escapeAttribute(value: string): string {
	if (plainPath.test(value)) {
		return value;
	}
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

/** What a section shows of its file, in the words of its header. */
const partNames: Readonly<Record<Section['tier'], string>> = {
	full: '',
	head: ' part="first lines"',
	skeleton: ' part="skeleton"',
};

/**
 * Opens a file's section.
 * @param lines lines of the whole file, also where only a part of it follows
 */
export function sectionHeader(path: string, lines: number, tier: Section['tier'] = 'full'): string {
	return `<file path="${escapeAttribute(path)}" lines="${lines}"${partNames[tier]}>\n`;
}

/** Closes a file's section, on a line of its own. */
export function sectionFooter(finalNewline: boolean): string {
	return finalNewline ? '</file>\n' : '\n</file>\n';
}

export interface RenderedSection {
	readonly text: string;
	/** UTF-16 offset of the file's text in `text`. */
	readonly start: number;
	readonly end: number;
	readonly finalNewline: boolean;
}

/**
 * One file of the pack: header, text, footer.
 * @param text normalised; for a part of a file, that part
 * @param lines lines of the whole file
 */
export function renderSection(
	path: string,
	text: string,
	tier: Section['tier'] = 'full',
	lines = countLines(text),
): RenderedSection {
	const body = neutralise(text);
	const finalNewline = body === '' || body.endsWith('\n');
	const header = sectionHeader(path, lines, tier);
	return {
		text: `${header}${body}${sectionFooter(finalNewline)}`,
		start: header.length,
		end: header.length + body.length,
		finalNewline,
	};
}

/** Opens the pack. */
export function renderOpening(name: string): string {
	return `<repository name="${escapeAttribute(name)}">\n`;
}

/** One line of the list of omitted files. */
export function omittedLine(file: Pick<ContextFile, 'path' | 'reason'>): string {
	return `${escapeAttribute(file.path)} (${file.reason})\n`;
}

/**
 * Names what was left out, so that the model knows that it exists; then closes the pack.
 * @param files all files; those of the tier `none` are told by `unlisted` alone
 * @param unlisted lines about files that are not even listed
 */
export function renderClosing(files: readonly ContextFile[], unlisted: readonly string[] = []): string {
	let list = '';
	for (const file of files) {
		if (file.tier === 'path') {
			list += omittedLine(file);
		}
	}
	for (const line of unlisted) {
		list += `${escapeAttribute(line)}\n`;
	}
	return list === '' ? '</repository>\n' : `<omitted>\n${list}</omitted>\n</repository>\n`;
}
