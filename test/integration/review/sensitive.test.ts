import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PlannedFile } from '../../../src/core/edits/types';
import type { LongviewApi } from '../../../src/extension';
import { EditActions } from '../../../src/vscode/chat/editActions';
import { confirmSensitive } from '../../../src/vscode/review/confirmSensitive';
import { eventually } from '../../support/eventually';
import { lastTurn, lastView } from '../support/chat';
import { longview } from '../support/editor';
import { QuickInputs } from '../support/quickInput';
import { resetShared, sharedFault, sharedHost } from '../support/sharedSimulator';
import { closeEditors, Sandbox } from '../support/workspace';

describe('Files that can act on their own', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;

	before(async () => {
		api = await longview();
		await api.consent.give(sharedHost());
	});

	after(async () => {
		await api.controller.newChat();
		for (const { id } of await api.controller.history()) {
			await api.controller.deleteChat(id);
		}
		await api.consent.withdraw();
	});

	beforeEach(() => {
		sandbox = new Sandbox();
	});

	afterEach(async () => {
		await closeEditors();
		await resetShared();
		await sandbox.dispose();
	});

	function plan(): [PlannedFile, PlannedFile] {
		const confirm = 'This file can hold scripts that run at the next install.';
		return [
			{ path: sandbox.path('code.txt'), before: 'one\n', after: 'ONE\n' },
			{ path: sandbox.path('package.json'), before: '{}\n', after: '{ "scripts": {} }\n', confirm },
		];
	}

	function block(file: string, search: string, replace: string): string {
		return `${sandbox.path(file)}\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
	}

	/** The diff that is shown, by the texts of its sides. */
	async function shown(): Promise<string[] | undefined> {
		const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
		if (!(input instanceof vscode.TabInputTextDiff)) {
			return undefined;
		}
		const sides = await Promise.all(
			[input.original, input.modified].map((uri) => vscode.workspace.openTextDocument(uri)),
		);
		return sides.map((document) => document.getText());
	}

	async function untilEnded(ends: Promise<unknown>, ...keys: string[]): Promise<void> {
		let ended = false;
		void ends.finally(() => (ended = true));
		await eventually('the question to be answered', async () => {
			for (const key of keys) {
				await vscode.commands.executeCommand(key);
			}
			return ended;
		});
	}

	/** Has the model answer with edits. @returns the turn's id */
	async function answered(...blocks: string[]): Promise<string> {
		await api.controller.newChat();
		await sharedFault({ kind: 'say', text: blocks.join('') });
		await api.controller.ask('Change it');
		return lastTurn(api.controller).id;
	}

	it('are shown with their change, and are not applied unless they are ticked', async () => {
		sandbox.write('package.json', '{}\n');
		sandbox.write('code.txt', 'one\n');
		const id = await answered(
			block('code.txt', 'one\n', 'ONE\n'),
			block('package.json', '{}\n', '{ "scripts": {} }\n'),
		);
		const applied = api.edits.run(id, 'apply');
		await eventually('the change', async () => (await shown())?.join('|') === '{}\n|{ "scripts": {} }\n');
		assert.equal(sandbox.read('code.txt'), 'one\n');
		await untilEnded(applied, 'workbench.action.acceptSelectedQuickOpenItem');
		assert.equal(sandbox.read('code.txt'), 'ONE\n');
		assert.equal(sandbox.read('package.json'), '{}\n');
		await api.review.acceptAll(id);
	});

	it('are listed on the card when they were left out, and are applied still', async () => {
		sandbox.write('package.json', '{}\n');
		sandbox.write('code.txt', 'one\n');
		const id = await answered(
			block('package.json', '{}\n', '{ "scripts": {} }\n'),
			block('code.txt', 'one\n', 'ONE\n'),
		);
		const card = () => lastView(api.controller).answer.edits;
		const inputs = new QuickInputs();
		try {
			const applied = api.edits.run(id, 'apply');
			await inputs.tick(/act on its own/, /nothing/);
			await applied;
			await eventually(
				'the card to list it',
				() =>
					card()
						?.left?.map(({ path }) => path)
						.join() === plan()[1].path,
			);
			await api.review.acceptAll(id);
			await eventually('the rest to be done', () => card()?.state === 'done');
			const again = api.edits.run(id, 'apply');
			await inputs.tick(/act on its own/, /package/);
			await again;
		} finally {
			inputs.restore();
		}
		assert.equal(sandbox.read('package.json'), '{ "scripts": {} }\n');
		await eventually('nothing to be left', () => card()?.left === undefined && card()?.state === 'review');
		await api.edits.run(id, 'undo');
		assert.equal(sandbox.read('package.json'), '{}\n');
		assert.equal(sandbox.read('code.txt'), 'one\n');
	});

	it('are all files in a workspace that is not trusted', async () => {
		sandbox.write('one.txt', 'one\n');
		sandbox.write('two.txt', 'two\n');
		const id = await answered(block('one.txt', 'one\n', 'ONE\n'), block('two.txt', 'two\n', 'TWO\n'));
		const restricted = new EditActions(api.controller, api.review, api.proposed, api.after, () => false);
		const left = restricted.run(id, 'apply');
		await eventually('the change', async () => (await shown())?.join('|') === 'one\n|ONE\n');
		await untilEnded(left, 'workbench.action.closeQuickOpen');
		assert.equal(sandbox.read('one.txt'), 'one\n');
		const inputs = new QuickInputs();
		try {
			const applied = restricted.run(id, 'apply');
			assert.match((await inputs.item(/not trusted/, /one/)).detail ?? '', /may have steered the answer/);
			await inputs.tick(/not trusted/, /two/);
			await applied;
		} finally {
			inputs.restore();
		}
		assert.equal(sandbox.read('one.txt'), 'one\n');
		assert.equal(sandbox.read('two.txt'), 'TWO\n');
		await api.review.acceptAll(id);
	});

	it('stop everything when the question is left', async () => {
		const asked = confirmSensitive(plan(), () => Promise.resolve());
		await untilEnded(asked, 'workbench.action.closeQuickOpen');
		assert.equal(await asked, undefined);
	});

	it('are not asked about when there are none', async () => {
		const [ordinary] = plan();
		assert.deepEqual(await confirmSensitive([ordinary], () => assert.fail('nothing is to be shown')), [ordinary]);
	});
});
