import path from 'node:path';
import { bundleTests } from './bundle-tests.mjs';
import { runIntegration } from './integration.mjs';
import { readReport } from './mocha.mjs';
import { cache, root } from './paths.mjs';
import { run } from './processes.mjs';
import { temporaryFolder } from './workspace.mjs';

/**
 * @typedef {object} Check One thing that `npm test` does.
 * @property {string} stage What `--only` calls it.
 * @property {string} name
 * @property {'code' | 'editor' | 'any' | 'last'} phase Those of one phase run beside each other, if the machine can do
 *   that. Those of any phase wait for a place beside the editor, whose tests take longest and do not end together.
 * @property {(write: (text: string) => void) => Promise<import('./mocha.mjs').Report>} run
 */

/**
 * @param {string} script A package's program, below node_modules.
 * @param {readonly string[]} args
 */
function tool(script, args) {
	/** @type {Check['run']} */
	return async (write) => {
		const { code, output } = await run(process.execPath, [path.join(root, 'node_modules', script), ...args], {
			cwd: root,
		});
		if (code !== 0) {
			write(output);
		}
		return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, pending: 0 };
	};
}

/**
 * Runs a program that takes the bundled test files and writes a report.
 * @param {(files: string[]) => string[]} command
 * @param {'unit' | 'proofs' | 'e2e'} suite
 */
function suite(command, suite) {
	/** @type {Check['run']} */
	return async (write) => {
		const files = await bundleTests(suite);
		if (files.length === 0) {
			throw new Error(`No ${suite} tests were found.`);
		}
		const report = path.join(await temporaryFolder(suite), 'report.json');
		const { code } = await run(process.execPath, ['--enable-source-maps', ...command(files)], {
			cwd: root,
			env: { ...process.env, LONGVIEW_TEST_REPORT: report },
			onOutput: write,
		});
		const result = await readReport(report);
		if (result === undefined || (code !== 0 && result.failed === 0)) {
			throw new Error(`The ${suite} tests ended early, with exit code ${code}.`);
		}
		return result;
	};
}

/**
 * Runs unit tests or proofs. Their WebAssembly, the grammars, stays as it was compiled at first: what parses a few small
 * files would otherwise be optimized in the background, which takes longer than half of the tests.
 * @param {string[]} files
 */
const unitCommand = (files) => ['--liftoff-only', path.join(root, 'scripts/lib/unit.mjs'), ...files];

/** @param {string} name */
const buildInfo = (name) => ['--incremental', '--tsBuildInfoFile', path.join(cache, `${name}.tsbuildinfo`)];

/** @type {readonly Check[]} */
export const checks = [
	{
		stage: 'lint',
		name: 'eslint',
		phase: 'any',
		run: tool('eslint/bin/eslint.js', ['--max-warnings=0', '.']),
	},
	{
		stage: 'types',
		name: 'types',
		phase: 'code',
		run: tool('typescript/bin/tsc', ['-p', 'tsconfig.json', ...buildInfo('types')]),
	},
	{
		stage: 'types',
		name: 'types of the page',
		phase: 'code',
		run: tool('typescript/bin/tsc', ['-p', 'media/tsconfig.json', ...buildInfo('types-media')]),
	},
	{
		stage: 'lint',
		name: 'prettier',
		phase: 'code',
		run: tool('prettier/bin/prettier.cjs', [
			...['--check', '--log-level=warn', '--cache', '--cache-location', path.join(cache, 'prettier'), '.'],
		]),
	},
	{ stage: 'lint', name: 'knip', phase: 'code', run: tool('knip/bin/knip.js', ['--no-progress']) },
	{
		stage: 'proofs',
		name: 'proofs',
		phase: 'code',
		run: suite(unitCommand, 'proofs'),
	},
	{
		stage: 'unit',
		name: 'unit tests',
		phase: 'code',
		run: suite(unitCommand, 'unit'),
	},
	{
		stage: 'e2e',
		name: 'end-to-end tests',
		phase: 'editor',
		run: suite((files) => [path.join(root, 'out/e2e/main.mjs'), ...files], 'e2e'),
	},
	{
		stage: 'integration',
		name: 'integration tests',
		phase: 'editor',
		run: async (write) => {
			await bundleTests('integration');
			return runIntegration(write);
		},
	},
	{
		stage: 'package',
		name: 'package',
		phase: 'last',
		run: async (write) => {
			const { code, output } = await run(process.execPath, [path.join(root, 'scripts/package.mjs')], { cwd: root });
			write(code === 0 ? '' : output);
			return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, pending: 0 };
		},
	},
];
