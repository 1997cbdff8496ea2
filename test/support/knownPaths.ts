import type { KnownPaths } from '../../src/core/citations/resolvePath';

/** Paths at hand as the keys of a map. */
export function knownPaths(files: ReadonlyMap<string, unknown>): KnownPaths {
	return {
		has: (path) => files.has(path),
		endingWith: (ending) => [...files.keys()].filter((path) => path.endsWith(ending)),
	};
}
