import { TokenCache } from './cache';
import { Merger } from './merger';
import { MergeTable, TOKEN_COUNT } from './merges';
import { NOT_UTF8, SCAN_PADDING, Scanner } from './scanner';

/** Anything that can count DeepSeek tokens. */
export interface TokenCounter {
	/** @param bytes UTF-8; what is not UTF-8 counts as the replacement character U+FFFD */
	count(bytes: Uint8Array): number;
	/** Lone surrogates count as the replacement character U+FFFD. */
	countText(text: string): number;
}

/** Text is processed in windows of about this many bytes, to stay in the processor's cache and to bound memory. */
const WINDOW = 64 * 1024;
/** Pre-tokens per scan. */
const BATCH = 8 * 1024;

/**
 * Every kind of pre-token, processed once before the first text. JavaScript engines compile for the cases they have
 * seen and discard that work at the first new one, which would happen again and again during the first megabytes.
 */
const REHEARSAL =
	'word Word (call) ==> -> 1234 ٣٤ ½\t\tx\n\n  y \r\n é naïve «ü» ¡ a\u0301 \u00a0\u00a0z \u00a0? 中文・カナ゛\u3040\u3040ひ\u3097 中' +
	' \u3000\u3000字\u0001\u0001x\u0001\u00021 \ue000\ue000é  7  中  😀👍🏽 — “quoted” Привет, мир!\ncharacteristically\n   ';
const REHEARSALS = 3;
/** A pre-token that takes the path for long ones and has more ids than there is room for at first. */
const LONG_REHEARSAL = '\u{10fffd}'.repeat(40);

/** The largest window kept between calls; text without line breaks may need one as long as itself. */
const KEPT_WINDOW = 1024 * 1024;

/**
 * DeepSeek's byte-level BPE tokenizer. Text that spells a control token, as `<think>` does, counts as ordinary text,
 * the way the API encodes what users send.
 *
 * Counts add up over sections that start with a character other than white space and end with a line feed: no token
 * crosses such a joint.
 */
export class Tokenizer implements TokenCounter {
	private readonly table: MergeTable;
	private readonly scanner = new Scanner();
	private readonly cache: TokenCache;
	private readonly ends = new Int32Array(BATCH);
	private window = new Uint8Array(WINDOW + SCAN_PADDING);
	private view = new DataView(this.window.buffer);
	private isRehearsed = false;
	private spelling: ReturnType<MergeTable['spell']> | undefined;

	/**
	 * @param vocabulary what `vocabulary.bin` holds
	 * @throws {VocabularyError} if it is damaged
	 */
	constructor(vocabulary: Uint8Array) {
		this.table = new MergeTable(vocabulary);
		this.cache = new TokenCache(new Merger(this.table));
	}

	count(bytes: Uint8Array): number {
		const total = this.process(bytes, undefined);
		return total === NOT_UTF8 ? this.process(replaceInvalid(bytes), undefined) : total;
	}

	countText(text: string): number {
		return this.process(new TextEncoder().encode(text), undefined);
	}

	/** @returns the token ids of UTF-8 text; what is not UTF-8 is encoded as U+FFFD. */
	encode(bytes: Uint8Array): Uint32Array {
		const output = new IdBuffer();
		if (this.process(bytes, output) === NOT_UTF8) {
			output.length = 0;
			this.process(replaceInvalid(bytes), output);
		}
		return output.ids.slice(0, output.length);
	}

	/** @returns the token ids of a text; lone surrogates are encoded as U+FFFD. */
	encodeText(text: string): Uint32Array {
		return this.encode(new TextEncoder().encode(text));
	}

	/**
	 * @returns the bytes that ordinary tokens spell; not UTF-8 if the ids end or start within a character
	 * @throws {RangeError} at an id that is not an ordinary token
	 */
	decode(ids: ArrayLike<number>): Uint8Array {
		this.spelling ??= this.table.spell();
		const { bytes, starts } = this.spelling;
		let length = 0;
		for (let index = 0; index < ids.length; index++) {
			const id = ids[index]!;
			const size = id >= 0 && id < TOKEN_COUNT ? starts[id + 1]! - starts[id]! : 0;
			if (!(size > 0)) {
				throw new RangeError(`${id} is not the id of an ordinary token.`);
			}
			length += size;
		}
		const text = new Uint8Array(length);
		let at = 0;
		for (let index = 0; index < ids.length; index++) {
			const token = bytes.subarray(starts[ids[index]!], starts[ids[index]! + 1]);
			text.set(token, at);
			at += token.length;
		}
		return text;
	}

	/** @returns the number of tokens, or `NOT_UTF8`; ids are appended to `output` if there is one. */
	private process(bytes: Uint8Array, output: IdBuffer | undefined): number {
		const { scanner, cache, ends } = this;
		if (!this.isRehearsed) {
			this.isRehearsed = true;
			this.countText(REHEARSAL.repeat(REHEARSALS) + LONG_REHEARSAL);
		}
		let total = 0;
		for (let start = 0; start < bytes.length;) {
			const end = windowEnd(bytes, start);
			const length = this.load(bytes, start, end);
			const { window, view } = this;
			for (let at = 0; at < length;) {
				const found = scanner.scan(window, at, length, ends);
				if (found === NOT_UTF8) {
					return NOT_UTF8;
				}
				const scanned = ends[found - 1]!;
				if (output === undefined) {
					total += cache.count(view, window, at, ends, found);
				} else {
					output.reserve(scanned - at);
					const count = cache.encode(view, window, at, ends, found, output.rest());
					output.length += count;
					total += count;
				}
				at = scanned;
			}
			start = end;
		}
		if (this.window.length > KEPT_WINDOW) {
			this.setWindow(WINDOW);
		}
		return total;
	}

	/** Copies a range into the window, zeros after it. @returns its length. */
	private load(bytes: Uint8Array, start: number, end: number): number {
		const length = end - start;
		if (length + SCAN_PADDING > this.window.length) {
			this.setWindow(length);
		}
		this.window.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
		this.window.fill(0, length, length + SCAN_PADDING);
		return length;
	}

	private setWindow(length: number): void {
		this.window = new Uint8Array(length + SCAN_PADDING);
		this.view = new DataView(this.window.buffer);
	}
}

/** Ids under construction. */
class IdBuffer {
	ids = new Uint32Array(1024);
	length = 0;

	/** Makes room for `more` ids. */
	reserve(more: number): void {
		const needed = this.length + more;
		if (needed > this.ids.length) {
			const grown = new Uint32Array(Math.max(needed, 2 * this.ids.length));
			grown.set(this.ids.subarray(0, this.length));
			this.ids = grown;
		}
	}

	/** The part not yet in use. */
	rest(): Uint32Array {
		return this.ids.subarray(this.length);
	}
}

/**
 * @returns where to cut so that no pre-token crosses: between a line feed and a visible ASCII character, as near to
 * `WINDOW` bytes as there is such a place, or at the end of the text.
 */
function windowEnd(bytes: Uint8Array, start: number): number {
	const limit = start + WINDOW;
	if (limit >= bytes.length) {
		return bytes.length;
	}
	for (let at = limit; at > start; at--) {
		if (isJoint(bytes, at)) {
			return at;
		}
	}
	for (let at = limit + 1; at < bytes.length; at++) {
		if (isJoint(bytes, at)) {
			return at;
		}
	}
	return bytes.length;
}

function isJoint(bytes: Uint8Array, at: number): boolean {
	const next = bytes[at]!;
	return bytes[at - 1] === 0x0a && next > 0x20 && next < 0x7f;
}

function replaceInvalid(bytes: Uint8Array): Uint8Array {
	return new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}
