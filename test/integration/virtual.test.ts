import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PackIndex } from '../../src/core/context/packIndex';
import type { LongviewApi } from '../../src/extension';
import type { VirtualFile } from '../../src/node/files/virtualFiles';
import { WorkerError } from '../../src/node/workers/workerClient';
import type { WorkspaceEngine } from '../../src/node/workspace/operations';
import { openPlace } from '../../src/vscode/chat/openCitation';
import { pathOfUri, uriOfPath } from '../../src/vscode/workspace/folders';
import { VirtualFolders } from '../../src/vscode/workspace/virtualFolders';
import { eventually } from '../support/eventually';
import { consentAsked, lastTurn } from './support/chat';
import { longview, type } from './support/editor';
import { resetShared, sharedRequests } from './support/sharedSimulator';
import { VirtualWorkspace } from './support/virtualWorkspace';
import { closeEditors } from './support/workspace';

describe('A virtual workspace', () => {
	const { signal } = new AbortController();
	let api: LongviewApi;
	let workspace: VirtualWorkspace;

	before(async () => {
		api = await longview();
		workspace = new VirtualWorkspace();
		workspace.put('.gitignore', 'ignored/\n');
		workspace.put('ignored/x.ts', 'never seen\n');
		workspace.put('src/teapot.ts', 'export function pourTea(): string {\n\treturn "tea";\n}\n');
		workspace.put('latin1.txt', Buffer.from('caf\xe9\n', 'latin1'));
		workspace.put('broken.ts', 'cannot be read\n');
		workspace.put('.env', 'TOKEN=very-secret\n');
	});

	beforeEach(async () => {
		await resetShared();
		await api.controller.newChat();
	});

	after(async () => {
		await closeEditors();
		workspace.close();
		await api.consent.withdraw();
		await api.controller.newChat();
		await api.context.refresh();
	});

	async function reasons(): Promise<Record<string, string>> {
		await api.context.refresh();
		assert.equal(api.context.view.state, 'ready');
		return Object.fromEntries((await api.context.files()).map(({ path, reason }) => [path, reason]));
	}

	it('is listed and read through the editor, by the same rules', async () => {
		assert.deepEqual(await reasons(), {
			'.env': 'may hold secrets',
			'.gitignore': 'whole file',
			'broken.ts': 'unreadable',
			'latin1.txt': 'whole file',
			'src/teapot.ts': 'whole file',
		});
		const pack = new PackIndex(await api.context.packs.packForNew(signal));
		assert.equal(pack.fileText('latin1.txt'), 'café\n');
	});

	it('is asked about; changes since are told', async () => {
		const asked = api.controller.ask('Where is pourTea?');
		await consentAsked(api.controller);
		api.controller.giveConsent(true);
		await asked;
		assert.equal(lastTurn(api.controller).answer.status, 'done');
		assert.match(lastTurn(api.controller).answer.content, /src\/teapot\.ts/);
		workspace.put('src/teapot.ts', 'export function pourCoffee(): string {\n\treturn "coffee";\n}\n');
		await api.context.refresh();
		await api.controller.ask('And now?');
		const messages = JSON.stringify((await sharedRequests()).at(-1)!.body);
		assert.match(messages, /pourCoffee/);
		assert.ok(!messages.includes('never seen') && !messages.includes('very-secret'));
	});

	it('counts an unsaved editor, opens what is cited, and knows its paths', async () => {
		const uri = uriOfPath('src/teapot.ts')!;
		assert.equal(uri.toString(), 'longview-memory://host/project/src/teapot.ts');
		assert.equal(pathOfUri(uri), 'src/teapot.ts');
		assert.equal(uriOfPath('../outside.ts'), undefined);
		assert.equal(uriOfPath('src/../../outside.ts'), undefined);
		assert.equal(pathOfUri(uri.with({ authority: 'other' })), undefined);
		await openPlace({ path: 'src/teapot.ts', line: 2, endLine: undefined }, undefined);
		assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
		await type(uri, new vscode.Position(0, 0), '// typed\n');
		await api.context.refresh();
		const pack = await api.context.packNow(signal);
		assert.match(new TextDecoder().decode(pack.bytes), /\/\/ typed\n/);
	});

	describe('handed over to the worker', () => {
		let folders: VirtualFolders;
		/** What was handed over, file by file. */
		let put: string[];
		/** What happens while the first files are handed over. */
		let meanwhile: () => void | Promise<void>;

		beforeEach(() => {
			put = [];
			meanwhile = () => undefined;
			const engine = {
				call: async (operation: string, input: { readonly files?: readonly VirtualFile[] }) => {
					if (operation === 'putVirtualFiles') {
						const then = meanwhile;
						meanwhile = () => undefined;
						await then();
						put.push(...input.files!.map(({ path, bytes }) => `${path}: ${bytes?.length ?? 0}`));
					}
				},
			};
			folders = new VirtualFolders(engine as unknown as WorkspaceEngine);
		});

		afterEach(() => folders.dispose());

		const look = () => folders.call('packNow', { roots: [] } as never, signal);
		const latin1 = () => put.filter((file) => file.startsWith('latin1.txt'));

		it('is read again when it changes while it is read for the first time', async () => {
			const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(workspace.root, '**/*'));
			try {
				meanwhile = () =>
					new Promise((resolve) => {
						watcher.onDidChange(() => resolve());
						workspace.put('latin1.txt', 'changed\n');
					});
				await look();
				await look();
				assert.deepEqual(latin1(), ['latin1.txt: 5', 'latin1.txt: 8']);
				await look();
				assert.equal(latin1().length, 2, 'nothing has changed since');
			} finally {
				watcher.dispose();
				workspace.put('latin1.txt', Buffer.from('caf\xe9\n', 'latin1'));
			}
		});

		it('is handed over as a whole to the worker that follows one which ended', async () => {
			await look();
			put = [];
			workspace.put('src/teapot.ts', 'export {};\n');
			await eventually('the change to be noticed', async () => {
				meanwhile = () => Promise.reject(new WorkerError('ended'));
				return await look().then(
					() => false,
					() => true,
				);
			});
			await look();
			assert.deepEqual(latin1(), ['latin1.txt: 5']);
		});
	});
});
