/** Old and new text whose lines carried copied line numbers, without them. */
export interface UnnumberedText {
	readonly searchLines: readonly string[];
	readonly replaceLines: readonly string[];
	/** The first line's number. */
	readonly first: number;
}

interface NumberedLine {
	readonly number: number;
	/** What separates number and text. */
	readonly style: string;
	readonly text: string;
}

const numbered = /^[ \t]*(\d{1,7})( *\||:|\t|→)(.*)$/;

/**
 * Strips copied line numbers (`12| x`, `12: x`, `12<tab>x`): only when every line of the old text has one, in one style,
 * counting up by one. Anything less may be the file's own text. Whether a space behind the separator belongs to the line
 * cannot be told, so there may be two readings, the likelier first.
 */
export function withoutLineNumbers(searchLines: readonly string[], replaceLines: readonly string[]): UnnumberedText[] {
	const search = searchLines.map(readNumber);
	const first = search[0]?.number ?? Number.NaN;
	const style = search[0]?.style;
	const regular = search.every((line, index) => line?.number === first + index && line.style === style);
	if (!regular || style === undefined) {
		return [];
	}
	const spacedFirst = style === '|' || style === ':';
	return [spacedFirst, !spacedFirst].flatMap((spaced) => {
		const stripped = search.map((line) => textOf(line!, spaced));
		if (!stripped.every((line) => line !== undefined)) {
			return [];
		}
		const replace = stripReplacement(replaceLines, new Set(stripped), style, spaced);
		return replace === undefined ? [] : [{ searchLines: stripped, replaceLines: replace, first }];
	});
}

function readNumber(line: string): NumberedLine | undefined {
	const match = numbered.exec(line);
	return match === null ? undefined : { number: Number(match[1]), style: match[2]!.trim() || '\t', text: match[3]! };
}

/** Undefined when the line has no space although a space belongs to the separator; a blank line needs none. */
function textOf(line: NumberedLine, spaced: boolean): string | undefined {
	if (!spaced) {
		return line.text;
	}
	return line.text === '' || line.text.startsWith(' ') ? line.text.slice(1) : undefined;
}

/**
 * The new text without the numbers of its lines: all have one, or none, or those that stand in the old text as well.
 * Numbers need not count up, since lines come and go. Undefined when it cannot be told what is a number.
 */
function stripReplacement(
	lines: readonly string[],
	kept: ReadonlySet<string>,
	style: string,
	spaced: boolean,
): readonly string[] | undefined {
	const read = lines.map((line) => {
		const parts = readNumber(line);
		return parts?.style === style ? textOf(parts, spaced) : undefined;
	});
	const all = read.every((line) => line !== undefined);
	const certain = read.every((line, index) => (line === undefined ? !numbered.test(lines[index]!) : kept.has(line)));
	return all || certain ? read.map((line, index) => line ?? lines[index]!) : undefined;
}
