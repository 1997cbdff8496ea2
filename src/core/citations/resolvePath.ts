/** The paths a text may mean. There may be a hundred thousand of them, and the editor's thread asks. */
export interface KnownPaths {
	has(path: string): boolean;
	/** Those with an ending, in their order. */
	endingWith(ending: string): readonly string[];
}

/** A known path, or why there is none. */
export type ResolvedPath =
	| { readonly path: string }
	| {
			readonly path: undefined;
			/** One sentence for a person. */
			readonly reason: string;
	  };

/**
 * Finds the known path that a written one means: itself, the only one that ends with it, or the one it ends with
 * (models put the repository's name or an absolute folder before it).
 */
export function resolvePath(written: string, paths: KnownPaths): ResolvedPath {
	if (paths.has(written)) {
		return { path: written };
	}
	const clean = cleanPath(written);
	if (paths.has(clean)) {
		return { path: clean };
	}
	const ending = `/${clean}`;
	const matches = paths.endingWith(ending);
	if (matches.length === 1) {
		return { path: matches[0]! };
	}
	if (matches.length > 1) {
		const names = matches.slice(0, 3).join(', ');
		const rest = matches.length > 3 ? ` or ${matches.length - 3} more` : '';
		return { path: undefined, reason: `${written} could be any of ${names}${rest}.` };
	}
	for (
		let slash = clean.indexOf('/'), first = true;
		slash !== -1;
		slash = clean.indexOf('/', slash + 1), first = false
	) {
		const shorter = clean.slice(slash + 1);
		if (paths.has(shorter) && (first || shorter.includes('/'))) {
			return { path: shorter };
		}
	}
	return { path: undefined, reason: `${written} is not among the files that were sent.` };
}

function cleanPath(written: string): string {
	let path = written.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
	if (path.includes('%')) {
		try {
			path = decodeURIComponent(path);
		} catch {
			// A lone per cent sign is part of the name.
		}
	}
	return path;
}
