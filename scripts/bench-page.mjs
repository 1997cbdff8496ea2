// `npm run bench:page`: what a very long answer costs the page; see test/bench/page.bench.ts.
import { runBench } from './lib/bench.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';

await ensureDependencies();
await runBench('page');
