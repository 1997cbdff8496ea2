import { compareCodeUnits } from '../order';
import { sharedFolders, type PathSet } from '../pathSet';

/** Finds the files an import of one language means: one, several, or none. */
export type Resolver = (from: string, specifier: string, paths: PathSet) => string | string[] | undefined;

/** The first of these paths that is there. */
export function firstThere(paths: PathSet, candidates: Iterable<string>): string | undefined {
	for (const candidate of candidates) {
		if (paths.has(candidate)) {
			return candidate;
		}
	}
	return undefined;
}

/** Of several files with these last segments, the one that shares most folders with the importing one. */
export function nearest(from: string, candidates: readonly string[]): string | undefined {
	let best: string | undefined;
	let bestShared = -1;
	for (const candidate of candidates) {
		const shared = sharedFolders(from, candidate);
		if (shared > bestShared || (shared === bestShared && compareCodeUnits(candidate, best!) < 0)) {
			[best, bestShared] = [candidate, shared];
		}
	}
	return best;
}

/** A package imported as a whole stands for at most this many of its files. */
const maximumFiles = 24;

/** The files directly in a folder whose paths fit, in order. */
export function filesOf(folder: string, pattern: RegExp, paths: PathSet): string[] {
	return [...paths.filesIn(folder)]
		.filter((path) => pattern.test(path))
		.sort(compareCodeUnits)
		.slice(0, maximumFiles);
}
