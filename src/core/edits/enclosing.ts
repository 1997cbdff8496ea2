import { splitLines } from '../common/lines';

/** Lines looked at above a place. */
const farthest = 5_000;

/**
 * The words of the lines that enclose a place, told by indentation: of ever less indented lines above it, and of its
 * own first line. More than the names that are declared there, so that a name is rather found in several places than
 * in a wrong one.
 */
function wordsAround(all: readonly string[], line: number): Set<string> {
	const words = new Set(wordsOf(all[line] ?? ''));
	let limit = indentOf(all[line] ?? '') ?? Number.POSITIVE_INFINITY;
	for (let at = line - 1; at >= 0 && at >= line - farthest && limit > 0; at--) {
		const text = all[at]!;
		const indent = indentOf(text);
		if (indent !== undefined && indent < limit) {
			wordsOf(text).forEach((word) => words.add(word));
			// `) {` ends a head that begins further up, at the same indentation.
			limit = /^\s*[)\]}]/.test(text) ? indent + 1 : indent;
		}
	}
	return words;
}

function wordsOf(line: string): string[] {
	return line.slice(0, 500).match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
}

/** Columns of white space before a line's text; undefined for a blank line. */
function indentOf(line: string): number | undefined {
	const space = /^[ \t]*/.exec(line)![0];
	return line.trim() === '' ? undefined : space.replaceAll('\t', '    ').length;
}

/**
 * The only place whose surroundings hold most of the names an answer mentions beside its block.
 * @param lines 0-based
 * @returns undefined when the names fit none of the places, or several
 */
export function placeByNames(
	text: string,
	lines: readonly number[],
	mentioned: readonly string[],
): { readonly line: number; readonly name: string } | undefined {
	if (mentioned.length === 0) {
		return undefined;
	}
	const all = splitLines(text);
	const ranked = lines
		.map((line) => {
			const around = wordsAround(all, line);
			return { line, names: mentioned.filter((name) => around.has(name)) };
		})
		.sort((left, right) => right.names.length - left.names.length);
	const [first, second] = ranked;
	return first !== undefined && first.names.length > (second?.names.length ?? 0)
		? { line: first.line, name: first.names.find((name) => second?.names.includes(name) !== true)! }
		: undefined;
}

/** Characters of an answer before a block in which names are looked for. */
const nearby = 1_000;

/** The names in backticks in what an answer says just before a block. */
export function mentionedNames(prose: string): string[] {
	const names = new Set<string>();
	for (const [, code] of prose.slice(-nearby).matchAll(/`([^`\n]{1,200})`/g)) {
		for (const word of code!.replace(/\(.*$/, '').split(/[.#:]+/)) {
			if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(word)) {
				names.add(word);
			}
		}
	}
	return [...names];
}
