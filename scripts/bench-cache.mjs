// `npm run bench:cache [-- REPOSITORY]`: what the prefix cache saves on a real history; see test/bench/cache.bench.ts.
import { runBench } from './lib/bench.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';

await ensureDependencies();
await runBench('cache');
