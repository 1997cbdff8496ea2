/** What the raw bytes of a stream tell beside its chunks. */
export interface StreamObserver {
	/** Bytes arrived, keep-alive comments included: the endpoint is alive. */
	onActivity(): void;
	/** The `[DONE]` line: the stream is complete. */
	onDone(): void;
}

/**
 * Watches server-sent events as they pass, without holding them back. An SDK hides comments and treats a cut
 * connection like a proper end; both matter to us.
 */
export function observeEvents(body: ReadableStream<Uint8Array>, observer: StreamObserver): ReadableStream<Uint8Array> {
	const decoder = new TextDecoder();
	let line = '';
	const scan = (text: string) => {
		line += text;
		let start = 0;
		for (let end = line.indexOf('\n', start); end !== -1; end = line.indexOf('\n', start)) {
			inspect(line.slice(start, end).trimEnd(), observer);
			start = end + 1;
		}
		line = line.slice(start);
	};
	return body.pipeThrough(
		new TransformStream<Uint8Array, Uint8Array>({
			transform(chunk, controller) {
				observer.onActivity();
				scan(decoder.decode(chunk, { stream: true }));
				controller.enqueue(chunk);
			},
			flush() {
				inspect(line.trimEnd(), observer);
			},
		}),
	);
}

function inspect(line: string, observer: StreamObserver): void {
	if (/^data: ?\[DONE\]$/.test(line)) {
		observer.onDone();
	}
}
