// `npm run test:desktop`: the integration tests in a desktop VS Code, which is downloaded if need be.
// LONGVIEW_VSCODE_EXECUTABLE names one that is there; LONGVIEW_VSCODE_VERSION another version than `stable`.
import path from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { downloads, root } from './lib/paths.mjs';
import { runOrThrow, supervise } from './lib/processes.mjs';
import { bold, say, sayFailure } from './lib/terminal.mjs';

await supervise(async () => {
	await ensureDependencies();
	const { runTests } = await import('@vscode/test-electron');
	const { bundleTests } = await import('./lib/bundle-tests.mjs');
	const { integrationEntry, integrationEnvironment } = await import('./lib/integration.mjs');
	const { readReport } = await import('./lib/mocha.mjs');
	const { copyWorkspace, temporaryFolder } = await import('./lib/workspace.mjs');
	await runOrThrow(process.execPath, [path.join(root, 'esbuild.mjs')], { cwd: root });
	await bundleTests('integration');
	const executable = process.env['LONGVIEW_VSCODE_EXECUTABLE'];
	const env = await integrationEnvironment(await temporaryFolder('desktop'));
	const data = await temporaryFolder('data');
	await runTests({
		...(executable
			? { vscodeExecutablePath: executable }
			: { version: process.env['LONGVIEW_VSCODE_VERSION'] ?? 'stable', cachePath: downloads }),
		extensionDevelopmentPath: root,
		extensionTestsPath: integrationEntry,
		extensionTestsEnv: env,
		launchArgs: [
			await copyWorkspace('workspace'),
			...['--disable-extensions', '--disable-workspace-trust', `--user-data-dir=${data}`],
		],
	}).catch((/** @type {unknown} */ error) => {
		// Failed tests are counted below; only where nothing was counted VS Code itself is at fault.
		process.exitCode = 1;
		say(String(error));
	});
	const result = await readReport(env.LONGVIEW_TEST_REPORT);
	if (result === undefined) {
		throw new Error('VS Code ended before the tests did.');
	}
	say(bold(`${result.passed} passed, ${result.failed} failed`));
}, sayFailure);
