/** How the files of a language name other files. */
export type ImportStyle = 'module' | 'python' | 'go' | 'rust' | 'dotted' | 'include' | 'path' | 'style' | 'markdown';

const styles: readonly (readonly [ImportStyle, RegExp])[] = [
	['module', /\.([cm]?[jt]sx?|vue|svelte|astro)$/i],
	['python', /\.(py|pyi|pyx)$/i],
	['go', /\.go$/i],
	['rust', /\.rs$/i],
	['dotted', /\.(java|kt|kts|scala|groovy|cs)$/i],
	['include', /\.(c|cc|cpp|cxx|h|hh|hpp|hxx|inl|m|mm|cu|cuh)$/i],
	['path', /\.(rb|php)$/i],
	['style', /\.(css|scss|sass|less)$/i],
	['markdown', /\.(md|mdx|markdown)$/i],
];

/** Undefined for files whose imports are not understood. */
export function importStyle(path: string): ImportStyle | undefined {
	return styles.find(([, pattern]) => pattern.test(path))?.[0];
}

/** A longer line is data or generated. */
const maximumLine = 1_000;
/** Imports beyond this many are not looked at. */
const maximumImports = 2_000;
/** Go lists its imports, JavaScript may spread one over lines; longer than this many lines is not an import. */
const maximumStatementLines = 200;

/**
 * The specifiers a file imports, as written, in the order of their first appearance. Found line by line without a
 * parser: text in comments or strings that looks like an import is taken for one. Linear in the length of the text.
 */
export function extractImports(path: string, text: string): string[] {
	const style = importStyle(path);
	if (style === undefined) {
		return [];
	}
	const found = new Set<string>();
	const add = (specifier: string | undefined): void => {
		if (specifier !== undefined && specifier !== '' && found.size < maximumImports) {
			found.add(specifier);
		}
	};
	const take = readers[style](add);
	for (let start = 0; start < text.length && found.size < maximumImports;) {
		const newline = text.indexOf('\n', start);
		const end = newline === -1 ? text.length : newline;
		if (end - start <= maximumLine) {
			take(text.slice(start, end));
		}
		start = end + 1;
	}
	return [...found];
}

type Add = (specifier: string | undefined) => void;
/** Makes a reader that takes a file's lines one after the other. */
type NewReader = (add: Add) => (line: string) => void;

/** Adds the first group of each match. */
function matches(hint: string, patterns: readonly RegExp[]): NewReader {
	return (add) => (line) => {
		if (!line.includes(hint)) {
			return;
		}
		for (const pattern of patterns) {
			for (const match of line.matchAll(pattern)) {
				add(match[1]);
			}
		}
	};
}

const fromClause = /\bfrom\s{0,9}['"]([^'"]{1,300})['"]/;
const bareImport = /^\s*import\s{0,9}['"]([^'"]{1,300})['"]/;
const call = /\b(?:import|require(?:\.resolve)?)\s{0,9}\(\s{0,9}['"`]([^'"`$]{1,300})['"`]/g;
const opening = /^\s*(?:import|export)\b/;

const moduleReader: NewReader = (add) => {
	let openLines = 0;
	return (line) => {
		if (line.includes('import') || line.includes('require')) {
			add(bareImport.exec(line)?.[1]);
			for (const match of line.matchAll(call)) {
				add(match[1]);
			}
		}
		const opens = opening.test(line);
		if (opens || openLines > 0) {
			const specifier = fromClause.exec(line)?.[1];
			add(specifier);
			openLines =
				specifier !== undefined || line.includes(';')
					? 0
					: opens && line.includes('{')
						? maximumStatementLines
						: openLines - 1;
		}
	};
};

const pythonReader: NewReader = (add) => (line) => {
	const from = /^\s*from\s+([.\w]+)\s+import\s+(.*)$/.exec(line);
	if (from !== null) {
		const [, module, names] = from;
		add(module);
		const dot = module!.endsWith('.') ? '' : '.';
		for (const name of names!.replaceAll(/[()\\]|#.*/g, '').split(',')) {
			const [word] = name.trim().split(/\s/, 1);
			if (/^\w+$/.test(word ?? '')) {
				// `from a.b import c` may name the file a/b/c.py.
				add(`${module!}${dot}${word!}`);
			}
		}
		return;
	}
	const plain = /^\s*import\s+([\w.,\s]+)/.exec(line)?.[1];
	for (const name of plain?.split(',') ?? []) {
		add(name.trim().split(/\s/, 1)[0]);
	}
};

const goReader: NewReader = (add) => {
	let open = false;
	return (line) => {
		if (/^import\s*\(/.test(line)) {
			open = true;
		} else if (open && /^\s*\)/.test(line)) {
			open = false;
		} else if (open || /^import\s/.test(line)) {
			add(/^(?:import)?\s*(?:[\w.]+\s+)?["`]([^"`]+)["`]/.exec(line)?.[1]);
		}
	};
};

const rustReader: NewReader = (add) => (line) => {
	add(/^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;/.exec(line)?.[1]?.replace(/^/, 'mod '));
	const path = /^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+((?:\w+::)*\w+)(?:::\{([^}]*)\}?)?/.exec(line);
	if (path === null) {
		return;
	}
	add(path[1]);
	for (const name of path[2]?.split(',') ?? []) {
		const word = /^\s*(\w+(?:::\w+)*)/.exec(name)?.[1];
		add(word === undefined ? undefined : `${path[1]!}::${word}`);
	}
};

const readers: Readonly<Record<ImportStyle, NewReader>> = {
	module: moduleReader,
	python: pythonReader,
	go: goReader,
	rust: rustReader,
	dotted: (add) => (line) => {
		add(/^\s*(?:import|using|global using)\s+(?:static\s+)?(?:\w+\s*=\s*)?(\w+(?:\.\w+)*(?:\.\*)?)/.exec(line)?.[1]);
	},
	include: matches('include', [/^\s*#\s*include\s*"([^"]+)"/g, /^\s*#\s*include\s*<([^>]+\/[^>]+)>/g]),
	path: (add) => (line) => {
		for (const pattern of [
			/\b(?:require|require_relative|load|autoload|include|include_once|require_once)\b[^'"]{0,80}['"]([^'"]+)['"]/,
			/^\s*use\s+(?:function\s+|const\s+)?(\\?\w+(?:\\\w+)+)/,
		]) {
			add(pattern.exec(line)?.[1]);
		}
	},
	style: matches('@', [/@(?:import|use|forward|reference)\s+(?:\([^)]*\)\s*)?(?:url\(\s*)?['"]([^'"]+)['"]/g]),
	markdown: matches('](', [/\]\(<?([^)\s>]+)/g]),
};
