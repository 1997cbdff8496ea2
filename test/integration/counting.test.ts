import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { eventually } from '../support/eventually';
import { lastTurn, lastView } from './support/chat';
import { answerDialogs } from './support/editor';
import { setShared, sharedRequests } from './support/sharedSimulator';
import { useWindowChat } from './support/windowChat';
import type { Sandbox } from './support/workspace';

const setModel = (model: string | undefined) =>
	vscode.workspace.getConfiguration('longview.endpoint').update('model', model, vscode.ConfigurationTarget.Global);

const source = (lines: number) =>
	Array.from({ length: lines }, (_, index) => `export const price${index} = priceOf(${index});\n`).join('');

// What is learned is remembered by model: another one than the other tests ask.
describe('An endpoint that counts otherwise', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;

	const window = useWindowChat();

	beforeEach(async () => {
		({ api, sandbox } = window);
		await setModel('deepseek-v4-pro');
		await api.controller.newChat();
	});

	afterEach(() => setModel(undefined));

	it('refuses as too long: the pack is made smaller by its own numbers, it is asked once more, and that is said', async () => {
		sandbox.write('prices.ts', source(3_000));
		await api.context.refresh();
		await setShared({ contextWindow: 40_000 });
		await api.controller.ask('Who greets in French?');
		const { answer } = lastView(api.controller);
		assert.equal(answer.status, 'done', answer.failure?.message);
		assert.match(answer.remark ?? '', /The endpoint takes 40,000.*pack was made smaller.*cost nothing/);
		const [refused, smaller, ...more] = await sharedRequests();
		assert.deepEqual([refused?.status, smaller?.status, more.length], [400, 200, 0]);
		assert.ok(smaller!.bytes < refused!.bytes);
		assert.equal(answer.receipt?.promptTokens, lastTurn(api.controller).answer.refit?.after.promptTokens);
		assert.equal(api.endpoint.facts('deepseek-v4-pro').contextWindow, 40_000);

		await api.controller.newChat();
		await api.controller.ask('Who greets in German?');
		assert.equal(lastView(api.controller).answer.remark, undefined, 'the next chat fits at once');
		assert.equal((await sharedRequests()).length, 3);
	});

	it('is estimated with what stands in the composer', async () => {
		const promptTokens = () => api.controller.chatView().estimate?.promptTokens;
		const empty = await eventually('an estimate', promptTokens);
		await api.controller.drafted('Who greets in French, and who in German?');
		assert.ok(promptTokens()! >= empty + 8 && promptTokens()! <= empty + 14, `${promptTokens()} after ${empty}`);
		await api.controller.drafted('');
		assert.equal(promptTokens(), empty);
	});

	it('counts more: that is told, remembered, allowed for in estimates and packs, and forgotten when the counts agree', async () => {
		const facts = () => api.endpoint.facts('deepseek-v4-pro');
		const capacity = () => {
			const { view } = api.context;
			assert.equal(view.state, 'ready');
			return view.capacity;
		};
		sandbox.write('prices.ts', source(400));
		await api.context.refresh();
		const before = capacity();
		await setShared({ countFactor: 1.25 });
		await api.controller.ask('Who greets in French?');
		const { receipt } = lastView(api.controller).answer;
		const { estimated, usage } = lastTurn(api.controller).answer;
		assert.equal(receipt?.promptTokens, Math.ceil(estimated!.promptTokens * 1.25));
		assert.match(receipt.drift ?? '', /25 % more/);
		assert.ok(facts().countFactor >= 1.25 && facts().countFactor <= 1.26);
		const page = await api.usage.view();
		assert.ok(page.counts.some(({ model, sentence }) => model === 'deepseek-v4-pro' && sentence.includes('25 % more')));

		await api.controller.newChat();
		const estimate = await eventually('an estimate that allows for it', () => {
			const next = api.controller.chatView().estimate;
			return next?.countFactor === undefined ? undefined : next;
		});
		assert.ok(estimate.promptTokens > usage!.promptTokens * 0.9, `${estimate.promptTokens} of ${usage!.promptTokens}`);
		await api.context.refresh();
		assert.ok(capacity() < before, 'packs are made smaller');

		await setShared();
		await api.controller.ask('Who greets in German?');
		assert.equal(facts().countFactor, 1);
		assert.equal(lastView(api.controller).answer.receipt?.drift, undefined);
	});

	it('refuses a warm-up as too long: it is made smaller and asked once more, and chats find that pack', async () => {
		// More than the window takes, and less than the one that was learned of above.
		for (let file = 0; file < 17; file++) {
			sandbox.write(`prices${file}.ts`, source(100));
		}
		await api.context.refresh();
		await setShared({ contextWindow: 15_000 });
		const dialogs = answerDialogs('showInformationMessage', 'Warm Up');
		try {
			await vscode.commands.executeCommand('longview.warmUpCache');
		} finally {
			dialogs.restore();
		}
		const [refused, smaller, ...more] = await sharedRequests();
		assert.deepEqual([refused?.status, smaller?.status, more.length], [400, 200, 0]);
		assert.ok(smaller!.bytes < refused!.bytes);
		assert.equal(api.endpoint.facts('deepseek-v4-pro').contextWindow, 15_000);
		assert.match(dialogs.shown.at(-1) ?? '', /read [\d,]+ tokens/);
		const [asked, before] = await api.ledger.requests();
		assert.deepEqual([asked?.kind, asked?.outcome?.status], ['warm-up', 'done']);
		assert.deepEqual([before?.kind, before?.outcome?.status], ['warm-up', 'failed']);

		await api.controller.ask('Who greets in French?');
		assert.equal(lastTurn(api.controller).answer.refit, undefined, 'the chat fits at once');
		assert.ok(lastTurn(api.controller).answer.usage!.cachedTokens! > 0, 'what was warmed up');
	});
});
