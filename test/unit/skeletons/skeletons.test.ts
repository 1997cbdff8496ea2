import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
});
