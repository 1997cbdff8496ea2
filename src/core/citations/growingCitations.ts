import { beginsBlock, markdownLines, type MarkdownLine } from './markdown';
import type { CitationVerifier, VerifiedCitation } from './verifyCitation';

/**
 * The citations of a text that is being written, checked. Each look takes time by what is new since the last: what
 * stands before the paragraph that is being written, and the code behind it, is settled, and stays the same objects.
 */
export class GrowingCitations {
	readonly #verifier: CitationVerifier;
	readonly #settled: VerifiedCitation[] = [];
	/** Where the paragraph begins that is not settled, and the one before it, which says what code stands between. */
	#from = 0;
	#context = 0;
	#read = '';

	constructor(verifier: CitationVerifier) {
		this.#verifier = verifier;
	}

	/** Does step by step what takes most of the next look, if that is at the same text. */
	steps(text: string): Iterator<void> {
		return this.#verifier.steps(text.slice(text.startsWith(this.#read) ? this.#context : 0));
	}

	/** The same as checking all of the text anew. A text that does not continue the last is read from its beginning. */
	of(text: string): readonly VerifiedCitation[] {
		if (!text.startsWith(this.#read)) {
			this.#settled.length = 0;
			this.#from = 0;
			this.#context = 0;
		}
		this.#read = text;
		const offset = this.#context;
		const tail = text.slice(offset);
		const fresh = this.#verifier
			.verifyAll(tail)
			.map((each) => (offset === 0 ? each : { ...each, start: each.start + offset, end: each.end + offset }))
			.filter(({ start }) => start >= this.#from);
		this.#settle(offset, markdownLines(tail));
		const open = fresh.findIndex(({ start }) => start >= this.#from);
		const settled = open === -1 ? fresh.length : open;
		fresh.slice(0, settled).forEach((each) => this.#settled.push(each));
		return [...this.#settled, ...fresh.slice(settled)];
	}

	/** Moves on to the last paragraph of which the first line is whole: nothing before it can become anything else. */
	#settle(offset: number, lines: readonly MarkdownLine[]): void {
		for (let at = 1; at < lines.length - 1; at++) {
			const line = lines[at]!;
			const before = lines[at - 1]!;
			if (line.kind === 'text' && line.text.trim() !== '') {
				const apart = before.kind !== 'text' || before.text.trim() === '';
				if (offset + line.start > this.#from && (apart || beginsBlock(line.text))) {
					this.#context = this.#from;
					this.#from = offset + line.start;
				}
			}
		}
	}
}
