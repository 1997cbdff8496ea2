// What the extension host is told to run: all integration tests beside this file.
import Mocha from 'mocha';
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { runMocha } from '../../scripts/lib/mocha.mjs';

/** Runs the integration tests; rejects if one fails. */
export async function run(): Promise<void> {
	const { LONGVIEW_TEST_REPORT: report, LONGVIEW_TEST_LOG: log, LONGVIEW_TEST_GREP: pattern } = process.env;
	if (log !== undefined) {
		// The console of the extension host ends in the page; who started the tests reads this file.
		Mocha.reporters.Base.consoleLog = (...values: unknown[]) => appendFileSync(log, `${format(...values)}\n`);
	}
	const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000 });
	if (pattern) {
		mocha.grep(pattern);
	}
	const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('.test.js'),
	);
	if (files.length === 0) {
		throw new Error('No integration tests were found.');
	}
	for (const file of files.sort()) {
		mocha.addFile(path.join(__dirname, file));
	}
	const { failed } = await runMocha(mocha, report);
	if (failed > 0) {
		throw new Error(`${failed} integration tests failed.`);
	}
}
