import type { TokenCounter } from '../../core/tokens/tokenizer';
import { neutraliseBytes } from './fileTexts';
import type { SectionBuffer } from './sectionBuffer';

/** Makes skeletons of source texts. */
export interface SkeletonSource {
	/** @returns undefined when nothing shorter than the text comes out */
	skeleton(path: string, text: string): Promise<{ readonly text: string } | undefined>;
}

/** A skeleton with the tokens its section takes. */
export interface CountedSkeleton {
	readonly text: string;
	readonly tokens: number;
}

/** Characters of skeletons kept in memory. */
const maximumCharacters = 48 * 1024 * 1024;

/** Skeletons by the hash of their texts, made once. */
export class SkeletonCache {
	readonly #source: SkeletonSource;
	readonly #counter: TokenCounter;
	readonly #buffer: SectionBuffer;
	/** In the order of their use. */
	readonly #known = new Map<string, CountedSkeleton | undefined>();
	#characters = 0;

	constructor(source: SkeletonSource, counter: TokenCounter, buffer: SectionBuffer) {
		this.#source = source;
		this.#counter = counter;
		this.#buffer = buffer;
	}

	/**
	 * @param hash of `body`
	 * @param body read when the skeleton is not known yet
	 * @param lines lines of the whole file
	 */
	async get(path: string, hash: string, body: () => Buffer, lines: number): Promise<CountedSkeleton | undefined> {
		// The header holds the path, and with it the tokens.
		const key = `${hash} ${path}`;
		if (this.#known.has(key)) {
			const known = this.#known.get(key);
			this.#known.delete(key);
			this.#known.set(key, known);
			return known;
		}
		const skeleton = await this.#source.skeleton(path, body().toString('utf8'));
		const counted = skeleton && {
			text: skeleton.text,
			tokens: this.#counter.count(
				this.#buffer.write(path, neutraliseBytes(Buffer.from(skeleton.text, 'utf8')), 'skeleton', lines).bytes,
			),
		};
		this.#known.set(key, counted);
		this.#characters += counted?.text.length ?? 0;
		for (const [oldest, value] of this.#known) {
			if (this.#characters <= maximumCharacters) {
				break;
			}
			this.#known.delete(oldest);
			this.#characters -= value?.text.length ?? 0;
		}
		return counted;
	}
}
