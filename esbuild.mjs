// Bundles what ships: the extension, its worker, the command line and the pages. Prints each bundle's size.
import { build, context } from 'esbuild';
import { copyFile, cp, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const shared = {
	absWorkingDir: root,
	bundle: true,
	minify: production,
	sourcemap: production ? false : 'linked',
	sourcesContent: false,
	legalComments: 'none',
	logLevel: 'warning',
	metafile: true,
};

/**
 * Takes the names that are used out of Node's modules, once for each bundle. By itself esbuild copies a whole module for
 * each file that imports it, name by name: 7 ms of a start.
 * @type {import('esbuild').Plugin}
 */
const builtins = {
	name: 'builtins',
	setup(bundling) {
		bundling.onResolve({ filter: /^node:/ }, ({ path: name, kind }) =>
			kind === 'import-statement' ? { path: name, namespace: 'builtin' } : { path: name, external: true },
		);
		bundling.onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ path: name }) => {
			/** @type {unknown} */
			const builtin = await import(name);
			const names = Object.keys(/** @type {object} */ (builtin)).filter((each) => each !== 'default');
			const picks = names.map((each) => `export const ${each} = /* @__PURE__ */ (() => builtin.${each})();`);
			return { contents: [`const builtin = require('${name}');`, 'export default builtin;', ...picks].join('\n') };
		});
	},
};

/**
 * Leaves the endpoints out that the SDK has classes for, a quarter of what the extension would be: its client is used for
 * requests as they are. What is compiled at the start keeps the editor's thread busy, used or not.
 * @type {import('esbuild').Plugin}
 */
const sdkClientOnly = {
	name: 'sdk-client-only',
	setup(bundling) {
		bundling.onLoad({ filter: /[\\/]node_modules[\\/]openai[\\/]resources[\\/].*\.mjs$/ }, async ({ path: file }) => {
			/** @type {unknown} */
			const resource = await import(pathToFileURL(file).href);
			const names = Object.keys(/** @type {object} */ (resource));
			return { contents: names.map((name) => `export class ${name} {}`).join('\n') };
		});
	},
};

/** @type {import('esbuild').BuildOptions} */
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20', plugins: [builtins, sdkClientOnly] };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
	{ ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode'] },
	{
		...node,
		entryPoints: { worker: 'src/node/workers/worker.ts', hunks: 'src/node/workers/hunkWorker.ts' },
		outdir: 'dist',
	},
	{
		...node,
		entryPoints: { cli: 'src/cli/main.ts' },
		outdir: 'dist',
		banner: { js: '#!/usr/bin/env node' },
		external: ['./modelCommands.js'],
	},
	// What only some commands need: the others start without it.
	{ ...node, entryPoints: { modelCommands: 'src/cli/modelCommands.ts' }, outdir: 'dist' },
	{
		// Not in the worker's bundle: see src/node/skeletons/grammars.ts.
		...node,
		entryPoints: { 'grammars/web-tree-sitter': 'node_modules/web-tree-sitter/web-tree-sitter.cjs' },
		outdir: 'dist',
		outExtension: { '.js': '.cjs' },
		sourcemap: false,
	},
	{
		...shared,
		platform: 'browser',
		format: 'iife',
		target: 'chrome130',
		entryPoints: { chat: 'media/chat/main.tsx', usage: 'media/usage/main.tsx' },
		outdir: 'dist/media',
		jsx: 'automatic',
		jsxImportSource: 'preact',
		loader: { '.ttf': 'file' },
		assetNames: '[name]',
	},
];

await mkdir(path.join(root, 'dist'), { recursive: true });
await copyFile(path.join(root, 'src/core/tokens/vocabulary/vocabulary.bin'), path.join(root, 'dist/vocabulary.bin'));
// Left as it is, with its licence beside it.
for (const name of ['dist/jschardet.min.js', 'LICENSE']) {
	await cp(path.join(root, 'node_modules/jschardet', name), path.join(root, 'dist/jschardet', path.basename(name)));
}
const grammars = (await readdir(path.join(root, 'src/node/skeletons/grammars'))).map((name) => `grammars/${name}`);
await cp(path.join(root, 'src/node/skeletons/grammars'), path.join(root, 'dist/grammars'), { recursive: true });

if (watch) {
	const contexts = await Promise.all(bundles.map((options) => context({ ...options, logLevel: 'info' })));
	await Promise.all(contexts.map((each) => each.watch()));
} else {
	// esbuild has already told what is wrong.
	const results = await Promise.all(bundles.map((options) => build(options))).catch(() => process.exit(1));
	const outputs = results.flatMap((result) => Object.keys(result.metafile?.outputs ?? {}));
	for (const output of [...outputs, 'dist/vocabulary.bin', ...grammars.map((name) => `dist/${name}`)]
		.filter((file) => !file.endsWith('.map'))
		.sort()) {
		const { size } = await stat(path.join(root, output));
		console.log(`${output.padEnd(28)} ${(size / 1024).toFixed(1).padStart(8)} KB`);
	}
}
