// `npm run bench:stream`: what a very long answer costs the extension host; see test/bench/stream.bench.ts.
import { runBench } from './lib/bench.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';

await ensureDependencies();
await runBench('stream');
