import { WildcardPattern } from './wildcards';

/** What the patterns of one list say about a path: the last pattern that matches it decides. */
export interface IgnoreVerdict {
	readonly ignored: boolean;
	/** Position in the list of the pattern that decided. */
	readonly index: number;
}

interface Compiled {
	readonly index: number;
	readonly negated: boolean;
	readonly foldersOnly: boolean;
	/** Whether the name alone is compared, at any depth, or the whole path. */
	readonly byName: boolean;
	readonly matches: (text: string) => boolean;
}

/** A path prepared for matching. */
export interface IgnorePath {
	/** One character per byte, see `byteText`; without a slash at its end. */
	readonly bytes: string;
	/** Where the last segment begins. */
	readonly nameStart: number;
	readonly isFolder: boolean;
}

/** @param path `/` separated; a folder's may end with `/` */
export function ignorePath(path: string, isFolder = path.endsWith('/')): IgnorePath {
	const bytes = byteText(path.endsWith('/') ? path.slice(0, -1) : path);
	return { bytes, nameStart: bytes.lastIndexOf('/') + 1, isFolder };
}

/**
 * Patterns in gitignore syntax, about paths below one folder. It judges one level: that a folder is ignored with all it
 * holds is up to the caller, who goes from the outer to the inner folders anyway.
 */
export class IgnorePatterns {
	/** Patterns that are a plain name, and those that are `*.` and a plain extension: found without being tried. */
	readonly #names = new Map<string, Compiled[]>();
	readonly #extensions = new Map<string, Compiled[]>();
	/** All others, strongest first. */
	readonly #others: Compiled[] = [];
	readonly #foldCase: boolean;
	readonly #bad: string[] = [];

	/** @param patterns one a piece, comments and empty ones not among them; the later are stronger */
	constructor(patterns: readonly string[], foldCase: boolean) {
		this.#foldCase = foldCase;
		for (let index = patterns.length - 1; index >= 0; index--) {
			this.#add(patterns[index]!, index);
		}
	}

	/** Patterns that match nothing because they are malformed. */
	get bad(): readonly string[] {
		return this.#bad;
	}

	/**
	 * @param at where the part of the path begins that the patterns speak about
	 * @param orAt where it begins as well: a pattern matches when it matches either part
	 * @returns undefined when no pattern matches
	 */
	test(path: IgnorePath, at = 0, orAt = at): IgnoreVerdict | undefined {
		const { bytes, nameStart, isFolder } = path;
		const name = this.#fold(bytes.slice(nameStart));
		let best = strongest(this.#names.get(name), isFolder);
		if (this.#extensions.size > 0) {
			const dot = name.lastIndexOf('.');
			const byExtension = dot === -1 ? undefined : strongest(this.#extensions.get(name.slice(dot + 1)), isFolder);
			best = byExtension && (!best || byExtension.index > best.index) ? byExtension : best;
		}
		const folded = this.#others.length > 0 ? this.#fold(bytes) : '';
		for (const pattern of this.#others) {
			if (best && pattern.index < best.index) {
				break;
			}
			if (pattern.foldersOnly && !isFolder) {
				continue;
			}
			const matches = pattern.byName
				? pattern.matches(name)
				: pattern.matches(folded.slice(at)) || (orAt !== at && pattern.matches(folded.slice(orAt)));
			if (matches) {
				best = pattern;
				break;
			}
		}
		return best && { ignored: !best.negated, index: best.index };
	}

	#fold(text: string): string {
		return this.#foldCase ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
	}

	#add(line: string, index: number): void {
		const negated = line.startsWith('!');
		let body = byteText(trimEnd(negated ? line.slice(1) : line));
		const foldersOnly = body.endsWith('/');
		if (foldersOnly) {
			body = body.slice(0, -1);
		}
		// The same in other words, which are quicker to match.
		body = body.replace(/^(?:\*\*\/)+(?=[^/*]+$)/, '');
		const byName = !body.includes('/');
		if (body.startsWith('/')) {
			body = body.slice(1);
		}
		if (body === '') {
			return;
		}
		const plain = !/[*?[\\]/.test(body);
		const literal = this.#fold(body);
		const compile = (): ((text: string) => boolean) | undefined => {
			if (plain) {
				return (text) => text === literal;
			}
			const wildcard = WildcardPattern.compile(body, this.#foldCase);
			return wildcard && ((text) => wildcard.matches(text));
		};
		const matches = compile();
		if (matches === undefined) {
			this.#bad.push(line);
			return;
		}
		const compiled: Compiled = { index, negated, foldersOnly, byName, matches };
		if (byName && plain) {
			push(this.#names, literal, compiled);
		} else if (byName && /^\*\.[^*?[\\.]+$/.test(body)) {
			push(this.#extensions, literal.slice(2), compiled);
		} else {
			this.#others.push(compiled);
		}
	}
}

function push(map: Map<string, Compiled[]>, key: string, pattern: Compiled): void {
	const present = map.get(key);
	if (present) {
		present.push(pattern);
	} else {
		map.set(key, [pattern]);
	}
}

function strongest(patterns: readonly Compiled[] | undefined, isFolder: boolean): Compiled | undefined {
	return patterns?.find((pattern) => isFolder || !pattern.foldersOnly);
}

/** Takes spaces off the end that no backslash keeps. */
function trimEnd(pattern: string): string {
	let end = pattern.length;
	while (end > 0 && pattern[end - 1] === ' ') {
		end--;
	}
	if (end === pattern.length) {
		return pattern;
	}
	let backslashes = 0;
	while (backslashes < end && pattern[end - 1 - backslashes] === '\\') {
		backslashes++;
	}
	return pattern.slice(0, end + (backslashes % 2));
}

/** The patterns of an ignore file, without comments and empty lines. */
export function parseIgnoreFile(text: string): string[] {
	const patterns: string[] = [];
	for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
		const pattern = line.endsWith('\r') ? line.slice(0, -1) : line;
		if (pattern !== '' && !pattern.startsWith('#')) {
			patterns.push(pattern);
		}
	}
	return patterns;
}

const encoder = new TextEncoder();

/** A text as its UTF-8 bytes, one character each: git matches bytes, `?` stands for one byte of `é`. */
function byteText(text: string): string {
	if (!/[^\0-\x7f]/.test(text)) {
		return text;
	}
	let result = '';
	for (const byte of encoder.encode(text)) {
		result += String.fromCharCode(byte);
	}
	return result;
}
