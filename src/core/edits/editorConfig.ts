/** What an `.editorconfig` says about a file, as far as it matters for one that is created. */
export interface FileStyle {
	readonly eol?: '\n' | '\r\n';
	readonly finalNewline?: boolean;
	/** In lower case, as the file names it: `utf-8`, `utf-8-bom`, `latin1`, … */
	readonly charset?: string;
}

interface Section {
	readonly matches: (path: string) => boolean;
	readonly properties: ReadonlyMap<string, string>;
}

/** A parsed `.editorconfig`. */
export interface EditorConfig {
	/** No file in a folder above is heeded. */
	readonly root: boolean;
	readonly sections: readonly Section[];
}

/** A pattern with more alternatives than this matches nothing: nobody writes it by hand. */
const maxPatternLength = 1_000;
const maxNumbers = 1_000;

/** Reads an `.editorconfig`. What cannot be understood is left out, as the format asks for. */
export function parseEditorConfig(text: string): EditorConfig {
	let root = false;
	const sections: Section[] = [];
	let properties: Map<string, string> | undefined;
	for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
		const trimmed = line.trim();
		if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) {
			continue;
		}
		if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
			properties = new Map();
			sections.push({ matches: matcherOf(trimmed.slice(1, -1)), properties });
			continue;
		}
		const equals = trimmed.indexOf('=');
		if (equals > 0) {
			const key = trimmed.slice(0, equals).trim().toLowerCase();
			const value = trimmed
				.slice(equals + 1)
				.trim()
				.toLowerCase();
			if (properties) {
				properties.set(key, value);
			} else if (key === 'root') {
				root = value === 'true';
			}
		}
	}
	return { root, sections };
}

/**
 * The style of a file.
 * @param configs from the folder of the file upwards, each with the file's path below it, `/` separated
 */
export function styleOf(configs: readonly { readonly config: EditorConfig; readonly path: string }[]): FileStyle {
	const merged = new Map<string, string>();
	// The nearer file and the later section win.
	for (const { config, path } of configs.toReversed()) {
		for (const section of config.sections) {
			if (section.matches(path)) {
				section.properties.forEach((value, key) => merged.set(key, value));
			}
		}
	}
	const eol = merged.get('end_of_line');
	const final = merged.get('insert_final_newline');
	const charset = merged.get('charset');
	return {
		...(eol === 'lf' ? { eol: '\n' as const } : eol === 'crlf' ? { eol: '\r\n' as const } : {}),
		...(final === 'true' || final === 'false' ? { finalNewline: final === 'true' } : {}),
		...(charset === undefined || charset === 'unset' ? {} : { charset }),
	};
}

/** A text with the final line end a style asks for. */
export function withFinalNewline(text: string, style: FileStyle, eol: '\n' | '\r\n'): string {
	if (style.finalNewline === undefined) {
		return text;
	}
	if (!style.finalNewline) {
		return text.replace(/(?:\r?\n)+$/, '');
	}
	return text === '' || text.endsWith('\n') ? text : text + eol;
}

function matcherOf(pattern: string): (path: string) => boolean {
	if (pattern.length > maxPatternLength) {
		return () => false;
	}
	const anchored = pattern.includes('/');
	const source = translate(pattern.replace(/^\//, ''));
	try {
		const expression = new RegExp(`^(?:${anchored ? '' : '(?:.*/)?'}${source})$`, 'u');
		return (path) => expression.test(path);
	} catch {
		return () => false;
	}
}

/** The glob of a section as the source of a regular expression. */
function translate(glob: string): string {
	let source = '';
	let depth = 0;
	const balanced = isBalanced(glob);
	for (let at = 0; at < glob.length; at++) {
		const character = glob[at]!;
		if (character === '\\' && at + 1 < glob.length) {
			source += escape(glob[++at]!);
		} else if (character === '*') {
			const double = glob[at + 1] === '*';
			// Several stars in a row mean what two mean; kept apart they would make matching slow.
			while (glob[at + 1] === '*') {
				at++;
			}
			source += double ? '.*' : '[^/]*';
		} else if (character === '?') {
			source += '[^/]';
		} else if (character === '[') {
			const end = glob.indexOf(']', at + 1);
			const inner = end < 0 ? '' : glob.slice(at + 1, end);
			if (inner === '' || inner.includes('/')) {
				source += escape(character);
			} else {
				const negated = inner.startsWith('!');
				source += `[${negated ? '^' : ''}${inner.slice(negated ? 1 : 0).replace(/[\\\]^[]/g, '\\$&')}]`;
				at = end;
			}
		} else if (character === '{' && balanced) {
			const end = glob.indexOf('}', at);
			const inner = glob.slice(at + 1, end);
			const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(inner);
			if (numbers) {
				source += numberRange(Number(numbers[1]), Number(numbers[2]));
				at = end;
			} else if (!inner.includes(',') && !inner.includes('{')) {
				source += escape(`{${inner}}`);
				at = end;
			} else {
				depth++;
				source += '(?:';
			}
		} else if (character === '}' && depth > 0) {
			depth--;
			source += ')';
		} else if (character === ',' && depth > 0) {
			source += '|';
		} else {
			source += escape(character);
		}
	}
	return source;
}

function isBalanced(glob: string): boolean {
	let depth = 0;
	for (const character of glob.replace(/\\./g, '')) {
		depth += character === '{' ? 1 : character === '}' ? -1 : 0;
		if (depth < 0) {
			return false;
		}
	}
	return depth === 0;
}

function numberRange(from: number, to: number): string {
	const [low, high] = from < to ? [from, to] : [to, from];
	return high - low > maxNumbers
		? '[+-]?\\d+'
		: `(?:${Array.from({ length: high - low + 1 }, (_, index) => String(low + index)).join('|')})`;
}

function escape(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
