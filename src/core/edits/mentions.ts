/** What an answer says just before a block about where it belongs. */
export interface Mentions {
	/** Names the block is said to be in, each from the outermost inwards: `Store.load` is two. */
	readonly inside: readonly (readonly string[])[];
	/** Other names of the same paragraph; they may stand for places that are not meant. */
	readonly others: readonly string[];
}

/** Words that may turn around what is said of a name. */
const turning =
	/\b(?:unlike|like|likewise|not|never|\w+n['’]t|without|except|instead|rather|other|others|another|elsewhere|same|similar\w*|already|both|either|neither|whereas|while|but|only|besides|apart|compared?|copied|taken|moved?|from)\b/i;

const name = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/**
 * Reads the last paragraph before a block: ``In `Store.load()`:``, or a heading that is a name and nothing else. Where
 * the paragraph holds a word that may mean the opposite, it says nothing: to ask is better than to take a wrong place.
 * @param path of the block's file, which is no name
 */
export function mentionsIn(prose: string, path: string): Mentions | undefined {
	const paragraph = lastParagraph(prose.slice(-nearby));
	if (turning.test(paragraph.replace(/`[^`\n]*`/g, ''))) {
		return undefined;
	}
	const inside: string[][] = [];
	const others: string[] = [];
	for (const match of paragraph.matchAll(/`([^`\n]{1,200})`/g)) {
		const code = match[1]!;
		if (code.includes('/') || path === code || path.endsWith(`/${code}`)) {
			continue;
		}
		const names = code
			.replace(/\(.*$/, '')
			.split(/[.#:]+/)
			.filter((word) => name.test(word));
		const before = paragraph.slice(0, match.index);
		const heading = /^[\s#*\d.)-]*$/.test(before) && /^[\s*:]*$/.test(paragraph.slice(match.index + match[0].length));
		if (
			names.length > 0 &&
			(heading || /\b(?:in|inside|within)(?: the)?(?: (?:function|method|class))? ?[*_]*$/i.test(before))
		) {
			inside.push(names);
		} else {
			others.push(...names);
		}
	}
	return inside.length === 0 ? undefined : { inside, others };
}

function lastParagraph(prose: string): string {
	const lines = prose.trimEnd().split('\n');
	const blank = lines.findLastIndex((line) => line.trim() === '');
	return lines.slice(blank + 1).join('\n');
}

/** Characters of an answer before a block in which names are looked for. */
const nearby = 1_000;
