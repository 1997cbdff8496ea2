import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { createServices } from '../../src/node/workspace/createPackService';
import { DirectEngine } from '../../src/node/workspace/directEngine';
import type { OperationName, WorkspaceOperations } from '../../src/node/workspace/operations';
import { PinnedFiles } from '../../src/vscode/context/pinnedFiles';
import { lookVisibly } from '../../src/vscode/context/visibleLook';
import { WorkspaceContext } from '../../src/vscode/workspace/workspaceContext';
import { eventually } from '../support/eventually';
import { Memory } from './support/chat';
import { extension, longview, vocabularyFile } from './support/editor';
import { Sandbox } from './support/workspace';

/** Looks at the workspace for as long as a test wants. */
class SlowEngine extends DirectEngine {
	isSlow = false;
	looks = 0;

	override async call<Name extends OperationName>(
		operation: Name,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	): Promise<WorkspaceOperations[Name]['output']> {
		if (operation === 'summary') {
			this.looks++;
			if (this.isSlow) {
				await new Promise((resolve) => signal.addEventListener('abort', resolve));
			}
		}
		return await super.call(operation, input, signal);
	}
}

describe('Counting', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;
	let engine: SlowEngine;
	let context: WorkspaceContext;
	let log: vscode.LogOutputChannel;

	before(async () => {
		api = await longview();
	});

	beforeEach(() => {
		sandbox = new Sandbox();
		// Channels of one name are one: others close theirs.
		log = vscode.window.createOutputChannel('Longview test of counting', { log: true });
		const grammarFolder = path.join(extension().extensionPath, 'dist/grammars');
		engine = new SlowEngine(createServices({ vocabularyFile: vocabularyFile(), packFolder: undefined, grammarFolder }));
		const pins = new PinnedFiles(new Memory());
		context = new WorkspaceContext(engine, api.endpoint, api.secretGuard, pins, log);
	});

	afterEach(async () => {
		context.dispose();
		log.dispose();
		await sandbox.dispose();
	});

	const state = () => context.view.state;

	it('that is stopped the first time says so, and goes on when told to', async () => {
		engine.isSlow = true;
		const looked = context.refresh();
		assert.equal(state(), 'packing');
		context.stop();
		await looked;
		assert.equal(state(), 'stopped');
		assert.equal(context.summary, undefined);
		context.stop();
		engine.isSlow = false;
		await context.refresh();
		assert.equal(state(), 'ready');
	});

	it('that a command asks for is shown once it takes long, and can be stopped there', async () => {
		const { window } = vscode;
		const original = window.withProgress;
		let title: string | undefined;
		const pressCancel = (options: vscode.ProgressOptions, task: (...args: unknown[]) => Thenable<unknown>) => {
			title = options.cancellable === true ? options.title : undefined;
			return task({}, { onCancellationRequested: (cancel: () => void) => cancel() });
		};
		(window as unknown as { withProgress: unknown }).withProgress = pressCancel;
		try {
			engine.isSlow = true;
			await lookVisibly(context);
		} finally {
			window.withProgress = original;
		}
		assert.match(title ?? '', /counting the workspace/);
		assert.equal(state(), 'stopped');
	});

	it('that is stopped later keeps what was known, and begins by itself no more', async () => {
		sandbox.write('a.ts', 'one\n');
		await context.refresh();
		const { view, summary } = context;
		assert.ok(view.state === 'ready');
		engine.isSlow = true;
		const looked = context.refresh();
		context.stop();
		await looked;
		assert.deepEqual(context.view, { ...view, isOld: true });
		assert.equal(context.summary, summary);

		// A change makes whoever watches look again, but not now.
		const { looks } = engine;
		context.watch(true);
		sandbox.write('b.ts', 'two\n');
		await eventually('the change to be seen', async () => {
			const own = (await api.context.files()).some((file) => file.path === sandbox.path('b.ts'));
			await api.context.refresh();
			return own;
		});
		assert.equal(engine.looks, looks);
		engine.isSlow = false;
		await context.refresh();
		assert.ok(!('isOld' in context.view));
		assert.equal((context.view as typeof view).files, view.files + 1);
	});
});
