import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

import { errorMessage } from '../core/common/errors';
import { VocabularyError } from '../core/tokens/merges';
import { Tokenizer } from '../core/tokens/tokenizer';

/**
 * Loads the tokenizer.
 * @param vocabularyFile path of `vocabulary.br`
 * @throws {VocabularyError} if the file is missing or damaged
 */
export function loadTokenizer(vocabularyFile: string): Tokenizer {
	let compressed: Buffer;
	try {
		compressed = readFileSync(vocabularyFile);
	} catch (error) {
		throw new VocabularyError(`The token vocabulary cannot be read: ${errorMessage(error)}.`, { cause: error });
	}
	let vocabulary: Buffer;
	try {
		vocabulary = brotliDecompressSync(compressed);
	} catch (error) {
		throw new VocabularyError(`The token vocabulary ${vocabularyFile} is damaged.`, { cause: error });
	}
	return new Tokenizer(vocabulary);
}
