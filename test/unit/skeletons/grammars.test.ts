import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { grammarSources } from '../../../scripts/lib/grammar-sources.mjs';
import { grammarCatalog } from '../../../src/node/skeletons/grammarCatalog';
import { Grammars } from '../../../src/node/skeletons/grammars';
import { grammarFolder, runtimeFile } from './support';

describe('grammars', () => {
	it('are those of the packages', () => {
		const files = readdirSync(grammarFolder).filter((name) => name.endsWith('.br'));
		assert.deepEqual(
			files.sort(),
			Object.keys(grammarSources)
				.map((name) => `${name}.wasm.br`)
				.sort(),
		);
		for (const [name, source] of Object.entries(grammarSources)) {
			const shipped = brotliDecompressSync(readFileSync(path.join(grammarFolder, `${name}.wasm.br`)));
			assert.ok(shipped.equals(readFileSync(path.resolve('node_modules', source))), name);
		}
	});

	it('are all in the catalog, each extension once', () => {
		const names = grammarCatalog.map((each) => each.name);
		assert.deepEqual([...names, 'web-tree-sitter'].sort(), Object.keys(grammarSources).sort());
		const extensions = grammarCatalog.flatMap((each) => each.extensions);
		assert.equal(new Set(extensions).size, extensions.length);
	});

	for (const { name, rules } of grammarCatalog) {
		it(`knows every kind of node that is named for ${name}`, async () => {
			const loaded = await new Grammars(grammarFolder, runtimeFile).load(name);
			assert.ok(loaded);
			// The parser's own kind, in no grammar's list.
			const kinds = new Set([...loaded.language.types, 'ERROR']);
			const named = [
				...Object.keys(rules.roles),
				...rules.bodies,
				...(rules.functionValues ?? []),
				...(rules.objects ?? []),
				...(rules.titles ?? []),
				...Object.keys(rules.values ?? {}),
			];
			assert.deepEqual(
				named.filter((kind) => !kinds.has(kind)),
				[],
			);
			for (const field of Object.values(rules.values ?? {}).filter((value) => value !== '')) {
				assert.ok(loaded.language.fieldIdForName(field) !== null, field);
			}
		});
	}
});
