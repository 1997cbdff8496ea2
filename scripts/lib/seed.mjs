// Loaded before the unit tests: generated cases are the same in every run, so that a failure is found again and none
// comes by chance. `LONGVIEW_TEST_SEED=random npm test -- --only unit` looks for new ones; a failure tells its seed.
import fc from 'fast-check';

const named = process.env['LONGVIEW_TEST_SEED'] ?? '1';
const seed = named === 'random' ? Date.now() : Number(named);
if (!Number.isInteger(seed)) {
	throw new Error(`LONGVIEW_TEST_SEED is “${named}”: it takes a whole number or “random”.`);
}
fc.configureGlobal({ seed: seed | 0 });
