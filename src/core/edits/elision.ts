import { append } from '../common/append';
import { dominantEol, splitLines, withEol, withoutEol, type Eol } from '../common/lines';
import { findMatches, type Match } from './match';
import { isElision } from './parse/fencedFile';
import type { MatchTier } from './types';

/** Lines looked at to tell where a piece of a file begins or ends. */
const maxAnchor = 4;
/** Of so many lines or more, at least half must be kept: what goes unsaid may have been left out unmarked. */
const smallRegion = 6;

/** Matches of what stands between the parts a block leaves out. */
export interface ElidedMatches {
	readonly matches: readonly Match[];
	readonly tier: MatchTier;
}

/**
 * Reads a block whose old and new text leave the same parts out (`...`): every piece between must stand in the file
 * once, in their order. Undefined otherwise.
 */
export function matchElided(file: string, search: string, replace: string, eol: Eol): ElidedMatches | undefined {
	const [old, fresh] = [splitAtElisions(splitLines(search)), splitAtElisions(splitLines(replace))];
	if (old.length < 2 || old.length !== fresh.length) {
		return undefined;
	}
	const matches: Match[] = [];
	let tier: MatchTier = 'exact';
	for (const [index, lines] of old.entries()) {
		const [piece, replacement] = [lines.join(''), fresh[index]!.join('')];
		if (piece.trim() === '') {
			// A part left out at either end stands for nothing that could be changed.
			if (replacement.trim() !== '') {
				return undefined;
			}
			continue;
		}
		const result = findMatches(file, piece, { replace: replacement, eol });
		const match = result.status === 'found' && !result.inLine ? result.matches[0]! : undefined;
		if (result.status !== 'found' || result.tier === 'look-alikes' || match === undefined) {
			return undefined;
		}
		if (match.start < (matches.at(-1)?.end ?? 0)) {
			return undefined;
		}
		tier = result.tier === 'exact' ? tier : result.tier;
		matches.push(match);
	}
	return matches.length < 2 ? undefined : { matches, tier };
}

/**
 * The whole text of a file whose new text leaves parts out: what is left out stays as it was. Each piece must begin and
 * end, where something is left out, with lines that stand in the old text once. Undefined when that does not tell where
 * the pieces belong.
 */
export function fillElided(content: string, old: string): string | undefined {
	const oldLines = splitLines(old);
	const plain = oldLines.map(withoutEol);
	const eol = dominantEol(old) ?? '\n';
	const pieces = splitAtElisions(splitLines(content)).map((lines) => lines.map(withoutEol));
	const out: string[] = [];
	let at = 0;
	for (const [index, piece] of pieces.entries()) {
		const [first, last] = [index === 0, index === pieces.length - 1];
		if (piece.every((line) => line.trim() === '')) {
			if (first || last) {
				// The file begins or ends with something left out.
				continue;
			}
			return undefined;
		}
		const lines = trimBlank(piece, !first, !last);
		const start = first ? 0 : anchorOf(plain, lines, 'head', at);
		const end = last ? plain.length : anchorOf(plain, lines, 'tail', start ?? at);
		if (start === undefined || end === undefined || end <= start || (!first && start <= at)) {
			return undefined;
		}
		const kept = lines.filter((line) => plain.slice(start, end).includes(line)).length;
		if (end - start >= smallRegion && kept * 2 < end - start) {
			return undefined;
		}
		append(out, oldLines.slice(at, first ? 0 : start));
		append(
			out,
			lines.map((line) => line + eol),
		);
		at = end;
	}
	const text = [...out, ...oldLines.slice(at)].join('');
	return old.endsWith('\n') ? withEol(text, eol) : text.replace(/\r?\n$/, '');
}

/** Where the lines a piece begins (or ends) with stand, if they do so once; the fewest that are unique are taken. */
function anchorOf(
	old: readonly string[],
	piece: readonly string[],
	side: 'head' | 'tail',
	from: number,
): number | undefined {
	for (let count = 1; count <= Math.min(maxAnchor, piece.length); count++) {
		const wanted = side === 'head' ? piece.slice(0, count) : piece.slice(-count);
		const places: number[] = [];
		for (let at = 0; at + count <= old.length && places.length < 2; at++) {
			if (wanted.every((line, index) => old[at + index] === line)) {
				places.push(at);
			}
		}
		if (places.length === 0) {
			return undefined;
		}
		if (places.length === 1 && wanted.some((line) => line.trim() !== '')) {
			const place = places[0]!;
			return place < from ? undefined : side === 'head' ? place : place + count;
		}
	}
	return undefined;
}

function trimBlank(lines: readonly string[], head: boolean, tail: boolean): readonly string[] {
	let [start, end] = [0, lines.length];
	while (head && start < end && lines[start]!.trim() === '') {
		start++;
	}
	while (tail && end > start && lines[end - 1]!.trim() === '') {
		end--;
	}
	return lines.slice(start, end);
}

function splitAtElisions(lines: readonly string[]): string[][] {
	const pieces: string[][] = [[]];
	for (const line of lines) {
		if (isElision(withoutEol(line))) {
			pieces.push([]);
		} else {
			pieces.at(-1)!.push(line);
		}
	}
	return pieces;
}
