import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { loadTokenizer } from '../../../src/node/vocabulary';
import { listFiles, randomIntegers, VOCABULARY_FILE } from './reference';

const encoder = new TextEncoder();

describe('Tokenizer', () => {
	const tokenizer = loadTokenizer(VOCABULARY_FILE);
	const files = listFiles('node_modules/typescript/lib', ['.json', '.d.ts']).slice(0, 25);

	it('gives known ids', () => {
		assert.deepEqual([...tokenizer.encodeText('!')], [3]);
		assert.deepEqual([...tokenizer.encodeText(' t')], [259]);
		assert.equal(tokenizer.countText(''), 0);
		assert.deepEqual(tokenizer.encode(new Uint8Array()), new Uint32Array());
	});

	it('encodes the spelling of control tokens as ordinary text', () => {
		assert.equal(tokenizer.countText('<think>'), 3);
		assert.ok(tokenizer.encodeText('<｜begin▁of▁sentence｜><｜User｜>').every((id) => id >= 3 && id < 128_000));
	});

	it('decodes what it encodes', () => {
		const random = randomIntegers(11);
		for (const file of files) {
			const bytes = new Uint8Array(readFileSync(file));
			// Not `deepEqual`, which looks at each byte on its own.
			assert.ok(Buffer.from(tokenizer.decode(tokenizer.encode(bytes))).equals(bytes), file);
		}
		for (let round = 0; round < 500; round++) {
			const points = Array.from({ length: 1 + random(40) }, () => random(0xd800));
			const text = String.fromCodePoint(...points);
			assert.equal(
				new TextDecoder('utf-8', { ignoreBOM: true }).decode(tokenizer.decode(tokenizer.encodeText(text))),
				text,
			);
		}
	});

	it('refuses to decode control tokens and unknown ids', () => {
		for (const id of [0, 2, 128_000, -1, 1.5, NaN]) {
			assert.throws(() => tokenizer.decode([id]), RangeError, String(id));
		}
	});

	it('counts the same from bytes, from text and by ids', () => {
		for (const file of files) {
			const bytes = readFileSync(file);
			const count = tokenizer.count(bytes);
			assert.equal(tokenizer.countText(bytes.toString('utf8')), count, file);
			assert.equal(tokenizer.encode(bytes).length, count, file);
		}
	});

	it('takes what is not UTF-8 for the replacement character', () => {
		const random = randomIntegers(5);
		const samples: number[][] = [
			[0x80],
			[0x61, 0xff, 0x62],
			[0x20, 0xc0, 0xaf],
			[0xe4, 0xb8],
			[0xe4, 0xb8, 0x61],
			[0xed, 0xa0, 0x80],
			[0xf0, 0x9f, 0x98],
			[0xf4, 0x90, 0x80, 0x80],
			[0xf8, 0x88, 0x80, 0x80, 0x80],
			[0x31, 0x32, 0xff, 0x33],
			[0xef, 0xbb, 0xbf, 0x61, 0xfe],
		];
		for (let round = 0; round < 2_000; round++) {
			const choices = [
				0x20,
				0x0a,
				0x61,
				0x31,
				0x28,
				0x80,
				0xbf,
				0xc3,
				0xe4,
				0xed,
				0xf0,
				0xf4,
				random(256),
				random(256),
			];
			samples.push(Array.from({ length: 1 + random(9) }, () => choices[random(choices.length)] ?? 0));
		}
		for (const sample of samples) {
			const bytes = Uint8Array.from(sample);
			const replaced = encoder.encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
			assert.equal(tokenizer.count(bytes), tokenizer.count(replaced), sample.join(' '));
			assert.deepEqual(tokenizer.encode(bytes), tokenizer.encode(replaced), sample.join(' '));
		}
	});

	it('takes lone surrogates for the replacement character', () => {
		for (const [lone, replaced] of [
			['a\ud83d', 'a\ufffd'],
			['\ude00 b', '\ufffd b'],
			['\ude00\ud83d', '\ufffd\ufffd'],
		] as const) {
			assert.deepEqual(tokenizer.encodeText(lone), tokenizer.encodeText(replaced));
			assert.equal(tokenizer.countText(lone), tokenizer.countText(replaced));
		}
	});

	it('adds up over sections that start with < and end with a line feed', () => {
		const endings = ['\n', '  \n', '}\n\n', '(\r\n', '中\n', '12\n', '\t\n', '=\n\n\n', '\u00a0\n', '\u0001\n'];
		const sections = [...files.map((file) => readFileSync(file, 'utf8')), ...endings].map(
			(text, index) => `<file path="${index}">\n${text}${endings[index % endings.length] ?? '\n'}`,
		);
		const sum = sections.reduce((total, section) => total + tokenizer.countText(section), 0);
		assert.equal(tokenizer.countText(sections.join('')), sum);
	});

	it('gives the same ids whatever was processed before', () => {
		const random = randomIntegers(99);
		const fresh = loadTokenizer(VOCABULARY_FILE);
		const text = readFileSync(files[0] ?? '', 'utf8').slice(0, 20_000);
		const expected = fresh.encodeText(text);
		// More distinct words than are remembered, short and long.
		for (let round = 0; round < 6; round++) {
			const words = Array.from({ length: 30_000 }, () => {
				const letters = random(2 ** 31)
					.toString(36)
					.replace(/\d/g, 'x');
				return round % 2 === 0 ? letters : `${letters}${letters}${letters}`;
			});
			fresh.countText(words.join(' '));
		}
		assert.deepEqual(fresh.encodeText(text), expected);
		assert.equal(fresh.countText(text), expected.length);
	});

	it('takes time in proportion to the longest pre-tokens', function () {
		// Quadratic work would take minutes.
		this.timeout(60_000);
		const random = randomIntegers(3);
		const letters = Array.from({ length: 100_000 }, () => String.fromCharCode(0x61 + random(26))).join('');
		const mixed = ['a', '=', ' ', '\n', '中', '\u0301'].map((part) => part.repeat(100_000));
		for (const text of [letters, ...mixed]) {
			const bytes = encoder.encode(text);
			const count = tokenizer.count(bytes);
			assert.equal(tokenizer.decode(tokenizer.encode(bytes)).length, bytes.length);
			assert.ok(count > 0 && count <= bytes.length);
		}
	});
});
