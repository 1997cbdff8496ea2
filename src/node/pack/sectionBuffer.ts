import { sectionFooter, sectionHeader } from '../../core/context/layout';
import type { Section } from '../../core/context/types';

/** A section as bytes, in a buffer that is used again for the next one: copy what is to be kept. */
export interface SectionBytes {
	readonly bytes: Buffer;
	/** Offsets of the file's text in `bytes`. */
	readonly start: number;
	readonly end: number;
	readonly finalNewline: boolean;
}

const smallest = 256 * 1024;
/** A larger buffer is given back after use. */
const largestKept = 8 * 1024 * 1024;
/** UTF-8 needs at most three bytes for a UTF-16 unit. */
const bytesPerUnit = 3;

/** Lays out sections without making strings of file texts. */
export class SectionBuffer {
	#buffer = Buffer.allocUnsafeSlow(smallest);

	/**
	 * @param body the text to show, as UTF-8 that is already neutralised
	 * @param lines lines of the whole file
	 * @returns bytes that are valid until the next call
	 */
	write(path: string, body: Uint8Array, tier: Section['tier'], lines: number): SectionBytes {
		const header = sectionHeader(path, lines, tier);
		const finalNewline = body.length === 0 || body[body.length - 1] === 0x0a;
		const footer = sectionFooter(finalNewline);
		const buffer = this.#reserve(header.length * bytesPerUnit + body.length + footer.length);
		const start = buffer.write(header, 0, 'utf8');
		buffer.set(body, start);
		const end = start + body.length;
		const length = end + buffer.write(footer, end, 'latin1');
		return { bytes: buffer.subarray(0, length), start, end, finalNewline };
	}

	#reserve(length: number): Buffer {
		if (length > this.#buffer.length) {
			const grown = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length));
			if (grown.length > largestKept) {
				return grown;
			}
			this.#buffer = grown;
		}
		return this.#buffer;
	}
}
