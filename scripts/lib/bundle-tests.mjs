// The tests are bundled like the product: no loader is needed to run TypeScript, neither here nor in the extension host.
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths.mjs';

/** @typedef {'unit' | 'proofs' | 'integration' | 'e2e'} Suite */

const unit = { folder: 'unit', format: /** @type {const} */ ('esm'), more: [] };

/** @type {Record<Suite, { folder: string, files: RegExp, format: 'cjs' | 'esm', more: string[] }>} */
const kinds = {
	unit: { ...unit, files: /\.test\.tsx?$/ },
	// What takes seconds by its nature: a thousand requests, whole processes, comparisons with a slow reference.
	proofs: { ...unit, files: /\.proof\.ts$/ },
	// The extension host loads the tests with `require`.
	integration: {
		folder: 'integration',
		files: /\.test\.ts$/,
		format: 'cjs',
		more: ['test/integration/index.ts'],
	},
	e2e: { folder: 'e2e', files: /\.test\.ts$/, format: 'esm', more: ['test/e2e/main.ts', 'test/e2e/demo-main.ts'] },
};

/**
 * @param {Suite} suite
 * @returns {Promise<string[]>} The suite's test files, relative to the root.
 */
async function testFiles(suite) {
	const { folder, files } = kinds[suite];
	const names = await readdir(path.join(root, 'test', folder), { recursive: true }).catch(() => []);
	return names.filter((name) => files.test(name)).map((name) => path.join('test', folder, name));
}

/**
 * Bundles a suite into `out/`.
 * @param {Suite} suite
 * @returns {Promise<string[]>} The bundled test files.
 */
export async function bundleTests(suite) {
	const { build } = await import('esbuild');
	const { folder, format, more } = kinds[suite];
	const files = await testFiles(suite);
	const outdir = path.join(root, 'out', suite);
	const ending = format === 'esm' ? '.mjs' : '.js';
	await rm(outdir, { recursive: true, force: true });
	await build({
		absWorkingDir: root,
		entryPoints: [...files, ...more],
		outbase: path.join('test', folder),
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
		path.join(outdir, path.relative(path.join('test', folder), file)).replace(/\.tsx?$/, ending),
	);
}
