import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cache, root } from './paths.mjs';
import { onClose, run } from './processes.mjs';
import { findOnPath, isExecutable } from './system.mjs';
import { temporaryFolder } from './workspace.mjs';

/** Unix sockets, of which VS Code makes some in its data folder, have short names. */
const longestSocketFolder = 80;

/** @returns {string | undefined} The `code` command, if there is one and a display to use it on. */
export function findDesktopEditor() {
	const { platform, env } = process;
	if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
		return undefined;
	}
	const places = {
		darwin: ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'],
		win32: ['LOCALAPPDATA', 'ProgramFiles'].map((name) =>
			path.join(env[name] ?? '', name === 'LOCALAPPDATA' ? 'Programs' : '', 'Microsoft VS Code/bin/code.cmd'),
		),
	};
	const standard = platform === 'darwin' || platform === 'win32' ? places[platform] : [];
	return findOnPath(['code', 'code-insiders', 'codium']) ?? standard.find(isExecutable);
}

/**
 * The VS Code that runs with this data folder: it leaves its process id there.
 * @param {string} dataFolder
 * @returns {number | undefined}
 */
function runningEditor(dataFolder) {
	try {
		const pid = Number(readFileSync(path.join(dataFolder, 'code.lock'), 'utf8'));
		process.kill(pid, 0);
		return pid || undefined;
	} catch {
		return undefined;
	}
}

/** @returns {Promise<string>} A data folder that no running VS Code uses, if possible that of the last time. */
async function dataFolder() {
	const usual = path.join(cache, 'code');
	if (usual.length > longestSocketFolder || runningEditor(usual) !== undefined) {
		return temporaryFolder('code');
	}
	return usual;
}

/**
 * Opens a desktop VS Code of its own with Longview loaded, and waits until its window is closed.
 * @param {string} editor
 * @param {string} folder
 * @param {Record<string, string | undefined>} env
 */
export async function openDesktopEditor(editor, folder, env) {
	const data = await dataFolder();
	await mkdir(path.join(data, 'User'), { recursive: true });
	const settings = JSON.stringify({ 'workbench.startupEditor': 'none', 'update.mode': 'none' });
	await writeFile(path.join(data, 'User/settings.json'), settings, { flag: 'wx' }).catch(() => undefined);
	const args = [
		...['--wait', '--new-window', `--user-data-dir=${data}`, `--extensionDevelopmentPath=${root}`],
		...['--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
		...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
		folder,
	];
	// The command starts VS Code outside its own process group.
	onClose(() => endEditor(data));
	const windows = process.platform === 'win32';
	const quoted = windows ? args.map((argument) => `"${argument}"`) : args;
	const { code, output } = await run(windows ? `"${editor}"` : editor, quoted, {
		env: { ...process.env, ...env },
		shell: windows,
	});
	if (code !== 0) {
		throw new Error(`VS Code did not open:\n${output}`);
	}
	while (runningEditor(data) !== undefined) {
		await setTimeout(500);
	}
}

/** @param {string} data */
async function endEditor(data) {
	const pid = runningEditor(data);
	if (pid === undefined) {
		return;
	}
	process.kill(pid, 'SIGTERM');
	const deadline = Date.now() + 5000;
	while (runningEditor(data) !== undefined && Date.now() < deadline) {
		await setTimeout(50);
	}
}
