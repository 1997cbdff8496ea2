import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the checkout. Looked for upwards, because this file also runs bundled, from below `out/`.
 * @returns {string}
 */
function findRoot() {
	let folder = path.dirname(fileURLToPath(import.meta.url));
	while (!existsSync(path.join(folder, 'package.json'))) {
		const parent = path.dirname(folder);
		if (parent === folder) {
			throw new Error('No package.json above the scripts: run them from a checkout.');
		}
		folder = parent;
	}
	return folder;
}

export const root = findRoot();

/** Things that are downloaded once: the editor's host. */
export const downloads = path.join(root, '.vscode-test');

/** Things that only make the next run quicker. */
export const cache = path.join(root, '.cache');

/** What the tests leave for a person to look at. */
export const results = path.join(root, 'test-results');
