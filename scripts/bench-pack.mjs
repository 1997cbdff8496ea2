// `npm run bench:pack [-- FOLDER…]`: speed and memory of packing beside repomix; see test/bench/pack.bench.ts.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { runBench } from './lib/bench.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { npm } from './lib/npm.mjs';
import { cache, root } from './lib/paths.mjs';
import { runOrThrow } from './lib/processes.mjs';
import { say } from './lib/terminal.mjs';

/** What is measured against. Not a dependency of the project: installed into the git-ignored cache. */
const version = '1.18.1';
const folder = path.join(cache, `repomix-${version}`);

await ensureDependencies();
if (!existsSync(path.join(folder, 'node_modules/repomix/package.json'))) {
	say(`Installing repomix ${version} into ${path.relative(root, folder)} (once)…`);
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
	await npm(['install', '--no-save', `repomix@${version}`], folder);
}
await runOrThrow(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
await runBench('pack');
