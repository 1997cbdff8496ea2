import { splitLines } from '../common/lines';
import type { Mentions } from './mentions';

/** Lines looked at above a place. */
const farthest = 5_000;

/** Lines that begin with one of these hold names, but declare none. */
const statement =
	/^\s*(?:[)\]}]+\s*)?(?:if|else|elif|for|foreach|while|until|unless|switch|case|match|when|try|catch|except|finally|with|do|return|await|yield|throw|raise|new|delete|import|using|from|assert|print|echo)\b/;

/**
 * The names that are declared by what encloses a place, told by indentation: by ever less indented lines above it. The
 * place's own lines are alike at all places and tell nothing.
 */
function declaredAround(all: readonly string[], line: number, wanted: readonly string[]): Set<string> {
	const declared = new Set<string>();
	let limit = indentOf(all[line] ?? '') ?? Number.POSITIVE_INFINITY;
	for (let at = line - 1; at >= 0 && at >= line - farthest && limit > 0; at--) {
		const text = all[at]!;
		const indent = indentOf(text);
		if (indent !== undefined && indent < limit) {
			wanted.filter((name) => declares(text, name)).forEach((name) => declared.add(name));
			// `) {` ends a head that begins further up, at the same indentation.
			limit = /^\s*[)\]}]/.test(text) ? indent + 1 : indent;
		}
	}
	return declared;
}

/** Modifiers and types, and the receiver in Go. */
const words = String.raw`^\s*(?:func\s*\([^)]*\)\s*)?(?:[\w$@<>[\]{},*&:?~#-]+\s+)*`;
const beforeName = new RegExp(String.raw`${words}[*&~#'"]?$`);
const afterName = /^['"]?\s*(?:[(<:={[]|$|extends\b|implements\b|for\b|where\b)/;
const beforeMember = new RegExp(String.raw`${words}(?:[\w$]+(?:\.|::))+$`);
const declaring = /^\s*(?:\w+\s+)*(?:function|def|func|fun|fn|sub)\s/;

/** Whether a line can be the head of what has a name: the name stands first on it, but for types and modifiers. */
function declares(line: string, name: string): boolean {
	const text = line.slice(0, 500);
	const at = text.search(new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll('$', '\\$')}(?![\\p{L}\\p{N}_$])`, 'u'));
	if (at < 0 || statement.test(text)) {
		return false;
	}
	const before = text.slice(0, at);
	const after = text.slice(at + name.length);
	if (beforeMember.test(before)) {
		// `a.b(` is a call, unless a word says otherwise.
		return /^\s*=(?!=)/.test(after) || (/^\s*\(/.test(after) && (before.endsWith('::') || declaring.test(before)));
	}
	return beforeName.test(before) && afterName.test(after);
}

/** Columns of white space before a line's text; undefined for a blank line. */
function indentOf(line: string): number | undefined {
	const space = /^[ \t]*/.exec(line)![0];
	return line.trim() === '' ? undefined : space.replaceAll('\t', '    ').length;
}

/**
 * The only place in what the answer names. Each name it says the block is in must enclose the place and no other; a
 * name that it says something else of must not lead to another place.
 * @param lines 0-based
 * @returns undefined when the names fit none of the places, or several
 */
export function placeByNames(
	text: string,
	lines: readonly number[],
	{ inside, others }: Mentions,
): { readonly line: number; readonly name: string } | undefined {
	const all = splitLines(text);
	const wanted = [...new Set([...inside.flat(), ...others])];
	const around = lines.map((line) => declaredAround(all, line, wanted));
	const holders = (name: string) => lines.filter((_, index) => around[index]!.has(name));
	let meant: readonly number[] = lines;
	for (const names of inside) {
		for (const [index, name] of names.entries()) {
			const found = holders(name);
			// Of `Store.load` the first may be a module, which nothing in the file declares; the last must be there.
			if (found.length > 0 || index === names.length - 1) {
				meant = meant.filter((line) => found.includes(line));
			}
		}
	}
	const [line] = meant;
	const contradicts = (name: string) => {
		const found = holders(name);
		return found.length > 0 && line !== undefined && !found.includes(line);
	};
	return line === undefined || meant.length > 1 || others.some(contradicts)
		? undefined
		: { line, name: inside.at(-1)!.at(-1)! };
}
