import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseJson } from './json.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { grouped } from './terminal.mjs';

/**
 * Tells how much of a folder the model will read, as Longview's command line counts it.
 * @param {string} folder
 * @returns {Promise<string | undefined>} Nothing if it cannot be told.
 */
export async function summarizePack(folder) {
	const cli = path.join(root, 'dist/cli.js');
	if (!existsSync(cli)) {
		return undefined;
	}
	const { code, results } = await run(process.execPath, [cli, 'pack', folder, '--json']);
	if (code !== 0) {
		return undefined;
	}
	try {
		const pack = /** @type {{ totals: { files: number, omitted?: number, tokens: number } }} */ (parseJson(results));
		const { files, omitted = 0, tokens } = pack.totals;
		const rest = omitted > 0 ? ` (${grouped(omitted)} ${omitted === 1 ? 'file' : 'files'} left out)` : '';
		return `${grouped(files)} files, ${grouped(tokens)} tokens${rest}`;
	} catch {
		return undefined;
	}
}
