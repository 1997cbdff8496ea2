// `npm start`: opens VS Code with Longview on this project, or on another: `npm start -- /path/to/repo`.
// `npm start -- --demo` plays what it is for in a browser without a window, and leaves pictures.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { run, runOrThrow, supervise } from './lib/processes.mjs';
import { findOnPath } from './lib/system.mjs';
import { bold, dim, say, sayFact, sayFailure } from './lib/terminal.mjs';

const usage = `npm start -- [FOLDER] [--browser] [--demo]

FOLDER     the repository to open, this project if none is given
--browser  use the VS Code that runs in a browser, even if there is one on this desktop
--demo     play a demonstration without a window and leave pictures in test-results/demo

DEEPSEEK_API_KEY is the key, LONGVIEW_BASE_URL another endpoint. With neither, a simulator answers.`;

/**
 * Decides who answers, and says so.
 * @returns {Promise<Record<string, string>>} What the extension host has to know.
 */
async function chooseEndpoint() {
	const { DEEPSEEK_API_KEY: key, LONGVIEW_BASE_URL: baseUrl } = process.env;
	if (key || baseUrl) {
		const name = baseUrl || 'the DeepSeek API';
		sayFact('Endpoint', key ? `${name}, with the key in DEEPSEEK_API_KEY` : `${name}, without a key`);
		return {};
	}
	const { simulatorEnvironment, startSimulator } = await import('./lib/simulator.mjs');
	const simulator = await startSimulator();
	sayFact('Endpoint', `the embedded simulator at ${simulator.baseUrl}`);
	say(dim('           Its answers are searches over what it was sent. For the model, set DEEPSEEK_API_KEY.'));
	return simulatorEnvironment(simulator.baseUrl);
}

/**
 * @param {string} folder
 * @param {Record<string, string>} env
 */
async function openInBrowser(folder, env) {
	const { ensureHost } = await import('./lib/host.mjs');
	const { startServer } = await import('./lib/server.mjs');
	const { temporaryFolder } = await import('./lib/workspace.mjs');
	const host = await ensureHost();
	const server = await startServer({ host, dataFolder: await temporaryFolder('server'), env });
	const address = server.address({ folder, extension: root });
	sayFact('VS Code', 'open this address in a browser:');
	say(`\n${bold(address)}\n`);
	say(dim(`There, ${process.platform === 'darwin' ? '⌥⌘L' : 'Ctrl+Alt+L'} opens the chat. Ctrl-C here ends it.`));
	const opener = findOpener();
	if (opener !== undefined) {
		await run(opener, [address]);
	}
	await server.ended;
	throw new Error(`VS Code ended by itself; see what it said last:\n${server.lastWords()}`);
}

/** @returns {string | undefined} The program that opens an address on this desktop. */
function findOpener() {
	if (process.platform === 'darwin') {
		return '/usr/bin/open';
	}
	const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
	return display ? findOnPath(['xdg-open']) : undefined;
}

/** @param {string} folder */
async function demonstrate(folder) {
	const { ensureHost } = await import('./lib/host.mjs');
	const { ensureBrowser } = await import('./lib/browser.mjs');
	const { bundleTests } = await import('./lib/bundle-tests.mjs');
	await ensureHost();
	await ensureBrowser();
	await bundleTests('e2e');
	const args = ['--enable-source-maps', path.join(root, 'out/e2e/demo-main.mjs'), folder];
	const { code } = await run(process.execPath, args, {
		cwd: root,
		onOutput: (text) => void process.stdout.write(text),
	});
	if (code !== 0) {
		throw new Error('The demo did not get to its end.');
	}
}

await supervise(start, sayFailure, { interruptedCode: 0 });

async function start() {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { demo: { type: 'boolean' }, browser: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
	});
	if (values.help) {
		say(usage);
		return;
	}
	// npm changes into the project's folder, and says where it was called.
	const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), positionals[0] ?? root);
	if (!existsSync(folder)) {
		throw new Error(`There is no ${folder}.`);
	}
	await ensureDependencies();
	say('Building Longview…');
	await runOrThrow(process.execPath, [path.join(root, 'esbuild.mjs')], { cwd: root });
	sayFact('Folder', folder);
	const { summarizePack } = await import('./lib/pack-summary.mjs');
	const pack = await summarizePack(folder);
	if (pack !== undefined) {
		sayFact('Contents', pack);
	}
	if (values.demo) {
		await demonstrate(folder);
		return;
	}
	const env = await chooseEndpoint();
	const { findDesktopEditor, openDesktopEditor } = await import('./lib/desktop.mjs');
	const editor = values.browser ? undefined : findDesktopEditor();
	if (editor === undefined) {
		await openInBrowser(folder, env);
	} else {
		sayFact('VS Code', `${editor}, in a window of its own; closing it or Ctrl-C ends all.`);
		await openDesktopEditor(editor, folder, env);
	}
}
