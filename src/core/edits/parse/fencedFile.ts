const mark = String.raw`(?:\/\/|#|--|;|%|\/\*|<!--|\{\/\*)`;
const left = String.raw`(?:rest|remainder|existing|other|remaining|unchanged|previous)`;
const things = String.raw`(?:code|file|unchanged|same|methods?|functions?|imports?|exports?|tests?|cases?|fields?|here|omitted|above|below)`;
const elision = new RegExp(
	String.raw`^\s*(?:${mark}?\s*(?:\.{3}|…)(?:\s.*)?|${mark}\s*\(?(?:the )?${left}\b.{0,60}\b${things}\b.*)$`,
	'i',
);

/** Whether a line may stand for lines left out: `...`, `// ... existing code ...`, `# rest of the file unchanged`. */
export function isElision(line: string): boolean {
	return line.length < 300 && (elision.test(line) || certainElision.test(line));
}

/**
 * Whether a fence below a line with a path is meant as the file's new text. Such a fence is also how code is quoted, so
 * one of two signs is needed: the line says the file is written, or the answer has begun to edit and the path is bare.
 */
export function meansWholeFile(named: { bare: boolean; announced: boolean }, editsBefore: boolean): boolean {
	return named.announced || (named.bare && editsBefore);
}

const certainElision = new RegExp(
	String.raw`^\s*${mark}\s*(?:\.{3}|…)\s*[([]?\s*(?:(?:keep|all|the|and|your|of)\s+){0,3}(?:(?:rest|remainder|existing|remaining|unchanged|same|omitted|code)\b|(?:other|previous)\s+${things}\b)`,
	'i',
);

/**
 * The first line of a new text that stands for text left out without any doubt (`// ... existing code ...`) and is not
 * in the old text: written to disk, it would replace what it stands for.
 */
export function elidedLine(text: string, old: string): string | undefined {
	return firstLine(text, (line) => certainElision.test(line) && !old.includes(line.trim()));
}

/** Whether a text holds a line that says without any doubt that something is left out: a test's text, or a manual's. */
export function holdsElision(text: string): boolean {
	return firstLine(text, (line) => certainElision.test(line)) !== undefined;
}

/**
 * The first line of a whole new text that may stand for text left out and is not in the old text. In a file that is new
 * only what leaves no doubt counts: dots are code in some languages, and comments may begin with them.
 */
export function elidedPart(text: string, old: string | undefined): string | undefined {
	const stands = (line: string): boolean =>
		old === undefined ? certainElision.test(line) : isElision(line) && !hasLine(old, line);
	return firstLine(text, stands);
}

function hasLine(text: string, line: string): boolean {
	return text.split(/\r?\n/).some((one) => one.trim() === line.trim());
}

function firstLine(text: string, test: (line: string) => boolean): string | undefined {
	return text
		.split('\n')
		.find((line) => line.length < 300 && test(line))
		?.trim();
}
