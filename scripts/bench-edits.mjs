// `npm run bench:edits [-- REPOSITORY]`: a real history replayed as edits; see test/bench/edits.bench.ts.
import process from 'node:process';
import { runBench } from './lib/bench.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { runOrThrow } from './lib/processes.mjs';

await ensureDependencies();
// The thread that compares large texts runs as it ships.
await runOrThrow(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
await runBench('edits');
