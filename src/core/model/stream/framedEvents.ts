import type { EventFramer } from './eventFramer';

/** What is told about a body while it passes. */
export interface BodyObserver {
	/** Bytes arrived, keep-alive comments included: the endpoint is alive. */
	onActivity(): void;
	/** The bytes ended with an error, after everything before it was passed on. */
	onFailure(error: unknown): void;
}

/**
 * The whole events of a body, as many at a time as have arrived. An error at its end becomes a proper end, told to the
 * observer, behind everything before it. Leaving the loop lets go of the connection.
 */
export async function* framedEvents(
	body: ReadableStream<Uint8Array>,
	framer: EventFramer,
	observer: BodyObserver,
): AsyncGenerator<Uint8Array, void> {
	const reader = body.getReader();
	let ended = false;
	try {
		while (!framer.done) {
			const events = await nextEvents(reader, framer, observer);
			if (events === undefined) {
				break;
			}
			yield events;
		}
		const last = framer.finish();
		if (last !== undefined) {
			yield last;
		}
		ended = true;
	} finally {
		void (ended ? letGo(reader) : reader.cancel().catch(() => undefined));
	}
}

/** Reads on until there are whole events; undefined at the end of the bytes. */
async function nextEvents(
	reader: ReadableStreamDefaultReader<Uint8Array>,
	framer: EventFramer,
	observer: BodyObserver,
): Promise<Uint8Array | undefined> {
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) {
				return undefined;
			}
			observer.onActivity();
			const events = framer.push(value);
			if (events !== undefined) {
				return events;
			}
		}
	} catch (error) {
		observer.onFailure(error);
		return undefined;
	}
}

/** How long the rest of a finished answer may take, in milliseconds. */
const patience = 1_000;

/** Takes the end of a finished answer, so that the connection can be used again, or drops a connection that stays open. */
async function letGo(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
	const drop = () => void reader.cancel().catch(() => undefined);
	const timer = setTimeout(drop, patience);
	let bytes = 0;
	try {
		for (let next = await reader.read(); !next.done; next = await reader.read()) {
			bytes += next.value.length;
			if (bytes > 65_536) {
				drop();
			}
		}
	} catch {
		// Nothing that comes behind the end matters.
	} finally {
		clearTimeout(timer);
	}
}
