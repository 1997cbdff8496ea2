import { renderOpening } from '../../core/context/layout';
import type { ContextFile, Section } from '../../core/context/types';
import type { SectionBytes } from './sectionBuffer';

/** Large enough that thousands of small sections share one allocation. */
const slabBytes = 1024 * 1024;

/** Copies sections into memory of their own, many into one piece. */
class SectionCopies {
	#slab = Buffer.alloc(0);
	#used = 0;

	copy(section: SectionBytes): SectionBytes {
		const { length } = section.bytes;
		if (length > slabBytes / 4) {
			const own = Buffer.allocUnsafeSlow(length);
			section.bytes.copy(own);
			return { ...section, bytes: own };
		}
		if (this.#used + length > this.#slab.length) {
			this.#slab = Buffer.allocUnsafeSlow(slabBytes);
			this.#used = 0;
		}
		const start = this.#used;
		this.#used += section.bytes.copy(this.#slab, start);
		return { ...section, bytes: this.#slab.subarray(start, this.#used) };
	}
}

/** Bytes a token has at most in practice; texts of longer ones are read again instead of being kept. */
const bytesPerToken = 8;

/** Sections laid out while the files were counted: they need not be read a second time. */
export class KeptSections {
	readonly #sections = new Map<string, { readonly section: SectionBytes; readonly hash: string }>();
	readonly #copies = new SectionCopies();
	#room: number;

	/** @param budget tokens the pack may have; once more is there, nothing is kept */
	constructor(budget: number | undefined) {
		this.#room = budget === undefined ? Infinity : budget * bytesPerToken;
	}

	keep(path: string, section: SectionBytes, hash: string): void {
		if (this.#room < 0) {
			return;
		}
		this.#room -= section.bytes.length;
		if (this.#room < 0) {
			this.#sections.clear();
		} else {
			this.#sections.set(path, { section: this.#copies.copy(section), hash });
		}
	}

	/** The section of a file, which is then forgotten; undefined when it is not there as the file is to be shown. */
	take(file: ContextFile): SectionBytes | undefined {
		const found = this.#sections.get(file.path);
		this.#sections.delete(file.path);
		return file.tier !== 'skeleton' && found?.hash === file.hash ? found.section : undefined;
	}
}

/** Puts a pack together, section by section. */
export class PackWriter {
	readonly sections: Section[] = [];
	readonly #parts: Buffer[];
	readonly #copies = new SectionCopies();
	#length: number;

	constructor(name: string) {
		const opening = Buffer.from(renderOpening(name), 'utf8');
		this.#parts = [opening];
		this.#length = opening.length;
	}

	/** Adds a section whose bytes are about to be used for another one. */
	addCopy(file: ContextFile, section: SectionBytes): void {
		this.add(file, this.#copies.copy(section));
	}

	/** @param section with bytes of its own */
	add(file: ContextFile, section: SectionBytes): void {
		const { tier } = file;
		if (tier === 'path' || tier === 'none') {
			throw new RangeError(`${file.path} has no section.`);
		}
		this.sections.push({
			path: file.path,
			tier,
			start: this.#length + section.start,
			end: this.#length + section.end,
			finalNewline: section.finalNewline,
			hash: file.hash,
		});
		this.#parts.push(section.bytes);
		this.#length += section.bytes.length;
	}

	/** @returns the pack's bytes in pieces, in their order */
	finish(closing: string): readonly Buffer[] {
		this.#parts.push(Buffer.from(closing, 'utf8'));
		return this.#parts;
	}
}
