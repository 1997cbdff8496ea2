import { codeSpans, markdownLines, type CodeSpan } from './markdown';
import { looksLikePath } from './paths';

/** A place in the code that an answer names. */
export interface Citation {
	/**
	 * Where it stands in the Markdown source, in UTF-16 offsets, half-open. Backticks and brackets around it are not
	 * part of it; where only the path stands in backticks (`` `a.ts` (line 3) ``) the range begins at the first one. In
	 * a link whose label names no place it is the target; of `a.ts:3,9` in backticks the second is just `9`.
	 */
	readonly start: number;
	readonly end: number;
	/** As written. */
	readonly path: string;
	/** 1-based. */
	readonly line: number;
	/** 1-based, inclusive, greater than `line`; absent for a single line. */
	readonly endLine?: number;
}

/** What can be a path outside of backticks; brackets that do not belong to it are taken off later. */
const word = /[\p{L}\p{M}\p{N}_.\-/@+~$%[\](){}]+/gu;
const url = /(?<![\p{L}\p{N}])[a-z][a-z0-9+.-]{0,20}:\/\/[^\s<>"'`]*/giu;
const dash = '[-\u2010-\u2015]';
/** `:12`, `:12-30`, `:12:5`, `#L12`, `#L12-L30`, `#L12C3-L30C5` right after a path. */
const suffix = new RegExp(
	`(?::L?|#L?)(\\d{1,7})(?:C\\d+)?(?:${dash}L?(\\d{1,7})(?:C\\d+)?|:\\d+(?:${dash}\\d+)?)?(?![\\p{L}\\p{N}_]|\\.\\d)`,
	'uy',
);
/** ` (line 12)`, `, lines 12-30`, ` at line 12`, ` (L12-L30)` after a path. */
const inWords = new RegExp(
	`[*_]{0,3}(?:,? {0,2}\\(|,? {1,2}(?:(?:at|on|in) )?)(?:[Ll]ines? ~?|L)(\\d{1,7})` +
		`(?:(?: ?${dash} ?| to | through )L?(\\d{1,7}))?(?![\\p{L}\\p{N}_]|\\.\\d)\\)?`,
	'uy',
);
/** A further place in the same file. */
const further = new RegExp(`, ?L?(\\d{1,7})(?:${dash}L?(\\d{1,7}))?(?![\\p{L}\\p{N}_:/.])`, 'uy');
/** A code span that is one citation as a whole: there, a path may hold spaces and signs. */
const wholeSpan = new RegExp(
	`^\\s*([^:\`<>|"?*\\t]{1,400}?)((?::L?|#L?|,? {0,2}\\(?[Ll]ines? )\\d{1,7}(?:[-:\\u2010-\\u2015, ]*L?\\d{1,7})*\\)?)\\s*$`,
	'u',
);

/**
 * Finds the places an answer names, in the order they stand. Text in fenced code blocks is quoted code and holds none.
 * For a text that grows, what was found stays, except that the last one may still change.
 */
export function findCitations(text: string): Citation[] {
	const found: Citation[] = [];
	for (const line of markdownLines(text)) {
		if (line.kind === 'text' && /\d/.test(line.text)) {
			new LineScanner(line.text, line.start, found).scan();
		}
	}
	return found;
}

class LineScanner {
	readonly #line: string;
	readonly #offset: number;
	readonly #found: Citation[];
	readonly #spans: readonly CodeSpan[];
	readonly #urls: readonly { readonly start: number; readonly end: number }[];
	#url = 0;

	constructor(line: string, offset: number, found: Citation[]) {
		this.#line = line;
		this.#offset = offset;
		this.#found = found;
		this.#spans = codeSpans(line);
		this.#urls = line.includes('://')
			? [...line.matchAll(url)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
			: [];
	}

	scan(): void {
		let position = 0;
		for (const span of this.#spans) {
			this.#scanRange(position, span.start, undefined);
			this.#scanSpan(span);
			position = span.end;
		}
		this.#scanRange(position, this.#line.length, undefined);
	}

	#scanSpan(span: CodeSpan): void {
		const content = this.#line.slice(span.contentStart, span.contentEnd);
		const path = /\d/.test(content) ? wholeSpan.exec(content)?.[1]?.trim() : undefined;
		if (path?.includes(' ') === true && looksLikePath(path, true) && !/[,;(]$/.test(path)) {
			const start = span.contentStart + content.indexOf(path);
			this.#addAt(start, path, start + path.length, span);
		} else if (path === undefined && looksLikePath(content.trim(), true) && !/\s{2}|[:`]/.test(content)) {
			this.#addInWords(span.start, content.trim(), span.end);
		} else {
			this.#scanRange(span.contentStart, span.contentEnd, span);
		}
	}

	#scanRange(from: number, to: number, span: CodeSpan | undefined): void {
		const part = this.#line.slice(0, to);
		word.lastIndex = from;
		for (let match = word.exec(part); match !== null; match = word.exec(part)) {
			const end = match.index + match[0].length;
			const start = this.#pathStart(match.index, end);
			const next = this.#wordAt(start, end, span);
			word.lastIndex = Math.max(next, match.index + 1);
		}
	}

	/** @returns where to go on */
	#wordAt(start: number, end: number, span: CodeSpan | undefined): number {
		const before = this.#line.slice(Math.max(0, start - 2), start);
		const isPart = before === '::' || before.endsWith('\\') || (before.endsWith(':') && this.#line[start] === '/');
		const isLink = before === '](' || before === '(<';
		const path = this.#line.slice(start, end);
		if (isPart || this.#isInUrl(start) || !looksLikePath(path.replace(/[.,]+$/, ''), span !== undefined || isLink)) {
			return end;
		}
		if (isLink && this.#labelIsCitation(start)) {
			return end;
		}
		return this.#addAt(start, path, end, span) ?? end;
	}

	/** Adds the citation whose location follows the path. @returns where to go on, or undefined when none follows */
	#addAt(start: number, path: string, pathEnd: number, span: CodeSpan | undefined): number | undefined {
		const line = span === undefined ? this.#line : this.#line.slice(0, span.contentEnd);
		suffix.lastIndex = pathEnd;
		const match = suffix.exec(line);
		// `#12` names an issue, `:L12` and `#L12` a line.
		if (match === null || /^#\d/.test(match[0])) {
			return this.#addInWords(start, path.replace(/[.,]+$/, ''), pathEnd);
		}
		let position = suffix.lastIndex;
		if (!this.#add(start, position, path, match[1]!, match[2])) {
			return undefined;
		}
		while (span !== undefined) {
			further.lastIndex = position;
			const more = further.exec(line);
			if (more === null) {
				break;
			}
			position = further.lastIndex;
			this.#add(more.index + more[0].search(/[L\d]/), position, path, more[1]!, more[2]);
		}
		return position;
	}

	/** Of a path in backticks, `:12` may follow them, too. */
	#addInWords(start: number, path: string, end: number): number | undefined {
		const direct = this.#line[end - 1] === '`' ? suffix : inWords;
		for (const pattern of new Set([direct, inWords])) {
			pattern.lastIndex = end;
			const match = pattern.exec(this.#line);
			if (match !== null && !/^#\d/.test(match[0])) {
				// A closing bracket belongs to the location only together with the opening one.
				const extra = match[0].endsWith(')') && !match[0].includes('(') ? 1 : 0;
				this.#add(start, end + match[0].length - extra, path, match[1]!, match[2]);
				return end + match[0].length;
			}
		}
		return undefined;
	}

	#add(start: number, end: number, path: string, first: string, last: string | undefined): boolean {
		const line = Number(first);
		const endLine = last === undefined ? line : Number(last);
		if (line === 0) {
			return false;
		}
		const range = { start: this.#offset + start, end: this.#offset + end };
		this.#found.push(endLine > line ? { ...range, path, line, endLine } : { ...range, path, line });
		return true;
	}

	/** Where the path begins in a word: after the last bracket that has no partner in it. */
	#pathStart(from: number, to: number): number {
		const open: number[] = [];
		let start = from;
		for (let index = from; index < to; index++) {
			const character = this.#line[index]!;
			if ('([{'.includes(character)) {
				open.push(index);
			} else if (')]}'.includes(character)) {
				const partner = open.at(-1);
				if (partner !== undefined && '([{'.indexOf(this.#line[partner]!) === ')]}'.indexOf(character)) {
					open.pop();
				} else {
					open.length = 0;
					start = index + 1;
				}
			}
		}
		start = open.length > 0 ? open.at(-1)! + 1 : start;
		while (start < to && '-~.,'.includes(this.#line[start]!) && !/[\w./]/.test(this.#line[start + 1] ?? '')) {
			start++;
		}
		return start;
	}

	#isInUrl(position: number): boolean {
		// Positions only grow, so that earlier ones need not be looked at again.
		while ((this.#urls[this.#url]?.end ?? Infinity) <= position) {
			this.#url++;
		}
		return (this.#urls[this.#url]?.start ?? Infinity) <= position;
	}

	/** Of `[a.ts:3](a.ts#L3)` only the label counts. */
	#labelIsCitation(targetStart: number): boolean {
		const last = this.#found.at(-1);
		if (last === undefined || last.end <= this.#offset) {
			return false;
		}
		return /^[`*_)]*\]\(<?$/.test(this.#line.slice(last.end - this.#offset, targetStart));
	}
}
