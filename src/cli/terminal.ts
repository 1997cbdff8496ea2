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

export function processTerminal(): Terminal {
	return {
		result: (text) => process.stdout.write(text),
		commentary: (text) => process.stderr.write(text),
		fact: (line) => process.stderr.write(`${line}\n`),
		async readInput() {
			const chunks: Uint8Array[] = [];
			for await (const chunk of process.stdin) {
				chunks.push(chunk as Uint8Array);
			}
			return Buffer.concat(chunks);
		},
	};
}
