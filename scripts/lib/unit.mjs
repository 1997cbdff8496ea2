// Runs the bundled unit tests or proofs, several files at a time: `node scripts/lib/unit.mjs FILE…`.
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Mocha from 'mocha';
import { parseJson } from './json.mjs';
import { runMocha } from './mocha.mjs';
import { cache, root } from './paths.mjs';

/** How long each file took the last time, in milliseconds, by its path: the longest ones begin first. */
const durationsFile = path.join(cache, 'unit-durations.json');

/** @returns {Record<string, number>} */
function knownDurations() {
	try {
		return /** @type {Record<string, number>} */ (parseJson(readFileSync(durationsFile, 'utf8')));
	} catch {
		return {};
	}
}

const known = knownDurations();
/** @param {string} file */
const nameOf = (file) => path.relative(root, file);
/** @param {string} file */
const durationOf = (file) => known[nameOf(file)] ?? 0;

const mocha = new Mocha({
	reporter: 'dot',
	timeout: 30_000,
	color: process.stdout.isTTY,
	require: [path.join(root, 'scripts/lib/seed.mjs')],
	parallel: true,
	jobs: Math.max(2, Math.min(4, os.availableParallelism())),
});
const pattern = process.env['LONGVIEW_TEST_GREP'];
if (pattern) {
	mocha.grep(pattern);
}
const files = process.argv.slice(2).sort((left, right) => durationOf(right) - durationOf(left));
files.forEach((file) => mocha.addFile(file));
/** @type {Record<string, number>} */
const durations = {};
const { failed } = await runMocha(mocha, process.env['LONGVIEW_TEST_REPORT'], (file, milliseconds) => {
	durations[nameOf(file)] = (durations[nameOf(file)] ?? 0) + milliseconds;
});
if (!pattern) {
	writeFileSync(durationsFile, JSON.stringify({ ...known, ...durations }));
}
process.exit(failed === 0 ? 0 : 1);
