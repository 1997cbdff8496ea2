import path from 'node:path';
import type { Tokenizer } from '../../src/core/tokens/tokenizer';
import { loadTokenizer } from '../../src/node/vocabulary';

let shared: Tokenizer | undefined;

/** The real tokenizer, loaded once per process. Tests run with the repository's root as their folder. */
export function testTokenizer(): Tokenizer {
	return (shared ??= loadTokenizer(path.resolve('src/core/tokens/vocabulary/vocabulary.bin')));
}
