/** What a `.gitattributes` file says a file is. */
export type MarkedKind = 'generated' | 'vendored';

/** Patterns of one `.gitattributes` file by kind; those that begin with `!` take the mark away. */
export type AttributePatterns = Readonly<Record<MarkedKind, readonly string[]>>;

/**
 * Reads the marks with which a `.gitattributes` file tells what nobody wrote by hand here.
 * @returns undefined when it has none
 */
export function parseAttributes(text: string): AttributePatterns | undefined {
	if (!text.includes('linguist-')) {
		return undefined;
	}
	const patterns: Record<MarkedKind, string[]> = { generated: [], vendored: [] };
	for (const line of text.split(/\r?\n/)) {
		const parts = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^#\s"]\S*))\s+(.*)$/.exec(line);
		const pattern = parts?.[2] ?? parts?.[1]?.replace(/\\(["\\])/g, '$1');
		if (pattern === undefined || pattern === '' || pattern.startsWith('[attr]') || pattern.startsWith('!')) {
			continue;
		}
		for (const attribute of parts![3]!.split(/\s+/)) {
			const mark = /^([-!]?)linguist-(generated|vendored)(?:=(.*))?$/.exec(attribute);
			if (mark) {
				const isSet = mark[1] === '' && mark[3] !== 'false';
				patterns[mark[2] as MarkedKind].push(isSet ? pattern : `!${pattern}`);
			}
		}
	}
	return patterns;
}
