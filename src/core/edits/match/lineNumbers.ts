/** A text whose lines all carry copied line numbers, without them. */
export interface NumberedText {
	readonly lines: readonly string[];
	/** The first line's number. */
	readonly first: number;
}

const numbered = /^[ \t]*(\d{1,7})([ \t]*\||:|\t|→)( ?)(.*)$/;

/**
 * Strips copied line numbers (`12| x`, `12: x`, `12<tab>x`): only when every line has one, in one style, counting up by
 * one. Anything less may be the file's own text.
 */
export function stripLineNumbers(lines: readonly string[]): NumberedText | undefined {
	if (lines.length === 0) {
		return undefined;
	}
	const matches = lines.map((line) => numbered.exec(line));
	const first = Number(matches[0]?.[1] ?? Number.NaN);
	const style = matches[0]?.[2]?.trimStart();
	const regular = matches.every(
		(match, index) => match !== null && Number(match[1]) === first + index && match[2]!.trimStart() === style,
	);
	if (!regular) {
		return undefined;
	}
	// Some write a space behind the separator; a blank line then often has none.
	const spaced = matches.every((match) => match![3] === ' ' || match![4] === '');
	return { lines: matches.map((match) => (spaced ? match![4]! : match![3]! + match![4]!)), first };
}

/**
 * Strips the numbers from a replacement whose search had them: from every line or from none; numbers need not count up,
 * since lines come and go. Undefined when only some lines have one.
 */
export function stripReplacementNumbers(lines: readonly string[]): readonly string[] | undefined {
	const matches = lines.map((line) => numbered.exec(line));
	if (matches.every((match) => match === null)) {
		return lines;
	}
	if (matches.some((match) => match === null)) {
		return undefined;
	}
	const spaced = matches.every((match) => match![3] === ' ' || match![4] === '');
	return matches.map((match) => (spaced ? match![4]! : match![3]! + match![4]!));
}
