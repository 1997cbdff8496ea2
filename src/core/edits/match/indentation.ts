/** Changes the indentation of one line of the replacement; undefined when the line cannot follow the shift. */
export type Reindent = (line: string) => string | undefined;

const leading = (line: string): string => /^[ \t]*/.exec(line)![0];

/**
 * The one change of indentation that turns every search line into its file line: a common prefix added, dropped or
 * exchanged, or tabs against a fixed number of spaces. Undefined when the lines differ in several ways. The lines must be
 * equal but for white space at their ends; blank lines do not count.
 */
export function deriveReindent(fileLines: readonly string[], searchLines: readonly string[]): Reindent | undefined {
	const pairs: { file: string; search: string }[] = [];
	for (const [index, line] of searchLines.entries()) {
		if (line.trim() !== '') {
			pairs.push({ file: leading(fileLines[index]!), search: leading(line) });
		}
	}
	return deriveUnit(pairs) ?? derivePrefix(pairs);
}

function derivePrefix(pairs: readonly { file: string; search: string }[]): Reindent | undefined {
	if (pairs.length === 0) {
		return undefined;
	}
	const shortest = pairs.reduce((best, pair) => (pair.search.length < best.search.length ? pair : best));
	const uniform = pairs.every(
		({ file, search }) =>
			search.startsWith(shortest.search) && file === shortest.file + search.slice(shortest.search.length),
	);
	if (!uniform) {
		return undefined;
	}
	let from = shortest.search;
	let to = shortest.file;
	// The shared part must not be asked of the replacement: its lines may lie further left than the search's.
	if (to.endsWith(from)) {
		to = to.slice(0, to.length - from.length);
		from = '';
	} else if (from.endsWith(to)) {
		from = from.slice(0, from.length - to.length);
		to = '';
	}
	return (line) => {
		if (line.trim() === '') {
			return line;
		}
		return line.startsWith(from) ? to + line.slice(from.length) : undefined;
	};
}

/**
 * Tabs in the file where the search has spaces, or the reverse, always by the same unit. Spaces behind the tabs (the
 * star of a comment, an alignment) stay.
 */
function deriveUnit(pairs: readonly { file: string; search: string }[]): Reindent | undefined {
	const toTabs = pairs.every(({ search }) => !search.includes('\t'));
	const toSpaces = pairs.every(({ file }) => !file.includes('\t'));
	if (toTabs === toSpaces) {
		return undefined;
	}
	const levels = new Set<number>();
	let unit: number | undefined;
	let certain = false;
	for (const { file, search } of pairs) {
		const mixed = /^(\t*)( *)$/.exec(toTabs ? file : search);
		if (mixed === null) {
			return undefined;
		}
		const tabs = mixed[1]!.length;
		const width = (toTabs ? search : file).length - mixed[2]!.length;
		levels.add(tabs);
		if (tabs === 0 ? width !== 0 : width !== (unit ?? width / tabs) * tabs) {
			return undefined;
		}
		unit = tabs === 0 ? unit : width / tabs;
		certain ||= tabs === 1;
	}
	if (unit === undefined || ![2, 3, 4, 8].includes(unit)) {
		return undefined;
	}
	return unitReindent(toTabs, unit, certain || levels.size > 1 ? undefined : new Set(pairs.map((pair) => pair.search)));
}

/**
 * @param known the only indentations that may be converted, when one level alone was seen: it does not tell a unit from
 * a unit plus a shift
 */
function unitReindent(toTabs: boolean, unit: number, known: ReadonlySet<string> | undefined): Reindent {
	return (line) => {
		const lead = leading(line);
		if (line.trim() === '') {
			return line;
		}
		const mixed = /^(\t*)( *)$/.exec(lead);
		if (mixed === null || (toTabs && mixed[1] !== '') || known?.has(lead) === false) {
			return undefined;
		}
		const converted = toTabs
			? '\t'.repeat(Math.floor(lead.length / unit)) + ' '.repeat(lead.length % unit)
			: ' '.repeat(unit * mixed[1]!.length + mixed[2]!.length);
		return converted + line.slice(lead.length);
	};
}
