import type { Readable } from 'node:stream';

/** Time between two looks at an answer that is on its way, in milliseconds: a page shows no more than that. */
const interval = 50;

/** The same while more arrives than any model writes: what the system holds for us must not fill up meanwhile. */
const shortInterval = 4;

/** Bytes in `interval` that are more than any model writes. */
const plenty = 16 * 1024;

/** So much is handed on without waiting for more, in bytes: a flood is as fast as it can be. */
const most = 64 * 1024;

/**
 * Reads a stream that arrives in tiny pieces, in few large ones. Being woken for each piece is most of what it costs,
 * so between two reads the bytes are left where they are. The first bytes after a silence are handed on at once, and
 * everything that arrived before the stream broke comes before its error.
 */
export class PacedReader {
	readonly #source: Readable;
	#last = -Infinity;
	#interval = interval;
	#ended = false;
	#failure: { readonly error: unknown } | undefined;
	#wake: () => void = () => undefined;

	/** @param source that nobody else reads */
	constructor(source: Readable) {
		this.#source = source;
		source.on('readable', () => this.#wake());
		source.on('end', () => this.#end());
		source.on('close', () => this.#end());
		source.on('error', (error) => this.fail(error));
	}

	/** The stream is broken. What it has is still read. */
	fail(error: unknown): void {
		this.#failure ??= { error };
		this.#end();
	}

	/** What has arrived, at least a byte; undefined at the end. @throws what the stream broke with */
	async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
		await this.#rest();
		let bytes = await this.#gather();
		while (bytes.length === 0 && !this.#ended) {
			await new Promise<void>((resolve) => (this.#wake = resolve));
			bytes = await this.#gather();
		}
		if (bytes.length > 0) {
			this.#last = bytes.length < most ? performance.now() : -Infinity;
			this.#interval = bytes.length * interval < plenty * this.#interval ? interval : shortInterval;
			return bytes;
		}
		if (this.#failure) {
			throw this.#failure.error;
		}
		return undefined;
	}

	#end(): void {
		this.#ended = true;
		this.#wake();
	}

	/** Waits until it is time for the next read, or there is nothing more to wait for. */
	async #rest(): Promise<void> {
		const left = Math.min(this.#interval, this.#last + this.#interval - performance.now());
		if (left <= 0 || this.#ended) {
			return;
		}
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, left);
			this.#wake = () => {
				if (this.#ended) {
					clearTimeout(timer);
					resolve();
				}
			};
		});
	}

	/** All that is there: what was read makes room for what waits behind it, which is there a moment later. */
	async #gather(): Promise<Uint8Array<ArrayBuffer>> {
		const pieces: Uint8Array[] = [];
		let length = 0;
		while (length < most) {
			const piece = this.#source.read() as Uint8Array | null;
			if (piece === null) {
				break;
			}
			pieces.push(piece);
			length += piece.length;
			await new Promise<void>((resolve) => setImmediate(resolve));
		}
		return Buffer.concat(pieces, length);
	}
}
