// Runs the bundled unit tests in this process: `node scripts/lib/unit.mjs FILE…`.
import Mocha from 'mocha';
import { runMocha } from './mocha.mjs';

const mocha = new Mocha({ reporter: 'dot', timeout: 10_000, color: process.stdout.isTTY });
const pattern = process.env['LONGVIEW_TEST_GREP'];
if (pattern) {
	mocha.grep(pattern);
}
for (const file of process.argv.slice(2)) {
	mocha.addFile(file);
}
await mocha.loadFilesAsync();
const { failed } = await runMocha(mocha, process.env['LONGVIEW_TEST_REPORT']);
process.exit(failed === 0 ? 0 : 1);
