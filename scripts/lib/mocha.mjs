import { appendFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseJson } from './json.mjs';

/**
 * @typedef {object} Report What came of a suite.
 * @property {number} passed
 * @property {number} failed
 * @property {number} pending
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
			resolve({ passed: passes, failed: failures, pending });
		});
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
