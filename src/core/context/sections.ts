import type { Section } from './types';

/** The sections of a pack, in the order of its text; those of a path are found without going through all. */
export interface Sections extends Iterable<Section> {
	readonly length: number;
	find(path: string): Section | undefined;
	/** Paths of all sections, in their order. */
	paths(): Iterable<string>;
	/** Paths with an ending, in their order. */
	endingWith(ending: string): string[];
}

/** Sections at hand one by one. */
export class SectionList implements Sections {
	readonly #list: readonly Section[];
	#byPath: ReadonlyMap<string, Section> | undefined;

	constructor(list: readonly Section[]) {
		this.#list = list;
	}

	get length(): number {
		return this.#list.length;
	}

	find(path: string): Section | undefined {
		return this.#known.get(path);
	}

	paths(): Iterable<string> {
		return this.#known.keys();
	}

	endingWith(ending: string): string[] {
		return this.#list.filter(({ path }) => path.endsWith(ending)).map(({ path }) => path);
	}

	[Symbol.iterator](): Iterator<Section> {
		return this.#list[Symbol.iterator]();
	}

	get #known(): ReadonlyMap<string, Section> {
		return (this.#byPath ??= new Map(this.#list.map((section) => [section.path, section])));
	}
}
