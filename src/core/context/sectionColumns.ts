import type { Sections } from './sections';
import type { Section } from './types';

/** Plain data that crosses threads at the price of a few objects, however many sections there are. */
export interface SectionColumnsData {
	/** Paths and hashes, each ended by NUL: no path holds one. */
	readonly paths: string;
	readonly hashes: string;
	/** Where each of them ends, its NUL included. */
	readonly pathEnds: Uint32Array<ArrayBuffer>;
	readonly hashEnds: Uint32Array<ArrayBuffer>;
	readonly tiers: Uint8Array<ArrayBuffer>;
	/** For each section where its text starts and ends, and whether it ends with a line feed. */
	readonly places: Float64Array<ArrayBuffer>;
	/** Numbers of sections, from 1 on, at the place that their path's digest tells, or the next that was free; else 0. */
	readonly table: Uint32Array<ArrayBuffer>;
}

const tiers = ['full', 'head', 'skeleton'] as const;
const numbers = 3;
const end = '\0';

/** @returns data with memory of its own */
export function sectionColumns(sections: Sections): SectionColumnsData {
	const { length } = sections;
	const all = [...sections];
	const data: SectionColumnsData = {
		paths: joined(all, ({ path }) => path),
		hashes: joined(all, ({ hash }) => hash),
		pathEnds: ends(all, ({ path }) => path),
		hashEnds: ends(all, ({ hash }) => hash),
		tiers: Uint8Array.from(all, ({ tier }) => tiers.indexOf(tier)),
		places: new Float64Array(numbers * length),
		table: new Uint32Array(tableSize(length)),
	};
	const { table, places } = data;
	all.forEach((section, index) => {
		places.set([section.start, section.end, section.finalNewline ? 1 : 0], numbers * index);
		let slot = digest(section.path) & (table.length - 1);
		while (table[slot] !== 0) {
			slot = (slot + 1) & (table.length - 1);
		}
		table[slot] = index + 1;
	});
	return data;
}

/** Memory of columns, to be handed over instead of being copied. */
export function sectionBuffers({ pathEnds, hashEnds, tiers, places, table }: SectionColumnsData): ArrayBuffer[] {
	return [pathEnds, hashEnds, tiers, places, table].map(({ buffer }) => buffer);
}

/** Sections as they came from another thread: an object is made of one when it is asked for. */
export class SectionColumns implements Sections {
	readonly #data: SectionColumnsData;

	constructor(data: SectionColumnsData) {
		this.#data = data;
	}

	get length(): number {
		return this.#data.tiers.length;
	}

	find(path: string): Section | undefined {
		const { table } = this.#data;
		for (let slot = digest(path) & (table.length - 1); ; slot = (slot + 1) & (table.length - 1)) {
			const number = table[slot]!;
			if (number === 0) {
				return undefined;
			}
			if (this.#path(number - 1) === path) {
				return this.#section(number - 1);
			}
		}
	}

	*paths(): Generator<string> {
		for (let index = 0; index < this.length; index++) {
			yield this.#path(index);
		}
	}

	endingWith(ending: string): string[] {
		const { paths, pathEnds } = this.#data;
		const found: string[] = [];
		const pattern = ending + end;
		for (let at = paths.indexOf(pattern); at !== -1; at = paths.indexOf(pattern, at + pattern.length)) {
			found.push(this.#path(indexOf(pathEnds, at + pattern.length)));
		}
		return found;
	}

	*[Symbol.iterator](): Generator<Section> {
		for (let index = 0; index < this.length; index++) {
			yield this.#section(index);
		}
	}

	#path(index: number): string {
		return this.#data.paths.slice(...range(this.#data.pathEnds, index));
	}

	#section(index: number): Section {
		const { hashes, hashEnds, places } = this.#data;
		const at = numbers * index;
		return {
			path: this.#path(index),
			tier: tiers[this.#data.tiers[index]!]!,
			start: places[at]!,
			end: places[at + 1]!,
			finalNewline: places[at + 2] === 1,
			hash: hashes.slice(...range(hashEnds, index)),
		};
	}
}

function joined(sections: readonly Section[], column: (section: Section) => string): string {
	return sections.map((section) => column(section) + end).join('');
}

function ends(sections: readonly Section[], column: (section: Section) => string): Uint32Array<ArrayBuffer> {
	let at = 0;
	return Uint32Array.from(sections, (section) => (at += column(section).length + 1));
}

/** Where a text starts and ends, without its NUL. */
function range(all: Uint32Array, index: number): [number, number] {
	return [index === 0 ? 0 : all[index - 1]!, all[index]! - 1];
}

/** Which of the ends, which grow, this one is. */
function indexOf(all: Uint32Array, wanted: number): number {
	let low = 0;
	let high = all.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (all[middle]! < wanted) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/** At least half of the places stay free, so that the next free one is near. */
function tableSize(sections: number): number {
	return 2 ** Math.ceil(Math.log2(2 * sections + 1));
}

/** FNV-1a. */
function digest(path: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < path.length; index++) {
		hash = Math.imul(hash ^ path.charCodeAt(index), 0x01000193);
	}
	// Paths that differ in their last characters differ in the upper bits most.
	return (hash ^ (hash >>> 15)) >>> 0;
}
