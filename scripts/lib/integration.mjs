import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ensureBrowser, launchBrowser } from './browser.mjs';
import { ensureHost } from './host.mjs';
import { readReport } from './mocha.mjs';
import { root } from './paths.mjs';
import { lastLines, onClose } from './processes.mjs';
import { startServer } from './server.mjs';
import { simulatorEnvironment, startSimulator } from './simulator.mjs';
import { copyWorkspace, temporaryFolder } from './workspace.mjs';

/** How long the tests may be silent: a hanging test is given up by mocha before that. */
const patience = 120_000;

/** The file whose `run()` runs the bundled integration tests. */
export const integrationEntry = path.join(root, 'out/integration/index.js');

/**
 * What the integration tests get to know through the environment of the extension host: where to write what came of
 * them, a simulator to talk to, and whose certificates to trust.
 * @param {string} folder
 */
export async function integrationEnvironment(folder) {
	const { baseUrl } = await startSimulator();
	const certificates = path.join(root, 'test/fixtures/tls');
	return {
		NODE_EXTRA_CA_CERTS: path.join(certificates, 'user-authority.pem'),
		// What Linux calls the certificates of the system.
		SSL_CERT_FILE: path.join(certificates, 'system-authority.pem'),
		LONGVIEW_TEST_REPORT: path.join(folder, 'report.json'),
		...simulatorEnvironment(baseUrl),
	};
}

/**
 * Runs the bundled integration tests in the extension host of the browser-based VS Code.
 * @param {(text: string) => void} write Gets what mocha prints, as it comes.
 * @returns {Promise<import('./mocha.mjs').Report>}
 */
export async function runIntegration(write) {
	const host = await ensureHost();
	const executable = await ensureBrowser();
	const folder = await temporaryFolder('integration');
	const log = path.join(folder, 'tests.log');
	const env = { ...(await integrationEnvironment(folder)), LONGVIEW_TEST_LOG: log };
	const server = await startServer({ host, dataFolder: path.join(folder, 'server'), env });
	const browser = await launchBrowser(executable);
	onClose(() => browser.close());
	const page = await browser.newPage();
	/** @type {string[]} */
	const messages = [];
	page.on('console', (message) => messages.push(message.text()));
	page.on('crash', () => messages.push('The page crashed.'));
	await page.goto(
		server.address({ folder: await copyWorkspace('workspace'), extension: root, tests: integrationEntry }),
	);
	try {
		await follow(log, env.LONGVIEW_TEST_REPORT, write);
		const report = await readReport(env.LONGVIEW_TEST_REPORT);
		if (report === undefined) {
			const console = lastLines(messages.join('\n'), 20);
			throw new Error(`The tests fell silent.\n--- page ---\n${console}\n--- server ---\n${server.lastWords()}`);
		}
		return report;
	} finally {
		await browser.close();
		await server.stop();
	}
}

/**
 * Passes on what is added to a log, until there is a report or nothing has come for too long.
 * @param {string} log
 * @param {string} report
 * @param {(text: string) => void} write
 */
async function follow(log, report, write) {
	let seen = 0;
	let last = Date.now();
	for (;;) {
		const done = existsSync(report);
		const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
		if (text.length > seen) {
			write(text.slice(seen));
			seen = text.length;
			last = Date.now();
		}
		if (done || Date.now() - last > patience) {
			return;
		}
		await setTimeout(50);
	}
}
