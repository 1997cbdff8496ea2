import type { Citation } from './findCitations';
import { findCitations } from './findCitations';
import { beginsBlock, codeSpans, markdownLines, type MarkdownLine } from './markdown';
import { looksLikePath } from './paths';

/** Something an answer says stands at a cited place. */
export interface Evidence {
	readonly kind: 'quote' | 'symbol';
	/** As written; of a code block its telling lines. */
	readonly text: string;
	/** Nearest to this citation, and not to another one in the same sentence. */
	readonly own: boolean;
	/** So much like code that its absence from the file speaks against the citation. */
	readonly telling: boolean;
}

/** Words that stand in backticks without naming anything of the file. */
const commonWords = new Set(
	(
		'true false null undefined none nil self this super void any unknown never string number boolean object int bool ' +
		'float str list dict map set array function class const let var def fn func async await return import export ' +
		'from if else for while switch case type interface enum struct public private protected static new yes no'
	).split(' '),
);
const symbol =
	/^[@#$]?[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|->|#|\?\.)[\p{L}_$#][\p{L}\p{N}_$]*)*(?:\((?:\.{3}|…)?\))?[!?]?$/u;

interface Piece {
	readonly start: number;
	readonly end: number;
}

/** An answer's text, prepared for looking around its citations. */
export class AnswerText {
	readonly #text: string;
	readonly #lines: readonly MarkdownLine[];
	readonly #citations: readonly Citation[];

	constructor(text: string) {
		this.#text = text;
		this.#lines = markdownLines(text);
		this.#citations = findCitations(text);
	}

	get citations(): readonly Citation[] {
		return this.#citations;
	}

	/** What the answer gives for a citation: code spans of its sentence, nearest first, then the code block beside it. */
	evidenceFor(citation: Citation): Evidence[] {
		const index = this.#lineAt(citation.start);
		const line = this.#lines[index];
		if (line?.kind !== 'text') {
			return [];
		}
		const [first, last] = this.#block(index);
		const sentence = this.#sentence(citation, this.#lines[first]!.start, this.#lines[last]!.end);
		const found: (Evidence & { readonly distance: number })[] = [];
		for (let at = first; at <= last; at++) {
			for (const { contentStart, contentEnd, start, end } of codeSpans(this.#lines[at]!.text)) {
				const offset = this.#lines[at]!.start;
				const piece = { start: offset + start, end: offset + end };
				const content = this.#lines[at]!.text.slice(contentStart, contentEnd).trim();
				if (piece.start < sentence.start || piece.end > sentence.end || this.#isCitation(piece)) {
					continue;
				}
				const evidence = classify(content);
				if (evidence !== undefined) {
					found.push({
						...evidence,
						own: this.#nearest(piece, sentence) === citation.start,
						distance: gap(piece, citation),
					});
				}
			}
		}
		found.sort((left, right) => left.distance - right.distance);
		return [
			...found.map(({ kind, text, own, telling }) => ({ kind, text, own, telling })),
			...this.#fences(citation, first, last),
		];
	}

	#lineAt(offset: number): number {
		let low = 0;
		let high = this.#lines.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.#lines[middle]!.start <= offset) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return low;
	}

	/** The lines of the paragraph, list item, heading or table row around a line; inclusive. */
	#block(index: number): [number, number] {
		const begins = (at: number): boolean => beginsBlock(this.#lines[at]!.text);
		const ends = (at: number): boolean => /^\s*(?:#{1,6}\s|\|)/.test(this.#lines[at]!.text);
		const belongs = (at: number): boolean => this.#lines[at]?.kind === 'text' && this.#lines[at].text.trim() !== '';
		let first = index;
		while (!begins(first) && belongs(first - 1) && !ends(first - 1)) {
			first--;
		}
		let last = index;
		while (!ends(last) && belongs(last + 1) && !begins(last + 1)) {
			last++;
		}
		return [first, last];
	}

	#sentence(citation: Citation, from: number, to: number): Piece {
		const before = this.#text.slice(from, citation.start);
		let start = from;
		for (const match of before.matchAll(/(?:[.!?]["')\]*]*\s+(?=[\p{Lu}`*"'([])|[。！？])/gu)) {
			const candidate = from + match.index + match[0].length;
			// Where the citation opens the sentence, what it speaks about may stand in the one before.
			if (/[\p{L}\p{N}]/u.test(this.#text.slice(candidate, citation.start))) {
				start = candidate;
			}
		}
		const after = /(?:[.!?]["')\]*]*\s+(?=[\p{Lu}`*"'([])|[。！？])/u.exec(this.#text.slice(citation.end, to));
		return { start, end: after === null ? to : citation.end + after.index + 1 };
	}

	#isCitation(piece: Piece): boolean {
		return this.#citationsIn(piece).some((other) => other.start >= piece.start && other.start < piece.end);
	}

	/** The start of the citation in the sentence that is nearest to a piece; of two, the one after it. */
	#nearest(piece: Piece, sentence: Piece): number | undefined {
		let nearest: Citation | undefined;
		for (const other of this.#citationsIn(sentence)) {
			if (nearest === undefined || gap(piece, other) <= gap(piece, nearest)) {
				nearest = other;
			}
		}
		return nearest?.start;
	}

	#citationsIn({ start, end }: Piece): Citation[] {
		let low = 0;
		let high = this.#citations.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#citations[middle]!.start < start) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		const found: Citation[] = [];
		for (let at = low; at < this.#citations.length && this.#citations[at]!.start < end; at++) {
			found.push(this.#citations[at]!);
		}
		return found;
	}

	/** The block after the last citation of a paragraph, and the one before its first. */
	#fences(citation: Citation, first: number, last: number): Evidence[] {
		const block = { start: this.#lines[first]!.start, end: this.#lines[last]!.end };
		const inBlock = this.#citationsIn(block);
		const found: Evidence[] = [];
		const add = (fence: number, step: 1 | -1): void => {
			const text = this.#codeFrom(fence, step);
			if (text !== undefined) {
				found.push({ kind: 'quote', text, own: true, telling: false });
			}
		};
		if (inBlock.at(-1)?.start === citation.start) {
			add(this.#skipBlank(last + 1, 1), 1);
		}
		if (inBlock[0]?.start === citation.start) {
			add(this.#skipBlank(first - 1, -1), -1);
		}
		return found;
	}

	#skipBlank(index: number, step: 1 | -1): number {
		let at = index;
		while (this.#lines[at]?.kind === 'text' && this.#lines[at]?.text.trim() === '') {
			at += step;
		}
		return at;
	}

	#codeFrom(fence: number, step: 1 | -1): string | undefined {
		if (this.#lines[fence]?.kind !== 'fence') {
			return undefined;
		}
		let at = fence + step;
		const code: string[] = [];
		while (this.#lines[at]?.kind === 'code' && code.length < 200) {
			code.push(this.#lines[at]!.text);
			at += step;
		}
		if (step === -1) {
			code.reverse();
		}
		const telling = code.filter((line) => /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(line)).slice(0, 3);
		// An edit is no quote: half of it is not in the file.
		return telling.length === 0 || code.some((line) => /^<{5,9} \w/.test(line)) ? undefined : telling.join('\n');
	}
}

function gap(piece: Piece, other: Piece): number {
	return Math.max(other.start - piece.end, piece.start - other.end, 0);
}

function classify(content: string): Omit<Evidence, 'own'> | undefined {
	if (content.length < 2 || content.length > 400 || commonWords.has(content.toLowerCase())) {
		return undefined;
	}
	if (symbol.test(content)) {
		const isFile = content.includes('.') && !content.endsWith(')') && looksLikePath(content, false);
		const shaped = /[a-z\d]\p{Lu}|_|\(|::|->|\p{Lu}.*\p{Ll}|\./u.test(content);
		return isFile ? undefined : { kind: 'symbol', text: content, telling: shaped && content.length >= 4 };
	}
	if (!/[\p{L}_]/u.test(content) || content.length < 4 || (looksLikePath(content, true) && !/[\s(=]/.test(content))) {
		return undefined;
	}
	const codeLike = /[(){};=[\]<>"']/.test(content) && /\p{L}{3}/u.test(content);
	return { kind: 'quote', text: content, telling: codeLike && content.length >= 8 };
}
