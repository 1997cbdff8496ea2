// `npm run package`: makes the .vsix and makes sure that it holds what it should and nothing else.
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { parseJson } from './lib/json.mjs';
import { cache, root } from './lib/paths.mjs';
import { supervise } from './lib/processes.mjs';
import { say, sayFailure } from './lib/terminal.mjs';
import { listZip } from './lib/zip.mjs';

/** Every file of the extension. A change here is a decision about what ships. */
const expected = [
	'LICENSE.txt',
	'changelog.md',
	'dist/extension.js',
	'dist/grammars/LICENSES.txt',
	'dist/grammars/c.wasm.br',
	'dist/grammars/c_sharp.wasm.br',
	'dist/grammars/cpp.wasm.br',
	'dist/grammars/go.wasm.br',
	'dist/grammars/java.wasm.br',
	'dist/grammars/javascript.wasm.br',
	'dist/grammars/kotlin.wasm.br',
	'dist/grammars/php.wasm.br',
	'dist/grammars/python.wasm.br',
	'dist/grammars/ruby.wasm.br',
	'dist/grammars/rust.wasm.br',
	'dist/grammars/swift.wasm.br',
	'dist/grammars/tsx.wasm.br',
	'dist/grammars/typescript.wasm.br',
	'dist/grammars/web-tree-sitter.cjs',
	'dist/grammars/web-tree-sitter.wasm.br',
	'dist/jschardet/LICENSE',
	'dist/jschardet/jschardet.min.js',
	'dist/hunks.js',
	'dist/media/chat.css',
	'dist/media/chat.js',
	'dist/media/codicon.ttf',
	'dist/media/usage.css',
	'dist/media/usage.js',
	'dist/vocabulary.bin',
	'dist/worker.js',
	'media/icons/longview.png',
	'media/icons/longview.svg',
	'media/walkthrough/ask.svg',
	'media/walkthrough/key.svg',
	'media/walkthrough/review.svg',
	'package.json',
	'readme.md',
];

/** The largest .vsix that is not a mistake. */
const largest = 4 * 1024 * 1024;

/**
 * @param {readonly string[]} actual
 * @returns {string[]} What is wrong with the list.
 */
function compare(actual) {
	return [
		...actual.filter((name) => !expected.includes(name)).map((name) => `+ ${name} is in it and should not be`),
		...expected.filter((name) => !actual.includes(name)).map((name) => `- ${name} is missing`),
	];
}

await supervise(async () => {
	await ensureDependencies();
	const manifest = await readFile(path.join(root, 'package.json'), 'utf8');
	const { version } = /** @type {{ version: string }} */ (parseJson(manifest));
	const target = path.join(root, `longview-${version}.vsix`);
	const draft = path.join(cache, 'draft.vsix');
	await mkdir(cache, { recursive: true });
	await rm(draft, { force: true });
	const { createVSIX } = await import('@vscode/vsce');
	await createVSIX({ cwd: root, packagePath: draft, dependencies: false });

	const archive = await readFile(draft);
	const prefix = 'extension/';
	const files = listZip(archive).filter((name) => name.startsWith(prefix));
	const wrong = compare(files.map((name) => name.slice(prefix.length)));
	if (wrong.length > 0) {
		throw new Error(`The package is not what scripts/package.mjs expects:\n${wrong.join('\n')}`);
	}
	if (archive.length > largest) {
		throw new Error(`The package has ${archive.length} bytes, more than ${largest}.`);
	}
	await rename(draft, target);
	say(`${path.basename(target)}: ${files.length} files, ${(archive.length / 1024).toFixed(1)} KB`);
}, sayFailure);
