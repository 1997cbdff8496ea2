/** Components whose scripts stand in a page: `.vue`, `.svelte`, `.astro`. */
const scriptTag = /^<script\b[^>]{0,400}>\s*$/i;
const outerTag = /^<\/?(?:script|template|style)\b/i;
const fence = /^---\s*$/;

export interface EmbeddedScript {
	/** The text with every line that is no script emptied, so that rows stay what they are. */
	readonly text: string;
	/** Rows of the outer tags. */
	readonly tags: readonly number[];
}

/** The scripts of a component, or undefined when it has none. */
export function embeddedScript(path: string, lines: readonly string[]): EmbeddedScript | undefined {
	const tags: number[] = [];
	const kept = new Array<string>(lines.length).fill('');
	// Astro's script is what stands between the first two `---`.
	let closer: RegExp | undefined = path.endsWith('.astro') && fence.test(lines[0] ?? '') ? fence : undefined;
	let found = false;
	for (const [row, line] of lines.entries()) {
		const isOpeningFence = row === 0 && closer === fence;
		if (closer !== undefined && !isOpeningFence && !closer.test(line)) {
			kept[row] = line;
			found ||= line.trim() !== '';
			continue;
		}
		if (closer !== undefined && !isOpeningFence) {
			closer = undefined;
			tags.push(row);
		} else if (scriptTag.test(line)) {
			closer = /^<\/script\b/i;
			tags.push(row);
		} else if (isOpeningFence || outerTag.test(line)) {
			tags.push(row);
		}
	}
	return found ? { text: kept.join('\n'), tags } : undefined;
}
