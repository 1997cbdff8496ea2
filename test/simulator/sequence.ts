/** Tokens per hashed block; also the unit in which the endpoint reports cache hits. */
export const blockSize = 128;

/**
 * Fingerprints of a token sequence's prefixes, one per whole block, so that two prompts of a million tokens can be
 * compared without keeping their tokens.
 */
export interface BlockChain {
	/** Pairs of 32-bit hashes; pair `n` covers the first `n` blocks. */
	readonly hashes: Uint32Array;
}

/** An encoded prompt (or prompt and answer) whose prefixes can be named. */
export class TokenSequence implements BlockChain {
	readonly hashes: Uint32Array;

	constructor(readonly tokens: Uint32Array) {
		const blocks = Math.floor(tokens.length / blockSize);
		this.hashes = new Uint32Array(2 * (blocks + 1));
		let first = 0x811c9dc5;
		let second = 0;
		for (let block = 0; block <= blocks; block++) {
			this.hashes[2 * block] = first;
			this.hashes[2 * block + 1] = second;
			if (block < blocks) {
				[first, second] = this.#extend(first, second, block * blockSize, (block + 1) * blockSize);
			}
		}
	}

	get length(): number {
		return this.tokens.length;
	}

	/** Names the first `length` tokens: equal names mean equal prefixes. */
	prefixKey(length: number): string {
		const block = Math.floor(length / blockSize);
		const [first, second] = this.#extend(
			this.hashes[2 * block]!,
			this.hashes[2 * block + 1]!,
			block * blockSize,
			length,
		);
		return `${length}:${first.toString(36)}:${second.toString(36)}`;
	}

	/** This sequence with more tokens behind it. */
	with(more: Uint32Array): TokenSequence {
		const tokens = new Uint32Array(this.tokens.length + more.length);
		tokens.set(this.tokens);
		tokens.set(more, this.tokens.length);
		return new TokenSequence(tokens);
	}

	#extend(first: number, second: number, from: number, to: number): [number, number] {
		for (let index = from; index < to; index++) {
			const token = this.tokens[index]!;
			first = Math.imul(first ^ token, 0x01000193);
			first ^= first >>> 13;
			second = Math.imul(second + token + 0x9e3779b9, 0x85ebca6b);
			second ^= second >>> 15;
		}
		return [first >>> 0, second >>> 0];
	}
}

/** Length in tokens, rounded down to whole blocks, of what two sequences begin with alike. */
export function commonPrefix(one: BlockChain, other: BlockChain): number {
	let equal = 0;
	let different = Math.min(one.hashes.length, other.hashes.length) / 2;
	while (different - equal > 1) {
		const middle = (equal + different) >> 1;
		const same =
			one.hashes[2 * middle] === other.hashes[2 * middle] &&
			one.hashes[2 * middle + 1] === other.hashes[2 * middle + 1];
		if (same) {
			equal = middle;
		} else {
			different = middle;
		}
	}
	return equal * blockSize;
}
