import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const keyBytes = 32;

/**
 * The key that placeholders of secrets are made with: the user's own, made at the first use and kept in the user's
 * configuration folder, so that the same secret has the same placeholder every time. Where nothing can be kept, one for
 * this run.
 */
export function placeholderKey(environment: NodeJS.ProcessEnv): string {
	const file = path.join(configurationFolder(environment), 'longview', 'placeholder-key');
	const known = read(file);
	if (known !== undefined) {
		return known;
	}
	const key = randomBytes(keyBytes).toString('hex');
	try {
		mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
		writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
		return key;
	} catch {
		// Another run may have been faster.
		return read(file) ?? key;
	}
}

function read(file: string): string | undefined {
	try {
		const key = readFileSync(file, 'utf8').trim();
		return /^[0-9a-f]{64}$/.test(key) ? key : undefined;
	} catch {
		return undefined;
	}
}

function configurationFolder(environment: NodeJS.ProcessEnv): string {
	const home = os.homedir();
	switch (process.platform) {
		case 'win32':
			return environment['APPDATA'] ?? path.join(home, 'AppData', 'Roaming');
		case 'darwin':
			return path.join(home, 'Library', 'Application Support');
		default:
			return environment['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
	}
}
