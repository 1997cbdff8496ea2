import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { ChatSession } from '../../../src/vscode/chat/chatSession';
import { receiptView } from '../../../src/vscode/chat/receiptView';
import { modelFacts } from '../../../src/core/model/catalog';
import { eventually } from '../../support/eventually';
import { content, finished, ScriptedChat, usage, type ScriptedRequest } from './scriptedChat';

describe('an open chat', () => {
	let chat: ScriptedChat;
	let session: ChatSession;

	beforeEach(() => {
		chat = new ScriptedChat();
		session = chat.open();
	});

	const last = () => session.conversation.turns.at(-1)!;
	const sent = (count = 1): Promise<ScriptedRequest> => eventually('a request', () => chat.requests[count - 1]);
	const receipt = () => receiptView(last(), modelFacts('deepseek-flash', true));
	const status = (wanted: string) => eventually(wanted, () => last().answer.status === wanted);

	it('is stopped at once while the workspace is being packed', async () => {
		chat.packing = new Promise(() => undefined);
		const ended = session.ask('Why?');
		session.stop();
		assert.equal(session.busy, false);
		assert.equal(chat.told.at(-1), 'chat stopped ');
		await ended;
		assert.equal(chat.requests.length, 0);
		assert.equal(chat.saved.get('chat')?.turns[0]?.answer.status, 'stopped');
	});

	it('is stopped at once when the request hangs, and drops what it still does', async () => {
		const ended = session.ask('Why?');
		const request = await sent();
		request.say(content('Be'));
		await status('writing');
		session.stop();
		await ended;
		assert.equal(request.signal.aborted, true);
		request.say(content('cause'), finished);
		await session.close();
		assert.deepEqual([last().answer.status, last().answer.content], ['stopped', 'Be']);
	});

	it('can be asked again while the old request still hangs', async () => {
		const first = session.ask('Why?');
		const hanging = await sent();
		session.stop();
		const second = session.ask('How?');
		const request = await sent(2);
		hanging.say(content('late'));
		request.say(content('So.'), usage(1_010), finished);
		await Promise.all([first, second]);
		assert.deepEqual(
			session.conversation.turns.map(({ answer }) => [answer.status, answer.content]),
			[
				['stopped', ''],
				['done', 'So.'],
			],
		);
	});

	it('closes the question for consent when it is stopped', async () => {
		chat.consented = false;
		const ended = session.ask('Why?');
		await eventually('the question', () => session.consent);
		session.stop();
		await ended;
		assert.equal(session.consent, undefined);
		assert.equal(last().answer.status, 'stopped');
		assert.ok(chat.told.includes('chat consent closed'));
	});

	it('gives the question back when the workspace may not be sent', async () => {
		chat.consented = false;
		const ended = session.ask('Why?');
		await eventually('the question', () => session.consent);
		session.giveConsent(false);
		await ended;
		assert.deepEqual(session.conversation.turns, []);
		assert.deepEqual(
			chat.withdrawn.map(({ question }) => question),
			['Why?'],
		);
		assert.equal(chat.saved.get('chat')?.turns.length, 0);
		assert.equal(chat.requests.length, 0);
		assert.equal(session.busy, false);
	});

	it('tells appended text once: in a delta, or in a whole turn', async () => {
		const ended = session.ask('Why?');
		const request = await sent();
		request.say(content('a'));
		await status('writing');
		for (const letter of 'bcdefgh') {
			request.say(content(letter));
			await eventually(letter, () => last().answer.content.endsWith(letter));
			if (letter === 'd') {
				// The page comes back and is given everything.
				chat.told.push(`chat writing ${last().answer.content}`);
				session.dropDelta();
			}
		}
		request.say(finished);
		await ended;
		let shown = '';
		for (const message of chat.told) {
			const [, kind, text = ''] = /^chat (\+|\w+ )(.*)$/.exec(message) ?? [];
			shown = kind === '+' ? shown + text : text;
			assert.ok('abcdefgh'.startsWith(shown), `${message} makes ${shown}`);
		}
		assert.equal(shown, 'abcdefgh');
	});

	it('counts by itself when the endpoint sends no usage, and marks that', async () => {
		const ended = session.ask('Why?');
		(await sent()).say({ type: 'reasoning', text: 'hmm' }, content('Because.'), finished);
		await ended;
		const { ownCount, promptTokens, completionTokens, reasoningTokens, cost } = receipt()!;
		assert.deepEqual([ownCount, completionTokens, reasoningTokens], [true, 11, 3]);
		assert.equal(promptTokens, last().answer.estimated!.promptTokens);
		assert.ok(cost! > 0);
	});

	it('shows what a stopped answer cost as an estimate, also when nothing had come', async () => {
		const ended = session.ask('Why?');
		await sent();
		await status('waiting');
		assert.equal(receipt(), undefined, 'not while it is on its way');
		session.stop();
		await ended;
		assert.deepEqual([receipt()!.ownCount, receipt()!.completionTokens], [true, 0]);
		assert.ok(receipt()!.cost! > 0);
	});

	it('keeps the estimate beside what it really took', async () => {
		const first = session.ask('Why?');
		(await sent()).say(content('Because.'), usage(1_234), finished);
		await first;
		assert.equal(receipt()!.estimated!.cachedTokens, 0);
		const second = session.ask('And then?');
		(await sent(2)).say(content('Nothing.'), usage(1_400), finished);
		await second;
		const { estimated, promptTokens, ownCount } = receipt()!;
		assert.deepEqual([promptTokens, ownCount], [1_400, false]);
		assert.ok(estimated!.cachedTokens > 1_000, 'the chat before it is expected from the cache');
	});

	it('expects a pack another chat has read from the cache, but not by another model', async () => {
		const first = session.ask('Why?');
		(await sent()).say(content('Because.'), usage(1_234), finished);
		await first;
		session = chat.open('other');
		const second = session.ask('How?');
		(await sent(2)).say(content('So.'), usage(1_234), finished);
		await second;
		// The fixed words and the pack, but not the question.
		const { cachedTokens, promptTokens } = receipt()!.estimated!;
		assert.ok(cachedTokens > 1_000 && cachedTokens < promptTokens, `${cachedTokens} of ${promptTokens}`);
		session.setModel('deepseek-v4-pro', { enabled: true, effort: 'high' });
		const third = session.ask('And now?');
		(await sent(3)).say(content('Now.'), usage(1_234), finished);
		await third;
		assert.equal(last().answer.estimated!.cachedTokens, 0);
		assert.equal(chat.requests[2]!.request.model, 'deepseek-v4-pro');
	});

	it('changes its model for the next question, never for the one on its way', async () => {
		const first = session.ask('Why?');
		const request = await sent();
		session.setModel('deepseek-v4-pro', { enabled: false });
		assert.equal(session.conversation.model, 'deepseek-flash');
		request.say(content('Because.'), finished);
		await first;
		session.setModel('deepseek-v4-pro', { enabled: false });
		const second = session.ask('And now?');
		(await sent(2)).say(content('Now.'), finished);
		await second;
		assert.deepEqual(
			session.conversation.turns.map(({ answer }) => [answer.model, answer.thinking?.enabled]),
			[
				['deepseek-flash', true],
				['deepseek-v4-pro', false],
			],
		);
		assert.equal(chat.saved.get('chat')?.model, 'deepseek-v4-pro');
	});

	it('asks with more room when told so', async () => {
		const first = session.ask('Why?');
		(await sent()).say({ type: 'reasoning', text: 'hmm' }, { type: 'finished', reason: 'length' });
		await first;
		const second = session.retry(last().id, 131_072);
		const request = await sent(2);
		request.say(content('Because.'), finished);
		await second;
		assert.equal(request.request.maxTokens, 131_072);
		assert.equal(chat.requests[0]!.request.maxTokens, 65_536);
		assert.equal(last().answer.content, 'Because.');
	});

	it('writes nothing any more once it is discarded', async () => {
		const ended = session.ask('Why?');
		(await sent()).say(content('Be'));
		await status('writing');
		chat.saved.clear();
		session.discard();
		await ended;
		await session.save();
		assert.equal(chat.saved.size, 0);
	});

	describe('that would pass the monthly limit', () => {
		const passed = { amount: 5, currency: 'USD', spent: 4.99, estimate: 0.03 };

		beforeEach(() => {
			chat.limitPassed = (_model, cost) => ({ ...passed, estimate: cost ?? 0 });
		});

		it('asks with the figures, and sends nothing until the user agrees', async () => {
			const ended = session.ask('Why?');
			const asked = await eventually('the question', () => session.consent);
			const { limit, tokens } = asked;
			assert.deepEqual([limit?.amount, limit?.spent], [5, 4.99]);
			assert.ok(tokens > 1_000 && limit!.estimate > 0);
			assert.equal(chat.requests.length, 0);
			session.giveConsent(true);
			(await sent()).say(content('Because.'), usage(1_234), finished);
			await ended;
			assert.equal(last().answer.status, 'done');
			assert.equal(last().answer.estimated?.cost, limit!.estimate);
		});

		it('keeps the question when the user does not agree, and asks again the next time', async () => {
			const ended = session.ask('Why?');
			await eventually('the question', () => session.consent);
			session.giveConsent(false);
			await ended;
			assert.deepEqual([chat.requests.length, chat.withdrawn[0]?.question], [0, 'Why?']);
			assert.deepEqual(session.conversation.turns, []);
			const again = session.ask('Why?');
			await eventually('the question again', () => session.consent);
			session.stop();
			await again;
			assert.deepEqual([chat.requests.length, session.consent], [0, undefined]);
		});

		it('asks about the workspace first where that was not asked yet', async () => {
			chat.consented = false;
			const ended = session.ask('Why?');
			await eventually('the question about the workspace', () => session.consent && !session.consent.limit);
			session.giveConsent(true);
			await eventually('the question about the limit', () => session.consent?.limit);
			session.giveConsent(false);
			await ended;
			assert.equal(chat.requests.length, 0);
		});
	});
});
