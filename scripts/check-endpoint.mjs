// `npm run check:endpoint`: holds a real endpoint against what the product takes for granted, for a few cents at most:
// `npm run check:endpoint -- --base-url https://api.deepseek.com --model deepseek-flash`. The key comes from the
// environment (LONGVIEW_API_KEY or DEEPSEEK_API_KEY). `--simulator` tries it without a key and without a server, and
// `--simulator --dialect vllm` with one that answers like another kind of server.
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { supervise } from './lib/processes.mjs';
import { startSimulator } from './lib/simulator.mjs';
import { say, sayFailure } from './lib/terminal.mjs';

/**
 * What is called of the bundled program.
 * @typedef {{ checkEndpointByHand: typeof import('./lib/check-endpoint').checkEndpointByHand }} Program
 */

/** @returns {Promise<Program>} */
async function bundle() {
	const { build } = await import('esbuild');
	const outfile = path.join(root, 'out/check-endpoint.mjs');
	await build({
		absWorkingDir: root,
		entryPoints: [path.join(root, 'scripts/lib/check-endpoint.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		packages: 'external',
		sourcemap: 'linked',
		logLevel: 'warning',
	});
	/** @type {unknown} */
	const program = await import(pathToFileURL(outfile).href);
	return /** @type {Program} */ (program);
}

/**
 * @param {string} question
 * @returns {Promise<boolean>}
 */
async function confirm(question) {
	if (!process.stdin.isTTY) {
		say(`${question}\nThere is nobody to ask here; say yes with --yes.`);
		return false;
	}
	const prompt = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await prompt.question(`${question} [y/N] `);
	prompt.close();
	return /^y(es)?$/i.test(answer.trim());
}

await supervise(async () => {
	const { values } = parseArgs({
		options: {
			'base-url': { type: 'string', default: 'https://api.deepseek.com' },
			model: { type: 'string' },
			dialect: { type: 'string' },
			profile: { type: 'string' },
			yes: { type: 'boolean', default: false },
			simulator: { type: 'boolean', default: false },
			'allow-http': { type: 'boolean', default: false },
		},
	});
	await ensureDependencies();
	const { checkEndpointByHand } = await bundle();
	const simulator = values.simulator ? await startSimulator({ dialect: values.dialect }) : undefined;
	const key = process.env['LONGVIEW_API_KEY'] ?? process.env['DEEPSEEK_API_KEY'];
	const good = await checkEndpointByHand(
		{
			baseUrl: simulator?.baseUrl ?? values['base-url'],
			apiKey: simulator ? 'simulated' : key,
			model: values.model,
			profile: values.profile,
			allowUnencrypted: values['allow-http'],
			root,
			say,
			wait: (seconds, stop) => setTimeout(seconds * 1_000, undefined, { signal: stop }),
			confirm: values.yes || simulator ? () => Promise.resolve(true) : confirm,
		},
		new globalThis.AbortController().signal,
	);
	if (!good) {
		process.exitCode = 1;
	}
}, sayFailure);
