import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { eventually } from '../support/eventually';
import { lastTurn, lastView } from './support/chat';
import { answerDialogs } from './support/editor';
import { sharedFault, sharedHost, sharedRequests } from './support/sharedSimulator';
import { useWindowChat } from './support/windowChat';
import type { Sandbox } from './support/workspace';

describe('Usage', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;
	const window = useWindowChat();

	beforeEach(async () => {
		({ api, sandbox } = window);
		// Enough to be worth a cache.
		const lines = Array.from({ length: 400 }, (_, index) => `export const value${index} = ${index};`);
		sandbox.write('values.ts', lines.join('\n'));
		await api.usage.clear();
	});

	it('is written down with each answer, by the usage the endpoint told', async () => {
		await api.controller.ask('Who greets in French?');
		await api.controller.ask('And in German?');
		const told = (await sharedRequests()).map(({ usage }) => usage!);
		const { session, today, month, requests, models } = await api.usage.summary();
		assert.equal(requests.length, 2);
		assert.deepEqual(
			requests.map(({ promptTokens, cachedTokens }) => [promptTokens, cachedTokens]),
			told.map((usage) => [usage.prompt_tokens, usage.prompt_cache_hit_tokens]),
		);
		assert.equal(session.promptTokens, told[0]!.prompt_tokens + told[1]!.prompt_tokens);
		assert.ok(session.money['USD']! > 0);
		assert.deepEqual([today, month], [session, session]);
		assert.deepEqual(
			models.map(({ model }) => model),
			[lastTurn(api.controller).answer.model],
		);
	});

	it('counts stopped and refused requests too', async () => {
		await sharedFault({ kind: 'stall', afterCharacters: 200 });
		const answered = api.controller.ask('Who greets in French?');
		await eventually('some text', () => lastTurn(api.controller).answer.content !== '');
		api.controller.stop();
		await answered;
		await sharedFault({ kind: 'status', status: 402 });
		await api.controller.ask('And in German?');
		const requests = await eventually('both requests', async () => {
			const { session } = await api.usage.summary();
			return session.requests === 2 && session;
		});
		assert.equal(requests.failed, 1);
		assert.ok(requests.money['USD']! > 0);
	});

	it('explains under the answer why the cache was missed', async () => {
		await api.keys.set(sharedHost(), 'sk-one');
		await api.controller.ask('Who greets in French?');
		assert.equal(lastView(api.controller).answer.receipt?.miss, undefined);
		await api.keys.set(sharedHost(), 'sk-two');
		await api.controller.ask('And in German?');
		const { answer } = lastView(api.controller);
		assert.equal(answer.receipt?.cachedTokens, 0);
		assert.match(
			answer.receipt.miss ?? '',
			/tokens that could have been cached were read anew.*: the API key has been changed\.$/,
		);
		const { misses } = await api.usage.summary();
		assert.deepEqual(misses[0]?.miss, lastTurn(api.controller).answer.miss);
	});

	it('counts how edits kept to their format', async () => {
		sandbox.write('colors.ts', 'export const favouriteColour = 1;\n');
		await api.controller.ask('Rename favouriteColour to favouriteColor');
		const { formats } = await api.usage.summary();
		assert.deepEqual(
			formats.map(({ format, counts }) => [format, counts.malformed, (counts.matched['exact'] ?? 0) > 0]),
			[['blocks', 0, true]],
		);
	});

	describe('with a monthly limit', () => {
		const limit = (amount: number | undefined) =>
			vscode.workspace
				.getConfiguration('longview')
				.update('usage.monthlyLimit', amount, vscode.ConfigurationTarget.Global);

		afterEach(() => limit(undefined));

		it('asks before a request that would pass it, and not before', async () => {
			await limit(1_000);
			await api.controller.ask('Who greets in French?');
			assert.equal(lastTurn(api.controller).answer.status, 'done');
			const spent = (await api.usage.summary()).month.money['USD']!;
			await limit(spent);
			const answered = api.controller.ask('And in German?');
			const asked = await eventually('the question', () => api.controller.chatView().consent?.limit);
			assert.equal(asked.spent, spent);
			assert.ok(asked.estimate > 0);
			assert.equal(asked.answer?.from, 'usual');
			assert.ok(asked.answer.cost > 0);
			assert.equal((await sharedRequests()).length, 1);
			api.controller.giveConsent(false);
			await answered;
			assert.equal(api.controller.chatView().turns.length, 1);
			const again = api.controller.ask('And in German?');
			await eventually('the question again', () => api.controller.chatView().consent?.limit);
			api.controller.giveConsent(true);
			await again;
			assert.equal(lastTurn(api.controller).answer.status, 'done');
			const { limit: shown } = await api.usage.view();
			assert.ok(shown && shown.spent > shown.amount);
		});
	});

	it('opens as an editor once, and is cleared only when that is confirmed', async () => {
		await api.controller.ask('Who greets in French?');
		const tabs = () =>
			vscode.window.tabGroups.all
				.flatMap(({ tabs: all }) => all)
				.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('longview.usage'));
		await vscode.commands.executeCommand('longview.showUsage');
		await vscode.commands.executeCommand('longview.showUsage');
		await eventually('the page', () => tabs().length === 1);
		const closed = answerDialogs('showWarningMessage');
		await vscode.commands.executeCommand('longview.clearUsage');
		closed.restore();
		assert.equal((await api.usage.summary()).month.requests, 1);
		const confirmed = answerDialogs('showWarningMessage', 'Clear');
		await vscode.commands.executeCommand('longview.clearUsage');
		confirmed.restore();
		assert.deepEqual(confirmed.shown, ['Clear all usage data of Longview?']);
		assert.equal((await api.usage.summary()).since, undefined);
	});
});
