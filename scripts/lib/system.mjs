import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { runOrThrow } from './processes.mjs';
import { say } from './terminal.mjs';

const windows = process.platform === 'win32';

/**
 * @param {readonly string[]} names
 * @returns {string | undefined} The first of these programs that is on the PATH.
 */
export function findOnPath(names) {
	const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
	const endings = windows ? ['.cmd', '.exe', '.bat'] : [''];
	for (const name of names) {
		for (const folder of folders) {
			const file = endings.map((ending) => path.join(folder, name + ending)).find(isExecutable);
			if (file !== undefined) {
				return file;
			}
		}
	}
	return undefined;
}

/**
 * @param {string} file
 * @returns {boolean}
 */
export function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** @returns {boolean} Whether Debian packages can be installed without asking anybody. */
export function canInstallPackages() {
	return process.getuid?.() === 0 && findOnPath(['apt-get']) !== undefined;
}

/**
 * @param {readonly string[]} names
 */
export async function installPackages(names) {
	say(`Installing ${names.join(', ')} with apt-get (once)…`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await runOrThrow('apt-get', ['update', '-qq'], { env });
	await runOrThrow('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
}
