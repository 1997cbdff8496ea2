import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { setImmediate as nextImmediate, setTimeout as wait } from 'node:timers/promises';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { eventually } from '../support/eventually';
import { longview, type } from './support/editor';
import { lastTurn } from './support/chat';
import { resetShared, sharedHost } from './support/sharedSimulator';
import { Sandbox } from './support/workspace';

/**
 * How many files the workspace gets: `LONGVIEW_TEST_FILES=8000 npm test -- --only integration --grep "editor's thread"`.
 * Nothing is measured without being asked for: git's extension, which must rest meanwhile, is one the other tests need.
 */
const files = Number(process.env['LONGVIEW_TEST_FILES'] ?? '0');

/** Processor time of this thread in milliseconds, where the editor's Node can tell it. */
const { threadCpuUsage } = process as { threadCpuUsage?: () => { readonly user: number; readonly system: number } };
function processorTime(): number {
	const { user, system } = threadCpuUsage?.() ?? { user: 0, system: 0 };
	return (user + system) / 1_000;
}

/** The longest turn of this thread while something goes on, by processor time: other programs do not lengthen it. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
	let longest = 0;
	let isOver = false;
	let before = processorTime();
	const probe = () => {
		const now = processorTime();
		longest = Math.max(longest, now - before);
		before = now;
		if (!isOver) {
			setImmediate(probe);
		}
	};
	setImmediate(probe);
	await work();
	// The turn that the work ended in is measured when the next one begins.
	await wait(20);
	isOver = true;
	return longest;
}

const setGit = (enabled: boolean | undefined) =>
	vscode.workspace.getConfiguration('git').update('enabled', enabled, vscode.ConfigurationTarget.Global);

// What is measured is printed, not asserted: the machine may be busy. The editor's own extensions share the thread: git's,
// which takes a second for thousands of new files, rests meanwhile, and texts are of a kind that none looks at.
const suite = files > 0 ? describe : () => undefined;
suite("The editor's thread, measured in the extension host", function () {
	this.timeout(300_000);
	let api: LongviewApi;
	let sandbox: Sandbox;

	before(async () => {
		api = await longview();
		await setGit(false);
	});

	after(() => setGit(undefined));

	beforeEach(async () => {
		sandbox = new Sandbox();
		await resetShared();
		await api.consent.give(sharedHost());
		await api.controller.newChat();
	});

	afterEach(async () => {
		api.controller.stop();
		await api.controller.newChat();
		for (const { id } of await api.controller.history()) {
			await api.controller.deleteChat(id);
		}
		await api.consent.withdraw();
		await resetShared();
		await sandbox.dispose();
		await api.context.refresh();
	});

	async function step(name: string, work: () => Promise<unknown>): Promise<void> {
		const delay = monitorEventLoopDelay({ resolution: 1 });
		delay.enable();
		const longest = await longestTurn(work);
		delay.disable();
		const processor = threadCpuUsage ? `${longest.toFixed(1).padStart(6)} ms of processor time` : 'unknown';
		const line = `      ${name.padEnd(34)} longest turn ${processor}, waited ${(delay.max / 1e6).toFixed(1)} ms`;
		Mocha.reporters.Base.consoleLog(line);
	}

	it(`is kept for its longest turn, with ${files} more files`, async () => {
		const tokens = () => api.context.summary?.tokens ?? 0;
		await api.context.refresh();
		const before = tokens();
		await step('nothing', () => wait(300));
		const lines = Array.from({ length: 8 }, (_, line) => `export const value${line} = compute(${line});\n`).join('');
		await step('files appear (their writing too)', async () => {
			for (let file = 0; file < files; file++) {
				sandbox.write(`area-${file % 40}/part-${file % 400}/file-${file}.txt`, `// ${file}\n${lines}`);
				await nextImmediate();
			}
			await wait(1_500);
		});
		await step('a look at everything', () => api.context.refresh());
		assert.ok(tokens() > before + 60 * files, `${tokens()} after ${before}`);
		const edited = sandbox.uri('area-0/part-0/file-0.txt');
		// All together may have fewer tokens after an edit: beyond the budget, another choice of files fits.
		const ofEdited = async () => {
			const files = await api.context.files();
			return files.find(({ path }) => path.endsWith('area-0/part-0/file-0.txt'))!.fullTokens;
		};
		const known = await ofEdited();
		await step('an edit in an editor, and its look', async () => {
			await vscode.window.showTextDocument(edited);
			await type(edited, new vscode.Position(0, 0), '// an edit that is not saved\n');
			await api.context.refresh();
		});
		const counted = await ofEdited();
		assert.ok(counted > known, `${counted} after ${known}`);
		const question = 'Where is compute called with line 3?';
		await step('a draft', () => api.controller.drafted(question));
		await step('a question and its answer', () => api.controller.ask(question));
		assert.equal(lastTurn(api.controller).answer.status, 'done');
		await step('the next question', () => api.controller.ask('And with line 4?'));
		assert.equal(lastTurn(api.controller).answer.status, 'done');
		const usage = lastTurn(api.controller).answer.usage!;
		assert.ok(usage.promptTokens > 60 * files, 'the files were sent');
		await step('the page, whole', () => {
			assert.ok(api.controller.chatView().turns.length === 2);
			return eventually('an estimate', () => api.controller.chatView().estimate);
		});
	});
});
