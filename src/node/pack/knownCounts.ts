import { hash } from 'node:crypto';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import type { PackRequest } from './request';

export interface TextCount {
	readonly tokens: number;
	readonly lines: number;
}

/** Counts of texts by names that `fileCountName` and `textCountName` give. */
export interface KnownCounts {
	/** Nothing is known: names need not be made only to ask. */
	readonly isEmpty: boolean;
	get(name: string): TextCount | undefined;
	set(name: string, count: TextCount): void;
}

/** Where counts of earlier looks are kept: one set for each folder and its settings. */
export interface CountSource {
	/** What is known of a workspace of which nothing has been looked at yet. */
	open(request: PackRequest): KnownCounts | undefined;
	/** Keeps what a look has met, once it has ended. */
	keep(counts: KnownCounts): void;
}

const pathDigits = 11;
const highest = 2 ** 32;

/**
 * Names what a file's section counts: its text and its path, which stands in the section and tells which rules apply.
 * @param textHash of the file's text, see `hashBytes`
 */
export function fileCountName(textHash: string, file: string): string {
	return textHash + digestOf(file);
}

function textCountName(text: string): string {
	return hash('sha1', text, 'base64url') + '-'.repeat(pathDigits);
}

/** 53 bits of two multiplicative hashes: only files with the very same text must be told apart. */
function digestOf(text: string): string {
	let first = text.length;
	let second = 0x1b873593;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		first = Math.imul(first ^ code, 0x9e3779b1);
		first ^= first >>> 15;
		second = Math.imul(second ^ code, 0x85ebca6b);
		second ^= second >>> 13;
	}
	const number = ((first >>> 11) * highest + (second >>> 0)).toString(32);
	return number.padStart(pathDigits, '0');
}

/** Remembers the counts of texts that are not files': of what stands around them. */
export class RememberingCounter implements TokenCounter {
	readonly #counter: TokenCounter;
	readonly #known: KnownCounts;

	constructor(counter: TokenCounter, known: KnownCounts) {
		this.#counter = counter;
		this.#known = known;
	}

	count(bytes: Uint8Array): number {
		return this.#counter.count(bytes);
	}

	countText(text: string): number {
		const name = textCountName(text);
		const known = this.#known.get(name);
		if (known) {
			return known.tokens;
		}
		const tokens = this.#counter.countText(text);
		this.#known.set(name, { tokens, lines: 0 });
		return tokens;
	}
}
