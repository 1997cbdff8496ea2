import { readFileSync } from 'node:fs';

import { errorMessage } from '../core/common/errors';
import { VocabularyError } from '../core/tokens/merges';
import { Tokenizer, type TokenCounter } from '../core/tokens/tokenizer';

/**
 * Loads the tokenizer.
 * @param vocabularyFile path of `vocabulary.bin`
 * @throws {VocabularyError} if the file is missing or damaged
 */
export function loadTokenizer(vocabularyFile: string): Tokenizer {
	let vocabulary: Buffer;
	try {
		vocabulary = readFileSync(vocabularyFile);
	} catch (error) {
		throw new VocabularyError(`The token vocabulary cannot be read: ${errorMessage(error)}.`, { cause: error });
	}
	return new Tokenizer(vocabulary);
}

/** A tokenizer that is loaded when something else is to be waited for, at the latest when it is first needed. */
export class LateTokenizer implements TokenCounter {
	readonly #load: () => TokenCounter;
	#loaded: TokenCounter | undefined;

	/** @param load may throw a `VocabularyError`, which every method then does */
	constructor(load: () => TokenCounter) {
		this.#load = load;
	}

	load(): TokenCounter {
		return (this.#loaded ??= this.#load());
	}

	count(bytes: Uint8Array): number {
		return this.load().count(bytes);
	}

	countText(text: string): number {
		return this.load().countText(text);
	}
}
