const mark = String.raw`(?:\/\/|#|--|;|%|\/\*|<!--|\{\/\*)`;
const left = String.raw`(?:rest|remainder|existing|other|remaining|unchanged|previous)`;
const things = String.raw`(?:code|file|unchanged|same|methods?|functions?|imports?|here|omitted|above|below)`;
const elision = new RegExp(
	String.raw`^\s*(?:${mark}?\s*(?:\.{3}|…)(?:\s.*)?|${mark}\s*\(?(?:the )?${left}\b.{0,60}\b${things}\b.*)$`,
	'i',
);

/**
 * Whether a text leaves parts out (`...`, `// ... existing code ...`, `# rest of the file unchanged`), so that it cannot
 * be a whole file.
 */
export function hasElision(lines: readonly string[]): boolean {
	return lines.some((line) => line.length < 300 && elision.test(line));
}

/**
 * Whether a fence below a line with a path is meant as the file's new text. Such a fence is also how code is quoted, so
 * one of two signs is needed: the line says the file is written, or the answer has begun to edit and the path is bare.
 */
export function meansWholeFile(named: { bare: boolean; announced: boolean }, editsBefore: boolean): boolean {
	return named.announced || (named.bare && editsBefore);
}

const certainElision = new RegExp(
	String.raw`^\s*${mark}\s*(?:\.{3}|…).*\b(?:${left.slice(3, -1)}|same|omitted|code)\b`,
	'i',
);

/**
 * The first line of a new text that stands for text left out without any doubt (`// ... existing code ...`) and is not
 * in the old text: written to disk, it would replace what it stands for.
 */
export function elidedLine(text: string, old: string): string | undefined {
	if (!text.includes('...') && !text.includes('…')) {
		return undefined;
	}
	const line = text
		.split('\n')
		.find((one) => one.length < 300 && certainElision.test(one) && !old.includes(one.trim()));
	return line?.trim();
}
