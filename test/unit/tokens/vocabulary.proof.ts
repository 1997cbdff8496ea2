import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

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
		const provenance = readFileSync(VOCABULARY_FILE.replace('vocabulary.br', 'PROVENANCE.md'), 'utf8');
		const committed = readFileSync(VOCABULARY_FILE);
		const rebuilt = readFileSync(join(folder, 'vocabulary.br'));
		assert.ok(brotliDecompressSync(rebuilt).equals(brotliDecompressSync(committed)));
		// Another version of the compressor may write other bytes for the same content.
		if (provenance.includes(`brotli ${process.versions['brotli'] ?? ''},`)) {
			assert.ok(rebuilt.equals(committed));
			assert.equal(readFileSync(join(folder, 'PROVENANCE.md'), 'utf8'), provenance);
		}
	});

	it('is refused when missing or damaged', () => {
		assert.throws(() => loadTokenizer(join(folder, 'missing.br')), VocabularyError);
		const vocabulary = brotliDecompressSync(readFileSync(VOCABULARY_FILE));
		const changed = Uint8Array.from(vocabulary);
		changed[1000] = (changed[1000] ?? 0) ^ 1;
		const damages: Record<string, Uint8Array> = {
			text: Buffer.from('not brotli'),
			truncated: readFileSync(VOCABULARY_FILE).subarray(0, 100_000),
			empty: fastBrotli(new Uint8Array()),
			short: fastBrotli(vocabulary.subarray(0, -4)),
			odd: fastBrotli(vocabulary.subarray(0, -1)),
			changed: fastBrotli(changed),
		};
		for (const [name, bytes] of Object.entries(damages)) {
			const file = join(folder, name);
			writeFileSync(file, bytes);
			assert.throws(() => loadTokenizer(file), VocabularyError, name);
		}
	});

	it('may lie anywhere in memory', () => {
		const vocabulary = brotliDecompressSync(readFileSync(VOCABULARY_FILE));
		const shifted = new Uint8Array(vocabulary.length + 1);
		shifted.set(vocabulary, 1);
		assert.deepEqual([...new Tokenizer(shifted.subarray(1)).encodeText(' t')], [259]);
	});
});

function fastBrotli(bytes: Uint8Array): Uint8Array {
	return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}
