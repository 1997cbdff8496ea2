import { memberOf, type Span } from './jsonSpans';

/** How a notebook's JSON is written. */
export interface NotebookStyle {
	/** One step of indentation; undefined when everything stands on one line. */
	readonly indent: string | undefined;
	readonly lineEnd: string;
	/** What stands between a key and its value. */
	readonly colon: string;
	/** What stands between elements on one line. */
	readonly comma: string;
	/** Non-ASCII characters are written as escapes. */
	readonly isAscii: boolean;
	/** Sources are arrays of lines, not strings. */
	readonly hasLines: boolean;
}

/** @param json without a byte-order mark; an object */
export function styleOf(json: string, cells: readonly Span[]): NotebookStyle {
	const source = cells[0] && memberOf(json, cells[0].start, 'source')?.value;
	const indent = /^\s*\{\r?\n([ \t]+)"/.exec(json)?.[1];
	return {
		indent,
		lineEnd: /\{\r\n/.test(json.slice(0, 1_000)) ? '\r\n' : '\n',
		colon: /"\s*:\s*/.exec(json)?.[0].slice(1) ?? ': ',
		comma: indent === undefined && /",(?=")/.test(json) && !/, "/.test(json.slice(0, 10_000)) ? ',' : ', ',
		isAscii: !/[^\0-\x7f]/.test(json) && /\\u(?:00[89a-f]|0[1-9a-f]|[1-9a-f])/i.test(json),
		hasLines: source === undefined || json[source.start] === '[',
	};
}

/** A string as JSON. */
export function writeString(text: string, { isAscii }: Pick<NotebookStyle, 'isAscii'>): string {
	const json = JSON.stringify(text);
	return isAscii
		? json.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
		: json;
}

/**
 * A source as JSON.
 * @param text line ends as they are to be stored
 * @param margin white space at the beginning of the line that the value begins on
 */
export function writeSource(text: string, hasLines: boolean, margin: string, style: NotebookStyle): string {
	if (!hasLines) {
		return writeString(text, style);
	}
	const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
	return writeList(
		lines.map((line) => writeString(line, style)),
		['[', ']'],
		margin,
		style,
	);
}

/** Elements or members between brackets, one a line where the notebook is written so. */
export function writeList(
	items: readonly string[],
	[open, close]: readonly [string, string],
	margin: string,
	{ indent, lineEnd, comma }: NotebookStyle,
): string {
	if (items.length === 0) {
		return open + close;
	}
	if (indent === undefined) {
		return open + items.join(comma) + close;
	}
	const inner = lineEnd + margin + indent;
	return `${open}${inner}${items.join(`,${inner}`)}${lineEnd}${margin}${close}`;
}
