import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Pack } from '../../../src/core/context/types';
import { packCodec } from '../../../src/node/workers/packMessage';

describe('a pack on its way to another thread', () => {
	const bytes = new TextEncoder().encode('<repository name="x">\n…');
	const empty: Pack = { id: 'a1', name: 'x', bytes, json: bytes.slice(1), tokens: 12, sections: [] };
	const full: Pack = {
		...empty,
		sections: [
			{ path: 'a b\n"ü.ts', tier: 'full', start: 10, end: 2 ** 33, finalNewline: true, hash: 'h1' },
			{ path: 'c.csv', tier: 'head', start: 0, end: 0, finalNewline: false, hash: 'h2' },
			{ path: 'd.ts', tier: 'skeleton', start: 7, end: 9, finalNewline: true, hash: 'h3' },
		],
	};

	for (const [name, pack] of Object.entries({ empty, full })) {
		it(`arrives as it left: ${name}`, () => {
			const before = structuredClone(pack);
			const { message, transfer } = packCodec.encode(pack);
			const arrived = packCodec.decode(structuredClone(message, { transfer }));
			assert.deepEqual(arrived, before);
			assert.deepEqual(pack, before, 'the one that stays keeps its bytes');
		});
	}
});
