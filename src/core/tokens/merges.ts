import { LongviewError } from '../common/errors';

/** Id of the token for byte `!`; ids below it are control tokens. */
const FIRST_BYTE_ID = 3;
/** Id of the token made by the first merge; merge `i` makes token `FIRST_MERGE_ID + i`, so ids order merges by rank. */
const FIRST_MERGE_ID = 259;
const MERGE_COUNT = 127_741;
/** Number of ids, control tokens included. */
export const TOKEN_COUNT = FIRST_MERGE_ID + MERGE_COUNT;

const LEFTS_OFFSET = 4;
const RIGHTS_OFFSET = LEFTS_OFFSET + 2 * MERGE_COUNT;
const HIGH_BITS_OFFSET = RIGHTS_OFFSET + 2 * MERGE_COUNT;

const SLOT_BITS = 18;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
const TAG_BITS = 32 - SLOT_BITS;
const TAG_MASK = (1 << TAG_BITS) - 1;

/** The vocabulary's bytes are not what the build wrote. */
export class VocabularyError extends LongviewError {
	readonly kind = 'vocabulary';
}

/** Ids of the 256 single-byte tokens: printable Latin-1 first, then the rest, each group ascending. */
function byteTokenIds(): Int32Array {
	const ids = new Int32Array(256);
	const isPrintable = (byte: number) =>
		(byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
	let id = FIRST_BYTE_ID;
	for (const printable of [true, false]) {
		for (let byte = 0; byte < 256; byte++) {
			if (isPrintable(byte) === printable) {
				ids[byte] = id++;
			}
		}
	}
	return ids;
}

/**
 * The merges of the vocabulary, and the lookup from a pair of adjacent tokens to the token they merge into.
 *
 * Serialized form, little endian, `n` = 127,741 merges: a checksum (int32); the low 16 bits of the `n` left ids, then of
 * the `n` right ids (uint16); for each merge with an id above 65,535 (uint32), in bits 0 and 1 whether the left and the
 * right id have bit 16 set, above them the distance from the last such merge.
 */
export class MergeTable {
	/** Token id of each byte value. */
	readonly byteIds = byteTokenIds();
	/** Of each merge the low 16 bits of the two parts' ids, where they were read, and bit 16 of the left and the right one. */
	private readonly lowLefts: Uint16Array;
	private readonly lowRights: Uint16Array;
	private readonly highs = new Uint8Array(MERGE_COUNT);
	/**
	 * Open addressing by the top bits of the pair's hash: the merged id, with the rest of the hash below it to tell most
	 * other pairs apart without a look at the parts. Zero marks a free slot.
	 */
	private readonly slots = new Int32Array(1 << SLOT_BITS);

	/**
	 * @param serialized is kept, and must not be changed
	 * @throws {VocabularyError} if the bytes are not a serialized merge list.
	 */
	constructor(serialized: Uint8Array) {
		if (serialized.length < HIGH_BITS_OFFSET || serialized.length % 4 !== 0) {
			throw new VocabularyError(`The token vocabulary is damaged: it cannot have ${serialized.length} bytes.`);
		}
		const isAligned = serialized.byteOffset % 4 === 0;
		const { buffer, byteOffset } = isAligned ? serialized : serialized.slice();
		this.lowLefts = new Uint16Array(buffer, byteOffset + LEFTS_OFFSET, MERGE_COUNT);
		this.lowRights = new Uint16Array(buffer, byteOffset + RIGHTS_OFFSET, MERGE_COUNT);
		const highCount = (serialized.length - HIGH_BITS_OFFSET) / 4;
		this.readHighs(new Uint32Array(buffer, byteOffset + HIGH_BITS_OFFSET, highCount));
		if (this.index() !== new DataView(serialized.buffer, serialized.byteOffset).getInt32(0, true)) {
			throw new VocabularyError('The token vocabulary is damaged: its checksum does not match.');
		}
	}

	/** @returns the token that `left` followed by `right` merges into, or `TOKEN_COUNT` if they do not merge. */
	merged(left: number, right: number): number {
		const { slots, lowLefts, lowRights, highs } = this;
		const lowLeft = left & 0xffff;
		const lowRight = right & 0xffff;
		const high = (left >>> 16) | ((right >>> 15) & 2);
		const hash = hashOf(left, right);
		let slot = hash >>> TAG_BITS;
		for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
			if (((entry ^ hash) & TAG_MASK) === 0) {
				const id = entry >>> TAG_BITS;
				const merge = id - FIRST_MERGE_ID;
				if (lowLefts[merge] === lowLeft && lowRights[merge] === lowRight && highs[merge] === high) {
					return id;
				}
			}
			slot = (slot + 1) & SLOT_MASK;
		}
		return TOKEN_COUNT;
	}

	/**
	 * Spells every token out.
	 * @returns the tokens' bytes one after the other, and where each id's bytes start (one more entry than ids).
	 * Control tokens have no bytes.
	 */
	spell(): { bytes: Uint8Array; starts: Int32Array } {
		const { byteIds } = this;
		const starts = new Int32Array(TOKEN_COUNT + 1);
		for (let id = FIRST_BYTE_ID; id < TOKEN_COUNT; id++) {
			const length = id < FIRST_MERGE_ID ? 1 : lengthOf(starts, this.leftOf(id)) + lengthOf(starts, this.rightOf(id));
			starts[id + 1] = starts[id]! + length;
		}
		const bytes = new Uint8Array(starts[TOKEN_COUNT]!);
		byteIds.forEach((id, byte) => {
			bytes[starts[id]!] = byte;
		});
		for (let id = FIRST_MERGE_ID; id < TOKEN_COUNT; id++) {
			let target = starts[id]!;
			for (const part of [this.leftOf(id), this.rightOf(id)]) {
				bytes.copyWithin(target, starts[part]!, starts[part + 1]);
				target += lengthOf(starts, part);
			}
		}
		return { bytes, starts };
	}

	private leftOf(id: number): number {
		const merge = id - FIRST_MERGE_ID;
		return this.lowLefts[merge]! | ((this.highs[merge]! & 1) << 16);
	}

	private rightOf(id: number): number {
		const merge = id - FIRST_MERGE_ID;
		return this.lowRights[merge]! | ((this.highs[merge]! & 2) << 15);
	}

	private readHighs(entries: Uint32Array): void {
		let merge = 0;
		for (const entry of entries) {
			merge += entry >>> 2;
			this.highs[merge] = entry & 3;
		}
	}

	/** Fills `slots`. @returns the checksum of all parts. */
	private index(): number {
		const { lowLefts, lowRights, highs, slots } = this;
		let checksum = 0;
		for (let merge = 0; merge < MERGE_COUNT; merge++) {
			const high = highs[merge]!;
			const left = lowLefts[merge]! | ((high & 1) << 16);
			const right = lowRights[merge]! | ((high & 2) << 15);
			const id = FIRST_MERGE_ID + merge;
			checksum = Math.imul(checksum ^ left, 0x01000193) ^ right;
			const hash = hashOf(left, right);
			let slot = hash >>> TAG_BITS;
			while (slots[slot] !== 0) {
				slot = (slot + 1) & SLOT_MASK;
			}
			slots[slot] = (id << TAG_BITS) | (hash & TAG_MASK);
		}
		return checksum;
	}
}

function hashOf(left: number, right: number): number {
	return Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
}

function lengthOf(starts: Int32Array, id: number): number {
	return starts[id + 1]! - starts[id]!;
}
