// Runs the bundled end-to-end tests: `node out/e2e/main.mjs FILE…`.
import Mocha from 'mocha';
import { runMocha } from '../../scripts/lib/mocha.mjs';
import { supervise } from '../../scripts/lib/processes.mjs';
import { sayFailure } from '../../scripts/lib/terminal.mjs';

await supervise(async () => {
	const mocha = new Mocha({ reporter: 'spec', timeout: 300_000, color: process.stdout.isTTY });
	const { LONGVIEW_TEST_GREP: pattern, LONGVIEW_TEST_REPORT: report } = process.env;
	if (pattern) {
		mocha.grep(pattern);
	}
	for (const file of process.argv.slice(2)) {
		mocha.addFile(file);
	}
	await mocha.loadFilesAsync();
	const { failed } = await runMocha(mocha, report);
	if (failed > 0) {
		process.exitCode = 1;
	}
}, sayFailure);
