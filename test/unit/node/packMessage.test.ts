import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { SectionList } from '../../../src/core/context/sections';
import type { Pack, Section } from '../../../src/core/context/types';
import { packCodec } from '../../../src/node/workers/packMessage';

describe('a pack on its way to another thread', () => {
	const bytes = new TextEncoder().encode('<repository name="x">\n…');
	const packOf = (sections: readonly Section[]): Pack => ({
		...{ id: 'a1', name: 'x', bytes, json: bytes.slice(1), tokens: 12 },
		sections: new SectionList(sections),
	});
	const sent = (pack: Pack): Pack => {
		const { message, transfer } = packCodec.encode(pack);
		return packCodec.decode(structuredClone(message, { transfer })) as Pack;
	};
	const plain = ({ sections, ...rest }: Pack) => structuredClone({ ...rest, sections: [...sections] });

	const full: readonly Section[] = [
		{ path: 'a b\n"ü.ts', tier: 'full', start: 10, end: 2 ** 33, finalNewline: true, hash: 'h1' },
		{ path: 'c.csv', tier: 'head', start: 0, end: 0, finalNewline: false, hash: 'h2' },
		{ path: 'src/中/d.ts', tier: 'skeleton', start: 7, end: 9, finalNewline: true, hash: '' },
	];

	for (const [name, sections] of Object.entries({ empty: [], full })) {
		it(`arrives as it left: ${name}`, () => {
			const pack = packOf(sections);
			const before = plain(pack);
			assert.deepEqual(plain(sent(pack)), before);
			assert.deepEqual(plain(pack), before, 'the one that stays keeps its bytes');
		});
	}

	it('has its sections found there as where it was made', () => {
		const name = fc.constantFrom('a', 'b.ts', 'ü', 'index.ts', '中', 'very-long-name-of-a-folder');
		const paths = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')));
		fc.assert(
			fc.property(paths, fc.string(), (known, other) => {
				const { sections } = packOf(known.map((path, at) => ({ ...full[at % 3]!, path, start: at, hash: `h${at}` })));
				const there = sent({ ...packOf([]), sections }).sections;
				assert.equal(there.length, known.length);
				assert.deepEqual([...there.paths()], known);
				for (const path of [...known, other, '', 'a', 'a/', ...known.map((each) => each.slice(1))]) {
					assert.deepEqual(there.find(path), sections.find(path), path);
				}
				for (const ending of ['/index.ts', '/a', 'ü', '/a/b.ts', '.ts', '']) {
					assert.deepEqual(there.endingWith(ending), sections.endingWith(ending), ending);
				}
			}),
		);
	});
});
