/**
 * Splits text into identifiers and their parts (`parseHTMLText` is also `parse`, `html` and `text`), hashed without
 * regard to case and without the endings of English words (`hydrates`, `hydrating` and `hydration` are one). Texts and
 * questions go through the same code, so that their hashes can be compared.
 */

/** Classes of characters. */
const none = 0;
const lower = 1;
const upper = 2;
const digit = 3;
const joint = 4;

const classes = Uint8Array.from({ length: 128 }, (_, code) => {
	const character = String.fromCharCode(code);
	return /[a-z]/.test(character)
		? lower
		: /[A-Z]/.test(character)
			? upper
			: /[0-9]/.test(character)
				? digit
				: /[_$]/.test(character)
					? joint
					: none;
});

function classOf(code: number): number {
	// Letters of other alphabets have no case here; punctuation of the Latin-1 block and of typography is no word.
	return code < 128 ? classes[code]! : code < 0xaa || (code >= 0x2000 && code <= 0x206f) ? none : lower;
}

/** Longer words are encoded data. */
const maximumWord = 64;
/** Hashes are signed: those are the numbers an engine handles without a box. */
const hashSeed = 0x811c9dc5 | 0;
const hashPrime = 0x01000193;
/** Tells whole identifiers from parts that are spelled the same. */
const identifierMark = 0x5bd1e995;

/** What `scanWords` tells about a word. */
export interface WordVisitor {
	/**
	 * @param hash of the identifier; of the stem when it has one part only; never 0
	 * @param parts how many parts it has
	 */
	word(hash: number, start: number, end: number, parts: number): void;
	/** A part of an identifier that has several, told before the identifier. */
	part(hash: number, start: number, end: number): void;
}

/** Endings are at most this long. */
const historySize = 8;

/** Linear in the length of the text. */
export function scanWords(text: string, visitor: WordVisitor, from = 0, to = text.length): void {
	/** The hash of a part before each of its last characters, by position. */
	const before = new Int32Array(historySize);
	let at = from;
	while (at < to) {
		let kind = classOf(text.charCodeAt(at));
		if (kind === none) {
			at++;
			continue;
		}
		const start = at;
		let whole = hashSeed;
		let part = hashSeed;
		let partStart = at;
		let parts = 0;
		let previous = none;
		while (kind !== none) {
			const code = text.charCodeAt(at);
			if (
				kind === joint ||
				(kind === upper &&
					(previous === lower ||
						previous === digit ||
						// The last capital of several begins the next part, as in `HTMLText`.
						(previous === upper && at + 1 < to && classOf(text.charCodeAt(at + 1)) === lower)))
			) {
				if (at > partStart) {
					parts++;
					before[at & (historySize - 1)] = part;
					visitor.part(before[stemEnd(text, partStart, at) & (historySize - 1)]! || 1, partStart, at);
				}
				part = hashSeed;
				partStart = kind === joint ? at + 1 : at;
			}
			const folded = kind === upper ? code + 32 : code;
			whole = Math.imul(whole ^ folded, hashPrime);
			if (kind !== joint) {
				before[at & (historySize - 1)] = part;
				part = Math.imul(part ^ folded, hashPrime);
			}
			previous = kind;
			at++;
			kind = at < to ? classOf(text.charCodeAt(at)) : none;
		}
		if (at - start > maximumWord) {
			continue;
		}
		if (at > partStart) {
			before[at & (historySize - 1)] = part;
			const stem = before[stemEnd(text, partStart, at) & (historySize - 1)]! || 1;
			if (partStart === start) {
				visitor.word(stem, start, at, 1);
				continue;
			}
			parts++;
			visitor.part(stem, partStart, at);
		}
		visitor.word(whole ^ identifierMark || 1, start, at, parts);
	}
}

/** The hash `scanWords` gives for the first word of a text. */
export function hashWord(text: string): number {
	let found = 0;
	scanWords(text, {
		part: () => undefined,
		word: (hash) => {
			found ||= hash;
		},
	});
	return found;
}

const letter = { d: 100, e: 101, g: 103, i: 105, l: 108, n: 110, o: 111, r: 114, s: 115, u: 117 };

/** Where a word ends without plural, tense and the like: a rule of thumb, the same for all words. */
function stemEnd(text: string, start: number, end: number): number {
	if (end - start < 4) {
		return end;
	}
	let stem = end;
	const folded = (back: number) => text.charCodeAt(stem - back) | 32;
	if (folded(1) === letter.s && folded(2) !== letter.s && folded(2) !== letter.u && folded(2) !== letter.i) {
		stem--;
	}
	const length = stem - start;
	const last = folded(1);
	const second = folded(2);
	const third = folded(3);
	let isCut = false;
	if (length >= 6 && last === letter.g && second === letter.n && third === letter.i) {
		stem -= 3;
		isCut = true;
	} else if (
		(length >= 5 && last === letter.d && second === letter.e) ||
		(length >= 6 && last === letter.r && (second === letter.e || second === letter.o))
	) {
		stem -= 2;
		isCut = true;
	} else if (length >= 6 && last === letter.n && second === letter.o && third === letter.i) {
		stem -= 3;
	} else if (length >= 4 && last === letter.e) {
		stem--;
	}
	// `skipped`, `mapping`
	const doubled =
		isCut && stem - start >= 4 && folded(1) === folded(2) && folded(1) !== letter.l && folded(1) !== letter.s;
	return doubled ? stem - 1 : stem;
}
