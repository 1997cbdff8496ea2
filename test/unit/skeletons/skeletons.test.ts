import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { Skeletons } from '../../../src/node/skeletons/skeletons';
import { Skeletons as FreshSkeletons } from '../../../src/node/skeletons/skeletons';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { fixture, fixtures, grammarFolder, newSkeletons, runtimeFile, shownLines } from './support';

const byLines = new Set(['md', 'json', 'yaml', 'toml', 'scss', 'sql', 'sh', 'ex']);
const extensionOf = (name: string) => name.split('.').at(-1)!;

describe('skeletons', () => {
	let skeletons: Skeletons;
	before(() => {
		skeletons = newSkeletons();
	});
	after(() => skeletons.dispose());

	for (const { name, text, skeleton } of fixtures) {
		it(`of ${name}`, async () => {
			const made = await skeletons.skeleton(`src/${name}`, text);
			assert.equal(made?.text, skeleton);
			assert.equal(made.method, byLines.has(extensionOf(name)) ? 'lines' : 'tree-sitter');
			assert.ok(shownLines(made.text, text).length > 0);
		});
	}

	it('hold for any text: same bytes again, and only lines of the file under their own numbers', async function () {
		this.timeout(60_000);
		const mutation = fc.record({
			file: fc.constantFrom(...fixtures),
			start: fc.nat(3000),
			removed: fc.nat(300),
			inserted: fc.constantFrom(
				'',
				'{',
				'}',
				'(',
				'"',
				'`',
				'/*',
				"'''",
				'\n',
				'<',
				'#if\n',
				'…12-30',
				'\u{1f600}',
				'\ud800',
				'\0',
			),
			end: fc.integer({ min: 1, max: 4000 }),
		});
		await fc.assert(
			fc.asyncProperty(mutation, async ({ file, start, removed, inserted, end }) => {
				const text = (file.text.slice(0, start) + inserted + file.text.slice(start + removed)).slice(0, end);
				const made = await skeletons.skeleton(file.name, text);
				assert.deepEqual(await skeletons.skeleton(file.name, text), made);
				if (made) {
					assert.ok(made.text.length < text.length);
					shownLines(made.text, text);
				}
			}),
			{ numRuns: 200 },
		);
	});

	it('are not made of what is short, empty or has no declarations', async () => {
		assert.equal(await skeletons.skeleton('a.ts', ''), undefined);
		assert.equal(await skeletons.skeleton('a.ts', '\n\n\n'), undefined);
		assert.equal(await skeletons.skeleton('a.ts', 'export const a = 1;\n'), undefined);
		assert.equal(await skeletons.skeleton('LICENSE', 'All of this is prose.\n'.repeat(40)), undefined);
	});

	it('show what stands behind a syntax error', async () => {
		const { text } = fixture('ledger.ts');
		const broken = text.replace('if (amount < 0n && !options.force) {', 'if (amount < 0n && !options.force) { ] =>');
		const made = await skeletons.skeleton('ledger.ts', broken);
		assert.equal(made?.method, 'tree-sitter');
		assert.match(made.text, /^export class Ledger/m);
		assert.match(made.text, /^export const report = /m);
	});

	it('cut lines that are data', async () => {
		const text = `export const table = "${'ab'.repeat(400)}";\nfunction f() {\n${'\twork();\n'.repeat(300)}}\n`;
		const made = await skeletons.skeleton('a.ts', text);
		assert.ok(made);
		assert.ok(made.text.split('\n').every((line) => line.length < 250));
		assert.deepEqual(shownLines(made.text, text), [1, 2]);
	});

	it('come from lines when a grammar is missing or damaged', async () => {
		const folder = new TemporaryFolder({});
		try {
			const { text } = fixture('cache.go');
			const missing = await new FreshSkeletons(path.join(folder.path, 'nowhere')).skeleton('cache.go', text);
			assert.equal(missing?.method, 'lines');
			cpSync(grammarFolder, folder.path, { recursive: true });
			writeFileSync(path.join(folder.path, 'go.wasm.br'), 'not compressed');
			const damaged = new FreshSkeletons(folder.path, runtimeFile);
			assert.deepEqual(await damaged.skeleton('cache.go', text), missing);
			assert.match(missing.text, /^func New\[/m);
			shownLines(missing.text, text);
			const { text: ruby, skeleton } = fixture('invoice.rb');
			assert.equal((await damaged.skeleton('invoice.rb', ruby))?.text, skeleton);
		} finally {
			folder.remove();
		}
	});

	it('come from lines after disposal', async () => {
		const disposed = newSkeletons();
		disposed.dispose();
		assert.equal((await disposed.skeleton('cache.go', fixture('cache.go').text))?.method, 'lines');
	});

	it('are the same when many are asked for at once', async () => {
		const fresh = newSkeletons();
		const made = await Promise.all(fixtures.map(({ name, text }) => fresh.skeleton(name, text)));
		assert.deepEqual(
			made.map((each) => each?.text),
			fixtures.map((each) => each.skeleton),
		);
	});
});

describe('skeletons of hostile text', () => {
	let skeletons: Skeletons;
	before(() => {
		skeletons = newSkeletons();
	});
	after(() => skeletons.dispose());

	const depth = 10_000;
	const nested: readonly (readonly [string, string])[] = [
		['a.ts', 'namespace a {\n'.repeat(depth) + '}\n'.repeat(depth)],
		['a.js', 'f(() => {\n'.repeat(depth) + '});\n'.repeat(depth)],
		['a.py', Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}class A:\n`).join('')],
		['a.cpp', 'namespace a {\n'.repeat(depth)],
		['a.rs', 'mod a {\n'.repeat(depth) + '}\n'.repeat(depth)],
		['a.json', '{ "a":\n'.repeat(depth) + '}\n'.repeat(depth)],
		['a.rb', 'module A\n'.repeat(depth)],
	];
	for (const [name, text] of nested) {
		it(`nested deeply: ${name}`, async () => {
			const made = await skeletons.skeleton(name, text);
			if (made) {
				shownLines(made.text, text);
			}
		});
	}

	it('that breaks the parser leaves the next file as it was', async () => {
		// After the first fault this one fails for good, as the real one would: only a new one can go on.
		const faulty = `
			const real = require(${JSON.stringify(runtimeFile)});
			let broken = false;
			class Parser extends real.Parser {
				parse(read, ...rest) {
					broken ||= read(0).includes('FAULT');
					if (broken) {
						throw new WebAssembly.RuntimeError('memory access out of bounds');
					}
					return super.parse(read, ...rest);
				}
			}
			module.exports = { Language: real.Language, Parser };
		`;
		const folder = new TemporaryFolder({ 'faulty.cjs': faulty });
		try {
			const { name, text, skeleton } = fixture('cache.go');
			const again = new FreshSkeletons(grammarFolder, path.join(folder.path, 'faulty.cjs'));
			const fault = await again.skeleton(name, text.replace('keeps', 'FAULT'));
			assert.equal(fault?.method, 'lines');
			assert.deepEqual(await again.skeleton(name, text), { text: skeleton, method: 'tree-sitter' });
		} finally {
			folder.remove();
		}
	});

	it('of 5 MB', async () => {
		const text = fixture('ledger.ts').text.repeat(1800);
		assert.ok(text.length > 5_000_000);
		const made = await skeletons.skeleton('a.ts', text);
		assert.equal(made?.method, 'lines');
		assert.ok(made.text.length < text.length * 0.7);
	});

	it('in one line of 2 MB', async () => {
		for (const name of ['a.js', 'a.json', 'a.css', 'a.md', 'a.unknown', 'a.sql', 'a.vue']) {
			for (const unit of ['(a ', '{"a":[', 'function f(){', ' ', '<script', '`']) {
				assert.equal(await skeletons.skeleton(name, unit.repeat(Math.ceil(2_000_000 / unit.length))), undefined);
			}
		}
	});
});
