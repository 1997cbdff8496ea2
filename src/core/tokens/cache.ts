import type { Merger } from './merger';

/** Longest pre-token whose bytes are kept in the slot itself. */
const SHORT_LENGTH = 8;
/** Longest pre-token kept at all; longer ones seldom repeat. */
const LONG_LENGTH = 128;
/** Words per slot. */
const STRIDE = 4;
const FIRST_SLOTS = 1 << 15;
const MOST_SLOTS = 1 << 17;
/** Tables grow by this. */
const GROWTH = 4;
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
 * their bytes there. Tables grow with what they hold: a small tree touches little memory. Those that are full at their
 * largest are emptied, so memory is bounded: 4 MB of slots, 2 MB of keys and 4 MB of ids.
 */
export class TokenCache {
	private short = new Int32Array(STRIDE * FIRST_SLOTS);
	private long = new Int32Array(STRIDE * FIRST_SLOTS);
	private readonly keys = new Int32Array(KEY_WORDS);
	private readonly ids = new Int32Array(ID_WORDS);
	private shortEntries = 0;
	private longEntries = 0;
	private keyEnd = 0;
	private idEnd = 0;

	constructor(private readonly merger: Merger) {
		// V8 takes a field that was set but once for constant, and would throw its code away when a table grows.
		this.short = this.short.slice();
		this.long = this.long.slice();
	}

	/**
	 * @param view the text, readable for 8 bytes after its last pre-token
	 * @param bytes the same memory
	 * @param ends where each pre-token ends; the first starts at `start`
	 * @param found how many entries of `ends` count
	 * @returns the number of tokens of these pre-tokens
	 */
	count(view: DataView, bytes: Uint8Array, start: number, ends: Int32Array, found: number): number {
		let { short } = this;
		let last = lastSlot(short);
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
				const slot = shortHash(first, second) & last;
				const meta = short[slot + 2]!;
				if (short[slot] === first && short[slot + 1] === second && (meta & 0xff) === length) {
					total += meta >>> 8;
				} else {
					const found = this.findShort(bytes, from, to, first, second);
					short = this.short;
					last = lastSlot(short);
					total += short[found + 2]! >>> 8;
				}
			} else if (length <= LONG_LENGTH) {
				const found = this.findLong(view, bytes, from, to);
				total += this.long[found + 2]! >>> 8;
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
				const slot = isShort
					? this.findShort(
							bytes,
							from,
							to,
							view.getInt32(from, true) & FIRST_MASKS[length]!,
							view.getInt32(from + 4, true) & SECOND_MASKS[length]!,
						)
					: this.findLong(view, bytes, from, to);
				const table = isShort ? this.short : this.long;
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
		let { short } = this;
		const length = to - from;
		const hash = shortHash(first, second);
		const last = lastSlot(short);
		let slot = hash & last;
		for (let meta = short[slot + 2]!; meta !== 0; meta = short[slot + 2]!) {
			if (short[slot] === first && short[slot + 1] === second && (meta & 0xff) === length) {
				return slot;
			}
			slot = (slot + STRIDE) & last;
		}
		if (this.makeRoom()) {
			({ short } = this);
			slot = freeSlot(short, hash);
		}
		this.shortEntries++;
		short[slot] = first;
		short[slot + 1] = second;
		this.fill(short, slot, bytes, from, to);
		return slot;
	}

	/** @returns the slot in `long` of a pre-token of 9 to 128 bytes, filled now if it was not there. */
	private findLong(view: DataView, bytes: Uint8Array, from: number, to: number): number {
		let { long } = this;
		const { keys } = this;
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
		const last = lastSlot(long);
		let slot = hash & last;
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
			slot = (slot + STRIDE) & last;
		}
		if (this.makeRoom()) {
			({ long } = this);
			slot = freeSlot(long, hash);
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

	/**
	 * Enlarges a table that is getting full, or empties both when that one is at its largest, or when the room for keys or
	 * ids may not hold another entry.
	 * @returns whether entries are elsewhere now
	 */
	private makeRoom(): boolean {
		const hasRoom = this.keyEnd + LONG_LENGTH <= KEY_WORDS && this.idEnd + LONG_LENGTH <= ID_WORDS;
		if (hasRoom && isRoomy(this.short, this.shortEntries) && isRoomy(this.long, this.longEntries)) {
			return false;
		}
		if (hasRoom && mayGrow(this.short, this.shortEntries) && mayGrow(this.long, this.longEntries)) {
			if (!isRoomy(this.short, this.shortEntries)) {
				this.short = enlarged(this.short, (slot, table) => shortHash(table[slot]!, table[slot + 1]!));
			}
			if (!isRoomy(this.long, this.longEntries)) {
				this.long = enlarged(this.long, (slot, table) => table[slot]!);
			}
			return true;
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

/** Whether another entry can be added before probing gets long. */
function isRoomy(table: Int32Array, entries: number): boolean {
	return entries < 3 * (table.length / STRIDE / 4);
}

function mayGrow(table: Int32Array, entries: number): boolean {
	return isRoomy(table, entries) || table.length < STRIDE * MOST_SLOTS;
}

function enlarged(table: Int32Array, hashAt: (slot: number, table: Int32Array) => number): Int32Array<ArrayBuffer> {
	const larger = new Int32Array(GROWTH * table.length);
	for (let slot = 0; slot < table.length; slot += STRIDE) {
		if (table[slot + 2] !== 0) {
			const free = freeSlot(larger, hashAt(slot, table));
			for (let word = 0; word < STRIDE; word++) {
				larger[free + word] = table[slot + word]!;
			}
		}
	}
	return larger;
}

/** Where an entry that is not there yet belongs. */
function freeSlot(table: Int32Array, hash: number): number {
	const last = lastSlot(table);
	let slot = hash & last;
	while (table[slot + 2] !== 0) {
		slot = (slot + STRIDE) & last;
	}
	return slot;
}

/** Where the last slot begins; all bits of slots' beginnings are set in it, as tables have a power of two of words. */
function lastSlot(table: Int32Array): number {
	return table.length - STRIDE;
}

function shortHash(first: number, second: number): number {
	const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
	return hash ^ (hash >>> 15);
}
