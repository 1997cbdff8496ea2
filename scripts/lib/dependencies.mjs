import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from './json.mjs';
import { npm } from './npm.mjs';
import { root } from './paths.mjs';
import { say, seconds } from './terminal.mjs';

const lockfile = path.join(root, 'package-lock.json');
const installed = path.join(root, 'node_modules/.package-lock.json');

/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages */

/**
 * @param {string} file
 * @returns {Promise<Packages>}
 */
async function readPackages(file) {
	const content = /** @type {{ packages: Packages }} */ (parseJson(await readFile(file, 'utf8')));
	return content.packages;
}

/**
 * Which of the locked packages that this platform needs are missing or of another version.
 * @returns {Promise<string[]>}
 */
async function findMissing() {
	const locked = await readPackages(lockfile);
	// Where there is no such file nothing is installed yet.
	const present = await readPackages(installed).catch(() => /** @type {Packages} */ ({}));
	return Object.keys(locked).filter(
		(name) => name !== '' && !locked[name]?.optional && present[name]?.version !== locked[name]?.version,
	);
}

/** Installs the npm packages if those in `node_modules` are not the locked ones. */
export async function ensureDependencies() {
	const missing = await findMissing();
	if (missing.length === 0) {
		return;
	}
	say(`Installing ${missing.length} npm packages (once)…`);
	const started = Date.now();
	// Not `npm ci`: it insists on the optional packages of platforms that a registry may not offer.
	await npm(['install', '--no-save'], root);
	say(`Installed the npm packages in ${seconds(Date.now() - started)}.`);
}
