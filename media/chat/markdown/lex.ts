import { Lexer, type MarkedToken, type Token } from 'marked';

/** Longer blocks are shown as plain text: nobody reads them, and inline rules cost more than linear time on them. */
const longestBlock = 64_000;

/** A block of Markdown as tokens, or undefined when it is better shown as plain text. */
export function lexBlock(raw: string): readonly MarkedToken[] | undefined {
	const fenced = /^ {0,3}(```|~~~)/.test(raw);
	if (raw.length > longestBlock && !fenced) {
		return undefined;
	}
	try {
		return typed(new Lexer({ gfm: true }).lex(raw));
	} catch {
		// Text nested thousands of levels deep exhausts the lexer's stack.
		return undefined;
	}
}

/** The raw source of each top-level block, in order, or undefined when the lexer gives up. */
export function blockSources(source: string): readonly string[] | undefined {
	try {
		const lexer = new Lexer({ gfm: true });
		return lexer.blockTokens(source, lexer.tokens).map((token) => token.raw);
	} catch {
		return undefined;
	}
}

/** No extension of the lexer is in use, so every token is one of its own. */
export function typed(tokens: readonly Token[]): readonly MarkedToken[] {
	return tokens as readonly MarkedToken[];
}

const named: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: '\u00A0',
	hellip: '…',
	mdash: '—',
	ndash: '–',
	rarr: '→',
	larr: '←',
	times: '×',
	copy: '©',
};

/** Resolves character references; the lexer leaves them to HTML, which this page never makes. */
export function decodeEntities(text: string): string {
	if (!text.includes('&')) {
		return text;
	}
	return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]{2,8}));/g, (whole, decimal, hex, name) => {
		if (typeof name === 'string') {
			return Object.hasOwn(named, name) ? named[name]! : whole;
		}
		const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
		return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
	});
}
