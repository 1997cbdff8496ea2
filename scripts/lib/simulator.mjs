import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { root } from './paths.mjs';
import { start } from './processes.mjs';

const source = path.join(root, 'test/simulator/main.ts');
const bundle = path.join(root, 'out/simulator.cjs');

/** How long the simulator may take until it listens. */
const patience = 20_000;

/** @typedef {{ baseUrl: string, ended: Promise<void> }} Simulator `ended` settles when it ends, by itself or not. */

/** Bundles the simulator of the DeepSeek endpoint; whoever does so at the same time never sees half of it. */
async function buildSimulator() {
	const { build } = await import('esbuild');
	const { outputFiles } = await build({
		absWorkingDir: root,
		entryPoints: [source],
		outfile: bundle,
		write: false,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		sourcemap: 'linked',
		logLevel: 'warning',
	});
	await mkdir(path.dirname(bundle), { recursive: true });
	for (const { path: file, contents } of outputFiles) {
		await writeFile(`${file}.${process.pid}`, contents);
		await rename(`${file}.${process.pid}`, file);
	}
}

/**
 * @param {string} baseUrl
 * @returns {Record<string, string>} What makes an extension host talk to a simulator; it takes any key.
 */
export function simulatorEnvironment(baseUrl) {
	return { LONGVIEW_BASE_URL: baseUrl, DEEPSEEK_API_KEY: 'simulated', LONGVIEW_SIMULATOR: '1' };
}

/**
 * Bundles the simulator and runs it as a process of its own.
 * @param {{ port?: number, dialect?: string | undefined }} [options] `dialect` is the kind of server that is played.
 * @returns {Promise<Simulator>}
 */
export async function startSimulator({ port = 0, dialect = 'deepseek' } = {}) {
	if (!existsSync(source)) {
		throw new Error('The simulator is missing (test/simulator/main.ts).');
	}
	await buildSimulator();
	const child = start(process.execPath, [bundle, '--port', String(port), '--dialect', dialect]);
	/** @type {Promise<void>} */
	const ended = new Promise((resolve) => child.once('exit', () => resolve()));
	const baseUrl = await waitForAddress(child);
	return { baseUrl, ended };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>}
 */
function waitForAddress(child) {
	return new Promise((resolve, reject) => {
		let output = '';
		const fail = () => reject(new Error(`The simulator did not start:\n${output}`));
		const timer = setTimeout(fail, patience);
		child.once('close', fail);
		child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
			output += chunk;
		});
		child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
			output += chunk;
			const baseUrl = /"baseUrl":\s*"([^"]+)"/.exec(output)?.[1];
			if (baseUrl !== undefined) {
				clearTimeout(timer);
				resolve(baseUrl);
			}
		});
	});
}
