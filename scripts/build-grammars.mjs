// Makes src/node/skeletons/grammars/*.wasm.br from the npm packages that hold the parser and the grammars.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { grammarSources } from './lib/grammar-sources.mjs';
import { root } from './lib/paths.mjs';
import { say } from './lib/terminal.mjs';

const folder = path.join(root, 'src/node/skeletons/grammars');
await mkdir(folder, { recursive: true });
let total = 0;
for (const [name, file] of Object.entries(grammarSources)) {
	const grammar = await readFile(path.join(root, 'node_modules', file));
	const compressed = brotliCompressSync(grammar, {
		params: {
			[constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
			[constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
			[constants.BROTLI_PARAM_SIZE_HINT]: grammar.length,
		},
	});
	await writeFile(path.join(folder, `${name}.wasm.br`), compressed);
	total += compressed.length;
	say(`${name.padEnd(16)} ${String(grammar.length).padStart(8)} -> ${String(compressed.length).padStart(7)} bytes`);
}
say(`${'all'.padEnd(16)} ${String(total).padStart(19)} bytes`);
