import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../../src/extension';
import { AfterApply } from '../../../src/vscode/checks/afterApply';
import { chooseCheck } from '../../../src/vscode/checks/chooseCheck';
import { checkOfLine, checkOfTask } from '../../../src/vscode/checks/taskCommand';
import { eventually } from '../../support/eventually';
import { lastTurn, lastView, Memory } from '../support/chat';
import { sharedFault, sharedRequests } from '../support/sharedSimulator';
import { useWindowChat } from '../support/windowChat';
import type { Sandbox } from '../support/workspace';

describe('After edits are applied', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;

	// Before the files of the test are gone.
	afterEach(async () => {
		await api.review.acceptAll();
	});

	const window = useWindowChat();

	beforeEach(() => ({ api, sandbox } = window));

	async function applied(): Promise<string> {
		sandbox.write('code.txt', 'one\ntwo\n');
		const text = `${sandbox.path('code.txt')}\n\`\`\`\n<<<<<<< SEARCH\ntwo\n=======\nTWO\n>>>>>>> REPLACE\n\`\`\`\n`;
		await sharedFault({ kind: 'say', text });
		await api.controller.ask('Change it');
		const { id } = lastTurn(api.controller);
		await api.edits.run(id, 'apply');
		return id;
	}

	const after = () => lastView(api.controller).answer.edits?.after;

	async function lastQuestion(): Promise<string> {
		const body = (await sharedRequests()).at(-1)!.body as { readonly messages: readonly { content: string }[] };
		return body.messages.at(-1)!.content;
	}

	it('new problems are counted on the card, go when they are solved, and are sent back by a click alone', async () => {
		const collection = vscode.languages.createDiagnosticCollection('longview-test');
		try {
			const id = await applied();
			const problem = new vscode.Diagnostic(new vscode.Range(1, 0, 1, 3), 'TWO is not defined');
			const uri = sandbox.uri('code.txt');
			collection.set(uri, [problem, new vscode.Diagnostic(new vscode.Range(0, 0, 0, 3), 'one is unused')]);
			await eventually('two problems', () => after()?.newProblems === 2);
			collection.set(uri, [problem]);
			await eventually('one problem', () => after()?.newProblems === 1);
			assert.equal((await sharedRequests()).length, 1);
			await sharedFault({ kind: 'say', text: 'I see.' });
			await api.edits.run(id, 'sendProblems');
			assert.match(await lastQuestion(), new RegExp(`\`${sandbox.path('code.txt')}:2\`: TWO is not defined`));
		} finally {
			collection.dispose();
		}
	});

	it('a command that fails is told on the card, and its output is sent back without secrets', async () => {
		const id = await applied();
		const key = ['ghp', 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA1cD5'].join('_');
		await api.after.run(id, checkOfLine(`echo token ${key} && exit 3`)!);
		assert.deepEqual(after()?.run, { label: `echo token ${key} && exit 3`, state: 'failed' });
		assert.equal((await sharedRequests()).length, 1);
		await sharedFault({ kind: 'say', text: 'I see.' });
		await api.edits.run(id, 'sendFailure');
		const question = await lastQuestion();
		assert.match(question, /failed with exit code 3/);
		assert.match(question, /token LONGVIEW_SECRET_/);
		assert.ok(!question.includes(key));
		assert.ok(!lastTurn(api.controller).question.includes(key));
	});

	it('a command that succeeds has nothing to be sent back', async () => {
		const id = await applied();
		await api.after.run(id, checkOfLine('echo fine')!);
		assert.equal(after()?.run?.state, 'passed');
		await api.edits.run(id, 'sendFailure');
		assert.equal((await sharedRequests()).length, 1);
	});

	it('the same command may be run for two answers at once', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		const check = checkOfLine(`cd ${sandbox.name} && echo begun >> begun && until [ -e go ]; do sleep 0.1; done`)!;
		const runs = Promise.all([api.after.run('first', check), api.after.run('second', check)]);
		await eventually('both to run', () => sandbox.exists('begun') && sandbox.read('begun').split('\n').length > 2);
		sandbox.write('go', '');
		await runs;
		assert.deepEqual(
			['first', 'second'].map((id) => api.after.view(id).run?.state),
			['passed', 'passed'],
		);
	});

	it('tasks are run by their command, with the variables of the workspace', () => {
		const folder = vscode.workspace.workspaceFolders![0]!;
		const task = (execution: vscode.ShellExecution | vscode.ProcessExecution) =>
			new vscode.Task({ type: 'test' }, folder, 'check', 'shop', execution);
		const options = { cwd: '${workspaceFolder}/src', env: { ROOT: '${workspaceFolder}' } };
		assert.deepEqual(checkOfTask(task(new vscode.ShellExecution('npm', ['run', 'a b'], options))), {
			source: 'task',
			label: 'shop: check',
			command: { kind: 'line', line: process.platform === 'win32' ? 'npm run "a b"' : "npm run 'a b'" },
			cwd: vscode.Uri.joinPath(folder.uri, 'src').fsPath,
			env: { ROOT: folder.uri.fsPath },
		});
		const found = checkOfTask(task(new vscode.ProcessExecution('node', ['a.js'])));
		assert.deepEqual('command' in found && found.command, { kind: 'program', program: 'node', args: ['a.js'] });
	});

	it('tasks about the open file are run on it, and those that cannot be run say why', () => {
		const folder = vscode.workspace.workspaceFolders![0]!;
		const task = (execution?: vscode.ShellExecution | vscode.CustomExecution) =>
			new vscode.Task({ type: 'test' }, folder, 'check', 'shop', execution);
		const file = vscode.Uri.joinPath(folder.uri, 'src', 'a.test.ts').fsPath;
		const lines = '${relativeFile} ${fileBasenameNoExtension} ${fileExtname} ${fileDirnameBasename}';
		const about = checkOfTask(task(new vscode.ShellExecution(lines)), file);
		assert.deepEqual('command' in about && about.command, {
			kind: 'line',
			line: `${['src', 'a.test.ts'].join(process.platform === 'win32' ? '\\' : '/')} a.test .ts src`,
		});
		const endless = task(new vscode.ShellExecution('watch'));
		endless.isBackground = true;
		const custom = new vscode.CustomExecution(() => Promise.reject(new Error('not to be run')));
		for (const [left, reason] of [
			[
				checkOfTask(task(new vscode.ShellExecution('cat ${file} ${input:which}')), undefined),
				/\$\{file\}, \$\{input:which\}/,
			],
			[checkOfTask(endless, file), /does not end/],
			[checkOfTask(task(custom), file), /an extension runs it/],
			[checkOfTask(task(), file), /only starts others/],
		] as const) {
			assert.match('reason' in left ? left.reason : '', reason);
		}
	});

	it('a task that was run comes first the next time', async () => {
		const memory = new Memory();
		const shown: string[][] = [];
		const window = vscode.window as unknown as { showQuickPick: unknown };
		const showQuickPick = window.showQuickPick;
		window.showQuickPick = async (offered: Thenable<readonly vscode.QuickPickItem[]>) => {
			const items = await offered;
			shown.push(items.map(({ label }) => label));
			return items.find(({ label }) => label === 'shop: second');
		};
		const folder = vscode.workspace.workspaceFolders![0]!;
		const found = ['first', 'second'].map(
			(name) => new vscode.Task({ type: 'test' }, folder, name, 'shop', new vscode.ShellExecution(`echo ${name}`)),
		);
		try {
			for (const expected of ['echo second', 'echo second']) {
				const check = await chooseCheck(memory, () => Promise.resolve(found));
				assert.ok(check?.command.kind === 'line' && check.command.line === expected);
			}
			const [before, again] = shown;
			assert.ok(before!.indexOf('shop: first') < before!.indexOf('shop: second'));
			assert.ok(again!.indexOf('shop: second') < again!.indexOf('shop: first'));
			assert.equal(again![0], 'ran last');
		} finally {
			window.showQuickPick = showQuickPick;
		}
	});

	it('nothing is run in an untrusted workspace', async () => {
		const untrusted = new AfterApply(new Memory(), () => false);
		try {
			assert.equal(untrusted.view('turn').canRun, false);
			await assert.rejects(untrusted.choose('turn'), /untrusted/);
			await assert.rejects(untrusted.run('turn', checkOfLine('echo no')!), /untrusted/);
		} finally {
			untrusted.dispose();
		}
	});
});
