import type { LineChange } from '../common/lineChange';
import { diffLines } from '../common/lineDiff';
import { splitLines, withoutEol } from '../common/lines';

/** Lines shorter than this occur by chance; they are not looked for elsewhere. */
const tellingLength = 8;

/** Says where lines of a text that was sent stand in the current text. Lines are 1-based. */
export class LineMap {
	readonly #sent: readonly string[];
	readonly #current: readonly string[];
	readonly #changes: readonly LineChange[];
	#places: Map<string, number | undefined> | undefined;

	constructor(sentText: string, currentText: string) {
		// The text that was sent may have other line endings than the file.
		this.#sent = splitLines(sentText).map(withoutEol);
		this.#current = splitLines(currentText).map(withoutEol);
		this.#changes = diffLines(this.#sent, this.#current);
	}

	/**
	 * @returns the line in the current text; undefined when it was deleted. A line that was edited in place is the one
	 * that took its place; one that moved is followed when it is unmistakable.
	 */
	currentLine(line: number): number | undefined {
		const index = line - 1;
		if (index < 0 || index >= this.#sent.length) {
			return undefined;
		}
		let shift = 0;
		for (const change of this.#changes) {
			if (index < change.beforeStart) {
				break;
			}
			if (index < change.beforeEnd) {
				return this.#inChange(index, change);
			}
			shift = change.afterEnd - change.beforeEnd;
		}
		return line + shift;
	}

	#inChange(index: number, { beforeStart, beforeEnd, afterStart, afterEnd }: LineChange): number | undefined {
		const text = this.#sent[index]!.trim();
		if (text.length > 0) {
			const same: number[] = [];
			for (let at = afterStart; at < afterEnd; at++) {
				if (this.#current[at]!.trim() === text) {
					same.push(at);
				}
			}
			if (same.length === 1) {
				return same[0]! + 1;
			}
		}
		const moved = text.length >= tellingLength ? this.#onlyPlaceOf(text) : undefined;
		if (moved !== undefined) {
			return moved;
		}
		return beforeEnd - beforeStart === afterEnd - afterStart ? afterStart + (index - beforeStart) + 1 : undefined;
	}

	#onlyPlaceOf(text: string): number | undefined {
		if (this.#places === undefined) {
			this.#places = new Map();
			for (const [index, line] of this.#current.entries()) {
				const key = line.trim();
				this.#places.set(key, this.#places.has(key) ? undefined : index + 1);
			}
		}
		return this.#places.get(text);
	}
}

/** The line of the current text where a line of the sent text stands now; for several lines use `LineMap`. */
export function reanchor(line: number, sentText: string, currentText: string): number | undefined {
	return sentText === currentText ? line : new LineMap(sentText, currentText).currentLine(line);
}
