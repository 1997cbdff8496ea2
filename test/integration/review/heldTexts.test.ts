import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { HeldTexts } from '../../../src/vscode/review/heldTexts';
import { eventually } from '../../support/eventually';
import { longview } from '../support/editor';

describe('Texts beside a diff', () => {
	const scheme = `longview-held-${randomUUID().slice(0, 8)}`;
	const uri = (name: string) => vscode.Uri.from({ scheme, path: `/${name}` });
	let texts: HeldTexts;

	before(longview);

	beforeEach(() => {
		texts = new HeldTexts(scheme, 10);
	});

	afterEach(async () => {
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		texts.dispose();
	});

	const isOpen = (name: string) =>
		vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri(name).toString());

	/** As the commands for diffs do; the API's own functions would keep the document for minutes. */
	async function open(name: string): Promise<void> {
		await vscode.commands.executeCommand('vscode.open', uri(name));
		await eventually(`${name} to be open`, () => isOpen(name));
	}

	async function close(name: string): Promise<void> {
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		// The editor lets go of documents in its own time.
		await eventually(`${name} to be closed`, () => !isOpen(name));
	}

	it('are held while they are shown, and the newest a while longer', async () => {
		texts.set(uri('first'), '12345678');
		await open('first');
		texts.set(uri('first'), '87654321');
		await eventually('the new text', () => vscode.window.activeTextEditor?.document.getText() === '87654321');
		await close('first');
		assert.equal(texts.provideTextDocumentContent(uri('first')), '87654321');
		texts.set(uri('second'), 'abcdefgh');
		await open('second');
		assert.equal(texts.provideTextDocumentContent(uri('first')), '87654321');
		await close('second');
		assert.equal(texts.size, 1);
		assert.equal(texts.provideTextDocumentContent(uri('second')), 'abcdefgh');
		assert.throws(() => texts.provideTextDocumentContent(uri('first')), /not kept any more/);
	});
});
