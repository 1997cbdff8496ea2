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
/** How many neighbours of a keyword are looked for. */
const WINDOW = 4;

/** ASCII characters from frequent to rare in source text; those not named are rarer still. */
const byFrequency =
	' etraionslcdpumfg.h\t\'(),y"b=;:_/w-v>k{}0xTSECARI1INDOPLMFj2zBqU*NGH3V48W56X79K[]<Q$Y&|+!`@#%?JZ~^';

/**
 * Finds many literals in one pass over bytes. Each keyword is looked for by its four rarest neighbours. The search
 * looks at one pair of bytes in up to three: a table of all 65,536 pairs says how far the next such place can at most
 * be, so that most of a text is stepped over. Linear: each place where a pair fits costs a comparison with few keywords.
 */
export class KeywordSearch {
	readonly #steps = new Uint8Array(0x10000).fill(WINDOW - 1);
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
			const place = rarestPlace(codes);
			const window = [...codes.subarray(place, place + WINDOW)];
			this.#allowPairs(window.map((code) => spellings(code, anyCase)));
			const [first, second, third] = window.slice(-SHORTEST) as [number, number, number];
			const anchor = place + window.length - SHORTEST;
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
		const heads = this.#heads;
		let interest = 0;
		let position = nextPlace(this.#steps, heads, bytes, 1);
		while (position !== NONE) {
			let keyword = heads[bucketOf(bytes[position - 1]!, bytes[position]!, bytes[position + 1]!)]!;
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
			position = nextPlace(this.#steps, heads, bytes, position + 1);
		}
	}

	/** @param window the spellings of each character; a window that is too short begins with any byte */
	#allowPairs(window: readonly (readonly number[])[]): void {
		const full = window.length < WINDOW ? [anyByte, ...window] : window;
		for (let index = 0; index + 1 < full.length; index++) {
			for (const high of full[index]!) {
				for (const low of full[index + 1]!) {
					const pair = (high << 8) | low;
					this.#steps[pair] = Math.min(this.#steps[pair]!, full.length - 2 - index);
				}
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

const anyByte = Array.from({ length: 256 }, (_, code) => code);

/** Where the neighbours begin whose pairs are the rarest in source text. */
function rarestPlace(codes: Uint8Array): number {
	const width = Math.min(WINDOW, codes.length);
	let best = 0;
	let least = Infinity;
	for (let place = 0; place + width <= codes.length; place++) {
		let cost = 0;
		for (let index = place; index + 1 < place + width; index++) {
			// The last pair costs a comparison, the others only shorten the step.
			cost += frequencies[codes[index]!]! * frequencies[codes[index + 1]!]! * (index + 2 === place + width ? 3 : 1);
		}
		if (cost < least) {
			least = cost;
			best = place;
		}
	}
	return best;
}

/** How frequent each ASCII character is, from 1/2 downwards. */
const frequencies = new Float64Array(128).fill(1 / byFrequency.length);
for (let rank = 0; rank < byFrequency.length; rank++) {
	frequencies[byFrequency.charCodeAt(rank)] = 1 / (rank + 2);
}

/**
 * The position of the middle one of three neighbours that some keyword holds, or `NONE`. A function of its own because
 * nearly all time is spent here: the compiler makes the best of a loop without calls.
 */
function nextPlace(steps: Uint8Array, heads: Int16Array, bytes: Uint8Array, from: number): number {
	const last = bytes.length - 1;
	let position = from;
	while (position < last) {
		const second = bytes[position]!;
		const third = bytes[position + 1]!;
		const step = steps[(second << 8) | third]!;
		if (step === 0) {
			if (heads[bucketOf(bytes[position - 1]!, second, third)]! !== NONE) {
				return position;
			}
			position++;
		} else {
			position += step;
		}
	}
	return NONE;
}

function spellings(code: number, anyCase: boolean): readonly number[] {
	return anyCase && code >= 0x61 && code <= 0x7a ? [code, code & ~0x20] : [code];
}

/** The same for either case of a letter. */
function bucketOf(first: number, second: number, third: number): number {
	return (((first | 0x20) * 961 + (second | 0x20) * 31 + (third | 0x20)) & (BUCKETS - 1)) >>> 0;
}
