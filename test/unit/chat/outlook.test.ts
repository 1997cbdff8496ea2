import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { SectionList } from '../../../src/core/context/sections';
import { createConversation, type Conversation, type Turn } from '../../../src/core/conversation/conversation';
import { ToldFiles } from '../../../src/core/conversation/request';
import { PackIndex } from '../../../src/core/context/packIndex';
import type { PackProspect, ToldState } from '../../../src/core/conversation/workspaceAccess';
import { modelFacts } from '../../../src/core/model/catalog';
import { cacheLifetime } from '../../../src/core/model/packReads';
import { Outlook } from '../../../src/vscode/chat/outlook';
import { PromptCache } from '../../../src/vscode/chat/promptCache';
import { Memory } from './scriptedChat';

const thinking = { enabled: true, effort: 'high' } as const;
const flash = modelFacts('deepseek-flash', true);
const host = 'api.deepseek.com';
const pack = {
	...{ id: 'pack', name: 'shop', tokens: 100_000, sections: new SectionList([]) },
	...{ bytes: new Uint8Array(), json: new Uint8Array() },
};
const told = new ToldFiles(new PackIndex(pack), createConversation('', 0, { model: flash.id, thinking }));

const answered = (answer: Partial<Turn['answer']>): Turn => ({
	...{ id: 'turn', question: 'Why?', message: '<question>\nWhy?\n</question>', told: [] },
	answer: {
		...{ status: 'done', reasoning: 'hm', content: 'Because.', startedAt: 0, endedAt: 0, model: flash.id, thinking },
		usage: { promptTokens: 101_000, cachedTokens: 0, completionTokens: 900, reasoningTokens: 400 },
		...answer,
	},
});

describe('The outlook on the next question', () => {
	let prospect: PackProspect;
	let asked: (ToldState | undefined)[];
	let now: number;
	let outlook: Outlook;
	let cache: PromptCache;
	let changed: () => void;

	beforeEach(() => {
		prospect = { packId: 'pack', packTokens: 100_000, files: 10, changeTokens: 50 };
		asked = [];
		// A Wednesday, 13:00 in Beijing: off-peak.
		now = Date.parse('2026-11-25T05:00:00Z');
		cache = new PromptCache(new Memory(), () => now);
		changed = () => undefined;
		outlook = new Outlook(
			{
				prospect: (state) => {
					asked.push(state);
					return Promise.resolve(prospect);
				},
				countTexts: (texts) => Promise.resolve(texts.map((text) => Math.ceil(text.length / 4))),
			},
			() => changed(),
		);
	});

	const fresh = (id = 'chat') => createConversation(id, now, { model: flash.id, thinking });

	async function estimate(conversation: Conversation, busy = false) {
		const looked = new Promise<void>((resolve) => (changed = resolve));
		outlook.look({ conversation, busy, toldFiles: () => Promise.resolve(told) });
		await looked;
		return cache.next(conversation, flash, host, outlook.of(conversation)!);
	}

	it('of a new chat is cold before anybody has read the pack', async () => {
		const view = await estimate(fresh());
		assert.ok(view.promptTokens > 100_050 && view.promptTokens < 102_000, String(view.promptTokens));
		assert.equal(view.cachedTokens, 0);
		assert.ok(view.cost! > 0.015 && view.cost! < 0.0153);
		assert.deepEqual(view.room, { left: 65_536, wanted: 65_536 });
	});

	it('of a new chat knows that the pack is cached, for the same model and thinking and for a while', async () => {
		cache.noteRead('pack', 100_500, { host, model: flash.id, thinking });
		const view = await estimate(fresh());
		assert.equal(view.cachedTokens, 100_500);
		assert.ok(view.cost! < 0.0005);
		const next = outlook.of(fresh('another'))!;
		assert.equal(cache.next(fresh('another'), flash, host, next).cachedTokens, 100_500);
		assert.equal(cache.next({ ...fresh(), model: 'deepseek-v4-pro' }, flash, host, next).cachedTokens, 0);
		assert.equal(cache.next({ ...fresh(), thinking: { enabled: false } }, flash, host, next).cachedTokens, 0);
		assert.equal(cache.next(fresh(), flash, 'other.example', next).cachedTokens, 0);
		now += cacheLifetime;
		assert.equal(cache.next(fresh(), flash, host, next).cachedTokens, 0);
	});

	it('of a new chat is cold where a new pack would be made', async () => {
		cache.noteRead('pack', 100_500, { host, model: flash.id, thinking });
		prospect = { ...prospect, packId: undefined, packTokens: 120_000, changeTokens: 0 };
		const view = await estimate(fresh());
		assert.equal(view.cachedTokens, 0);
		assert.ok(view.promptTokens > 120_000);
	});

	it('of a chat that goes on repeats it without its reasoning, and tells what changed since', async () => {
		const conversation = { ...fresh(), packId: 'pack', turns: [answered({ startedAt: now, endedAt: now })] };
		const view = await estimate(conversation);
		assert.equal(view.promptTokens, 101_000 + 500 + 20 + 50);
		assert.equal(asked.at(-1)?.packId, 'pack');
		// The answer stands in the cache behind its reasoning only.
		assert.equal(view.cachedTokens, 101_000);
		const usage = { promptTokens: 101_000, cachedTokens: 0, completionTokens: 900, reasoningTokens: undefined };
		const unthought = [answered({ startedAt: now, endedAt: now, reasoning: '', usage })];
		assert.equal((await estimate({ ...conversation, turns: unthought })).cachedTokens, 101_900);
	});

	it('of a chat that goes on at another host is cold', async () => {
		const sentTo = { host, account: '' };
		const conversation = { ...fresh(), packId: 'pack', turns: [answered({ startedAt: now, endedAt: now, sentTo })] };
		assert.equal((await estimate(conversation)).cachedTokens, 101_000);
		assert.equal(cache.next(conversation, flash, 'other.example', outlook.of(conversation)!).cachedTokens, 0);
	});

	it('of a chat that has grown cold knows that another one has read the pack', async () => {
		const conversation = { ...fresh(), packId: 'pack' };
		const turns = [answered({ startedAt: now - 2 * cacheLifetime, endedAt: now - 2 * cacheLifetime })];
		assert.equal((await estimate({ ...conversation, turns })).cachedTokens, 0);
		cache.noteRead('pack', 100_500, { host, model: flash.id, thinking });
		assert.equal((await estimate({ ...conversation, turns })).cachedTokens, 100_500);
	});

	it('says what a question costs after peak hours', async () => {
		const view = await estimate(fresh());
		now = Date.parse('2026-11-25T07:30:00Z');
		const peak = cache.next(fresh(), flash, host, outlook.of(fresh())!);
		assert.equal(peak.cost, 2 * view.cost!);
		assert.deepEqual(peak.offPeak, { cost: view.cost, from: Date.parse('2026-11-25T10:00:00Z') });
	});

	it('says how little room is left', async () => {
		prospect = { ...prospect, packTokens: 1_030_000 };
		const view = await estimate(fresh());
		assert.ok(view.room.left > 4_096 && view.room.left < 20_000, String(view.room.left));
		prospect = { ...prospect, packTokens: 1_047_000 };
		assert.equal((await estimate(fresh())).room.left, 0);
	});
});
