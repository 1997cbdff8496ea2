import { fileKind, type FileKind } from '../ranking/fileKinds';
import { countWords } from './countWords';
import { WordCounter, WordTable } from './wordTable';

/** One file of the index. */
export interface IndexedFile {
	readonly path: string;
	readonly tokens: number;
	readonly kind: FileKind;
	readonly words: WordTable;
	/** Hashes of the words in its name. */
	readonly nameWords: readonly number[];
	/** Hashes of the words in its folders' names. */
	readonly folderWords: readonly number[];
}

/**
 * Which words stand in which files. A changed file costs its own text only. Takes about 6 bytes per different word of
 * a file; texts are not kept.
 */
export class FocusIndex {
	readonly #files = new Map<string, IndexedFile>();
	readonly #counter = new WordCounter();
	#tokens = 0;

	get size(): number {
		return this.#files.size;
	}

	/** Average tokens of a file. */
	get averageTokens(): number {
		return this.#files.size === 0 ? 0 : this.#tokens / this.#files.size;
	}

	/**
	 * Takes a file in, new or changed.
	 * @param tokens what its section takes when it is sent in full
	 */
	update(path: string, text: string, tokens: number): void {
		const known = this.#files.get(path);
		const slash = path.lastIndexOf('/') + 1;
		const nameWords = known?.nameWords ?? this.#wordsOf(path.slice(slash));
		const folderWords = known?.folderWords ?? this.#wordsOf(path.slice(0, slash));
		this.#counter.begin(text.length);
		countWords(text, this.#counter);
		this.#files.set(path, {
			path,
			tokens,
			kind: fileKind(path, text.slice(0, 1_000)),
			words: new WordTable(this.#counter),
			nameWords,
			folderWords,
		});
		this.#tokens += tokens - (known?.tokens ?? 0);
	}

	delete(path: string): void {
		this.#tokens -= this.#files.get(path)?.tokens ?? 0;
		this.#files.delete(path);
	}

	get(path: string): IndexedFile | undefined {
		return this.#files.get(path);
	}

	files(): IterableIterator<IndexedFile> {
		return this.#files.values();
	}

	#wordsOf(text: string): number[] {
		const words: number[] = [];
		this.#counter.begin(text.length);
		countWords(text, this.#counter);
		this.#counter.forEach((hash) => words.push(hash));
		return words;
	}
}
