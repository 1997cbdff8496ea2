/** Recognises declarations line by line, in the languages people mostly write; a guess, made to be fast. */

const name = '([\\p{L}_$][\\p{L}\\p{N}_$]*[!?]?)';
const modifiers =
	'(?:(?:export|default|declare|pub(?:\\([a-z: ]{1,20}\\))?|public|private|protected|internal|static|async|abstract|' +
	'final|sealed|open|override|virtual|inline|extern|unsafe|const|data|partial|readonly|local|suspend)\\s+){0,6}';
const keyworded = new RegExp(
	`^\\s*(?:@\\w+\\s+)?${modifiers}(?:function\\s*\\*?|class|interface|enum(?:\\s+class)?|struct|trait|type|def|defp|` +
		`defmodule|defmacro|fn|fun|module|namespace|protocol|record|object|union|actor|sub|proc|mod|macro_rules!|typedef` +
		`)\\s+(?:self\\.)?${name}`,
	'u',
);
/** `func name(`, `func (r *T) name(` and Swift's and Go's other forms. */
const func = new RegExp(`^\\s*${modifiers}func\\s+(?:\\([^)]{0,80}\\)\\s*)?${name}`, 'u');
const receiver = new RegExp(`^\\s*fun\\s+[\\p{L}\\p{N}_<>.]{1,60}\\.${name}\\s*\\(`, 'u');
/** Values count where others can see them: at the left margin or marked so. */
const value = new RegExp(
	`^(?:export\\s+|pub(?:\\([a-z: ]{1,20}\\))?\\s+|\\s*(?:public|protected|internal)\\s+|\\s*static\\s+){0,3}` +
		`(?:static\\s+|final\\s+|readonly\\s+){0,3}(?:const|let|var|val|static)\\s+(?:mut\\s+)?${name}(?=\\s*(?:[:=;,<]|$))`,
	'u',
);
const constant = /^([A-Z][A-Z0-9_]{2,})\s*(?::[^=]{1,60})?=/;
const define = /^\s*#\s*define\s+([A-Za-z_]\w*)/;
const table =
	/^\s*create\s+(?:or\s+replace\s+)?(?:table|view|function|procedure|type|index)\s+(?:if\s+not\s+exists\s+)?["`[]?([\w.]+)/i;
const notNames = new Set(
	'if for while switch catch return throw new await typeof sizeof else do with when match using lock foreach elif unless until function super this self assert not and or in of is as constructor'.split(
		' ',
	),
);

/** A longer line is generated code. */
const maximumLength = 500;

/** The name a line declares, or undefined. */
export function declaredName(line: string): string | undefined {
	if (line.length > maximumLength) {
		return undefined;
	}
	for (const pattern of [func, receiver, keyworded, value, constant, define, table]) {
		const found = pattern.exec(line)?.[1];
		if (found !== undefined && !notNames.has(found)) {
			return found;
		}
	}
	return methodName(line);
}

/** `name(…) {` with or without modifiers and types before it, and C's functions at the left margin. */
function methodName(line: string): string | undefined {
	const bracket = line.indexOf('(');
	if (bracket <= 0) {
		return undefined;
	}
	const head = line.slice(0, bracket).trimEnd();
	const end = line.trimEnd();
	const opens = end.endsWith('{');
	const atMargin = /^[\p{L}_]/u.test(line);
	const words = head.trim().split(/\s+/);
	const last = /[\p{L}_$~#][\p{L}\p{N}_$]*$/u.exec(words.at(-1) ?? '')?.[0];
	if (last === undefined || notNames.has(last) || words.some((word) => notNames.has(word))) {
		return undefined;
	}
	// Whatever stands before a method's name is made of words and types, never an operator or a call.
	if (!/^[\p{L}\p{N}_$~#*&<>,:[\]\s.?@]+$/u.test(head) || /\.[\p{L}_$#]+$/u.test(head) || /[.?]\s/.test(head)) {
		return undefined;
	}
	const isMethod = opens && (end.includes(')') || end.includes('(')) && !end.includes('=>');
	const isFunction = atMargin && words.length >= 2 && (opens || end.endsWith(')'));
	return isMethod || isFunction ? last.replace(/^[~#]/, '') : undefined;
}
