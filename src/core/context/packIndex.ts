import { restore } from './neutralise';
import type { Pack, Section } from './types';

/** Reads files back out of a pack: what the model was shown is the base of citations and merges. */
export class PackIndex {
	readonly #pack: Pick<Pack, 'id' | 'bytes' | 'sections'>;
	readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

	constructor(pack: Pick<Pack, 'id' | 'bytes' | 'sections'>) {
		this.#pack = pack;
	}

	get id(): string {
		return this.#pack.id;
	}

	/** Paths of which the pack holds text, in the pack's order. */
	paths(): Iterable<string> {
		return this.#pack.sections.paths();
	}

	/** Of those the ones with an ending. */
	pathsEndingWith(ending: string): string[] {
		return this.#pack.sections.endingWith(ending);
	}

	/** The file's text as it was packed (line ends `\n`), or undefined when the pack does not hold all of it. */
	fileText(path: string): string | undefined {
		const section = this.#pack.sections.find(path);
		return section?.tier === 'full' ? this.#text(section) : undefined;
	}

	/** What the pack shows of a file, whole or not. */
	shownText(path: string): string | undefined {
		const section = this.#pack.sections.find(path);
		return section && this.#text(section);
	}

	section(path: string): Section | undefined {
		return this.#pack.sections.find(path);
	}

	#text(section: Section): string {
		return restore(this.#decoder.decode(this.#pack.bytes.subarray(section.start, section.end)));
	}
}
