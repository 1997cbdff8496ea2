/** What the simulator needs of a tokenizer. */
export interface TextEncoder {
	/** Token ids of ordinary text. */
	encodeText(text: string): Uint32Array;
}

/** Characters of text whose tokens are remembered. */
const rememberedCharacters = 64 * 1024 * 1024;

/** Remembers the tokens of the texts used last, so that a pack is encoded once, not once per turn. */
export class RememberingEncoder implements TextEncoder {
	readonly #known = new Map<string, Uint32Array>();
	#characters = 0;

	constructor(
		private readonly encoder: TextEncoder,
		private readonly limit = rememberedCharacters,
	) {}

	encodeText(text: string): Uint32Array {
		let tokens = this.#known.get(text);
		if (tokens === undefined) {
			tokens = this.encoder.encodeText(text);
			this.#characters += text.length;
		} else {
			this.#known.delete(text);
		}
		this.#known.set(text, tokens);
		for (const oldest of this.#known.keys()) {
			if (this.#characters <= this.limit || oldest === text) {
				break;
			}
			this.#known.delete(oldest);
			this.#characters -= oldest.length;
		}
		return tokens;
	}

	countText(text: string): number {
		return this.encodeText(text).length;
	}
}
