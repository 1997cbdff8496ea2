// Bundles the tests of one suite without running them, for the debugger: `node scripts/bundle-tests.mjs integration`.
import { bundleTests } from './lib/bundle-tests.mjs';

const suites = /** @type {const} */ (['unit', 'proofs', 'integration', 'e2e']);
const suite = suites.find((name) => name === process.argv[2]);
if (suite === undefined) {
	console.error(`Which tests? One of: ${suites.join(', ')}.`);
	process.exit(1);
}
await bundleTests(suite);
