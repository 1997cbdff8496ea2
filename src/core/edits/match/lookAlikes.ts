import type { SearchKey } from './places';

const singleQuotes = '\u2018\u2019\u201a\u201b\u2032\u00b4';
const doubleQuotes = '\u201c\u201d\u201e\u201f\u2033';
const dashes = '\u2010\u2011\u2012\u2013\u2014\u2015\u2212';
const spaces = '\u00a0\u2000-\u200a\u202f\u205f\u3000';
const invisible = '\u200b\ufeff';

const singleQuote = new RegExp(`[${singleQuotes}]`, 'g');
const doubleQuote = new RegExp(`[${doubleQuotes}]`, 'g');
const dash = new RegExp(`[${dashes}]`, 'g');
const space = new RegExp(`[${spaces}]`, 'g');
const nothing = new RegExp(`[${invisible}]`, 'g');
// eslint-disable-next-line no-control-regex -- the range of ASCII
const ascii = /^[\u0000-\u007f]*$/;

/** The text with quotes, dashes, spaces and composed letters in their plain form. Letters keep their case. */
export function plainForm(text: string): string {
	if (ascii.test(text)) {
		return text;
	}
	return text
		.normalize('NFC')
		.replace(singleQuote, "'")
		.replace(doubleQuote, '"')
		.replace(dash, '-')
		.replace(space, ' ')
		.replace(nothing, '')
		.replaceAll('\u2026', '...');
}

/**
 * Whether a line cannot have a plain form, told by its beginning alone: up to its first character that may have another
 * form it is its own.
 */
export function surelyDiffers(line: string, plain: string): boolean {
	for (let at = 0; at < line.length; at++) {
		const code = line.charCodeAt(at);
		if (code > 127) {
			return false;
		}
		if (code !== plain.charCodeAt(at)) {
			// A mark that follows may change the letter; white space at the end counts for nothing.
			return !(line.charCodeAt(at + 1) > 127) && code > 32;
		}
	}
	return false;
}

/**
 * The longest run of characters that have no look-alike, so that it stands in the file as it does in the search.
 * Undefined when there is none.
 */
export function stableKey(searchLines: readonly string[]): SearchKey | undefined {
	let best: SearchKey | undefined;
	for (const [index, line] of searchLines.entries()) {
		for (const match of line.matchAll(/[!#-&(-,/-~]+/g)) {
			const end = match.index + match[0].length;
			// A letter before a combining mark may be one composed letter in the file; dots may be an ellipsis.
			const text = (/^\p{M}/u.test(line.slice(end, end + 2)) ? match[0].slice(0, -1) : match[0]).replace(
				/^\.+|\.+$|\.{3,}.*$/g,
				'',
			);
			const whole = match[0].endsWith(text) && line.slice(end).trim() === '';
			// Of two that are as long, the one at a line's end is the rarer.
			if (text.length > (best?.text.length ?? 0) || (whole && text !== '' && text.length === best?.text.length)) {
				best = whole ? { text, index, whole } : { text, index };
			}
		}
	}
	return best;
}
