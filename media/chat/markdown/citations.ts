import type { CitationView } from '../../../src/protocol';

/** A citation with its place in the turn's list, which is how the extension is asked to open it. */
export interface PlacedCitation {
	readonly index: number;
	readonly view: CitationView;
}

// Private-use characters that the Markdown lexer takes for letters: a mark passes through it in one piece, whatever
// underscores, colons or brackets the citation itself holds.
const open = '\uE000';
const close = '\uE001';
const mark = /\uE000(\d+)\uE001/g;

/** Citations in the order of the text, without those that overlap an earlier one or lie outside the text. */
export function placeCitations(length: number, citations: readonly CitationView[]): readonly PlacedCitation[] {
	const placed: PlacedCitation[] = [];
	let position = 0;
	const sorted = citations.map((view, index) => ({ index, view })).sort((a, b) => a.view.start - b.view.start);
	for (const citation of sorted) {
		if (citation.view.start >= position && citation.view.end > citation.view.start && citation.view.end <= length) {
			placed.push(citation);
			position = citation.view.end;
		}
	}
	return placed;
}

/** The part of `placed` (as `placeCitations` orders it) that lies wholly inside a half-open range. */
export function citationsWithin(
	placed: readonly PlacedCitation[],
	start: number,
	end: number,
): readonly PlacedCitation[] {
	const from = firstAtOrAfter(placed, start);
	let to = from;
	while (to < placed.length && placed[to]!.view.end <= end) {
		to++;
	}
	return from === to ? none : placed.slice(from, to);
}

const none: readonly PlacedCitation[] = [];

function firstAtOrAfter(placed: readonly PlacedCitation[], start: number): number {
	let low = 0;
	let high = placed.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (placed[middle]!.view.start < start) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/** The source of a block with each citation replaced by a mark that survives lexing. */
export function markCitations(raw: string, blockStart: number, citations: readonly PlacedCitation[]): string {
	let marked = '';
	let position = 0;
	for (const citation of citations) {
		const [start, end] = rangeOfMark(raw, blockStart, citation);
		marked += withoutMarks(raw.slice(position, start)) + open + String(citation.index) + close;
		position = end;
	}
	return marked + withoutMarks(raw.slice(position));
}

/** What a citation's mark stands for in the source of its block: its text, with the backticks right around it. */
export function sourceOfMark(raw: string, blockStart: number, citation: PlacedCitation): string {
	return raw.slice(...rangeOfMark(raw, blockStart, citation));
}

/**
 * A citation alone in a code span takes the place of the span. Its mark then stands in plain text, where what follows
 * it, such as a comma, is in the same token.
 */
function rangeOfMark(raw: string, blockStart: number, { view }: PlacedCitation): readonly [number, number] {
	const start = view.start - blockStart;
	const end = view.end - blockStart;
	const spanned = raw[start - 1] === '`' && raw[end] === '`' && raw[start - 2] !== '`' && raw[end + 1] !== '`';
	return spanned ? [start - 1, end + 1] : [start, end];
}

/** Text that already holds the mark characters must not pass for a citation. */
function withoutMarks(text: string): string {
	return text.replace(/[\uE000\uE001]/g, '\uFFFD');
}

/** A citation's index, with the punctuation that may not be parted from it by a line break. */
export interface Mark {
	readonly index: number;
	readonly closing: string;
}

/** A token's text as text and citations in turn; empty texts are left out. */
export function splitMarks(text: string): readonly (string | Mark)[] {
	const pieces: (string | Mark)[] = [];
	let position = 0;
	for (const match of text.matchAll(mark)) {
		if (match.index > position) {
			pieces.push(text.slice(position, match.index));
		}
		const end = match.index + match[0].length;
		const closing = /^[.,;:!?)\]’”"']*/.exec(text.slice(end, end + 4))![0];
		pieces.push({ index: Number(match[1]), closing });
		position = end + closing.length;
	}
	if (position < text.length) {
		pieces.push(text.slice(position));
	}
	return pieces;
}

/** Undoes `markCitations` where a button has no place, as inside a fenced block or a link's address. */
export function unmark(text: string, sourceOf: (index: number) => string): string {
	return text.replace(mark, (_, index: string) => sourceOf(Number(index)));
}

/** Whether two lists of citations would render alike, so that a block can be left as it is. */
export function sameCitations(a: readonly PlacedCitation[], b: readonly PlacedCitation[]): boolean {
	return (
		a === b ||
		(a.length === b.length &&
			a.every((one, position) => {
				const other = b[position]!;
				if (one.index === other.index && one.view === other.view) {
					return true;
				}
				return (
					one.index === other.index &&
					one.view.start === other.view.start &&
					one.view.end === other.view.end &&
					one.view.status === other.view.status &&
					one.view.path === other.view.path &&
					one.view.line === other.view.line &&
					one.view.endLine === other.view.endLine &&
					one.view.reason === other.view.reason
				);
			}))
	);
}
