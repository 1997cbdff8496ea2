import path from 'node:path';
import { canInstallPackages, findOnPath, installPackages, isExecutable } from './system.mjs';

const names = [
	...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
	...['microsoft-edge', 'microsoft-edge-stable', 'msedge', 'brave-browser'],
];

/** @returns {string[]} Where browsers are that put nothing on the PATH. */
function standardPlaces() {
	if (process.platform === 'darwin') {
		return [
			'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
			'/Applications/Chromium.app/Contents/MacOS/Chromium',
			'/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
		];
	}
	if (process.platform === 'win32') {
		return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => {
			const folder = process.env[name] ?? '';
			return [
				path.join(folder, 'Google/Chrome/Application/chrome.exe'),
				path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
			];
		});
	}
	return ['/snap/bin/chromium', '/opt/google/chrome/chrome', '/usr/lib/chromium/chromium'];
}

/** @returns {string | undefined} */
function findBrowser() {
	for (const name of ['LONGVIEW_BROWSER', 'CHROME_PATH']) {
		const named = process.env[name];
		if (named) {
			if (!isExecutable(named)) {
				throw new Error(`${name} names ${named}, which is no program.`);
			}
			return named;
		}
	}
	return findOnPath(names) ?? standardPlaces().find(isExecutable);
}

/**
 * A browser of the Chromium family for the tests; comes from apt on a bare Debian.
 * @returns {Promise<string>} Its executable.
 */
export async function ensureBrowser() {
	const before = findBrowser();
	if (before !== undefined) {
		return before;
	}
	if (canInstallPackages()) {
		await installPackages(['chromium', 'fonts-dejavu-core']);
		const after = findBrowser();
		if (after !== undefined) {
			return after;
		}
	}
	throw new Error(
		'No Chromium, Chrome or Edge was found. Please install one, or name its executable in LONGVIEW_BROWSER.',
	);
}

/**
 * Starts the browser without a window. Playwright is loaded here because it may have been installed only just now.
 * @param {string} executablePath
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchBrowser(executablePath) {
	const { chromium } = await import('playwright-core');
	return chromium.launch({
		executablePath,
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		args: [
			// Its sandbox refuses to start as root.
			...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
			...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
			...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
		],
	});
}
