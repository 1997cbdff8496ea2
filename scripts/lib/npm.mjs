import { runOrThrow } from './processes.mjs';

const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

/**
 * The environment without what an outer `npm run` says about its own package, which is not the one meant here.
 * @returns {import('./processes.mjs').Environment}
 */
function cleanEnvironment() {
	return Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name)),
	);
}

/**
 * Runs npm, the one that started this script where there is one.
 * @param {readonly string[]} args
 * @param {string} folder
 * @param {{ node?: string, env?: import('./processes.mjs').Environment }} [options] `node`: the Node that runs it.
 * @returns {Promise<string>}
 */
export function npm(args, folder, options = {}) {
	const environment = { ...cleanEnvironment(), ...options.env };
	const program = process.env['npm_execpath'];
	if (program?.endsWith('.js')) {
		return runOrThrow(options.node ?? process.execPath, [program, ...args, ...quiet], {
			cwd: folder,
			env: environment,
		});
	}
	const windows = process.platform === 'win32';
	return runOrThrow('npm', [...args, ...quiet], { cwd: folder, env: environment, shell: windows });
}
