import os from 'node:os';
import path from 'node:path';
import type { PackRequest } from '../node/pack/request';
import { CountStore, makerOf, type CountCache } from '../node/storage/countCache';

/**
 * Where this user's programs keep what they can make again, by the custom of the operating system. `LONGVIEW_CACHE` names
 * another folder; undefined when it is `off`.
 */
function cacheFolder(environment: NodeJS.ProcessEnv): string | undefined {
	const named = environment['LONGVIEW_CACHE'];
	if (named !== undefined && named !== '') {
		return named === 'off' ? undefined : path.resolve(named);
	}
	const home = os.homedir();
	switch (process.platform) {
		case 'win32':
			return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'longview', 'cache');
		case 'darwin':
			return path.join(home, 'Library', 'Caches', 'longview');
		default:
			return path.join(environment['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'longview');
	}
}

/** What earlier runs counted of a folder; undefined when nothing is to be kept. */
export function openCounts(request: PackRequest, environment: NodeJS.ProcessEnv): CountCache | undefined {
	const folder = cacheFolder(environment);
	if (folder === undefined) {
		return undefined;
	}
	return new CountStore(path.join(folder, 'counts'), () => makerOf(__filename)).open(request);
}
