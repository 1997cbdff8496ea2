import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 compile the hottest functions without copying what they call into them. A pack of a small tree is made within
 * some tenths of a second: by default a good part of it, and megabytes, go into compiling large functions that are hardly
 * used any more once they are ready.
 */
export function compileForShortRuns(): void {
	setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');
}
