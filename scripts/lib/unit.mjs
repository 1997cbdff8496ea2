// Runs the bundled unit tests, several files at a time: `node scripts/lib/unit.mjs FILE…`.
import os from 'node:os';
import Mocha from 'mocha';
import { runMocha } from './mocha.mjs';

const mocha = new Mocha({
	reporter: 'dot',
	timeout: 10_000,
	color: process.stdout.isTTY,
	parallel: true,
	jobs: Math.max(2, Math.min(4, os.availableParallelism())),
});
const pattern = process.env['LONGVIEW_TEST_GREP'];
if (pattern) {
	mocha.grep(pattern);
}
for (const file of process.argv.slice(2)) {
	mocha.addFile(file);
}
const { failed } = await runMocha(mocha, process.env['LONGVIEW_TEST_REPORT']);
process.exit(failed === 0 ? 0 : 1);
