import { restore } from './neutralise';
import type { Pack, Section } from './types';

/** Reads files back out of a pack: what the model was shown is the base of citations and merges. */
export class PackIndex {
	readonly #pack: Pack;
	readonly #sections: ReadonlyMap<string, Section>;

	constructor(pack: Pack) {
		this.#pack = pack;
		this.#sections = new Map(pack.sections.map((section) => [section.path, section]));
	}

	/** Paths whose text the pack holds, in the pack's order. */
	paths(): IterableIterator<string> {
		return this.#sections.keys();
	}

	/** The file's text as it was packed (line ends `\n`), or undefined when the pack does not hold it. */
	fileText(path: string): string | undefined {
		const section = this.#sections.get(path);
		return section && restore(this.#pack.text.slice(section.start, section.end));
	}

	/** Hash of the text that was packed. */
	hash(path: string): string | undefined {
		return this.#sections.get(path)?.hash;
	}
}
