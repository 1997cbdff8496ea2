// Benchmarks written in TypeScript: bundled beside their sources, then run in this process.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';

/**
 * Runs `test/bench/NAME.bench.ts`, which reads the arguments of this process.
 * @param {string} name
 */
export async function runBench(name) {
	const { build } = await import('esbuild');
	const bundle = path.join(root, `out/bench/${name}.bench.mjs`);
	await build({
		absWorkingDir: root,
		entryPoints: [`test/bench/${name}.bench.ts`],
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
}
