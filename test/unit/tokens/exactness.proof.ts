import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import {
	expandCharacterClasses,
	IDEOGRAPH_LETTER,
	IDEOGRAPH_SYMBOL,
	LETTER,
	NEWLINE,
	NUMBER,
	OTHER,
	SPACE,
	SYMBOL,
} from '../../../src/core/tokens/character-classes';
import { loadTokenizer } from '../../../src/node/vocabulary';
import { listFiles, loadReference, randomIntegers, VOCABULARY_FILE } from './reference';

/** Bytes of real files per kind; the reference reads about 1 MB/s. */
const SAMPLE_BYTES = 110_000;
const LARGEST_FILE = 60_000;

/**
 * SHA-256 of the ids (uint32, little endian) that the native reference library, `tokenizers` 0.23.2, gives to
 * `codePointText` of all blocks in turn.
 */
const NATIVE_DIGEST = 'ee4f38604d45972d6ab7280ef0053cd8c699915a883092a3e4c86d95b63edf48';
const BLOCK = 4096;

/** Every code point of a block, surrogates left out, joined to letters and to itself, after a space, before a line feed. */
function codePointText(block: number): string {
	let text = '';
	for (let codePoint = block * BLOCK; codePoint < (block + 1) * BLOCK; codePoint++) {
		if (codePoint < 0xd800 || codePoint > 0xdfff) {
			const character = String.fromCodePoint(codePoint);
			text += `a${character}${character}b ${character}\n`;
		}
	}
	return text;
}

describe('Tokenizer against the reference', () => {
	const tokenizer = loadTokenizer(VOCABULARY_FILE);
	const reference = loadReference();

	function assertSame(text: string, name = JSON.stringify(text)): void {
		const expected = reference(text);
		assert.equal(tokenizer.countText(text), expected.length, `count of ${name}`);
		assert.deepEqual([...tokenizer.encodeText(text)], expected, `ids of ${name}`);
	}

	it('agrees on files of many kinds and languages', function () {
		this.timeout(120_000);
		const kinds: [string, string[]][] = [
			['node_modules/typescript/lib', ['.json']],
			['node_modules/highlight.js/lib/languages', ['.js']],
			['node_modules/highlight.js/styles', ['.css']],
			['node_modules/openai', ['.ts', '.mts']],
			['node_modules/@types/node', ['.ts']],
			['node_modules', ['README.md', 'CHANGELOG.md', 'LICENSE']],
			['node_modules', ['.min.js', '.min.mjs', '.min.css']],
			['node_modules', ['.py', '.cc', '.h', '.c', '.html', '.yml', '.svg', '.gyp', '.sh', '.rs']],
			['node_modules', ['.js', '.mjs', '.cjs', '.map']],
		];
		let total = 0;
		for (const [folder, extensions] of kinds) {
			const files = listFiles(folder, extensions);
			const random = randomIntegers(total + 1);
			let bytes = 0;
			for (let attempt = 0; bytes < SAMPLE_BYTES && attempt < 200 && files.length > 0; attempt++) {
				const [file] = files.splice(random(files.length), 1);
				if (file === undefined) {
					break;
				}
				const text = readFileSync(file, 'utf8').slice(0, LARGEST_FILE);
				assertSame(text, file);
				bytes += text.length;
			}
			total += bytes;
		}
		assert.ok(total > 800_000, `compared ${total} characters`);
	});

	it('agrees on 20,000 random strings', function () {
		this.timeout(120_000);
		const random = randomIntegers(20_000);
		const parts = [
			...['a', 'B', 'the', "'s", '_', 'é', '\u0301', 'Ж', 'ا', '한', '\u{20000}'],
			...['1', '٣', '²', '〇', ' ', '  ', '\t', '\n', '\r', '\r\n', '\v', '\u00a0', '\u0085', '\u2028', '\u3000'],
			...['中', '文', 'あ', 'ー', '・', '゛', '\u3099', '\u3040', '\u3097', '龥', '龦'],
			...['(', '=', '$', '—', '😀', '👍🏽', '\u200d', '\ufe0f', '\ufeff', '\ue000', '\u0001', '\u0000', '\u{10ffff}'],
			...['<think>', '<｜User｜>', '｜DSML｜', '<｜end▁of▁sentence｜>'],
		];
		for (let round = 0; round < 20_000; round++) {
			assertSame(Array.from({ length: 1 + random(12) }, () => parts[random(parts.length)]).join(''));
		}
	});

	it('agrees where the class of code points changes', function () {
		this.timeout(120_000);
		const classes = expandCharacterClasses();
		let text = '';
		for (let codePoint = 1; codePoint < classes.length; codePoint++) {
			if (classes[codePoint] === classes[codePoint - 1]) {
				continue;
			}
			for (const neighbour of [codePoint - 1, codePoint]) {
				if (isAssignedAlike(neighbour, classes) && (neighbour < 0xd800 || neighbour > 0xdfff)) {
					const character = String.fromCodePoint(neighbour);
					text += `(${character}b ${character}${character}1${character} 中${character}\u0001${character}\n`;
				}
			}
			if (text.length > 2_000) {
				assertSame(text);
				text = '';
			}
		}
		assertSame(text);
	});

	it('classifies every code point as this Unicode version does, or as unassigned', () => {
		const classes = expandCharacterClasses();
		const differing = classes.reduce((count, _, codePoint) => count + (isAssignedAlike(codePoint, classes) ? 0 : 1), 0);
		for (let codePoint = 0; codePoint < classes.length; codePoint++) {
			assert.ok(
				isAssignedAlike(codePoint, classes) || classes[codePoint] === OTHER,
				`class of U+${codePoint.toString(16)}`,
			);
		}
		assert.ok(differing < 12_000, `${differing} code points are newer than the table`);
	});

	it('gives every code point the ids of the native reference', function () {
		this.timeout(120_000);
		const digest = createHash('sha256');
		for (let block = 0; block < 0x110000 / BLOCK; block++) {
			const text = codePointText(block);
			const ids = tokenizer.encodeText(text);
			digest.update(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
		}
		assert.equal(digest.digest('hex'), NATIVE_DIGEST);
	});

	it('agrees on long pre-tokens', function () {
		this.timeout(120_000);
		const random = randomIntegers(7);
		const letters = Array.from({ length: 20_000 }, () => String.fromCharCode(0x61 + random(26))).join('');
		for (const text of ['='.repeat(20_000), ' '.repeat(20_000), '中'.repeat(5_000), '\n'.repeat(20_000), letters]) {
			assertSame(text, `${text.length} of ${JSON.stringify(text.slice(0, 3))}`);
		}
		for (let length = 1; length <= 150; length++) {
			assertSame(letters.slice(length, 2 * length));
			assertSame('~'.repeat(length));
		}
	});
});

const PATTERNS: readonly (readonly [RegExp, number[]])[] = [
	[/\p{N}/u, [NUMBER]],
	[/[\p{L}\p{M}]/u, [LETTER, IDEOGRAPH_LETTER]],
	[/[\p{P}\p{S}]/u, [SYMBOL, IDEOGRAPH_SYMBOL]],
	[/[\r\n]/, [NEWLINE]],
	[/\p{White_Space}/u, [SPACE]],
];

/** Whether this runtime's Unicode version puts a code point into the class the table gives it. */
function isAssignedAlike(codePoint: number, classes: Uint8Array): boolean {
	const character = String.fromCodePoint(codePoint);
	const pattern = PATTERNS.find(([expression]) => expression.test(character));
	const characterClass = classes[codePoint] ?? OTHER;
	return pattern === undefined
		? !PATTERNS.some(([, expected]) => expected.includes(characterClass))
		: pattern[1].includes(characterClass);
}
