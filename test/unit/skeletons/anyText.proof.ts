import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { Skeletons } from '../../../src/node/skeletons/skeletons';
import { fixture, fixtures, newSkeletons, shownLines } from './support';

describe('skeletons of any text', function () {
	this.timeout(60_000);
	let skeletons: Skeletons;
	before(() => {
		skeletons = newSkeletons();
	});
	after(() => skeletons.dispose());

	it('are the same bytes again, and only lines of the file under their own numbers', async () => {
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
