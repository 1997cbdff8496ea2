/** File names without an extension that stand for files. */
const bareNames = new Set(
	(
		'makefile gnumakefile dockerfile containerfile license licence notice readme changelog authors contributing ' +
		'codeowners procfile gemfile rakefile guardfile vagrantfile jenkinsfile justfile podfile brewfile cmakelists ' +
		'build workspace pipfile copying install version todo'
	).split(' '),
);

/** Words before a path that belong to the sentence, not to the path. */
const leadWords =
	/^(?:(?:and|then|now|next|finally|also|first|second|the|a|an|in|to|for|at|of|file|files|path|filename|filepath|new|existing|update|updates|updated|edit|edits|change|changes|modify|modified|create|created|add|added|delete|deleted|remove|rename|write|rewrite|replace|fix|see|open|step \d+)[:,]?\s+)+/i;

/**
 * A path as the model meant it: without quotes, backticks, bold, link brackets, a final colon, `./`; `\` as `/`.
 * An absolute path stays absolute and `a/` stays, because only the workspace can tell whether they are meant.
 */
export function cleanPath(written: string): string {
	let path = written.trim();
	for (let previous = ''; previous !== path;) {
		previous = path;
		path = path
			.replace(/^[*_]{1,3}(?=[^*_])(.*[^*_])[*_]{1,3}$/, '$1')
			.replace(/^\[([^\]]+)\]\([^)]*\)$/, '$1')
			.replace(/^(["'`“‘«])(.*)["'`”’»]$/, '$2')
			.replace(/^<(file|path|file_?path|file_?name)>\s*(.*?)\s*<\/\1>$/i, '$2')
			.replace(/^<\w+ (?:path|name|file)=["']([^"']+)["']\s*\/?>$/i, '$1')
			.replace(/^<([^<>]*)>$/, '$1')
			.replace(/(?<=.)[:,;：]$/, '')
			.trim();
	}
	// A backslash before punctuation is Markdown's escape, not a separator; but who escapes underscores escapes them all.
	if (path.includes('/') || !/(?<!\\)_/.test(path)) {
		path = path.replace(/\\(?=[_*.[\]()#-])/g, (_, offset: number) => (path[offset - 1] === undefined ? '\\' : ''));
	}
	if (path.includes('\\') && !path.includes('/')) {
		path = path.replaceAll('\\', '/');
	}
	while (path.startsWith('./')) {
		path = path.slice(2);
	}
	return path;
}

/** Whether one word looks like a path: a `/` or an extension or a well-known name, and nothing a path has not. */
export function isPathToken(token: string): boolean {
	const path = cleanPath(token);
	// Route groups, `app/(shop)/page.tsx`, are the one place where parentheses are no prose or call.
	const plain = path.replace(/(^|\/)\([\w.-]+\)(?=\/)/g, '$1group');
	if (path === '' || path.length > 300 || /[\s<>"|?*=;,(){}`]/.test(plain) || path.includes('://')) {
		return false;
	}
	if (/:\d/.test(path) || /^[\d.,-]+$/.test(path) || path.endsWith('/') || /^\.+$/.test(path)) {
		return false;
	}
	return (
		path.includes('/') ||
		/^[\p{L}\p{N}_@.+~[\]$-]*\.[A-Za-z][\w-]{0,15}$/u.test(path) ||
		bareNames.has(path.toLowerCase())
	);
}

/** How a path was named; whole-file fences ask for more than blocks do. */
export interface NamedPath {
	readonly path: string;
	/** The line is the bare path, without decoration and without other words. */
	readonly bare: boolean;
	/** The line says that a file is created or rewritten. */
	readonly announced: boolean;
}

/** The path a line above a block names: alone, decorated, after `File:`, or the only one in backticks before a colon. */
export function pathOfLine(line: string): NamedPath | undefined {
	const trimmed = line.trim();
	if (trimmed === '' || trimmed.length > 400) {
		return undefined;
	}
	if (isPathToken(trimmed) && cleanPath(trimmed) === trimmed.replace(/^(?:\.\/)+/, '')) {
		return { path: cleanPath(trimmed), bare: true, announced: false };
	}
	const announced = /\b(?:new file|create[ds]?|write|rewrite|rewritten|full (?:text|file|content)|whole file)\b/i.test(
		trimmed,
	);
	const stripped = trimmed
		.replace(/^#{1,6}\s+/, '')
		.replace(/^(?:\p{Extended_Pictographic}\ufe0f?\s*)+/u, '')
		.replace(/^(?:[-*+•]|\d+[.)])\s+/, '')
		.replace(/\s+#+$/, '');
	const name = (path: string): NamedPath => ({ path, bare: false, announced });
	if (isPathToken(stripped)) {
		return name(cleanPath(stripped));
	}
	// Before anything looser: `path` in backticks, the only one, as "In `src/a.ts`:" or "`src/a.ts` (new)".
	const quoted = [...stripped.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
	if (quoted.length > 0) {
		const paths = quoted.filter((text) => isPathToken(text) || isSpacedPath(text));
		const short = stripped.length <= 160;
		// A heading is about the file it names, whatever else it says.
		const heading = /^\s{0,3}#{1,6}\s/.test(line);
		const ends = heading || (quoted.length === 1 && /(?:[:：]|`|\)|\*)\s*$/.test(stripped));
		return paths.length === 1 && short && ends ? name(cleanPath(paths[0]!)) : undefined;
	}
	const unbold = cleanPath(stripped);
	const rest = unbold
		.replace(leadWords, '')
		.replace(/^(?:file ?name|file ?path|file|path)\s*[:=]\s*/i, '')
		.replace(/\s+\((?:new|new file|existing|created?|modified|updated|deleted?|renamed?)\)$/i, '');
	if (isPathToken(rest)) {
		return name(cleanPath(rest));
	}
	const spaced = cleanPath(rest);
	return isSpacedPath(spaced) ? name(spaced) : undefined;
}

/** A path with spaces: few words, no punctuation of prose, an extension at the end. */
function isSpacedPath(text: string): boolean {
	const words = text.split(' ');
	return (
		words.length > 1 &&
		words.length <= 6 &&
		!/[<>"|?*=;,:`{}]/.test(text) &&
		!/\.\s/.test(text) &&
		words.every((word) => /[\p{L}\p{N}]/u.test(word)) &&
		(text.includes('/') || words.length <= 3) &&
		/\.[A-Za-z]\w{0,9}$/.test(text)
	);
}

/** The path in a comment that is a line of its own: `// src/a.ts`, `# a.py`, `<!-- a.html -->`, `-- a.sql`. */
export function pathOfComment(line: string): string | undefined {
	const match =
		/^\s*(?:\/\/+|#+|--|;+|%+|')\s*(.+?)\s*$/.exec(line) ??
		/^\s*\/\*+\s*(.+?)\s*\*+\/\s*$/.exec(line) ??
		/^\s*<!--\s*(.+?)\s*-->\s*$/.exec(line) ??
		/^\s*\(\*\s*(.+?)\s*\*\)\s*$/.exec(line);
	if (match === null) {
		return undefined;
	}
	const text = match[1]!.replace(/^(?:file ?name|file ?path|file|path)\s*[:=]\s*/i, '');
	return isPathToken(text) || isSpacedPath(text) ? cleanPath(text) : undefined;
}

const shells = new Set(
	'bash sh shell zsh fish console terminal powershell ps1 bat cmd text txt plaintext output'.split(' '),
);

/** The path an info string names: `ts path=src/a.ts`, `src/a.ts`, `ts:src/a.ts`, `ts src/a.ts`. Never one with lines. */
export function pathOfInfo(info: string): string | undefined {
	if (info === '') {
		return undefined;
	}
	const keyed = /(?:^|[\s{,])(?:path|file|filename|filepath|file_path)\s*[=:]\s*("[^"]+"|'[^']+'|[^\s},]+)/i.exec(info);
	if (keyed !== null) {
		const path = cleanPath(keyed[1]!);
		return /:\d/.test(path) || path === '' ? undefined : path;
	}
	const words = info.split(/\s+/);
	if (words.length === 1) {
		const colon = /^([A-Za-z][\w+#-]*):(?!\d)(.+)$/.exec(info);
		if (colon !== null) {
			return isPathToken(colon[2]!) ? cleanPath(colon[2]!) : undefined;
		}
		// "```c++", "```asp.net" and "```text/html" are languages; a path has an extension behind its last `/`.
		return isPathToken(info) && !/^\w+\/[\w+.-]+$/.test(info.replace(/.*\.[A-Za-z]\w*$/, ''))
			? notLanguage(cleanPath(info))
			: undefined;
	}
	return words.length === 2 && !shells.has(words[0]!.toLowerCase()) && isPathToken(words[1]!)
		? cleanPath(words[1]!)
		: undefined;
}

/** The path in a title, as documentation has it: only a block below tells that it is not just a caption. */
export function titleOfInfo(info: string): string | undefined {
	const title = /(?:^|[\s{,])title\s*=\s*("[^"]+"|'[^']+')/i.exec(info)?.[1];
	return title !== undefined && isPathToken(title) ? cleanPath(title) : undefined;
}

function notLanguage(path: string): string | undefined {
	const known = /^(?:asp\.net|vb\.net|node\.js|next\.js|vue\.js|objective-c|makefile|dockerfile|gemfile)$/i;
	return known.test(path) || !/[./]/.test(path) ? undefined : path;
}

/** Whether a line of prose mentions some path, so that a block below may not be meant for an earlier one. */
export function mentionsPath(line: string): boolean {
	return /[\w-]\/[\w.-]|[\w-]\.[A-Za-z]\w{0,7}\b(?!\()/.test(line);
}
