/** One line of a Markdown text. Offsets are UTF-16 offsets into the whole text. */
export interface MarkdownLine {
	readonly start: number;
	/** End without the line terminator. */
	readonly end: number;
	readonly text: string;
	/** `fence` is a line that opens or closes a fenced code block, `code` one inside. */
	readonly kind: 'text' | 'fence' | 'code';
}

const opening = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?:(`{3,})[^`]*|(~{3,}).*)$/;
const closing = /^[\s>]*(`{3,}|~{3,})\s*$/;

/**
 * Splits Markdown into lines and tells which belong to fenced code blocks. An indented fence counts as one too, since
 * models indent the fences of list items as they please. A block that is not closed reaches to the end.
 */
export function markdownLines(text: string): MarkdownLine[] {
	const lines: MarkdownLine[] = [];
	let fence: string | undefined;
	for (let start = 0; start <= text.length;) {
		const newline = text.indexOf('\n', start);
		const next = newline === -1 ? text.length + 1 : newline + 1;
		const end = next - 1 > start && text[next - 2] === '\r' ? next - 2 : next - 1;
		const line = text.slice(start, end);
		let kind: MarkdownLine['kind'] = fence === undefined ? 'text' : 'code';
		if (line.includes('```') || line.includes('~~~')) {
			if (fence === undefined) {
				const match = opening.exec(line);
				fence = match?.[1] ?? match?.[2];
				kind = fence === undefined ? 'text' : 'fence';
			} else if (closes(line, fence)) {
				fence = undefined;
				kind = 'fence';
			}
		}
		lines.push({ start, end, text: line, kind });
		start = next;
	}
	return lines;
}

function closes(line: string, fence: string): boolean {
	const mark = closing.exec(line)?.[1];
	return mark !== undefined && mark.startsWith(fence);
}

/** True for a line that begins a list item, a heading, a table row or a quotation, whatever stands before it. */
export function beginsBlock(line: string): boolean {
	return /^\s*(?:[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s|\||>)/.test(line);
}

/** A code span on one line. Offsets are into the line. */
export interface CodeSpan {
	/** Of the first backtick. */
	readonly start: number;
	/** After the last backtick. */
	readonly end: number;
	readonly contentStart: number;
	readonly contentEnd: number;
}

/** The closed code spans of a line, in order. */
export function codeSpans(line: string): CodeSpan[] {
	const runs = [...line.matchAll(/`+/g)];
	// The next run of the same length closes a span; without these lists a line of odd runs would cost their square.
	const nextOfSameLength = new Map<number, number>();
	const closedBy = new Array<number>(runs.length).fill(-1);
	for (let index = runs.length - 1; index >= 0; index--) {
		const { length } = runs[index]![0];
		closedBy[index] = nextOfSameLength.get(length) ?? -1;
		nextOfSameLength.set(length, index);
	}
	const spans: CodeSpan[] = [];
	for (let index = 0; index < runs.length; index++) {
		const close = closedBy[index]!;
		if (close !== -1) {
			const [open, last] = [runs[index]!, runs[close]!];
			const { length } = open[0];
			spans.push({
				start: open.index,
				end: last.index + length,
				contentStart: open.index + length,
				contentEnd: last.index,
			});
			index = close;
		}
	}
	return spans;
}
