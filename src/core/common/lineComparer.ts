import { AnchoredDiff } from './anchoredDiff';
import type { LineChange } from './lineChange';
import { slideChanges } from './lineDiffSlide';
import { splitLines } from './lines';

/**
 * Splits a text that changes a little at a time. Lines that stayed are the same strings as before, also where other lines
 * were changed in several places: comparing them again costs nothing.
 */
export class LineSplitter {
	#last: readonly string[] = [];

	/** As `splitLines`. */
	split(text: string): readonly string[] {
		const last = this.#last;
		const lines: string[] = [];
		let start = 0;
		while (lines.length < last.length) {
			const line = last[lines.length]!;
			if (line.endsWith('\n') && text.startsWith(line, start)) {
				lines.push(line);
				start += line.length;
				continue;
			}
			const next = last[lines.length + 1];
			const end = text.indexOf('\n', start) + 1;
			if (next === undefined || end === 0 || !text.startsWith(next, end)) {
				break;
			}
			// Only this line was changed.
			lines.push(ownCopy(text.slice(start, end)));
			start = end;
		}
		let bottom = last.length;
		let end = text.length;
		for (; bottom > lines.length; bottom--) {
			const line = last[bottom - 1]!;
			const from = end - line.length;
			const whole = from === start || text.charCodeAt(from - 1) === newline;
			// Only the end of the text may lack a terminator.
			const ended = end === text.length || line.endsWith('\n');
			if (from < start || !whole || !ended || !text.startsWith(line, from)) {
				break;
			}
			end = from;
		}
		this.#last =
			end - start > text.length / 2
				? splitLines(text)
				: lines.concat(splitLines(ownCopy(text.slice(start, end))), last.slice(bottom));
		return this.#last;
	}
}

const newline = 10;

/** A piece of a text keeps the whole of it in memory, until it is copied out: joining makes the copy. */
function ownCopy(piece: string): string {
	return ` ${piece}`.slice(1);
}

/**
 * Compares one text with many versions of another, each a little different from the one before: only lines that are new
 * are looked up. The result is that of `diffLines`.
 */
export class LineComparer {
	readonly #before: readonly string[];
	readonly #numbers = new Map<string, number>();
	#beforeNumbers: Int32Array | undefined;
	#last: { readonly lines: readonly string[]; readonly numbers: Int32Array } | undefined;

	constructor(before: readonly string[]) {
		this.#before = before;
	}

	/** The changes that turn the text into `after`. */
	changesTo(after: readonly string[]): LineChange[] {
		this.#beforeNumbers ??= this.#numbersOf(this.#before, undefined);
		if (this.#numbers.size > 2 * (this.#before.length + after.length)) {
			// Lines that came and went are not kept for ever.
			this.#numbers.clear();
			this.#beforeNumbers = this.#numbersOf(this.#before, undefined);
			this.#last = undefined;
		}
		const numbers = this.#numbersOf(after, this.#last);
		this.#last = { lines: after, numbers };
		const changes = new AnchoredDiff(this.#beforeNumbers, numbers, this.#numbers.size).run();
		return slideChanges(changes, this.#before, after);
	}

	#numbersOf(
		lines: readonly string[],
		known: { readonly lines: readonly string[]; readonly numbers: Int32Array } | undefined,
	): Int32Array {
		const numbers = new Int32Array(lines.length);
		const shift = known ? known.lines.length - lines.length : 0;
		for (let index = 0; index < lines.length; index++) {
			const line = lines[index]!;
			if (known && known.lines[index] === line) {
				numbers[index] = known.numbers[index]!;
			} else if (known && known.lines[index + shift] === line) {
				numbers[index] = known.numbers[index + shift]!;
			} else {
				numbers[index] = this.#numberOf(line);
			}
		}
		return numbers;
	}

	#numberOf(line: string): number {
		let number = this.#numbers.get(line);
		if (number === undefined) {
			number = this.#numbers.size;
			this.#numbers.set(ownCopy(line), number);
		}
		return number;
	}
}
