import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import type { DiffAttachment } from '../../src/core/conversation/conversation';
import type { LongviewApi } from '../../src/extension';
import { readDiff, type DiffChoice } from '../../src/node/git/attachment';
import { eventually } from '../support/eventually';
import { lastTurn, lastView } from './support/chat';
import { answerDialogs } from './support/editor';
import { sharedRequests } from './support/sharedSimulator';
import { useWindowChat } from './support/windowChat';
import type { Sandbox } from './support/workspace';

const numbered = Array.from({ length: 40 }, (_, index) => `const value${index + 1} = ${index + 1};\n`);

describe('Explaining a diff', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;

	const window = useWindowChat();

	beforeEach(() => {
		({ api, sandbox } = window);
		sandbox.git('init', '--quiet');
		sandbox.write('values.ts', numbered.join(''));
		sandbox.write('gone.ts', 'export const gone = 1;\n');
		sandbox.git('add', '--all');
		sandbox.git('commit', '--quiet', '--message=Start');
	});

	afterEach(() => api.explanations.clear());

	/** Changes a line near the top, removes two in the middle, adds a file and deletes one. */
	function change(): void {
		const lines = [...numbered];
		lines[4] = 'const value5 = 500;\n';
		lines.splice(20, 2);
		sandbox.write('values.ts', lines.join(''));
		sandbox.write('added.ts', 'export const added = 1;\n');
		rmSync(sandbox.at('gone.ts'));
	}

	async function attach(choice: DiffChoice): Promise<DiffAttachment> {
		const { signal } = new AbortController();
		const attachment = await readDiff(sandbox.folder, choice, { exclude: [], include: [] }, signal);
		assert.ok(attachment);
		return attachment;
	}

	async function explain(choice: DiffChoice): Promise<vscode.CommentThread[]> {
		await api.controller.ask('', await attach(choice));
		assert.equal(lastTurn(api.controller).answer.status, 'done');
		return api.explanations.threads();
	}

	const linesOf = (threads: readonly vscode.CommentThread[], file: string) =>
		threads
			.filter(({ uri }) => uri.path.endsWith(`/${file}`))
			.map(({ uri, range }) => ({ scheme: uri.scheme, uri, line: range!.start.line + 1 }));

	async function lineAt(uri: vscode.Uri, line: number): Promise<string> {
		return (await vscode.workspace.openTextDocument(uri)).lineAt(line - 1).text;
	}

	it('puts a remark on each hunk of staged changes, on the lines of the two revisions', async () => {
		change();
		sandbox.git('add', '--all');
		const threads = await explain({ kind: 'staged' });
		assert.ok(threads.every(({ uri }) => uri.scheme === 'longview-revision'));
		const values = linesOf(threads, 'values.ts');
		assert.equal(values.length, 2);
		assert.equal(await lineAt(values[0]!.uri, values[0]!.line), 'const value5 = 500;');
		const [added] = linesOf(threads, 'added.ts');
		assert.equal(await lineAt(added!.uri, added!.line), 'export const added = 1;');
		const [gone] = linesOf(threads, 'gone.ts');
		assert.equal(await lineAt(gone!.uri, gone!.line), 'export const gone = 1;');
		const explanation = lastView(api.controller).answer.explanation;
		assert.deepEqual(explanation, { title: 'Staged changes', threads: 4, files: 3 });
	});

	it('shows text of the model as text: markdown without trust, commands or HTML', async () => {
		change();
		const threads = await explain({ kind: 'working' });
		assert.ok(threads.length > 0);
		for (const thread of threads) {
			assert.equal(thread.comments.length, 1);
			const body = thread.comments[0]!.body as vscode.MarkdownString;
			assert.notEqual(body.value, '');
			assert.ok(!body.isTrusted);
			assert.ok(!body.supportHtml);
			assert.equal(thread.canReply, false);
		}
	});

	it('puts remarks about working changes on the files themselves, where they can be edited', async () => {
		change();
		sandbox.git('add', 'added.ts');
		const threads = await explain({ kind: 'working' });
		const values = linesOf(threads, 'values.ts');
		assert.equal(values[0]!.scheme, 'file');
		assert.equal(values[0]!.uri.fsPath, sandbox.at('values.ts'));
		assert.equal(await lineAt(values[0]!.uri, values[0]!.line), 'const value5 = 500;');
	});

	it('puts a remark about lines that were only removed on the old side', async () => {
		sandbox.write('values.ts', numbered.filter((_, index) => index !== 20 && index !== 21).join(''));
		sandbox.git('add', 'values.ts');
		const attachment = await attach({ kind: 'staged' });
		const turn = {
			id: 'removed-lines',
			question: '',
			attachment,
			message: '',
			told: [],
			answer: {
				status: 'done' as const,
				reasoning: '',
				content: '### H1 values.ts:21\n\nTwo values are gone.\n',
				startedAt: 0,
			},
		};
		api.explanations.update(turn);
		const [thread] = linesOf(api.explanations.threads(), 'values.ts');
		assert.equal(thread?.scheme, 'longview-revision');
		assert.equal(await lineAt(thread.uri, thread.line), 'const value21 = 21;');
	});

	it('takes the remarks of an answer away that was given up for another one', async () => {
		change();
		sandbox.git('add', '--all');
		const attachment = await attach({ kind: 'staged' });
		const answered = (content: string) => ({
			id: 'tried-again',
			question: '',
			attachment,
			message: '',
			told: [],
			answer: { status: 'done' as const, reasoning: '', content, startedAt: 0 },
		});
		const remarks = () => api.explanations.threads().map(({ label }) => label!.split(' ', 1)[0]);
		api.explanations.update(answered('### H1 added.ts:1\n\nOne.\n\n### H3 values.ts:5\n\nTwo.\n'));
		assert.deepEqual(remarks(), ['H1', 'H3']);
		api.explanations.update(answered('### H1 added.ts:1\n\nOnly this.\n'));
		assert.deepEqual(remarks(), ['H1']);
		api.explanations.update(answered(''));
		assert.deepEqual(remarks(), []);
	});

	it('serves the files of a commit and of the one before it', async () => {
		change();
		sandbox.git('add', 'values.ts');
		sandbox.git('commit', '--quiet', '--message=Change');
		const threads = await explain({ kind: 'commit', revision: 'HEAD' });
		const [first] = linesOf(threads, 'values.ts');
		assert.equal(first!.scheme, 'longview-revision');
		assert.equal(await lineAt(first!.uri, first!.line), 'const value5 = 500;');
		sandbox.write('values.ts', 'something else by now\n');
		const query = JSON.parse(first!.uri.query) as { revision: string };
		assert.equal(query.revision, sandbox.git('rev-parse', 'HEAD').trim());
		const older = first!.uri.with({ query: JSON.stringify({ ...query, revision: 'HEAD~1' }) });
		assert.equal((await vscode.workspace.openTextDocument(older)).getText(), numbered.join(''));
	});

	it('keeps the lines of files that may not be sent out of the request', async () => {
		sandbox.write('.env', 'TOKEN=very-secret\n');
		sandbox.write('values.ts', `${numbered.join('')}const more = 1;\n`);
		sandbox.git('add', '--force', '.env', 'values.ts');
		await explain({ kind: 'staged' });
		const sent = JSON.stringify(await sharedRequests());
		assert.ok(sent.includes('const more = 1;'));
		assert.ok(!sent.includes('very-secret'));
	});

	it('opens the diff with both sides', async () => {
		change();
		sandbox.git('add', '--all');
		await explain({ kind: 'staged' });
		await api.explanations.open(lastTurn(api.controller));
		await eventually('the diff', () =>
			vscode.window.tabGroups.all.some((group) => group.tabs.some(({ label }) => label.startsWith('Staged changes'))),
		);
	});

	it('takes all remarks away by command, and brings them back with the chat', async () => {
		change();
		sandbox.git('add', '--all');
		const { length } = await explain({ kind: 'staged' });
		assert.ok(length > 0);
		await vscode.commands.executeCommand('longview.clearExplanations');
		assert.deepEqual(api.explanations.threads(), []);
		await api.explanations.open(lastTurn(api.controller));
		assert.equal(api.explanations.threads().length, length);
	});

	it('says so when there is nothing to explain', async () => {
		const messages = answerDialogs('showInformationMessage');
		try {
			await vscode.commands.executeCommand('longview.explainStaged');
			assert.deepEqual(messages.shown, ['There are no staged changes to explain.']);
			assert.deepEqual(await sharedRequests(), []);
		} finally {
			messages.restore();
		}
	});

	it('explains the working changes of the workspace by command', async () => {
		sandbox.writeOutside('src/salutations.ts', "export const salutations: Record<string, string> = { en: 'Hi' };\n");
		await vscode.commands.executeCommand('longview.explainWorking');
		assert.equal(lastTurn(api.controller).answer.status, 'done', lastView(api.controller).answer.failure?.message);
		const [thread] = linesOf(api.explanations.threads(), 'salutations.ts');
		assert.equal(thread?.scheme, 'file');
		assert.equal(thread.line, 1);
	});
});
