import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../../src/extension';
import type { EditCardView } from '../../../src/protocol';
import { eventually } from '../../support/eventually';
import { lastTurn, lastView } from '../support/chat';
import { activePath, answerDialogs, longview, type Dialogs } from '../support/editor';
import { resetShared, sharedFault, sharedHost, sharedRequests } from '../support/sharedSimulator';
import { Sandbox } from '../support/workspace';

const code = 'function first() {\n\trun();\n}\n\nfunction second() {\n\trun();\n}\n';

describe('Edits that fail', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;
	let errors: Dialogs;

	before(async () => {
		api = await longview();
		await api.consent.give(sharedHost());
	});

	after(async () => {
		for (const { id } of await api.controller.history()) {
			await api.controller.deleteChat(id);
		}
		await api.controller.newChat();
		await api.consent.withdraw();
		await resetShared();
	});

	beforeEach(async () => {
		await resetShared();
		sandbox = new Sandbox();
		errors = answerDialogs('showErrorMessage');
		await api.controller.newChat();
	});

	afterEach(async () => {
		errors.restore();
		assert.deepEqual(errors.shown, []);
		await api.review.acceptAll();
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		await sandbox.dispose();
	});

	function block(file: string, search: string, replace: string): string {
		return `${sandbox.path(file)}\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
	}

	async function ask(...blocks: string[]): Promise<string> {
		await sharedFault({ kind: 'say', text: `Done.\n\n${blocks.join('\n')}` });
		await api.controller.ask('Change it');
		return lastTurn(api.controller).id;
	}

	function card(turnId = lastTurn(api.controller).id): EditCardView {
		return api.controller.chatView().turns.find(({ id }) => id === turnId)!.answer.edits!;
	}

	/** Does it again until something has ended: a list takes keys once it is there. */
	async function untilEnded(ends: Promise<unknown>, act: () => Promise<void>): Promise<void> {
		let ended = false;
		void ends.finally(() => (ended = true));
		await eventually('the list to be left', async () => {
			await act();
			return ended;
		});
	}

	async function key(command: string): Promise<void> {
		await vscode.commands.executeCommand(command);
	}

	it('let the user choose between places, each shown in the file; Escape leaves the edit out', async () => {
		sandbox.write('code.ts', code);
		const id = await ask(block('code.ts', '\trun();\n', '\tstart();\n'));
		assert.deepEqual(card().files, []);
		assert.deepEqual(card().problems[0]?.choose, { edit: 0, places: 2 });

		const escaped = api.edits.choosePlace(id, 0);
		await eventually('the file with the places', () => activePath() === sandbox.uri('code.ts').fsPath);
		await untilEnded(escaped, () => key('workbench.action.closeQuickOpen'));
		assert.equal(await escaped, false);
		assert.equal(card().problems.length, 1);

		const chosen = api.edits.choosePlace(id, 0);
		await untilEnded(chosen, async () => {
			await key('workbench.action.quickOpenSelectNext');
			await key('workbench.action.acceptSelectedQuickOpenItem');
		});
		assert.equal(await chosen, true);
		assert.deepEqual(card().problems, []);
		assert.deepEqual(
			card().files.map(({ added, removed }) => [added, removed]),
			[[1, 1]],
		);
		assert.equal(sandbox.read('code.ts'), code);
		await api.edits.run(id, 'apply');
		assert.equal(card().state, 'review');
		assert.equal(sandbox.read('code.ts').match(/start/g)?.length, 1);
	});

	it('keep the good ones; the others come again in one small question and join them', async () => {
		sandbox.write('code.ts', code);
		sandbox.write('other.ts', 'one\ntwo\n');
		const before = sandbox.bytes();
		const first = await ask(
			block('other.ts', 'two\n', 'TWO\n'),
			block('code.ts', '\trun();\n', '\tstart();\n'),
			block('code.ts', 'nowhere to be seen\n', 'anything\n'),
		);
		assert.equal(card().askAgain, 2);
		await sharedFault({
			kind: 'say',
			text: block('code.ts', 'function second() {\n\trun();\n', 'function second() {\n\tstart();\n'),
		});
		await api.edits.run(first, 'askAgain');
		const body = (await sharedRequests()).at(-1)!.body as { readonly messages: readonly { content: string }[] };
		const question = body.messages.at(-1)!.content;
		assert.match(question, /Give just these again/);
		assert.match(question, /function second/);
		assert.doesNotMatch(question, /other\.ts/);
		assert.equal(card(first).state, 'continued');
		assert.deepEqual(
			card().files.map(({ path }) => path),
			[sandbox.path('other.ts'), sandbox.path('code.ts')],
		);
		const second = lastTurn(api.controller).id;
		await api.edits.run(second, 'apply');
		assert.equal(sandbox.read('other.ts'), 'one\nTWO\n');
		assert.equal(sandbox.read('code.ts'), code.replace(/run(?![^]*run)/, 'start'));
		await api.edits.run(second, 'undo');
		assert.deepEqual(sandbox.bytes(), before);
	});

	it('are asked for again without the text of a file that is kept back', async () => {
		sandbox.write('code.ts', code);
		sandbox.write('.env', 'COLOUR=mauve-and-teal\n');
		sandbox.write('.longviewignore', 'plans.md\n');
		sandbox.write('plans.md', 'We buy the moon.\n');
		const id = await ask(
			block('.env', 'nowhere to be seen\n', 'anything\n'),
			block('plans.md', 'nowhere to be seen\n', 'anything\n'),
			block('code.ts', 'nowhere to be seen\n', 'anything\n'),
		);
		assert.equal(card().askAgain, 3);
		await sharedFault({ kind: 'say', text: 'I cannot.' });
		await api.edits.run(id, 'askAgain');
		const sent = JSON.stringify(await sharedRequests());
		assert.match(sent, /The file is now/);
		assert.match(sent, /function second/);
		assert.doesNotMatch(sent, /mauve|moon/);
	});

	it('can be chosen after the good ones were applied, and are taken back with them', async () => {
		sandbox.write('code.ts', code);
		const before = sandbox.bytes();
		const id = await ask(
			block('code.ts', 'function first() {\n', 'export function first() {\n'),
			block('code.ts', '\trun();\n', '\tstart();\n'),
		);
		await api.edits.run(id, 'apply');
		await eventually('the edit that is left', () => card().problems.length === 1);
		assert.equal(card().state, 'review');
		assert.deepEqual(
			card().files.map(({ pendingHunks, hunks }) => [pendingHunks, hunks]),
			[[1, 1]],
		);
		const text = '\trun();\n';
		await api.controller.answers.choosePlace(id, 1, { line: 6, endLine: 6, text });
		await api.edits.run(id, 'apply');
		assert.equal(sandbox.read('code.ts'), `export ${code.replace(/run(?![^]*run)/, 'start')}`);
		await eventually('both hunks under review', () => card().files[0]?.pendingHunks === 2);
		assert.deepEqual(card().problems, []);
		await api.edits.run(id, 'undo');
		assert.deepEqual(sandbox.bytes(), before);
		assert.equal(card().state, 'undone');
	});

	it('are conflicts where the file changed since it was sent', async () => {
		sandbox.write('code.ts', code);
		await sharedFault({ kind: 'say', text: 'First.' });
		await api.controller.ask('What is it?');
		await sharedFault({
			kind: 'say',
			text: block('code.ts', 'function first() {\n\trun();\n', 'function first() {\n\tstart();\n'),
		});
		const asked = api.controller.ask('Change it');
		await asked;
		sandbox.write('code.ts', code.replace('run', 'walk'));
		await api.controller.answers.replan(lastTurn(api.controller).id);
		await eventually('the conflict', () => /changes the same lines/.test(card().problems[0]?.message ?? ''));
		assert.equal(lastView(api.controller).answer.edits?.segments[0]?.status, 'conflict');
		assert.equal(card().problems[0]?.choose?.places, 1);
	});
});
