// `npm run bench:cache [-- REPOSITORY]`: what the prefix cache saves on a real history; see test/bench/cache.bench.ts.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';

await ensureDependencies();
const { build } = await import('esbuild');
const bundle = path.join(root, 'out/bench/cache.bench.mjs');
await build({
	absWorkingDir: root,
	entryPoints: ['test/bench/cache.bench.ts'],
	outfile: bundle,
	bundle: true,
	format: 'esm',
	platform: 'node',
	target: 'node20',
	packages: 'external',
	sourcemap: 'linked',
	logLevel: 'warning',
});
await import(pathToFileURL(bundle).href);
