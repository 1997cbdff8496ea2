import { renderOpening } from '../../core/context/layout';
import type { ContextFile, Section } from '../../core/context/types';
import type { SectionBytes } from './sectionBuffer';

/** A section with bytes of its own. */
export function copySection(section: SectionBytes): SectionBytes {
	return { ...section, bytes: Buffer.from(section.bytes) };
}

/** Bytes a token has at most in practice; texts of longer ones are read again instead of being kept. */
const bytesPerToken = 8;

/** Sections laid out while the files were counted: they need not be read a second time. */
export class KeptSections {
	readonly #sections = new Map<string, { readonly section: SectionBytes; readonly hash: string }>();
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
			this.#sections.set(path, { section: copySection(section), hash });
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
	#length: number;

	constructor(name: string) {
		const opening = Buffer.from(renderOpening(name), 'utf8');
		this.#parts = [opening];
		this.#length = opening.length;
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

	finish(closing: string): Buffer {
		this.#parts.push(Buffer.from(closing, 'utf8'));
		return Buffer.concat(this.#parts);
	}
}
