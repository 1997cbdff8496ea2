const CHUNK = 16_384;

/** Bytes as text, or undefined when one is not ASCII. */
export function asciiSlice(bytes: Uint8Array, start: number, end: number): string | undefined {
	for (let position = start; position < end; position++) {
		if (bytes[position]! >= 0x80) {
			return undefined;
		}
	}
	return textOf(bytes, start, end);
}

/** Shows places of a file as text, decoding each stretch once however many places are asked for from left to right. */
export class AsciiWindow {
	readonly #bytes: Uint8Array;
	#text = '';
	#start = 0;
	#end = 0;
	/** All bytes from `#searched` up to here are ASCII. */
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
			this.#text = textOf(this.#bytes, this.#start, this.#end);
		}
		return { text: this.#text, position: position - this.#start };
	}

	/** Looks no further than it is asked, and at no byte twice while the places come from left to right. */
	#hasForeign(start: number, end: number): boolean {
		if (start < this.#searched || start > this.#foreign) {
			this.#searched = start;
			this.#foreign = start;
		}
		while (this.#foreign < end && this.#bytes[this.#foreign]! < 0x80) {
			this.#foreign++;
		}
		return this.#foreign < end;
	}
}

/** One character for each byte, so that positions stay. A loop would be interpreted for as long as a small tree takes. */
const decoder = new TextDecoder('latin1');

function textOf(bytes: Uint8Array, start: number, end: number): string {
	return decoder.decode(bytes.subarray(start, end));
}
