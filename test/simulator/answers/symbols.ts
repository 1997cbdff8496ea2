/** Declarations by what stands before the name, in the languages repositories are made of. */
const declarations: readonly RegExp[] = [
	/\b(?:function\*?|class|interface|trait|struct|enum|namespace|module|protocol|def|fn|func|fun|sub|macro|object|record)\s+(?:\([^)]*\)\s*)?([\p{L}_$][\p{L}\p{N}_$]*)/u,
	/^\s*(?:export\s+)?(?:declare\s+)?type\s+([\p{L}_$][\p{L}\p{N}_$]*)/u,
	/^\s*(?:export\s+)?(?:pub\s+)?(?:const|let|var|static|val)\s+(?:mut\s+)?([\p{L}_$][\p{L}\p{N}_$]*)/u,
	/^\s*#define\s+([\p{L}_][\p{L}\p{N}_]*)/u,
	/^\s*(?:(?:public|private|protected|static|readonly|async|override|abstract|get|set|virtual|final)\s+)*(?!(?:if|for|while|switch|catch|return|with|else|do|function)\b)#?([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^>]*>)?\([^;]*\)\s*(?::[^{;=]+)?\{\s*$/u,
	/^([A-Z_][A-Z0-9_]{2,})\s*=/,
];

/** The name a line declares, if it declares one. */
export function declaredSymbol(line: string): string | undefined {
	for (const declaration of declarations) {
		const name = declaration.exec(line)?.[1];
		if (name !== undefined) {
			return name;
		}
	}
	return undefined;
}

/** The name a line declares for others to use: not the variable of a function. */
export function sharedSymbol(line: string): string | undefined {
	return /^\s+(?:const|let|var)\b/.test(line) ? undefined : declaredSymbol(line);
}

/** Finds a name where it is not part of a longer one. */
export function wholeName(name: string, flags = 'gu'): RegExp {
	const hyphen = name.includes('-') ? '-' : '';
	const inside = `[\\p{L}\\p{N}_$${hyphen}]`;
	const before = /^[\p{L}\p{N}_$]/u.test(name) ? `(?<!${inside})` : '';
	const after = /[\p{L}\p{N}_$]$/u.test(name) ? `(?!${inside})` : '';
	return new RegExp(`${before}${escapeExpression(name)}${after}`, flags);
}

/** A text as an expression that matches just it. */
export function escapeExpression(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Whether a path is a test's. */
export function isTest(path: string): boolean {
	return /(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)/i.test(path);
}

/** One line that mentions a name. */
export interface Mention {
	readonly path: string;
	readonly line: number;
	readonly text: string;
}

/** Lines that mention a name, tests last, at most `limit` of each file. */
export function mentions(
	files: ReadonlyMap<string, string>,
	name: string,
	limit: number,
	skip: (path: string, line: number) => boolean = () => false,
): Mention[] {
	const found: Mention[] = [];
	const expression = wholeName(name);
	for (const [path, text] of files) {
		if (!text.includes(name)) {
			continue;
		}
		let line = 1;
		let counted = 0;
		let last = 0;
		let left = limit;
		for (const match of text.matchAll(expression)) {
			for (let at = text.indexOf('\n', counted); at !== -1 && at < match.index; at = text.indexOf('\n', counted)) {
				counted = at + 1;
				line++;
			}
			if (line !== last && !skip(path, line)) {
				last = line;
				found.push({ path, line, text: lineText(text, counted) });
				if (--left === 0) {
					break;
				}
			}
		}
	}
	return found.sort((a, b) => Number(isTest(a.path)) - Number(isTest(b.path)));
}

function lineText(text: string, start: number): string {
	const end = text.indexOf('\n', start);
	return (end === -1 ? text.slice(start) : text.slice(start, end)).trim();
}

/** A line's words as a code span that is safe in Markdown and not too long. */
export function quoteLine(text: string): string {
	const line = text.trim();
	const short = line.length > 90 ? line.slice(0, 87).trimEnd() : line;
	return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
}
