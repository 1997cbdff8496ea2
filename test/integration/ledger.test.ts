import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { eventually } from '../support/eventually';
import { lastTurn } from './support/chat';
import { sharedRequests } from './support/sharedSimulator';
import { useWindowChat } from './support/windowChat';
import type { Sandbox } from './support/workspace';

const secret = ['ghp', 'Zk3vT9sQmX7bLw2cR8nYp4dJ6hF1gA0eUoKi'].join('_');

describe('The ledger', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;
	const window = useWindowChat();

	beforeEach(async () => {
		({ api, sandbox } = window);
		sandbox.write('token.ts', `export const token = '${secret}';\n`);
		await api.context.refresh();
	});

	async function ask(question: string): Promise<string> {
		await api.controller.ask(question);
		return lastTurn(api.controller).id;
	}

	/** Chooses in lists of the editor, one after the other, by the beginning of a label. */
	async function choosing(labels: readonly string[], run: () => Thenable<unknown>): Promise<void> {
		const { window } = vscode;
		const original = window.showQuickPick;
		const left = [...labels];
		(window as unknown as { showQuickPick: unknown }).showQuickPick = (items: readonly vscode.QuickPickItem[]) => {
			const label = left.shift()!;
			return Promise.resolve(items.find((item) => item.label.startsWith(label)));
		};
		try {
			await run();
			assert.deepEqual(left, []);
		} finally {
			window.showQuickPick = original;
		}
	}

	it('shows what was sent for an answer: its facts, each file, and the very messages', async () => {
		const turnId = await ask('Which token is the first?');
		await vscode.commands.executeCommand('longview.showSent', turnId);
		const document = vscode.window.activeTextEditor?.document;
		assert.equal(document?.uri.scheme, 'longview-sent');
		const text = document.getText();
		assert.match(
			text,
			/^Sent to 127\.0\.0\.1.*\nQuestion: Which token is the first\?\nModel: .*\nPrompt: [\d,]+ tokens/,
		);
		assert.match(text, /Usage: [\d,]+ tokens of prompt.*; [\d,]+ of answer\n/);
		assert.match(text, new RegExp(`\\d+ {2}whole {2}${sandbox.path('token.ts')}, 1 secret replaced\\n`));
		assert.match(text, /════ user: pack [0-9a-f]{12}, /);
		assert.ok(!text.includes(secret));
	});

	it('saves what was sent, byte for byte, from the document that shows it', async () => {
		const turnId = await ask('Which token is the first?');
		await vscode.commands.executeCommand('longview.showSent', turnId);
		const { document } = vscode.window.activeTextEditor!;
		const target = vscode.Uri.file(path.join(mkdtempSync(path.join(tmpdir(), 'longview-')), 'sent.json'));
		const original = vscode.window.showSaveDialog;
		(vscode.window as unknown as { showSaveDialog: unknown }).showSaveDialog = () => Promise.resolve(target);
		try {
			await vscode.commands.executeCommand('longview.saveSent', document.uri);
		} finally {
			vscode.window.showSaveDialog = original;
		}
		const bytes = readFileSync(target.fsPath);
		rmSync(path.dirname(target.fsPath), { recursive: true });
		const digest = createHash('sha256').update(bytes).digest('hex');
		assert.match(document.getText(), new RegExp(`\\nBody: [\\d,]+ bytes, SHA-256 ${digest}\\n`));
		assert.deepEqual(JSON.parse(bytes.toString('utf8')), (await sharedRequests()).at(-1)!.body);
	});

	it('compares two requests, the older one on the left', async () => {
		await ask('Which token is the oldest?');
		await ask('Which token is the newest?');
		await choosing(['Which token is the newest', 'Which token is the oldest'], () =>
			vscode.commands.executeCommand('longview.compareSent'),
		);
		const input = await eventually('the comparison', () => {
			const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
			return shown instanceof vscode.TabInputTextDiff ? shown : undefined;
		});
		const [older, newer] = await Promise.all(
			[input.original, input.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()),
		);
		assert.match(older!, /Question: Which token is the oldest\?/);
		assert.match(newer!, /Question: Which token is the newest\?/);
		assert.match(newer!, /, [\d,]+ of them cached;/);
		const pack = /════ user: pack ([0-9a-f]{12})/;
		assert.equal(pack.exec(newer!)?.[1], pack.exec(older!)?.[1]);
	});
});
