import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { computeHunks } from '../../../src/core/edits/hunks';
import type { LongviewApi } from '../../../src/extension';
import { eventually } from '../../support/eventually';
import { lastTurn, lastView } from '../support/chat';
import { longview } from '../support/editor';
import { resetShared, sharedFault, sharedHost } from '../support/sharedSimulator';
import { Sandbox } from '../support/workspace';
import { ten } from './harness';

/** What the source control view is given, by path. */
class SourceControlSpy {
	readonly #scm = vscode.scm as unknown as { createSourceControl: typeof vscode.scm.createSourceControl };
	readonly #create = this.#scm.createSourceControl;
	#source: vscode.SourceControl | undefined;
	#group: vscode.SourceControlResourceGroup | undefined;

	constructor() {
		this.#scm.createSourceControl = (...args) => {
			const source = this.#create(...args);
			const createGroup = source.createResourceGroup.bind(source);
			source.createResourceGroup = (...names) => (this.#group = createGroup(...names));
			const dispose = source.dispose.bind(source);
			source.dispose = () => {
				this.#source = undefined;
				this.#group = undefined;
				dispose();
			};
			return (this.#source = source);
		};
	}

	/** What the editor shows as the number of this source control: where none is given, it counts the resources. */
	get count(): number {
		return this.#source?.count ?? this.resources.length;
	}

	get resources(): readonly vscode.SourceControlResourceState[] {
		return this.#group?.resourceStates ?? [];
	}

	restore(): void {
		this.#scm.createSourceControl = this.#create;
	}
}

/** The context keys that the buttons of the editor title and the keys depend on. */
class ContextKeySpy {
	readonly #commands = vscode.commands as unknown as { executeCommand: typeof vscode.commands.executeCommand };
	readonly #execute = this.#commands.executeCommand;
	readonly #values = new Map<unknown, unknown>();

	constructor() {
		this.#commands.executeCommand = (command: string, ...rest: unknown[]) => {
			if (command === 'setContext') {
				this.#values.set(rest[0], rest[1]);
			}
			return this.#execute(command, ...rest);
		};
	}

	get(key: string): unknown {
		return this.#values.get(key);
	}

	restore(): void {
		this.#commands.executeCommand = this.#execute;
	}
}

describe('Every surface of the review', () => {
	const files = ['a.ts', 'b.ts', 'c.ts', 'd.ts'];
	let api: LongviewApi;
	let sandbox: Sandbox;
	let control: SourceControlSpy;
	let keys: ContextKeySpy;
	let id: string;

	before(async () => {
		api = await longview();
		await api.consent.give(sharedHost());
	});

	after(async () => {
		await api.controller.newChat();
		for (const chat of await api.controller.history()) {
			await api.controller.deleteChat(chat.id);
		}
		await api.consent.withdraw();
	});

	beforeEach(async () => {
		await api.review.acceptAll();
		sandbox = new Sandbox();
		control = new SourceControlSpy();
		keys = new ContextKeySpy();
		const block = (file: string, line: number) =>
			`${sandbox.path(file)}\n\`\`\`\n<<<<<<< SEARCH\nline ${line}\n=======\nLINE ${line}\n>>>>>>> REPLACE\n\`\`\`\n`;
		files.forEach((file) => sandbox.write(file, ten));
		const text = files.flatMap((file) => [2, 5, 8].map((line) => block(file, line))).join('');
		await api.controller.newChat();
		await sharedFault({ kind: 'say', text });
		await api.controller.ask('Change it');
		({ id } = lastTurn(api.controller));
		await api.edits.run(id, 'apply');
		await agree('the apply', [3, 3, 3, 3]);
	});

	afterEach(async () => {
		control.restore();
		keys.restore();
		await api.review.acceptAll();
		await sandbox.dispose();
		await resetShared();
	});

	const run = (name: string, ...args: unknown[]) => vscode.commands.executeCommand(`longview.review.${name}`, ...args);

	async function lenses(file: string, title: RegExp): Promise<vscode.CodeLens[]> {
		const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
			'vscode.executeCodeLensProvider',
			sandbox.uri(file),
		);
		return all.filter(({ command }) => title.test(command?.title ?? ''));
	}

	/** Hunks that are left in each file, as every surface tells them. */
	async function told(): Promise<Record<string, readonly number[]>> {
		const card = lastView(api.controller).answer.edits?.files ?? [];
		const count = async (of: (file: string) => Promise<number>) => await Promise.all(files.map(of));
		const resource = (file: string) => control.resources.find((each) => each.resourceUri.path.endsWith(`/${file}`));
		return {
			card: files.map((file) => card.find(({ path }) => path === sandbox.path(file))?.pendingHunks ?? 0),
			lenses: await count(async (file) => (await lenses(file, /Accept/)).length),
			'source control': files.map((file) => Number(/^\d+/.exec(resource(file)?.decorations?.tooltip ?? '0')?.[0])),
			'native diff': await count(async (file) => {
				const record = api.review.pending.get(sandbox.path(file));
				const base = sandbox.uri(file).with({ scheme: 'longview-base' });
				const now = await vscode.workspace.openTextDocument(sandbox.uri(file));
				return record
					? computeHunks((await vscode.workspace.openTextDocument(base)).getText(), now.getText()).length
					: 0;
			}),
		};
	}

	async function agree(after: string, expected: readonly number[]): Promise<void> {
		let last: Record<string, readonly number[]> = {};
		try {
			await eventually(`all to agree after ${after}`, async () => {
				last = await told();
				return Object.values(last).every((counts) => counts.join() === expected.join());
			});
		} catch (error) {
			assert.deepEqual(last, Object.fromEntries(Object.keys(last).map((key) => [key, expected])), String(error));
		}
		const sum = expected.reduce((total, count) => total + count, 0);
		await eventually('the number of files beside the view', () => control.count === expected.filter(Boolean).length);
		// The editor says in its own time which one is active.
		await eventually('the context keys', () => {
			const active = vscode.window.activeTextEditor?.document.uri.path;
			const index = files.findIndex((file) => active === sandbox.uri(file).path);
			const inEditor = index >= 0 && expected[index]! > 0;
			return keys.get('longview.reviewing') === sum > 0 && keys.get('longview.reviewingEditor') === inEditor;
		});
	}

	it('agrees at once with what is decided on any other', async () => {
		const [accept] = await lenses('a.ts', /Accept/);
		await vscode.commands.executeCommand(accept!.command!.command, ...(accept!.command!.arguments as unknown[]));
		await agree('a CodeLens', [2, 3, 3, 3]);

		const editor = await vscode.window.showTextDocument(sandbox.uri('a.ts'));
		editor.selection = new vscode.Selection(4, 0, 4, 0);
		await eventually('the cursor', () => vscode.window.activeTextEditor?.selection.active.line === 4);
		await run('rejectHunk');
		await agree('a key', [1, 3, 3, 3]);

		const change = (line: number) => ({
			originalStartLineNumber: line,
			originalEndLineNumber: line,
			modifiedStartLineNumber: line,
			modifiedEndLineNumber: line,
		});
		await run('acceptHunk', sandbox.uri('a.ts'), [2, 5, 8].map(change), 2);
		await agree('a button of the inline diff', [0, 3, 3, 3]);

		await run(
			'rejectFile',
			control.resources.find(({ resourceUri }) => resourceUri.path.endsWith('/b.ts')),
		);
		await agree('the source control view', [0, 0, 3, 3]);

		await vscode.window.showTextDocument(sandbox.uri('c.ts'));
		await run('acceptFile', sandbox.uri('c.ts'));
		await agree('the editor title', [0, 0, 0, 3]);

		await api.edits.run(id, 'rejectAll');
		await agree('the card', [0, 0, 0, 0]);
		assert.deepEqual(
			lastView(api.controller).answer.edits?.files.map(({ decided }) => decided),
			['mixed', 'rejected', 'accepted', 'rejected'],
		);
	});

	it('agrees with an undo, and with all being accepted', async () => {
		await run('acceptAll');
		await agree('accepting all', [0, 0, 0, 0]);
		await api.edits.run(id, 'undo');
		await agree('the undo', [0, 0, 0, 0]);
		assert.equal(lastView(api.controller).answer.edits?.state, 'undone');
		assert.equal(sandbox.read('a.ts'), ten);
	});
});
