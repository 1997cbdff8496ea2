/** A literal to look for. */
export interface Keyword {
	/** ASCII, at least three characters; lower case when `anyCase`. */
	readonly text: string;
	/** Whether ASCII letters match in either case. */
	readonly anyCase: boolean;
}

/** What a visitor returns to end the search. */
export const STOP = -1;

const BUCKETS = 4096;
const NONE = -1;
const SHORTEST = 3;

/** ASCII characters from frequent to rare in source text; those not named are rarer still. */
const byFrequency =
	' etraionslcdpumfg.h\t\'(),y"b=;:_/w-v>k{}0xTSECARI1INDOPLMFj2zBqU*NGH3V48W56X79K[]<Q$Y&|+!`@#%?JZ~^';

/**
 * Finds many literals in one pass over bytes. Each keyword is looked for by its three rarest neighbours. The search
 * looks at every second pair of bytes: a table of all 65,536 pairs says how far the next such place can at most be, so
 * that most of a text is stepped over. Linear: each place where a pair fits costs a comparison with few keywords.
 */
export class KeywordSearch {
	readonly #steps = new Uint8Array(0x10000).fill(SHORTEST - 1);
	readonly #heads = new Int16Array(BUCKETS).fill(NONE);
	readonly #following: Int16Array;
	readonly #keywords: readonly { readonly codes: Uint8Array; readonly anyCase: boolean; readonly anchor: number }[];

	/** @throws RangeError for a keyword that is too short or not ASCII */
	constructor(keywords: readonly Keyword[]) {
		this.#following = new Int16Array(keywords.length).fill(NONE);
		this.#keywords = keywords.map(({ text, anyCase }, index) => {
			const codes = Uint8Array.from(text, (character) => character.charCodeAt(0));
			if (codes.length < SHORTEST || codes.some((code) => code > 0x7f)) {
				throw new RangeError(`“${text}” is no keyword: at least ${SHORTEST} ASCII characters are needed.`);
			}
			const anchor = rarestPlace(text);
			const [first, second, third] = codes.subarray(anchor) as Uint8Array & [number, number, number];
			this.#allow(spellings(first, anyCase), spellings(second, anyCase), 1);
			this.#allow(spellings(second, anyCase), spellings(third, anyCase), 0);
			const bucket = bucketOf(first, second, third);
			this.#following[index] = this.#heads[bucket]!;
			this.#heads[bucket] = index;
			return { codes, anyCase, anchor };
		});
	}

	/**
	 * Calls `visit` for every place where a keyword stands, from left to right but for the length of a keyword.
	 * @param visit gets the keyword's number and its position; returns the first position that is still of
	 *   interest, or `STOP`
	 */
	search(bytes: Uint8Array, visit: (keyword: number, position: number) => number): void {
		const steps = this.#steps;
		const heads = this.#heads;
		const last = bytes.length - 1;
		let interest = 0;
		let position = 1;
		while (position < last) {
			const second = bytes[position]!;
			const third = bytes[position + 1]!;
			const step = steps[(second << 8) | third]!;
			if (step !== 0) {
				position += step;
				continue;
			}
			let keyword = heads[bucketOf(bytes[position - 1]!, second, third)]!;
			for (; keyword !== NONE; keyword = this.#following[keyword]!) {
				const start = position - 1 - this.#keywords[keyword]!.anchor;
				if (start >= interest && this.#standsAt(bytes, start, keyword)) {
					const next = visit(keyword, start);
					if (next === STOP) {
						return;
					}
					interest = Math.max(interest, next);
				}
			}
			position++;
		}
	}

	#allow(first: readonly number[], second: readonly number[], step: number): void {
		for (const high of first) {
			for (const low of second) {
				const pair = (high << 8) | low;
				this.#steps[pair] = Math.min(this.#steps[pair]!, step);
			}
		}
	}

	#standsAt(bytes: Uint8Array, start: number, keyword: number): boolean {
		const { codes, anyCase } = this.#keywords[keyword]!;
		if (start + codes.length > bytes.length) {
			return false;
		}
		for (let offset = 0; offset < codes.length; offset++) {
			const code = bytes[start + offset]!;
			if (code !== codes[offset] && !(anyCase && code >= 0x41 && code <= 0x5a && (code | 0x20) === codes[offset])) {
				return false;
			}
		}
		return true;
	}
}

/** Where the three neighbours stand whose pairs are the rarest in source text. */
function rarestPlace(text: string): number {
	const frequency = (character: string) => {
		const rank = byFrequency.indexOf(character);
		return 1 / (rank < 0 ? byFrequency.length : rank + 2);
	};
	let best = 0;
	let least = Infinity;
	for (let place = 0; place + SHORTEST <= text.length; place++) {
		const first = frequency(text.charAt(place));
		const second = frequency(text.charAt(place + 1));
		const third = frequency(text.charAt(place + 2));
		const cost = first * second + 3 * second * third;
		if (cost < least) {
			least = cost;
			best = place;
		}
	}
	return best;
}

function spellings(code: number, anyCase: boolean): readonly number[] {
	return anyCase && code >= 0x61 && code <= 0x7a ? [code, code & ~0x20] : [code];
}

/** The same for either case of a letter. */
function bucketOf(first: number, second: number, third: number): number {
	return (((first | 0x20) * 961 + (second | 0x20) * 31 + (third | 0x20)) & (BUCKETS - 1)) >>> 0;
}
