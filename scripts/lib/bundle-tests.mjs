// The tests are bundled like the product: no loader is needed to run TypeScript, neither here nor in the extension host.
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths.mjs';

/** @typedef {'unit' | 'integration' | 'e2e'} Suite */

/**
 * @param {Suite} suite
 * @returns {Promise<string[]>} The suite's test files, relative to the root.
 */
export async function testFiles(suite) {
	const names = await readdir(path.join(root, 'test', suite), { recursive: true }).catch(() => []);
	return names.filter((name) => /\.test\.tsx?$/.test(name)).map((name) => path.join('test', suite, name));
}

/** @type {Record<Suite, { format: 'cjs' | 'esm', more: string[] }>} */
const kinds = {
	unit: { format: 'esm', more: [] },
	// The extension host loads the tests with `require`.
	integration: { format: 'cjs', more: ['test/integration/index.ts'] },
	e2e: { format: 'esm', more: ['test/e2e/main.ts', 'test/e2e/demo-main.ts'] },
};

/**
 * Bundles a suite into `out/`.
 * @param {Suite} suite
 * @returns {Promise<string[]>} The bundled test files.
 */
export async function bundleTests(suite) {
	const { build } = await import('esbuild');
	const { format, more } = kinds[suite];
	const files = await testFiles(suite);
	const outdir = path.join(root, 'out', suite);
	const ending = format === 'esm' ? '.mjs' : '.js';
	await rm(outdir, { recursive: true, force: true });
	await build({
		absWorkingDir: root,
		entryPoints: [...files, ...more],
		outbase: path.join('test', suite),
		outdir,
		outExtension: { '.js': ending },
		bundle: true,
		splitting: format === 'esm',
		format,
		platform: 'node',
		target: 'node20',
		jsx: 'automatic',
		jsxImportSource: 'preact',
		sourcemap: 'linked',
		logLevel: 'warning',
		...(format === 'esm' ? { packages: 'external' } : { external: ['vscode', 'mocha'] }),
	});
	return files.map((file) =>
		path.join(outdir, path.relative(path.join('test', suite), file)).replace(/\.tsx?$/, ending),
	);
}
