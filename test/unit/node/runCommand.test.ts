import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { inheritedEnvironment, runCommand, type Command } from '../../../src/node/processes/runCommand';
import { eventually } from '../../support/eventually';

describe('a command of the user', () => {
	const node = (script: string): Command => ({ kind: 'program', program: process.execPath, args: ['-e', script] });

	async function run(command: Command, signal = new AbortController().signal) {
		let output = '';
		const onOutput = (text: string) => (output += text);
		const code = await runCommand(command, { cwd: tmpdir(), env: { GREETING: 'hello' }, onOutput, signal });
		return { code, output };
	}

	it('is run in its folder with its environment, and what it writes is told', async () => {
		const { code, output } = await run(
			node('console.log(process.env.GREETING); console.error("ends"); process.exitCode = 3'),
		);
		assert.equal(code, 3);
		assert.deepEqual(output.split('\n').sort(), ['', 'ends', 'hello']);
	});

	it('may be a line for the shell', async () => {
		assert.deepEqual(await run({ kind: 'line', line: 'echo one && exit 2' }), { code: 2, output: 'one\n' });
	});

	it('does not see what the editor sets for its own processes', () => {
		const own = {
			PATH: '/bin',
			ELECTRON_RUN_AS_NODE: '1',
			VSCODE_PID: '1',
			VSCODE_IPC_HOOK: '/run/hook',
			VSCODE_IPC_HOOK_CLI: '/run/cli',
			VSCODE_PORTABLE: '/portable',
			MY_VSCODE_PID: '2',
		};
		assert.deepEqual(Object.keys(inheritedEnvironment(own)), [
			'PATH',
			'VSCODE_IPC_HOOK_CLI',
			'VSCODE_PORTABLE',
			'MY_VSCODE_PID',
		]);
	});

	it('that does not exist is an error', async () => {
		await assert.rejects(run({ kind: 'program', program: 'no-such-program-anywhere', args: [] }), /ENOENT/);
	});

	it('is ended with what it started', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		const abort = new AbortController();
		let output = '';
		const ended = runCommand(
			{ kind: 'line', line: 'sleep 60 & echo $!; wait' },
			{ cwd: tmpdir(), onOutput: (text) => (output += text), signal: abort.signal },
		);
		await eventually('the id of the child', () => output.endsWith('\n'));
		abort.abort();
		assert.equal(await ended, undefined);
		await eventually('the child to be gone', () => {
			try {
				process.kill(Number(output), 0);
				return false;
			} catch {
				return true;
			}
		});
	});

	it('is ended by force when it does not end otherwise', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		const abort = new AbortController();
		let output = '';
		const ended = runCommand(node('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)'), {
			...{ cwd: tmpdir(), onOutput: (text) => (output += text), signal: abort.signal, grace: 100 },
		});
		await eventually('it to be up', () => output === 'up\n');
		abort.abort();
		assert.equal(await ended, undefined);
	});
});
