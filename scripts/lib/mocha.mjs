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
