// Runs the bundled end-to-end tests: `node out/e2e/main.mjs FILE…`.
import Mocha from 'mocha';
import { runMocha } from '../../scripts/lib/mocha.mjs';
import { supervise } from '../../scripts/lib/processes.mjs';
import { sayFailure } from '../../scripts/lib/terminal.mjs';

await supervise(async () => {
	const { LONGVIEW_TEST_GREP: pattern, LONGVIEW_TEST_REPORT: report, LONGVIEW_TEST_RETRIES: retries } = process.env;
	// A browser, an editor and its servers on a busy machine: what fails is tried once more, in a new window, and told.
	const mocha = new Mocha({
		reporter: 'spec',
		timeout: 300_000,
		retries: Number(retries ?? 1),
		color: process.stdout.isTTY,
	});
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
