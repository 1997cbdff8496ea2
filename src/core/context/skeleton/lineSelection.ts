/**
 * A skeleton is a file's own lines with gaps. A gap is written as `…12-30` (or `…12`) at the end of the line before it:
 * lines 12 to 30 of the file stand there and are not shown. So every shown line keeps its number: it follows from the
 * nearest gap, without numbers on the lines themselves. What stands behind a gap on the same line only closes a bracket.
 */

/** A gap is written where it hides at least this many characters; a shorter one costs more than the lines. */
const smallestGap = 24;
/** Empty lines in a row that stay. */
const mostEmptyLines = 2;
/** A longer line is cut: it is data or generated. In UTF-16 units. */
const longestLine = 240;
const cutLine = 200;

const closing = /^(?:[}\])]{1,4}[;,]?|end[;,]?|\*\/)$/;

const enum Choice {
	Hidden,
	Shown,
	/** The last line of something hidden: shown behind the gap when it is only a bracket. */
	Closing,
}

/** Which lines of a text a skeleton shows. Lines are counted from 0 here and from 1 in the skeleton. */
export class LineSelection {
	readonly #lines: readonly string[];
	readonly #choices: Uint8Array;
	#shown = 0;

	/** @param lines lines without terminators */
	constructor(lines: readonly string[]) {
		this.#lines = lines;
		this.#choices = new Uint8Array(lines.length);
	}

	/** Lines chosen so far. */
	get shown(): number {
		return this.#shown;
	}

	line(row: number): string {
		return this.#lines[row] ?? '';
	}

	/** Shows the lines from `first` to `last`, both included; rows outside the text are ignored. */
	show(first: number, last = first): void {
		for (let row = Math.max(0, first); row <= last && row < this.#lines.length; row++) {
			if (this.#choices[row] !== Choice.Shown) {
				this.#choices[row] = Choice.Shown;
				this.#shown++;
			}
		}
	}

	/** Says that a hidden part ends in this line. */
	close(row: number): void {
		if (row < this.#lines.length && this.#choices[row] === Choice.Hidden) {
			// `} else` and `} from 'x'` say more than a bracket.
			const text = this.line(row).trim();
			if (closing.test(text)) {
				this.#choices[row] = Choice.Closing;
			} else if (/^[}\])]/.test(text)) {
				this.show(row);
			}
		}
	}

	/** The skeleton; empty when no line is shown. Every line of it ends with a line feed. */
	render(): string {
		if (this.#shown === 0) {
			return '';
		}
		const output: string[] = [];
		let annotated = true;
		for (let row = 0; row < this.#lines.length;) {
			if (this.#choices[row] === Choice.Shown) {
				output.push(cut(this.#lines[row]!));
				annotated = false;
				row++;
				continue;
			}
			const end = this.#gapEnd(row);
			if (this.#worthHiding(row, end)) {
				const gap = this.#gap(row, end);
				// Behind an empty line it would read like a gap in its place.
				if (annotated || output.at(-1)!.trim() === '') {
					output.push(gap);
				} else {
					output.push(`${output.pop()!} ${gap}`);
				}
				annotated = true;
			} else {
				for (let at = row; at < end; at++) {
					output.push(cut(this.#lines[at]!));
				}
				annotated = false;
			}
			row = end;
		}
		return `${output.join('\n')}\n`;
	}

	/** End, exclusive, of the gap that begins at a row: before a shown line or behind a closing one. */
	#gapEnd(start: number): number {
		let row = start;
		for (; row < this.#lines.length && this.#choices[row] !== Choice.Shown; row++) {
			if (this.#choices[row] === Choice.Closing) {
				return row + 1;
			}
		}
		return row;
	}

	#worthHiding(start: number, end: number): boolean {
		let content = 0;
		for (let row = start; row < end && content < smallestGap; row++) {
			content += this.#lines[row]!.trim().length;
		}
		return content === 0 ? end - start > mostEmptyLines : content >= smallestGap;
	}

	#gap(start: number, end: number): string {
		const last = end - 1;
		const numbers = end - start === 1 ? String(end) : `${start + 1}-${end}`;
		return this.#choices[last] === Choice.Closing ? `…${numbers} ${this.#lines[last]!.trim()}` : `…${numbers}`;
	}
}

function cut(line: string): string {
	if (line.length <= longestLine) {
		return line;
	}
	const last = line.charCodeAt(cutLine - 1);
	// Not between the two halves of a character.
	return `${line.slice(0, last >= 0xd800 && last < 0xdc00 ? cutLine - 1 : cutLine)} …`;
}
