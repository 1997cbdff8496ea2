/** How often each word stands in one file, and which words it declares. A closed hash table of fixed size. */
export class WordTable {
	readonly #keys: Int32Array;
	/** Low 7 bits: how often, at most 127; high bit: declared here. */
	readonly #values: Uint8Array;
	readonly #mask: number;

	constructor(words: WordCounter) {
		let capacity = 16;
		while (capacity < words.size * 1.5) {
			capacity *= 2;
		}
		this.#keys = new Int32Array(capacity);
		this.#values = new Uint8Array(capacity);
		this.#mask = capacity - 1;
		words.forEach((hash, count, declared) => {
			let slot = hash & this.#mask;
			while (this.#keys[slot] !== 0) {
				slot = (slot + 1) & this.#mask;
			}
			this.#keys[slot] = hash;
			this.#values[slot] = Math.min(count, 127) | (declared ? 128 : 0);
		});
	}

	/** 0 when the word is not there; else its count in the low 7 bits, and 128 if it is declared. */
	get(hash: number): number {
		for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
			const key = this.#keys[slot]!;
			if (key === hash) {
				return this.#values[slot]!;
			}
			if (key === 0) {
				return 0;
			}
		}
	}
}

const largestCapacity = 1 << 15;
const smallestCapacity = 1 << 8;
/** Code has far fewer different words than one in so many characters. */
const charactersPerWord = 6;

/** Counts the words of one file after the other, without giving its memory back between them. */
export class WordCounter {
	readonly #keys = new Int32Array(largestCapacity);
	readonly #counts = new Uint32Array(largestCapacity);
	readonly #declared = new Uint8Array(largestCapacity);
	readonly #used = new Uint32Array(largestCapacity);
	/** Short texts use a small part of the table, which stays in the processor's cache. */
	#mask = smallestCapacity - 1;
	size = 0;

	/** Words beyond the number that is kept are ignored. @param hash not 0 */
	add(hash: number, declared: boolean): void {
		let slot = hash & this.#mask;
		while (this.#keys[slot] !== hash) {
			if (this.#keys[slot] === 0) {
				// Beyond this the search for a free place takes long.
				if (this.size > this.#mask * 0.75) {
					return;
				}
				this.#keys[slot] = hash;
				this.#used[this.size++] = slot;
				break;
			}
			slot = (slot + 1) & this.#mask;
		}
		this.#counts[slot]!++;
		if (declared) {
			this.#declared[slot] = 1;
		}
	}

	/** Marks a word that was added before. */
	declare(hash: number): void {
		let slot = hash & this.#mask;
		while (this.#keys[slot] !== hash) {
			if (this.#keys[slot] === 0) {
				return;
			}
			slot = (slot + 1) & this.#mask;
		}
		this.#declared[slot] = 1;
	}

	forEach(visit: (hash: number, count: number, declared: boolean) => void): void {
		for (let index = 0; index < this.size; index++) {
			const slot = this.#used[index]!;
			visit(this.#keys[slot]!, this.#counts[slot]!, this.#declared[slot] === 1);
		}
	}

	/** Forgets the words of the file before. @param length of the text that comes, in UTF-16 code units */
	begin(length: number): void {
		for (let index = 0; index < this.size; index++) {
			const slot = this.#used[index]!;
			this.#keys[slot] = 0;
			this.#counts[slot] = 0;
			this.#declared[slot] = 0;
		}
		this.size = 0;
		let capacity = smallestCapacity;
		while (capacity < largestCapacity && capacity * charactersPerWord < length) {
			capacity *= 2;
		}
		this.#mask = capacity - 1;
	}
}
