import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
	createConversation,
	type Answer,
	type Conversation,
	type Turn,
} from '../../../src/core/conversation/conversation';
import { editsOf } from '../../../src/core/conversation/editsOf';

import { modelFacts } from '../../../src/core/model/catalog';
import { missSentence } from '../../../src/core/usage/missWords';
import type { RequestRecord } from '../../../src/core/usage/records';
import { summarise } from '../../../src/core/usage/summary';
import { UsageStore } from '../../../src/node/usage/usageStore';
import { planDetails } from '../../../src/vscode/chat/answerDetails';
import { receiptView } from '../../../src/vscode/chat/receiptView';
import { usageView } from '../../../src/vscode/usage/usageView';
import { UsageRecorder, type EndedWarmUp } from '../../../src/vscode/usage/usageRecorder';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { minute, noon } from './samples';

const usage = { promptTokens: 401_000, cachedTokens: 0, completionTokens: 1_000, reasoningTokens: 600 };
const answer: Answer = {
	status: 'done',
	reasoning: 'Hm.',
	content: 'So.',
	startedAt: noon,
	endedAt: noon + 10_000,
	finishReason: 'stop',
	usage,
	estimated: { promptTokens: 401_000, cachedTokens: 0, cost: 0.06 },
	model: 'deepseek-flash',
	thinking: { enabled: true, effort: 'high' },
};

describe('the usage recorder', () => {
	let folder: TemporaryFolder;
	let store: UsageStore;
	let recorder: UsageRecorder;
	let recorded: number;
	let account: string;
	const warnings: string[] = [];

	beforeEach(() => {
		folder = new TemporaryFolder();
		store = new UsageStore(folder.path);
		recorded = 0;
		account = 'one';
		recorder = new UsageRecorder({
			store,
			endpoint: {
				host: 'api.deepseek.com',
				factsAt: (_, model) => modelFacts(model, true),
				account: () => Promise.resolve(account),
			},
			session: 'window',
			workspace: 'shop',
			onRecorded: () => recorded++,
			warn: (message) => warnings.push(message),
		});
	});

	afterEach(() => {
		folder.remove();
		assert.deepEqual(warnings.splice(0), []);
	});

	const conversation: Conversation = {
		...createConversation('chat', noon, { model: 'deepseek-flash', thinking: { enabled: true, effort: 'high' } }),
		packId: 'pack',
	};
	const turnOf = (id: string, changes: Partial<Answer> = {}, more: Partial<Turn> = {}): Turn => ({
		...{ id, question: 'Why?', message: '<question>', told: [], answer: { ...answer, ...changes } },
		...more,
	});
	const end = (turn: Turn) => recorder.ended({ conversation, turn, details: undefined, packTokens: 400_000 });
	const requests = async () =>
		(await store.read()).records.filter((record): record is RequestRecord => record.type === 'request');

	it('writes down what the receipt shows, once', async () => {
		const turn = turnOf('one');
		assert.equal(await end(turn), undefined);
		await end(turn);
		const [made, ...more] = await requests();
		assert.deepEqual([more.length, recorded], [0, 1]);
		const receipt = receiptView(turn, modelFacts('deepseek-flash', true))!;
		assert.deepEqual(
			[made?.promptTokens, made?.cachedTokens, made?.completionTokens, made?.cost, made?.seconds],
			[401_000, 0, 1_000, receipt.cost, 10],
		);
		assert.deepEqual(
			[made?.kind, made?.outcome, made?.thinking, made?.prefix.packTokens],
			['question', 'done', 'high', 400_000],
		);
	});

	it('writes nothing of question and answer down', async () => {
		await end(turnOf('one', {}, { question: 'Secret question', message: 'Secret message' }));
		const text = JSON.stringify(await requests());
		assert.doesNotMatch(text, /Secret|So\.|Hm\./);
	});

	it('explains a miss with what it cost, and keeps it with the record', async () => {
		await end(turnOf('one'));
		const miss = await end(turnOf('two', { startedAt: noon + minute, endedAt: noon + minute + 1 }));
		assert.equal(miss?.missedTokens, 401_000);
		// 401,000 tokens at $0.15 instead of $0.003 a million, off-peak.
		assert.ok(Math.abs(miss.cost! - 0.058947) < 1e-9);
		assert.deepEqual((await requests())[1]?.miss, miss);
		assert.equal(
			missSentence(miss, 'USD'),
			'401,000 of 401,000 tokens that could have been cached were read anew, for $0.059 more: 50 s after they were read, the endpoint had not stored them yet or had dropped them.',
		);
		const receipt = receiptView(turnOf('two', { miss }), modelFacts('deepseek-flash', true));
		assert.equal(receipt?.miss, missSentence(miss, 'USD'));
	});

	it('notices another key', async () => {
		await end(turnOf('one'));
		account = 'two';
		const miss = await end(turnOf('two', { startedAt: noon + minute }));
		assert.deepEqual(miss?.reasons, ['account']);
	});

	it('counts a refused request without tokens, and none that was never sent', async () => {
		const { usage: gone, ...refused } = answer;
		assert.ok(gone);
		const failed = { ...refused, status: 'failed' as const, content: '', reasoning: '' };
		await end({ ...turnOf('one'), answer: failed });
		const { estimated, ...unsent } = failed;
		assert.ok(estimated);
		await end({ ...turnOf('two'), answer: unsent });
		await end(turnOf('three', {}, { message: '' }));
		assert.deepEqual(
			(await requests()).map(({ outcome, promptTokens, cost }) => [outcome, promptTokens, cost]),
			[['failed', 0, undefined]],
		);
	});

	it('takes our own count where the endpoint told none, and no cached part as told', async () => {
		const { usage: gone, ...rest } = answer;
		assert.ok(gone);
		const counted = { ...usage, cachedTokens: undefined, completionTokens: 7 };
		await end({ ...turnOf('one'), answer: { ...rest, status: 'stopped', counted } });
		const [made] = await requests();
		assert.deepEqual(
			[made?.outcome, made?.ownCount, made?.completionTokens, made?.cachedTokens],
			['stopped', true, 7, undefined],
		);
	});

	it('goes by the host and key the request went to, not by what is set when it ends', async () => {
		await end(turnOf('one', { sentTo: { host: 'elsewhere.example', account: 'then' } }));
		const [made] = await requests();
		assert.deepEqual([made?.host, made?.prefix.account], ['elsewhere.example', 'then']);
	});

	it('takes what the endpoint says it charged, and marks it', async () => {
		await end(turnOf('one', { usage: { ...usage, charged: 0.25 } }));
		const [made] = await requests();
		assert.deepEqual([made?.cost, made?.currency, made?.charged], [0.25, 'USD', true]);
		const receipt = receiptView(turnOf('one', { usage: { ...usage, charged: 0.25 } }), modelFacts('other', false));
		assert.deepEqual([receipt?.cost, receipt?.currency, receipt?.charged], [0.25, 'USD', true]);
		assert.equal(receipt?.promptCost, undefined);
	});

	it('keeps our own count of a prompt beside one that differs, and the usage page tells', async () => {
		const drifted = turnOf('one', { drift: { ours: 370_000, theirs: 401_000 } });
		await end(drifted);
		assert.equal((await requests())[0]?.ownPromptTokens, 370_000);
		assert.match(receiptView(drifted, modelFacts('m', false))?.drift ?? '', /401,000 tokens.*370,000, 8\.4 % more/);
		const page = async () =>
			usageView(summarise(await store.read(), '2026-11-25', 'window'), undefined, new Date(noon));
		const [counted, ...more] = (await page()).counts;
		assert.deepEqual([counted?.host, counted?.model, more.length], ['api.deepseek.com', 'deepseek-flash', 0]);
		assert.match(counted?.sentence ?? '', /8\.4 % more/);
		await end(turnOf('two', { startedAt: noon + minute, endedAt: noon + minute + 1 }));
		assert.deepEqual((await page()).counts, [], 'once the counts agree again it is not told any more');
	});

	it('counts an answer that was interrupted lately', async () => {
		const startedAt = Date.now() - minute;
		await end(turnOf('one', { status: 'interrupted', startedAt }));
		await end(turnOf('two', { status: 'interrupted', startedAt: startedAt - 48 * 60 * minute }));
		assert.deepEqual(
			(await requests()).map(({ id }) => id),
			[`one@${startedAt}`],
		);
	});

	it('writes down how the edits kept to their format', async () => {
		const content = 'a.ts\n```\n<<<<<<< SEARCH\none\n=======\nONE\n>>>>>>> REPLACE\n```\n';
		const parsed = editsOf(content, true);
		const turn = turnOf('one', { content });
		const read = () => Promise.resolve('one\n');
		const planned = await planDetails({ turns: [turn] }, turn, read, {}, new Map());
		const details = { citations: [], parsed, planned };
		await recorder.ended({ conversation, turn, details, packTokens: undefined });
		const { records } = await store.read();
		const edits = records.find((record) => record.type === 'edits');
		assert.deepEqual(edits?.formats['blocks']?.matched, { exact: 1 });
		assert.equal((await requests())[0]?.kind, 'edit');
	});

	it('writes down a warm-up however it ended, at the host and key it went to', async () => {
		const warmUp = (changes: Partial<EndedWarmUp>): EndedWarmUp => ({
			outcome: 'done',
			mayBeRead: true,
			receipt: {
				promptTokens: 400_000,
				usage: { promptTokens: 400_000, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 },
				...{ startedAt: noon, endedAt: noon + 5_000, ledgerId: undefined },
			},
			account: 'then',
			domain: { host: 'api.deepseek.com', model: 'deepseek-flash', thinking: { enabled: false } },
			pack: { id: 'pack', tokens: 399_000 },
			expectedCachedTokens: 0,
			...changes,
		});
		const untold = { ...warmUp({}).receipt, usage: undefined };
		await recorder.warmedUp(warmUp({}));
		await recorder.warmedUp(warmUp({ outcome: 'stopped', receipt: untold }));
		await recorder.warmedUp(warmUp({ outcome: 'failed', mayBeRead: false, receipt: untold }));
		const made = await requests();
		assert.deepEqual(
			made.map((each) => [each.outcome, each.promptTokens, each.completionTokens, each.ownCount, each.prefix.account]),
			[
				['done', 400_000, 1, undefined, 'then'],
				['stopped', 400_000, 0, true, 'then'],
				['failed', 0, 0, true, 'then'],
			],
		);
		assert.deepEqual(
			made.map(({ cost }) => cost !== undefined && cost > 0),
			[true, true, false],
		);
	});

	it('never rejects, and says what went wrong', async () => {
		// A file stands where the store's folder should.
		store = new UsageStore(folder.write('file', ''));
		recorder = new UsageRecorder({
			store,
			endpoint: { host: '', factsAt: (_, model) => modelFacts(model, true), account: () => Promise.resolve('') },
			...{ session: 'window', workspace: 'shop', onRecorded: () => recorded++ },
			warn: (message) => warnings.push(message),
		});
		assert.equal(await end(turnOf('one')), undefined);
		assert.equal(recorded, 0);
		assert.match(warnings.splice(0).join(), /could not be written down/);
	});
});
