import { TOKEN_COUNT, type MergeTable } from './merges';

/** Up to this many bytes, looking for the lowest rank by a plain scan beats keeping a heap. */
const SCAN_LIMIT = 64;
/** `priority = rank * POSITIONS + position` stays an exact double for positions below it. */
const POSITIONS = 2 ** 32;

/** Byte pair encoding of single pre-tokens: merges the pair of lowest rank, leftmost first, until none is left. */
export class Merger {
	/** The ids of the pre-token merged last; grows with the longest one. */
	ids = new Int32Array(SCAN_LIMIT);
	private readonly ranks = new Int32Array(SCAN_LIMIT + 1);
	/** Token that each pair of bytes merges into, `TOKEN_COUNT` if none, zero if not looked up yet. */
	private readonly bytePairs = new Int32Array(1 << 16);

	constructor(private readonly table: MergeTable) {}

	/** @returns the number of tokens in `bytes[start, end)`; their ids are then at the front of `ids`. */
	merge(bytes: Uint8Array, start: number, end: number): number {
		return end - start <= SCAN_LIMIT ? this.mergeShort(bytes, start, end) : this.mergeLong(bytes, start, end);
	}

	private mergeShort(bytes: Uint8Array, start: number, end: number): number {
		const { table, ids, ranks } = this;
		const { byteIds } = table;
		let count = end - start;
		let lowest = TOKEN_COUNT;
		let position = 0;
		let byte = bytes[start]!;
		ids[0] = byteIds[byte]!;
		for (let index = 1; index < count; index++) {
			const next = bytes[start + index]!;
			const rank = this.mergedBytes(byte, next);
			ids[index] = byteIds[next]!;
			ranks[index - 1] = rank;
			if (rank < lowest) {
				lowest = rank;
				position = index - 1;
			}
			byte = next;
		}
		while (lowest < TOKEN_COUNT) {
			const merged = lowest;
			const at = position;
			count--;
			ids[at] = merged;
			// One pass closes the gap, replaces the two ranks that changed and finds the next pair.
			lowest = TOKEN_COUNT;
			for (let index = 0; index < at - 1; index++) {
				const rank = ranks[index]!;
				if (rank < lowest) {
					lowest = rank;
					position = index;
				}
			}
			if (at > 0) {
				const rank = table.merged(ids[at - 1]!, merged);
				ranks[at - 1] = rank;
				if (rank < lowest) {
					lowest = rank;
					position = at - 1;
				}
			}
			if (at < count - 1) {
				const rank = table.merged(merged, ids[at + 2]!);
				ranks[at] = rank;
				if (rank < lowest) {
					lowest = rank;
					position = at;
				}
			}
			for (let index = at + 1; index < count; index++) {
				const rank = ranks[index + 1]!;
				ids[index] = ids[index + 1]!;
				ranks[index] = rank;
				if (rank < lowest && index < count - 1) {
					lowest = rank;
					position = index;
				}
			}
		}
		return count;
	}

	/** `MergeTable.merged` of two bytes, remembered, because every pre-token begins with such pairs. */
	private mergedBytes(left: number, right: number): number {
		const pair = (left << 8) | right;
		const known = this.bytePairs[pair]!;
		if (known !== 0) {
			return known;
		}
		const { byteIds } = this.table;
		const merged = this.table.merged(byteIds[left]!, byteIds[right]!);
		this.bytePairs[pair] = merged;
		return merged;
	}

	/** The same result in `n log n`: a linked list of tokens and a heap of the pairs that merge. */
	private mergeLong(bytes: Uint8Array, start: number, end: number): number {
		const { table } = this;
		const { byteIds } = table;
		const length = end - start;
		const ids = new Int32Array(length);
		const previous = new Int32Array(length);
		const following = new Int32Array(length);
		// Each position's valid pair is the one whose rank is noted here; other heap entries for it are outdated.
		const ranks = new Int32Array(length).fill(TOKEN_COUNT);
		const heap = new PriorityHeap(length);
		for (let position = 0; position < length; position++) {
			ids[position] = byteIds[bytes[start + position]!]!;
			previous[position] = position - 1;
			following[position] = position + 1;
		}
		const note = (position: number) => {
			const right = following[position]!;
			const rank = right < length ? table.merged(ids[position]!, ids[right]!) : TOKEN_COUNT;
			ranks[position] = rank;
			if (rank < TOKEN_COUNT) {
				heap.push(rank * POSITIONS + position);
			}
		};
		for (let position = 0; position < length - 1; position++) {
			note(position);
		}
		while (heap.size > 0) {
			const priority = heap.pop();
			const rank = Math.floor(priority / POSITIONS);
			const position = priority - rank * POSITIONS;
			if (ranks[position] !== rank) {
				continue;
			}
			const right = following[position]!;
			const after = following[right]!;
			ids[position] = rank;
			ranks[right] = TOKEN_COUNT;
			following[position] = after;
			if (after < length) {
				previous[after] = position;
			}
			note(position);
			if (position > 0) {
				note(previous[position]!);
			}
		}
		let count = 0;
		for (let position = 0; position < length; position = following[position]!) {
			ids[count++] = ids[position]!;
		}
		if (count > this.ids.length) {
			this.ids = new Int32Array(Math.max(count, 2 * this.ids.length));
		}
		this.ids.set(ids.subarray(0, count));
		return count;
	}
}

/** A binary heap of numbers that gives the smallest first. */
class PriorityHeap {
	size = 0;
	private values: Float64Array;

	constructor(capacity: number) {
		this.values = new Float64Array(capacity);
	}

	push(value: number): void {
		if (this.size === this.values.length) {
			const grown = new Float64Array(2 * this.size);
			grown.set(this.values);
			this.values = grown;
		}
		const { values } = this;
		let index = this.size++;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (values[parent]! <= value) {
				break;
			}
			values[index] = values[parent]!;
			index = parent;
		}
		values[index] = value;
	}

	/** The heap must not be empty. */
	pop(): number {
		const { values } = this;
		const smallest = values[0]!;
		const size = --this.size;
		const moved = values[size]!;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			if (child >= size) {
				break;
			}
			if (child + 1 < size && values[child + 1]! < values[child]!) {
				child++;
			}
			if (values[child]! >= moved) {
				break;
			}
			values[index] = values[child]!;
			index = child;
		}
		values[index] = moved;
		return smallest;
	}
}
