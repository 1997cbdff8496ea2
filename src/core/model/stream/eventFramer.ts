const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;
/** `data:` */
const dataField = [0x64, 0x61, 0x74, 0x61, colon];

/** `data: [DONE]` is this long; a line is remembered no further. */
const rememberedBytes = 16;

/** Larger events than this are no chunks of an answer. */
const largestEvent = 16 * 1024 * 1024;

/** Thrown for a stream that cannot be one of server-sent events. */
export class OversizedEventError extends Error {
	constructor() {
		super('An event of the stream is larger than 16 MiB.');
	}
}

/**
 * Cuts the bytes of a stream of server-sent events into whole events, line by line. An SDK behind it never
 * sees half an event, hides comments, stumbles over events without data and takes a cut connection for a proper end:
 * such events are left out, and what is hidden is told here.
 */
export class EventFramer {
	readonly #line = new Uint8Array(rememberedBytes);
	#lineLength = 0;
	#afterCarriageReturn = false;
	/** The event has a line of data so far. */
	#hasData = false;
	/** What came of the event before the latest bytes. Grows by doubling: bytes may arrive one by one. */
	#held: Uint8Array = new Uint8Array(1_024);
	#heldLength = 0;
	#comments = 0;
	#done = false;

	/** Keep-alive comments so far. */
	get comments(): number {
		return this.#comments;
	}

	/** The `[DONE]` line was seen: the stream is complete. */
	get done(): boolean {
		return this.#done;
	}

	/**
	 * Takes bytes as they arrive.
	 * @returns the events with data that are whole now, or undefined while none is
	 * @throws OversizedEventError
	 */
	push(bytes: Uint8Array): Uint8Array | undefined {
		const whole: Uint8Array[] = [];
		let at = this.#afterCarriageReturn && bytes[0] === lineFeed ? 1 : 0;
		this.#afterCarriageReturn &&= bytes.length === 0;
		let start = at;
		// Whole events that stand together are passed on together.
		let from = at;
		let to = at;
		let feed = bytes.indexOf(lineFeed, at);
		let carriage = bytes.indexOf(carriageReturn, at);
		while (feed !== -1 || carriage !== -1) {
			const isFeed = carriage === -1 || (feed !== -1 && feed < carriage);
			const end = isFeed ? feed : carriage;
			this.#addToLine(bytes, at, end);
			at = end + 1;
			if (!isFeed) {
				// Both halves of a line ending are taken at once, where the other one is here already.
				at += feed === at ? 1 : 0;
				this.#afterCarriageReturn = at === bytes.length && feed !== at - 1;
				carriage = bytes.indexOf(carriageReturn, at);
			}
			if (feed !== -1 && feed < at) {
				feed = bytes.indexOf(lineFeed, at);
			}
			if (this.#endLine()) {
				if (this.#hasData) {
					if (this.#heldLength > 0) {
						whole.push(this.#release());
					}
					if (start !== to) {
						whole.push(bytes.subarray(from, to));
						from = start;
					}
					to = at;
				}
				this.#heldLength = 0;
				this.#hasData = false;
				start = at;
			}
		}
		this.#addToLine(bytes, at, bytes.length);
		if (to > from) {
			whole.push(bytes.subarray(from, to));
		}
		this.#hold(bytes.subarray(start));
		return whole.length === 0 ? undefined : concatenate(whole);
	}

	/**
	 * Takes the end of the bytes.
	 * @returns an event whose lines are whole although the empty line behind it did not arrive; undefined for none
	 */
	finish(): Uint8Array | undefined {
		const cut = this.#lineLength;
		if (this.#isDone()) {
			this.#done = true;
		} else if (!this.#hasData) {
			return undefined;
		} else {
			// A line that is cut counts for nothing; only what stands before it does.
			this.#heldLength -= cut;
		}
		return concatenate([this.#release(), emptyLine]);
	}

	/** Takes a part of a line, of which the beginning is remembered. */
	#addToLine(bytes: Uint8Array, from: number, to: number): void {
		const remembered = Math.min(to, from + rememberedBytes - this.#lineLength);
		for (let index = from; index < remembered; index++) {
			this.#line[this.#lineLength + index - from] = bytes[index]!;
		}
		this.#lineLength += to - from;
	}

	/** Takes the end of a line; true when it was empty, which ends an event. */
	#endLine(): boolean {
		const empty = this.#lineLength === 0;
		if (!empty && this.#line[0] === colon) {
			this.#comments++;
		}
		this.#hasData ||= this.#isData();
		this.#done ||= this.#isDone();
		this.#lineLength = 0;
		return empty;
	}

	#isData(): boolean {
		const length = this.#lineLength;
		return (
			length > 5 &&
			(length > 6 || this.#line[5] !== space) &&
			dataField.every((byte, index) => this.#line[index] === byte)
		);
	}

	#isDone(): boolean {
		if (this.#lineLength !== 12 && this.#lineLength !== 11) {
			return false;
		}
		return /^data: ?\[DONE\]$/.test(String.fromCharCode(...this.#line.subarray(0, this.#lineLength)));
	}

	#hold(bytes: Uint8Array): void {
		const length = this.#heldLength + bytes.length;
		if (length > largestEvent) {
			throw new OversizedEventError();
		}
		if (length > this.#held.length) {
			const larger = new Uint8Array(Math.max(length, 2 * this.#held.length));
			larger.set(this.#held.subarray(0, this.#heldLength));
			this.#held = larger;
		}
		this.#held.set(bytes, this.#heldLength);
		this.#heldLength = length;
	}

	/** What is held, as bytes of its own. */
	#release(): Uint8Array {
		return this.#held.slice(0, this.#heldLength);
	}
}

const emptyLine = new Uint8Array([lineFeed, lineFeed]);

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
	const [first] = pieces;
	if (first && pieces.length === 1) {
		return first;
	}
	const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
	let position = 0;
	for (const piece of pieces) {
		whole.set(piece, position);
		position += piece.length;
	}
	return whole;
}
