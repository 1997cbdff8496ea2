import type { Merger } from './merger';

/** Longest pre-token whose bytes are kept in the slot itself. */
const SHORT_LENGTH = 8;
/** Longest pre-token kept at all; longer ones seldom repeat. */
const LONG_LENGTH = 128;
const SLOT_BITS = 17;
/** Words per slot. */
const STRIDE = 4;
const SLOT_WORDS = STRIDE << SLOT_BITS;
/** The tables start over at this fill, before probing gets long. */
const MAX_ENTRIES = 3 << (SLOT_BITS - 2);
/** Words of long pre-tokens' bytes. */
const KEY_WORDS = 1 << 19;
const ID_WORDS = 1 << 20;

/** For each length up to 8, what to keep of the first and of the second word read at a pre-token's start. */
const FIRST_MASKS = new Int32Array(16).map((_, length) => (length >= 4 ? -1 : (1 << (8 * length)) - 1));
const SECOND_MASKS = new Int32Array(16).map((_, length) =>
	length >= 8 ? -1 : length <= 4 ? 0 : (1 << (8 * (length - 4))) - 1,
);

/**
 * Remembers the tokens of the pre-tokens seen: text repeats its words, so few of them are merged anew.
 *
 * Two open-addressing tables of `[first, second, meta, ids]` words; `meta` is the pre-token's length in bytes below its
 * token count (times 256), zero in a free slot; `ids` is the token id if there is one, else where the ids start.
 * Pre-tokens of up to 8 bytes are their own key in `first` and `second`; longer ones have their hash and the place of
 * their bytes there. Full tables are emptied, so memory is bounded: 4 MB of slots, 2 MB of keys and 4 MB of ids.
 */
export class TokenCache {
	private readonly short = new Int32Array(SLOT_WORDS);
	private readonly long = new Int32Array(SLOT_WORDS);
	private readonly keys = new Int32Array(KEY_WORDS);
	private readonly ids = new Int32Array(ID_WORDS);
	private shortEntries = 0;
	private longEntries = 0;
	private keyEnd = 0;
	private idEnd = 0;

	constructor(private readonly merger: Merger) {}

	/**
	 * @param view the text, readable for 8 bytes after its last pre-token
	 * @param bytes the same memory
	 * @param ends where each pre-token ends; the first starts at `start`
	 * @param found how many entries of `ends` count
	 * @returns the number of tokens of these pre-tokens
	 */
	count(view: DataView, bytes: Uint8Array, start: number, ends: Int32Array, found: number): number {
		const { short } = this;
		let total = 0;
		let from = start;
		for (let index = 0; index < found; index++) {
			const to = ends[index]!;
			const length = to - from;
			if (length === 1) {
				total++;
			} else if (length <= SHORT_LENGTH) {
				const first = view.getInt32(from, true) & FIRST_MASKS[length]!;
				const second = view.getInt32(from + 4, true) & SECOND_MASKS[length]!;
				const slot = shortSlot(first, second);
				const meta = short[slot + 2]!;
				if (short[slot] === first && short[slot + 1] === second && (meta & 0xff) === length) {
					total += meta >>> 8;
				} else {
					total += short[this.findShort(bytes, from, to, first, second) + 2]! >>> 8;
				}
			} else if (length <= LONG_LENGTH) {
				total += this.long[this.findLong(view, bytes, from, to) + 2]! >>> 8;
			} else {
				total += this.merger.merge(bytes, from, to);
			}
			from = to;
		}
		return total;
	}

	/** Like {@link count}, but writes the ids to `output`, which must have room for one id per byte. */
	encode(
		view: DataView,
		bytes: Uint8Array,
		start: number,
		ends: Int32Array,
		found: number,
		output: Uint32Array,
	): number {
		let total = 0;
		let from = start;
		for (let index = 0; index < found; index++) {
			const to = ends[index]!;
			const length = to - from;
			if (length > LONG_LENGTH) {
				const count = this.merger.merge(bytes, from, to);
				output.set(this.merger.ids.subarray(0, count), total);
				total += count;
			} else {
				const isShort = length <= SHORT_LENGTH;
				const table = isShort ? this.short : this.long;
				const slot = isShort
					? this.findShort(
							bytes,
							from,
							to,
							view.getInt32(from, true) & FIRST_MASKS[length]!,
							view.getInt32(from + 4, true) & SECOND_MASKS[length]!,
						)
					: this.findLong(view, bytes, from, to);
				const count = table[slot + 2]! >>> 8;
				const ids = table[slot + 3]!;
				if (count === 1) {
					output[total++] = ids;
				} else {
					for (let id = ids; id < ids + count; id++) {
						output[total++] = this.ids[id]!;
					}
				}
			}
			from = to;
		}
		return total;
	}

	/** @returns the slot in `short` of a pre-token of up to 8 bytes, filled now if it was not there. */
	private findShort(bytes: Uint8Array, from: number, to: number, first: number, second: number): number {
		const { short } = this;
		const length = to - from;
		const home = shortSlot(first, second);
		let slot = home;
		for (let meta = short[slot + 2]!; meta !== 0; meta = short[slot + 2]!) {
			if (short[slot] === first && short[slot + 1] === second && (meta & 0xff) === length) {
				return slot;
			}
			slot = (slot + STRIDE) & (SLOT_WORDS - 1);
		}
		if (this.makeRoom()) {
			slot = home;
		}
		this.shortEntries++;
		short[slot] = first;
		short[slot + 1] = second;
		this.fill(short, slot, bytes, from, to);
		return slot;
	}

	/** @returns the slot in `long` of a pre-token of 9 to 128 bytes, filled now if it was not there. */
	private findLong(view: DataView, bytes: Uint8Array, from: number, to: number): number {
		const { long, keys } = this;
		const length = to - from;
		// The last word overlaps the one before it, so that no byte beyond the pre-token is read.
		const lastWord = to - 4;
		let hash = length;
		for (let at = from; at < lastWord; at += 4) {
			hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
			hash ^= hash >>> 15;
		}
		hash = Math.imul(hash ^ view.getInt32(lastWord, true), 0x85ebca6b);
		hash ^= hash >>> 13;
		const home = (hash >>> (32 - SLOT_BITS)) * STRIDE;
		let slot = home;
		for (let meta = long[slot + 2]!; meta !== 0; meta = long[slot + 2]!) {
			if (long[slot] === hash && (meta & 0xff) === length) {
				let key = long[slot + 1]!;
				let at = from;
				while (at < lastWord && keys[key] === view.getInt32(at, true)) {
					at += 4;
					key++;
				}
				if (at >= lastWord && keys[key] === view.getInt32(lastWord, true)) {
					return slot;
				}
			}
			slot = (slot + STRIDE) & (SLOT_WORDS - 1);
		}
		if (this.makeRoom()) {
			slot = home;
		}
		this.longEntries++;
		long[slot] = hash;
		long[slot + 1] = this.keyEnd;
		for (let at = from; at < lastWord; at += 4) {
			keys[this.keyEnd++] = view.getInt32(at, true);
		}
		keys[this.keyEnd++] = view.getInt32(lastWord, true);
		this.fill(long, slot, bytes, from, to);
		return slot;
	}

	/** Merges a pre-token and notes the result in its slot. */
	private fill(table: Int32Array, slot: number, bytes: Uint8Array, from: number, to: number): void {
		const count = this.merger.merge(bytes, from, to);
		const { ids } = this.merger;
		table[slot + 2] = (to - from) | (count << 8);
		if (count === 1) {
			table[slot + 3] = ids[0]!;
			return;
		}
		table[slot + 3] = this.idEnd;
		for (let index = 0; index < count; index++) {
			this.ids[this.idEnd++] = ids[index]!;
		}
	}

	/** Empties both tables if either, or the room for keys or ids, may not hold another entry. @returns whether it did. */
	private makeRoom(): boolean {
		const hasRoom =
			this.shortEntries < MAX_ENTRIES &&
			this.longEntries < MAX_ENTRIES &&
			this.keyEnd + LONG_LENGTH <= KEY_WORDS &&
			this.idEnd + LONG_LENGTH <= ID_WORDS;
		if (hasRoom) {
			return false;
		}
		this.short.fill(0);
		this.long.fill(0);
		this.shortEntries = 0;
		this.longEntries = 0;
		this.keyEnd = 0;
		this.idEnd = 0;
		return true;
	}
}

function shortSlot(first: number, second: number): number {
	const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
	return ((hash ^ (hash >>> 15)) & ((1 << SLOT_BITS) - 1)) * STRIDE;
}
