import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { VocabularyError } from '../../../src/core/tokens/merges';
import { Tokenizer } from '../../../src/core/tokens/tokenizer';
import { loadTokenizer } from '../../../src/node/vocabulary';
import { VOCABULARY_FILE } from './reference';

describe('vocabulary', () => {
	let folder = '';
	before(() => {
		folder = mkdtempSync(join(tmpdir(), 'longview-vocabulary-'));
	});
	after(() => {
		rmSync(folder, { recursive: true });
	});

	it('is what its build script makes', function () {
		this.timeout(120_000);
		execFileSync(process.execPath, ['scripts/build-vocabulary.mjs', folder]);
		const provenance = readFileSync(VOCABULARY_FILE.replace('vocabulary.bin', 'PROVENANCE.md'), 'utf8');
		assert.ok(readFileSync(join(folder, 'vocabulary.bin')).equals(readFileSync(VOCABULARY_FILE)));
		assert.equal(readFileSync(join(folder, 'PROVENANCE.md'), 'utf8'), provenance);
	});

	it('is refused when missing or damaged', () => {
		assert.throws(() => loadTokenizer(join(folder, 'missing.bin')), VocabularyError);
		const vocabulary = readFileSync(VOCABULARY_FILE);
		const changed = Uint8Array.from(vocabulary);
		changed[1000] = (changed[1000] ?? 0) ^ 1;
		const damages: Record<string, Uint8Array> = {
			text: Buffer.from('not a vocabulary'),
			truncated: vocabulary.subarray(0, 100_000),
			empty: new Uint8Array(),
			short: vocabulary.subarray(0, -4),
			odd: vocabulary.subarray(0, -1),
			changed,
		};
		for (const [name, bytes] of Object.entries(damages)) {
			const file = join(folder, name);
			writeFileSync(file, bytes);
			assert.throws(() => loadTokenizer(file), VocabularyError, name);
		}
	});

	it('may lie anywhere in memory', () => {
		const vocabulary = readFileSync(VOCABULARY_FILE);
		const shifted = new Uint8Array(vocabulary.length + 1);
		shifted.set(vocabulary, 1);
		assert.deepEqual([...new Tokenizer(shifted.subarray(1)).encodeText(' t')], [259]);
	});
});
