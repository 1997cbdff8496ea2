import os from 'node:os';
import path from 'node:path';

/** Where this user's programs keep what they know, by the custom of the operating system. */
export function configurationFolder(environment: NodeJS.ProcessEnv): string {
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
