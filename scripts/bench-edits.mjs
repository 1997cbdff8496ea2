// `npm run bench:edits [-- REPOSITORY]`: a real history replayed as edits; see test/bench/edits.bench.ts.
import { runBench } from './lib/bench.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';

await ensureDependencies();
await runBench('edits');
