/** A fence longer than every run of backticks in the text. */
export function fenceFor(text: string): string {
	const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
	return '`'.repeat(Math.max(3, longest + 1));
}

const languages: Readonly<Record<string, string>> = {
	cjs: 'js',
	htm: 'html',
	markdown: 'md',
	mjs: 'js',
	mts: 'ts',
	yml: 'yaml',
};

/** A block of code, tagged with the language its path tells. */
export function fencedCode(code: string, path: string): string {
	const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
	const fence = fenceFor(code);
	return `${fence}${languages[extension] ?? extension}\n${code}\n${fence}`;
}
