import { appendFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseJson } from './json.mjs';

/**
 * @typedef {object} Report What came of a suite.
 * @property {number} passed
 * @property {number} failed
 * @property {number} pending
 * @property {number} [unsteady] Of those that passed, how many did so at the second try only.
 */

/**
 * Runs what was added to a mocha and writes down the result, also when a hook failed.
 * @param {import('mocha')} mocha
 * @param {string | undefined} reportFile
 * @param {(file: string, milliseconds: number) => void} [onPass] Told of each test that passed, by its file.
 * @returns {Promise<Report>}
 */
export async function runMocha(mocha, reportFile, onPass) {
	const report = await new Promise((/** @type {(report: Report) => void} */ resolve) => {
		const runner = mocha.run((failures) => {
			const { passes = 0, pending = 0 } = runner.stats ?? {};
			resolve({ passed: passes, failed: failures, pending, unsteady: tellRetries(retried) });
		});
		/** @type {Map<string, Error>} */
		const retried = new Map();
		/** @type {(test: import('mocha').Test, error: Error) => void} */
		const onRetry = (test, error) => {
			retried.set(test.fullTitle(), error);
		};
		runner.on('retry', onRetry);
		runner.on('fail', (test) => retried.delete(test.fullTitle()));
		keepTimes(runner, process.env['LONGVIEW_TEST_TIMES']);
		runner.on('pass', ({ file, duration }) => {
			if (file !== undefined) {
				onPass?.(file, duration ?? 0);
			}
		});
	});
	if (reportFile !== undefined) {
		// Who waits for the file must never see half of it.
		await writeFile(`${reportFile}.part`, JSON.stringify(report));
		await rename(`${reportFile}.part`, reportFile);
	}
	return report;
}

/**
 * Tells why tests failed that passed when they were tried again: each is a fault, of the product or of the test.
 * @param {ReadonlyMap<string, Error>} retried Why the first try failed, by title.
 */
function tellRetries(retried) {
	for (const [title, error] of retried) {
		console.log(`  UNSTEADY, passed at the second try: ${title}\n${error.stack ?? error.message}\n`);
	}
	return retried.size;
}

/**
 * Writes down how long each test and each hook took, for whoever wants to make them faster.
 * @param {import('mocha').Runner} runner
 * @param {string | undefined} file Gets a line for each: milliseconds and title, apart by a tab.
 */
function keepTimes(runner, file) {
	if (!file) {
		return;
	}
	/** @param {import('mocha').Runnable} done */
	const keep = (done) => appendFileSync(file, `${done.duration ?? 0}\t${done.fullTitle()}\n`);
	runner.on('test end', keep);
	runner.on('hook end', keep);
}

/**
 * @param {string} file
 * @returns {Promise<Report | undefined>} Nothing where the suite did not get to its end.
 */
export async function readReport(file) {
	try {
		return /** @type {Report} */ (parseJson(await readFile(file, 'utf8')));
	} catch {
		return undefined;
	}
}
