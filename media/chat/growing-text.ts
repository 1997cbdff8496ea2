/** What a part of a text can be read from; a string is one. */
export interface TextSource {
	readonly length: number;
	/** As a string's, for positions within the text. */
	slice(start: number, end?: number): string;
}

/** The end of a text that is kept apart from what came before, in characters. */
const recentLimit = 64_000;

/**
 * A text that is appended to for as long as an answer grows. Reading near its end costs what is read there: a string
 * that was put together from pieces would be copied as a whole, some megabytes for each frame.
 */
export class GrowingText implements TextSource {
	#older: string;
	#recent = '';

	constructor(text: string) {
		this.#older = text;
	}

	get length(): number {
		return this.#older.length + this.#recent.length;
	}

	append(text: string): void {
		if (this.#recent.length >= recentLimit) {
			this.#older += this.#recent;
			this.#recent = '';
		}
		this.#recent += text;
	}

	slice(start: number, end = this.length): string {
		const border = this.#older.length;
		const older = start < border ? this.#older.slice(start, Math.min(end, border)) : '';
		return end <= border ? older : older + this.#recent.slice(Math.max(0, start - border), end - border);
	}
}

/** A part of a text, by its half-open range. */
export function partOf(text: TextSource, start: number, end: number): TextSource {
	return { length: end - start, slice: (from, to = end - start) => text.slice(start + from, start + to) };
}
