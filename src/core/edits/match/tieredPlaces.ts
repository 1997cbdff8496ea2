import { eolOf, withoutEol, type Eol } from '../../common/lines';
import type { MatchTier } from '../types';
import { deriveReindent } from './indentation';
import { plainForm, stableKey, surelyDiffers } from './lookAlikes';
import { findPlaces, longestLine, type Place } from './places';
import { buildReplacement, type BlockText } from './replacement';

export interface TieredPlace extends Place {
	readonly tier: MatchTier;
	readonly replacement: string;
	/** The indentation differs as well; set where the tier does not say so. */
	readonly shifted?: boolean;
}

/** Whole-line places of every tier that compares trimmed lines, each by its strictest. */
export function linePlaces(file: string, block: BlockText, eol: Eol): TieredPlace[] {
	const key = longestLine(block.searchLines);
	if (key === undefined) {
		return [];
	}
	const places: TieredPlace[] = [];
	const sameTrimmed = (fileLine: string, searchLine: string): boolean =>
		fileLine === searchLine || fileLine.trim() === searchLine.trim();
	for (const place of findPlaces(file, block.searchLines, key, sameTrimmed)) {
		const tiered = classify(place, block, eol);
		if (tiered !== undefined) {
			places.push(tiered);
		}
	}
	return places;
}

export function exactPlaces(file: string, block: BlockText, eol: Eol, tier: MatchTier): TieredPlace[] {
	const key = longestLine(block.searchLines);
	if (key === undefined) {
		return [];
	}
	return findPlaces(file, block.searchLines, key, (fileLine, searchLine) => fileLine === searchLine).map((place) => ({
		...place,
		tier,
		replacement: buildReplacement(place.lines, block, block.replaceLines, eol),
	}));
}

function classify(place: Place, block: BlockText, eol: Eol): TieredPlace | undefined {
	const { searchLines, replaceLines } = block;
	const fileLines = place.lines.map(withoutEol);
	const same = (compare: (line: string) => string): boolean =>
		searchLines.every((line, index) => compare(line) === compare(fileLines[index]!));
	const unchanged = (line: string): string => line;
	if (same(unchanged)) {
		const tier = place.lines.some((line) => eolOf(line) === '\r\n') ? 'line-endings' : 'exact';
		return { ...place, tier, replacement: buildReplacement(place.lines, block, replaceLines, eol) };
	}
	if (same((line) => line.trimEnd())) {
		const replacement = buildReplacement(place.lines, block, replaceLines, eol);
		return { ...place, tier: 'trailing-space', replacement };
	}
	const reindent = deriveReindent(fileLines, searchLines);
	if (reindent === undefined) {
		return undefined;
	}
	const shifted: string[] = [];
	for (const line of replaceLines) {
		const moved = reindent(line);
		if (moved === undefined) {
			return undefined;
		}
		shifted.push(moved);
	}
	const trimmedEnds = !same((line) => (line.trim() === '' ? '' : line.trimStart()));
	return {
		...place,
		tier: trimmedEnds ? 'trailing-space' : 'indentation',
		shifted: true,
		replacement: buildReplacement(place.lines, block, shifted, eol),
	};
}

export function lookAlikePlaces(file: string, block: BlockText, eol: Eol): TieredPlace[] {
	const key = stableKey(block.searchLines);
	if (key === undefined) {
		return [];
	}
	const plain = new Map(block.searchLines.map((line) => [line, plainForm(line).trimEnd()]));
	const same = (fileLine: string, searchLine: string): boolean => {
		const wanted = plain.get(searchLine)!;
		return fileLine === searchLine || (!surelyDiffers(fileLine, wanted) && plainForm(fileLine).trimEnd() === wanted);
	};
	return findPlaces(file, block.searchLines, key, same).map((place) => ({
		...place,
		tier: 'look-alikes',
		replacement: buildReplacement(place.lines, block, block.replaceLines, eol),
	}));
}
