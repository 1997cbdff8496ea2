import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One text with the places of the secrets that are in it. */
export interface LabelledText {
	readonly group: string;
	readonly path: string;
	readonly text: string;
	readonly expected: readonly { readonly start: number; readonly end: number }[];
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const alphabets: Readonly<Record<string, string>> = {
	b62: lower + upper + digits,
	b64: `${lower}${upper}${digits}+/`,
	b64u: `${lower}${upper}${digits}_-`,
	b32: `${upper}234567`,
	bech: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
	hex: `${digits}abcdef`,
	HEX: `${digits}ABCDEF`,
	upper: upper + digits,
	digit: digits,
};

/** Random characters that are the same for the same seed: xorshift, for tests have to repeat. */
export function randomSource(seed: number): (below: number) => number {
	let state = seed | 1;
	return (below) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
}

/** Puts characters in the place of `{b62:36}`, `{uuid}` and `{basic:user:password}`. */
export function fillIn(template: string, random: (below: number) => number): string {
	const draw = (alphabet: string, length: number) =>
		Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');
	return template
		.replace(/\{uuid\}/g, () => [8, 4, 4, 4, 12].map((length) => draw(alphabets['hex']!, length)).join('-'))
		.replace(/\{basic:([^}]*)\}/g, (_, plain: string) => Buffer.from(plain).toString('base64'))
		.replace(/\{(\w+):(\d+)\}/g, (whole, name: string, length: string) => {
			const alphabet = alphabets[name];
			return alphabet === undefined ? whole : draw(alphabet, Number(length));
		});
}

function read(name: string): string {
	return readFileSync(path.join(process.cwd(), 'test/fixtures/secrets', name), 'utf8');
}

function* sections(file: string): Iterable<{ readonly heading: string; readonly body: string }> {
	for (const section of file.split(/^=== /m).slice(1)) {
		const newline = section.indexOf('\n');
		yield { heading: section.slice(0, newline), body: section.slice(newline + 1) };
	}
}

function label(group: string, filePath: string, marked: string): LabelledText {
	const expected: { start: number; end: number }[] = [];
	let text = '';
	for (const part of marked.split(/(?=[⟦⟧])/u)) {
		if (part.startsWith('⟦')) {
			expected.push({ start: text.length, end: -1 });
		} else if (part.startsWith('⟧')) {
			expected[expected.length - 1] = { start: expected.at(-1)!.start, end: text.length };
		}
		text += part.replace(/^[⟦⟧]/u, '');
	}
	return { group, path: filePath, text, expected };
}

/** Texts that hold secrets: one line each, and some of several lines. */
export function positives(random: (below: number) => number): LabelledText[] {
	const cases: LabelledText[] = [];
	for (const { heading, body } of sections(read('positives.txt'))) {
		const [group, filePath] = heading.split(' ') as [string, string];
		for (const line of body.split('\n').filter((line) => line.trim() !== '')) {
			cases.push(label(group, filePath, fillIn(line, random)));
		}
	}
	for (const { heading, body } of sections(read('positive-blocks.txt'))) {
		const [group, filePath] = heading.split(' ') as [string, string];
		cases.push(label(group, filePath, fillIn(body, random)));
	}
	return cases;
}

/** Lines that look as if they held secrets. */
export function negatives(random: (below: number) => number): LabelledText[] {
	return [...sections(read('negatives.txt'))].flatMap(({ heading, body }) =>
		body
			.split('\n')
			.filter((line) => line.trim() !== '')
			.map((line) => ({ group: heading, path: heading, text: fillIn(line, random), expected: [] })),
	);
}
