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

/** Tabs in the file where the search has spaces, or the reverse, always by the same unit. */
function deriveUnit(pairs: readonly { file: string; search: string }[]): Reindent | undefined {
	const indented = pairs.filter(({ file, search }) => file !== '' || search !== '');
	const toTabs = indented.length > 0 && indented.every(({ file, search }) => /^\t+$/.test(file) && /^ +$/.test(search));
	const toSpaces =
		indented.length > 0 && indented.every(({ file, search }) => /^ +$/.test(file) && /^\t+$/.test(search));
	if (!toTabs && !toSpaces) {
		return undefined;
	}
	const first = indented[0]!;
	const unit = toTabs ? first.search.length / first.file.length : first.file.length / first.search.length;
	const spacesOf = (pair: { file: string; search: string }): string => (toTabs ? pair.search : pair.file);
	const tabsOf = (pair: { file: string; search: string }): string => (toTabs ? pair.file : pair.search);
	if (![2, 3, 4, 8].includes(unit) || indented.some((pair) => spacesOf(pair).length !== unit * tabsOf(pair).length)) {
		return undefined;
	}
	// One level alone does not tell a unit from a unit plus a shift, but for the lowest level.
	const levels = new Set(pairs.map((pair) => tabsOf(pair).length));
	const certain = levels.size > 1 || first.file.length === 1 || first.search.length === 1;
	const known = new Set(pairs.map((pair) => pair.search));
	return (line) => {
		const lead = leading(line);
		if (line.trim() === '') {
			return line;
		}
		if ((!certain && !known.has(lead)) || (toTabs ? lead.includes('\t') : lead.includes(' '))) {
			return undefined;
		}
		const converted = toTabs
			? '\t'.repeat(Math.floor(lead.length / unit)) + ' '.repeat(lead.length % unit)
			: ' '.repeat(unit * lead.length);
		return converted + line.slice(lead.length);
	};
}
