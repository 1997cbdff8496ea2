import { withoutControls } from '../core/common/modelText';

/** Where a command writes: results to one stream, facts and errors to the other. */
export interface Terminal {
	/** Part of the result, as it is. */
	result(text: string): void;
	/** Text beside the result, as it is. */
	commentary(text: string): void;
	/** A line of information. */
	fact(line: string): void;
	/** All of standard input. */
	readInput(): Promise<Uint8Array>;
}

/** What a person sees is made harmless; what goes to a file or another program stays as it is. */
export function processTerminal(): Terminal {
	const write = (stream: NodeJS.WriteStream, text: string) => stream.write(stream.isTTY ? withoutControls(text) : text);
	let isWatched = false;
	return {
		result(text) {
			// Not before there is a result: making the stream takes milliseconds.
			if (!isWatched) {
				isWatched = true;
				// A reader that closes its end, such as `head`, has seen enough.
				process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
			}
			write(process.stdout, text);
		},
		commentary: (text) => write(process.stderr, text),
		fact: (line) => write(process.stderr, `${line}\n`),
		async readInput() {
			const chunks: Uint8Array[] = [];
			for await (const chunk of process.stdin) {
				chunks.push(chunk as Uint8Array);
			}
			return Buffer.concat(chunks);
		},
	};
}
