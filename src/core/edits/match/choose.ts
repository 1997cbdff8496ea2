import { countNewlines } from '../../common/lines';
import type { MatchTier } from '../types';
import type { Match, MatchOptions, MatchResult } from './result';
import type { TieredPlace } from './tieredPlaces';

/** Candidates reported for an ambiguous text. */
const maxReported = 50;

export const tiers: readonly MatchTier[] = [
	'exact',
	'line-endings',
	'indentation',
	'line-numbers',
	'trailing-space',
	'look-alikes',
];

export function choose(
	file: string,
	found: readonly TieredPlace[],
	options: MatchOptions,
	inLine: boolean,
): MatchResult {
	const best = Math.min(...found.slice(0, 1000).map((place) => tiers.indexOf(place.tier)));
	if (options.all === true) {
		// Deeper indented occurrences are occurrences too; a text that differs otherwise is not.
		const limit = Math.max(best, tiers.indexOf('indentation'));
		const taken = found.filter((place) => tiers.indexOf(place.tier) <= limit);
		const worst = Math.max(...taken.slice(0, 1000).map((place) => tiers.indexOf(place.tier)));
		return { status: 'found', tier: tiers[worst]!, matches: toMatches(file, withoutOverlaps(taken)), inLine };
	}
	const alike = found.filter((place) => tiers.indexOf(place.tier) === best);
	const unshifted = alike.filter((place) => place.shifted !== true);
	const places = unshifted.length > 0 ? unshifted : alike;
	const tier = tiers[best]!;
	if (places.length === 1) {
		return { status: 'found', tier, matches: toMatches(file, places), inLine };
	}
	const matches = toMatches(file, places);
	const picked =
		matches.find((match) => match.line === options.at) ??
		nearest(matches, options.line) ??
		firstBelow(file, matches, options.anchor);
	return picked === undefined
		? { status: 'ambiguous', tier, candidates: matches.slice(0, maxReported).map((match) => match.line) }
		: { status: 'found', tier, matches: [picked], inLine };
}

function withoutOverlaps(places: readonly TieredPlace[]): TieredPlace[] {
	const kept: TieredPlace[] = [];
	for (const place of places) {
		if (place.start >= (kept.at(-1)?.end ?? 0)) {
			kept.push(place);
		}
	}
	return kept;
}

function toMatches(file: string, places: readonly TieredPlace[]): Match[] {
	let line = 1;
	let at = 0;
	return places.map(({ start, end, replacement }) => {
		line += countNewlines(file, at, start);
		at = start;
		return { start, end, line, replacement };
	});
}

/** By so many lines models are often wrong where they name one. */
const hintError = 2;

/**
 * The match nearest the named line, if no other may be meant: the next one is more than twice as far, and farther than
 * what models are often wrong by. So a hint that is off by one or two chooses rightly or not at all.
 */
function nearest(matches: readonly Match[], line: number | undefined): Match | undefined {
	if (line === undefined) {
		return undefined;
	}
	const sorted = matches
		.map((match) => ({ match, distance: Math.abs(match.line - line) }))
		.sort((left, right) => left.distance - right.distance);
	const [first, second] = sorted;
	const clear =
		first !== undefined && second !== undefined && second.distance > Math.max(2 * first.distance, hintError);
	return clear ? first.match : undefined;
}

/** The first match below the anchors, if the first of them stands in the file once. */
function firstBelow(file: string, matches: readonly Match[], anchor: string | undefined): Match | undefined {
	const [first, ...inner] = (anchor ?? '').split('\n');
	let at = first === undefined || first === '' ? -1 : file.indexOf(first);
	if (at < 0 || file.includes(first!, at + 1)) {
		return undefined;
	}
	for (const next of inner) {
		at = file.indexOf(next, at + 1);
		if (at < 0) {
			return undefined;
		}
	}
	return matches.find((match) => match.start >= at);
}
