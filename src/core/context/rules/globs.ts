/**
 * Patterns as VS Code writes them in `files.exclude`: `*` and `?` within a segment, `**` across segments, `{a,b}`,
 * `[a-z]`. Matching takes time in proportion to pattern and path, whatever the pattern.
 */

/** More alternatives than this are a mistake. */
const maximumAlternatives = 256;

type Segment = '**' | readonly Piece[];
type Piece = '*' | '?' | { readonly literal: string } | { readonly set: (character: string) => boolean };

export interface Glob {
	/** @param path `/` separated, without a slash at its end */
	matches(path: string): boolean;
}

/** @returns undefined when the pattern cannot be understood */
export function compileGlob(pattern: string): Glob | undefined {
	const expanded = expandBraces(pattern);
	const alternatives = expanded?.map((each) => parseSegments(each));
	if (!alternatives || alternatives.some((each) => each === undefined)) {
		return undefined;
	}
	const matchers = (alternatives as readonly (readonly Segment[])[]).map((each) => matcherOf(each));
	return { matches: (path) => matchers.some((matches) => matches(path)) };
}

function matcherOf(pattern: readonly Segment[]): (path: string) => boolean {
	const [first, last] = pattern;
	if (pattern.length === 2 && first === '**' && last !== '**') {
		// The usual form: about a name at any depth.
		const name = literalOf(last!);
		return name === undefined
			? (path) => matchPieces(last!, path.slice(path.lastIndexOf('/') + 1))
			: (path) => path.endsWith(name) && (path.length === name.length || path.at(-1 - name.length) === '/');
	}
	return (path) => matchSegments(pattern, path.split('/'));
}

function expandBraces(pattern: string): string[] | undefined {
	const finished: string[] = [];
	const open = [pattern];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const braces = findBraces(next);
		if (braces === 'malformed') {
			return undefined;
		}
		if (braces === undefined) {
			finished.push(next);
		} else {
			const { start, end, parts } = braces;
			for (const part of parts) {
				open.push(next.slice(0, start) + part + next.slice(end));
			}
		}
		if (finished.length + open.length > maximumAlternatives) {
			return undefined;
		}
	}
	return finished;
}

/** The first group of braces, with what stands between its outer commas. */
function findBraces(
	pattern: string,
): { readonly start: number; readonly end: number; readonly parts: string[] } | 'malformed' | undefined {
	const start = pattern.indexOf('{');
	if (start === -1) {
		return undefined;
	}
	const parts: string[] = [];
	let depth = 0;
	let from = start + 1;
	for (let at = start; at < pattern.length; at++) {
		const character = pattern[at];
		if (character === '{') {
			depth++;
		} else if ((character === ',' && depth === 1) || (character === '}' && --depth === 0)) {
			parts.push(pattern.slice(from, at));
			from = at + 1;
			if (depth === 0) {
				return { start, end: at + 1, parts };
			}
		}
	}
	return 'malformed';
}

/** The text that pieces without a wildcard mean. */
function literalOf(pieces: readonly Piece[]): string | undefined {
	const literals = pieces.map((piece) => (typeof piece === 'object' && 'literal' in piece ? piece.literal : undefined));
	return literals.includes(undefined) ? undefined : literals.join('');
}

function parseSegments(pattern: string): readonly Segment[] | undefined {
	const segments: Segment[] = [];
	for (const text of pattern
		.replace(/^\.?\//, '')
		.replace(/\/$/, '')
		.split('/')) {
		if (text === '**') {
			if (segments.at(-1) !== '**') {
				segments.push('**');
			}
			continue;
		}
		const pieces = parsePieces(text);
		if (pieces === undefined) {
			return undefined;
		}
		segments.push(pieces);
	}
	return segments;
}

function parsePieces(text: string): readonly Piece[] | undefined {
	const pieces: Piece[] = [];
	for (let at = 0; at < text.length; at++) {
		const character = text[at]!;
		if (character === '*') {
			if (pieces.at(-1) !== '*') {
				pieces.push('*');
			}
		} else if (character === '?') {
			pieces.push('?');
		} else if (character === '[') {
			const end = text.indexOf(']', at + 2);
			if (end === -1) {
				return undefined;
			}
			pieces.push({ set: parseSet(text.slice(at + 1, end)) });
			at = end;
		} else {
			pieces.push({ literal: character });
		}
	}
	return pieces;
}

function parseSet(body: string): (character: string) => boolean {
	const isNegated = /^[!^]/.test(body);
	const members = isNegated ? body.slice(1) : body;
	const ranges: (readonly [from: string, to: string])[] = [];
	for (let at = 0; at < members.length; at++) {
		const from = members[at]!;
		const isRange = members[at + 1] === '-' && at + 2 < members.length;
		ranges.push([from, isRange ? members[at + 2]! : from]);
		at += isRange ? 2 : 0;
	}
	return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
}

function matchSegments(pattern: readonly Segment[], segments: readonly string[]): boolean {
	return matchStars(pattern.length, segments.length, {
		isStar: (index) => pattern[index] === '**',
		matchesOne: (index, at) => matchPieces(pattern[index] as readonly Piece[], segments[at]!),
	});
}

function matchPieces(pieces: readonly Piece[], text: string): boolean {
	return matchStars(pieces.length, text.length, {
		isStar: (index) => pieces[index] === '*',
		matchesOne: (index, at) => {
			const piece = pieces[index]!;
			if (typeof piece === 'string') {
				return true;
			}
			return 'literal' in piece ? piece.literal === text[at] : piece.set(text[at]!);
		},
	});
}

/** Matches a sequence with stars: only the last star seen has ever to be tried again. */
function matchStars(
	patternLength: number,
	textLength: number,
	{ isStar, matchesOne }: { isStar: (index: number) => boolean; matchesOne: (index: number, at: number) => boolean },
): boolean {
	let index = 0;
	let at = 0;
	let starIndex = -1;
	let starAt = 0;
	while (at < textLength) {
		if (index < patternLength && isStar(index)) {
			starIndex = index++;
			starAt = at;
		} else if (index < patternLength && matchesOne(index, at)) {
			index++;
			at++;
		} else if (starIndex !== -1) {
			index = starIndex + 1;
			at = ++starAt;
		} else {
			return false;
		}
	}
	while (index < patternLength && isStar(index)) {
		index++;
	}
	return index === patternLength;
}
