const CHUNK = 16_384;

/** Bytes as text, or undefined when one is not ASCII. */
export function asciiSlice(bytes: Uint8Array, start: number, end: number): string | undefined {
	for (let position = start; position < end; position++) {
		if (bytes[position]! >= 0x80) {
			return undefined;
		}
	}
	return toLatin1(bytes, start, end);
}

/** Shows places of a file as text, decoding each stretch once however many places are asked for from left to right. */
export class AsciiWindow {
	readonly #bytes: Uint8Array;
	#text = '';
	#start = 0;
	#end = 0;
	/** The first byte from `#searched` on that is not ASCII. */
	#foreign = -1;
	#searched = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/**
	 * Text in which a place can be looked at, and where it stands there; undefined when a byte near it is not ASCII.
	 * @param before how many characters before the position are needed, so far as there are any
	 * @param after how many from the position on
	 */
	at(
		position: number,
		before: number,
		after: number,
	): { readonly text: string; readonly position: number } | undefined {
		const start = Math.max(0, position - before);
		const end = Math.min(this.#bytes.length, position + after);
		if (this.#hasForeign(start, end)) {
			return undefined;
		}
		if (start < this.#start || end > this.#end) {
			// Places close together pay for a longer stretch.
			this.#end = Math.min(this.#bytes.length, Math.max(end, start < this.#end ? start + CHUNK : 0));
			this.#start = start;
			this.#text = toLatin1(this.#bytes, this.#start, this.#end);
		}
		return { text: this.#text, position: position - this.#start };
	}

	#hasForeign(start: number, end: number): boolean {
		if (start < this.#searched || start > this.#foreign) {
			this.#searched = start;
			this.#foreign = start;
			while (this.#foreign < this.#bytes.length && this.#bytes[this.#foreign]! < 0x80) {
				this.#foreign++;
			}
		}
		return this.#foreign < end;
	}
}

function toLatin1(bytes: Uint8Array, start: number, end: number): string {
	let text = '';
	for (let position = start; position < end; position++) {
		text += String.fromCharCode(bytes[position]!);
	}
	return text;
}
