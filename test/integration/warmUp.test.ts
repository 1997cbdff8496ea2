import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { WarmUpCache } from '../../src/vscode/cache/warmUpCache';
import { PromptCache } from '../../src/vscode/chat/promptCache';
import type { Simulator } from '../simulator/simulator';
import { createChat, lastTurn, Memory, type TestChat } from './support/chat';
import { longview, simulator } from './support/editor';
import { Sandbox } from './support/workspace';

interface Shown {
	readonly message: string;
	readonly detail: string;
	readonly items: readonly string[];
}

describe('Warm Up Cache', () => {
	let api: LongviewApi;
	let endpoint: Simulator;
	let chat: TestChat;
	let cache: PromptCache;
	let warmUp: WarmUpCache;
	let sandbox: Sandbox;
	let log: vscode.LogOutputChannel;
	let shown: Shown[];
	/** Chooses a button; undefined closes the dialog. */
	let choose: (items: readonly string[]) => string | undefined;
	const original = vscode.window.showInformationMessage;

	before(async () => {
		api = await longview();
		log = vscode.window.createOutputChannel('Longview warm-up test', { log: true });
	});

	after(() => log.dispose());

	beforeEach(async () => {
		endpoint = await simulator({ cache: { unitsOnly: true } });
		sandbox = new Sandbox();
		sandbox.write('shop.ts', Array.from({ length: 300 }, (_, at) => `export const value${at} = ${at};\n`).join(''));
		chat = await createChat(api, { baseUrl: endpoint.baseUrl, simulator: true });
		cache = new PromptCache(new Memory(), Date.now);
		const { context, ledger, usage } = api;
		warmUp = new WarmUpCache({ context, ledger, usage, endpoint: chat.endpoint, consent: chat.consent, cache, log });
		shown = [];
		choose = ([first]) => first;
		(vscode.window as { showInformationMessage: unknown }).showInformationMessage = (
			message: string,
			options: vscode.MessageOptions | string | undefined,
			...rest: string[]
		) => {
			const modal = typeof options === 'object';
			const items = modal || options === undefined ? rest : [options, ...rest];
			shown.push({ message, detail: modal ? (options.detail ?? '') : '', items });
			// What is only told is closed without a choice.
			return Promise.resolve(modal ? choose(items) : undefined);
		};
	});

	afterEach(async () => {
		(vscode.window as { showInformationMessage: unknown }).showInformationMessage = original;
		await vscode.workspace.getConfiguration('longview').update('cache.warmUpOnOpen', undefined, true);
		await vscode.workspace.getConfiguration('longview').update('usage.monthlyLimit', undefined, true);
		chat.dispose();
		await endpoint.close();
		await sandbox.dispose();
	});

	it('says what it costs and that consent is missing, warms up, and tells what it took', async () => {
		await warmUp.ask();
		const [question, receipt] = shown;
		assert.match(question!.detail, /[\d,]+ tokens are sent to 127\.0\.0\.1/);
		assert.match(question!.detail, /costs about (<?\$[\d.]+)/);
		assert.match(question!.detail, /you agree to send it/);
		assert.deepEqual(question!.items, ['Agree and Warm Up']);
		assert.ok(chat.consent.has(chat.endpoint.host));
		assert.equal(endpoint.requests.length, 1);
		const { usage } = endpoint.requests[0]!;
		assert.match(
			receipt!.message,
			new RegExp(`read ${usage!.prompt_tokens.toLocaleString('en-US')} tokens, 0 of them`),
		);
		assert.deepEqual(receipt!.items, ['Show What Was Sent']);
		const [entry] = await api.ledger.requests();
		assert.equal(entry?.kind, 'warm-up');
		assert.equal(entry.outcome?.usage?.promptTokens, usage?.prompt_tokens);
	});

	it('lets the first question of a chat find the whole pack cached', async () => {
		await warmUp.ask();
		await chat.controller.ask('What is value3?');
		const { answer } = lastTurn(chat.controller);
		const pack = await api.context.packs.storedPack(chat.controller.conversation.packId!);
		assert.ok(answer.usage!.cachedTokens! >= pack!.tokens, `${answer.usage!.cachedTokens} of ${pack!.tokens}`);
	});

	it('sends nothing when the user does not want it', async () => {
		choose = () => undefined;
		await warmUp.ask();
		assert.equal(endpoint.requests.length, 0);
		assert.equal(chat.consent.has(chat.endpoint.host), false);
	});

	it('says when the pack is expected to be cached already', async () => {
		await warmUp.ask();
		choose = () => undefined;
		await warmUp.ask();
		assert.match(shown.at(-1)!.detail, /was read 1 minute ago and is expected to be cached still/);
		assert.match(shown.at(-1)!.detail, /You have agreed/);
	});

	it('is written down as usage', async () => {
		await api.usage.clear();
		await warmUp.ask();
		const { session } = await api.usage.summary();
		assert.equal(session.requests, 1);
		assert.equal(session.promptTokens, endpoint.requests[0]!.usage!.prompt_tokens);
	});

	it('is written down as usage also when it fails, and costs nothing then', async () => {
		await api.usage.clear();
		endpoint.enqueueFault({ kind: 'status', status: 402 });
		await assert.rejects(warmUp.ask());
		const { session } = await api.usage.summary();
		assert.deepEqual([session.requests, session.failed, session.promptTokens], [1, 1, 0]);
	});

	it('says when it would pass the limit of the month', async () => {
		await vscode.workspace.getConfiguration('longview').update('usage.monthlyLimit', 0.000_000_1, true);
		choose = () => undefined;
		await warmUp.ask();
		assert.match(shown.at(-1)!.detail, /would pass your limit/);
		assert.equal(endpoint.requests.length, 0);
	});

	describe('when a workspace opens', () => {
		const allow = () => vscode.workspace.getConfiguration('longview').update('cache.warmUpOnOpen', true, true);

		it('runs only when the user said so, has consented, and the pack is not expected to be cached', async () => {
			assert.equal(await warmUp.onOpen(), false);
			await chat.consent.give(chat.endpoint.host);
			assert.equal(await warmUp.onOpen(), false);
			await allow();
			await chat.consent.withdraw();
			assert.equal(await warmUp.onOpen(), false);
			await chat.consent.give(chat.endpoint.host);
			await vscode.workspace.getConfiguration('longview').update('usage.monthlyLimit', 0.000_000_1, true);
			assert.equal(await warmUp.onOpen(), false);
			await vscode.workspace.getConfiguration('longview').update('usage.monthlyLimit', undefined, true);
			assert.equal(endpoint.requests.length, 0);
			assert.equal(await warmUp.onOpen(), true);
			assert.equal(endpoint.requests.length, 1);
			assert.equal(await warmUp.onOpen(), false);
			assert.equal(endpoint.requests.length, 1);
		});
	});
});
