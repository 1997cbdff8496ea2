import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { URLSearchParams } from 'node:url';
import { start, stop, tail } from './processes.mjs';

/** How long the server may take until it listens. */
const patience = 30_000;

/**
 * Keeps the editor from talking about itself, from looking things up on the network, and from work that has nothing to do
 * with us: its own assistant, and the types of a language.
 */
const calmSettings = {
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
	'workbench.welcomePage.walkthroughs.openOnInstall': false,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'workbench.settings.enableNaturalLanguageSearch': false,
	'extensions.autoCheckUpdates': false,
	'extensions.autoUpdate': false,
	'extensions.ignoreRecommendations': true,
	'git.autofetch': false,
	'git.openRepositoryInParentFolders': 'never',
	'update.mode': 'none',
	'telemetry.telemetryLevel': 'off',
	'editor.accessibilitySupport': 'off',
	'window.commandCenter': false,
	'chat.commandCenter.enabled': false,
	'chat.disableAIFeatures': true,
	'js/ts.tsserver.useSyntaxServer': 'always',
};

/**
 * @typedef {object} ServerOptions
 * @property {import('./host.mjs').Host} host
 * @property {string} dataFolder Where it keeps its state; its own for each run.
 * @property {Record<string, string | undefined>} [env] Added to the environment of the extension host.
 * @property {Record<string, unknown>} [settings] Machine settings, beside the calm ones.
 * @property {boolean} [workspaceTrust] Whether it asks if a folder is to be trusted.
 */

/**
 * @typedef {object} Server
 * @property {(page: { folder?: string | undefined, extension: string, tests?: string }) => string} address The
 *   page's; without a folder, of an empty window.
 * @property {(settings: Record<string, unknown>) => Promise<void>} configure Replaces the settings, the calm ones stay.
 * @property {(name: RegExp) => Promise<string[]>} storedFiles The texts of files that extensions keep, by their name.
 * @property {() => Promise<string[]>} unsavedFiles What the editor keeps of unsaved files, each below its address.
 * @property {() => string} lastWords The end of what it printed.
 * @property {Promise<void>} ended Settles when it ends, by itself or not.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the browser-based VS Code on a free port of this machine, open only to who has its token.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer({ host, dataFolder, env = {}, settings = {}, workspaceTrust = false }) {
	const machine = path.join(dataFolder, 'data/Machine');
	await mkdir(machine, { recursive: true });
	/** @param {Record<string, unknown>} changes */
	const configure = (changes) =>
		writeFile(path.join(machine, 'settings.json'), JSON.stringify({ ...calmSettings, ...changes }, undefined, '\t'));
	await configure(settings);
	/**
	 * @param {string} folder of the user's data
	 * @param {RegExp} name
	 */
	const kept = async (folder, name) => {
		const place = path.join(dataFolder, 'data/User', folder);
		const files = await readdir(place, { recursive: true }).catch(() => []);
		return await Promise.all(
			files
				.filter((file) => name.test(file))
				// What is replaced just now is read the next time.
				.map((file) => readFile(path.join(place, file), 'utf8').catch(() => '')),
		);
	};
	const log = path.join(dataFolder, 'server.log');
	const token = randomBytes(16).toString('hex');
	const args = [
		...[host.main, '--host', '127.0.0.1', '--port', '0', '--connection-token', token],
		...['--accept-server-license-terms', '--telemetry-level', 'off'],
		// A page that is gone does not come back: nothing of it is to be kept.
		...['--server-data-dir', dataFolder, '--reconnection-grace-time', '1'],
		...(workspaceTrust ? [] : ['--disable-workspace-trust']),
	];
	const child = start(host.node, args, { env: { ...process.env, ...env }, log });
	const port = await waitForPort(child, log);
	const authority = `127.0.0.1:${port}`;
	return {
		address({ folder, extension, tests }) {
			const payload = [['extensionDevelopmentPath', `vscode-remote://${authority}${encodeURI(extension)}`]];
			if (tests !== undefined) {
				payload.push(['extensionTestsPath', `vscode-remote://${authority}${encodeURI(tests)}`]);
			}
			const opened = folder === undefined ? { ew: 'true' } : { folder };
			const query = new URLSearchParams({ tkn: token, ...opened, payload: JSON.stringify(payload) });
			return `http://${authority}/?${query.toString()}`;
		},
		configure,
		storedFiles: (name) => kept('workspaceStorage', name),
		unsavedFiles: () => kept('Backups', /./),
		lastWords: () => tail(log, 20),
		ended: new Promise((resolve) => child.once('exit', () => resolve())),
		stop: () => stop(child),
	};
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} log
 * @returns {Promise<number>}
 */
function waitForPort(child, log) {
	return new Promise((resolve, reject) => {
		const started = Date.now();
		const timer = setInterval(() => {
			const port = /Extension host agent listening on (\d+)/.exec(tail(log, 1000))?.[1];
			if (port !== undefined) {
				settle();
				resolve(Number(port));
			} else if (Date.now() - started > patience || child.exitCode !== null) {
				settle();
				reject(new Error(`VS Code did not start:\n${tail(log, 30)}`));
			}
		}, 50);
		const settle = () => clearInterval(timer);
	});
}
