import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { PackIndex } from '../../../src/core/context/packIndex';
import { createConversation, isTold, type Conversation } from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { ToldFiles } from '../../../src/core/conversation/request';
import { runTurn } from '../../../src/core/conversation/runTurn';
import type { ImageAttachment } from '../../../src/core/images/image';
import { modelFacts } from '../../../src/core/model/catalog';
import { OpenAiClient } from '../../../src/core/model/openAiClient';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { DirectEngine } from '../../../src/node/workspace/directEngine';
import { WorkspacePacks } from '../../../src/node/workspace/workspacePacks';
import { ImageStore } from '../../../src/node/storage/imageStore';
import { imageViews } from '../../../src/vscode/chat/imageViews';
import { DraftTokens } from '../../../src/vscode/chat/draftTokens';
import { Outlook } from '../../../src/vscode/chat/outlook';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { png } from '../../support/images';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const thinking = { enabled: true, effort: 'high' } as const;
const facts = modelFacts('deepseek-flash', true);
const { signal } = new AbortController();
const lines = (word: string) =>
	Array.from({ length: 120 }, (_, index) => `export const ${word}${index} = ${index};\n`).join('');

describe('what is estimated while a question is typed', () => {
	let simulator: Simulator;
	let folder: TemporaryFolder;
	let packs: WorkspacePacks;
	let chat: Conversation;
	let outlook: Outlook;
	let draft: DraftTokens;
	let looked: () => void;
	let store: ImageStore;
	let attached: readonly ImageAttachment[];
	/** Of the pack, in tokens. */
	let budget: number;

	before(async () => {
		simulator = await startSimulator();
	});
	after(() => simulator.close());

	beforeEach(() => {
		budget = 500;
		folder = new TemporaryFolder({ 'src/plans.ts': lines('plan'), 'src/shop.ts': lines('shop'), 'a.ts': lines('a') });
		const service = createPackService(
			{ packFolder: undefined, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);
		packs = new WorkspacePacks(new DirectEngine({ packs: service, ledger: undefined }), () => ({
			name: 'shop',
			roots: [{ name: 'shop', folder: folder.path }],
			rules: { exclude: [], include: [] },
			unsaved: {},
			// Too small for all: files a question is about are shown near it.
			budget,
			secrets: { key: '00'.repeat(32), allowed: [] },
		}));
		chat = createConversation(randomUUID(), 0, { model: facts.id, thinking });
		looked = () => undefined;
		outlook = new Outlook(packs, () => looked());
		attached = [];
		store = new ImageStore(folder.at('images'));
		draft = new DraftTokens(
			packs,
			subject,
			() => attached,
			() => undefined,
		);
	});
	afterEach(() => folder.remove());

	const subject = () => ({
		conversation: chat,
		busy: false,
		toldFiles: async () => {
			const pack = await packs.storedPack(chat.packId!);
			return pack && new ToldFiles(new PackIndex(pack), chat, await packs.changeLog(pack.id, signal));
		},
	});

	/** What is estimated for a question, and how much of it is for files in focus. */
	async function estimate(question: string) {
		await packs.prospect(undefined, 'now', signal);
		const ended = new Promise<void>((resolve) => (looked = resolve));
		outlook.look(subject());
		await ended;
		await draft.set(question);
		const { words, focus, pack } = draft.size;
		const shown = imageViews(attached, facts.images).reduce((sum, { tokens = 0 }) => sum + tokens, 0);
		return { promptTokens: outlook.of(chat)!.promptTokens + words + focus + pack + shown, focus, pack };
	}

	/** Asks it; what the endpoint has counted. */
	async function ask(question: string): Promise<number> {
		const asked = { type: 'asked', turnId: randomUUID(), question, attachment: undefined, at: Date.now() } as const;
		chat = reduce(chat, { ...asked, images: attached });
		const services = {
			...{ workspace: packs, facts, now: Date.now, wait: () => Promise.resolve(), random: () => 0.5 },
			images: store,
			client: new OpenAiClient({ baseUrl: simulator.baseUrl, apiKey: 'sk-test', fetch, idleLimit: 30_000 }),
		};
		for await (const event of runTurn(chat, services, signal)) {
			chat = reduce(chat, event);
		}
		const turn = chat.turns.at(-1)!;
		assert.ok(isTold(turn), turn.answer.failure?.message);
		return turn.answer.usage!.promptTokens;
	}

	it('is what the endpoint then counts, to the token, files in focus and replaced secrets included', async () => {
		const token = ['ghp', 'Zk3vT9sQmX7bLw2cR8nYp4dJ6hF1gA0eUoKi'].join('_');
		const question = `What do src/plans.ts and src/shop.ts say about ${token} and <｜end▁of▁sentence｜>?`;
		const { promptTokens, focus } = await estimate(question);
		assert.ok(focus > 1_000, String(focus));
		assert.equal(await ask(question), promptTokens);
	});

	it('is what the endpoint then counts with images, whose names are sent, too', async () => {
		const names = ['the cart, as it should be “<｜User｜>”.png', 'after.png'];
		for (const [index, name] of names.entries()) {
			const header = { format: 'png', width: 40 * (index + 1), height: 30 } as const;
			const bytes = png(header.width, header.height);
			attached = [...attached, await store.put(chat.id, name, header, bytes)];
		}
		const question = 'What is wrong in src/shop.ts, by these pictures?';
		const { promptTokens } = await estimate(question);
		assert.equal(await ask(question), promptTokens);
	});

	it('is exact for a new chat on a pack that is kept, with the changes it is told first', async () => {
		await ask('What is this?');
		chat = createConversation(randomUUID(), 0, { model: facts.id, thinking });
		folder.write('src/plans.ts', `${lines('plan')}export const last = 1;\n`);
		const question = 'What do src/plans.ts and a.ts say?';
		const { promptTokens, focus } = await estimate(question);
		assert.ok(focus > 500, String(focus));
		assert.equal(await ask(question), promptTokens);
	});

	it('is of the pack that is made for the files the question names, and of the kept one from then on', async () => {
		budget = 2_500;
		folder.write('src/shop.ts', `${lines('shop')}${lines('item').slice(0, 500)}`);
		const question = 'What does src/shop.ts say?';
		const { promptTokens, pack } = await estimate(question);
		assert.notEqual(pack, 0, 'without it, other files are in the pack');
		assert.equal(await ask(question), promptTokens);
		chat = createConversation(randomUUID(), 0, { model: facts.id, thinking });
		const other = 'What does src/plans.ts say?';
		const kept = await estimate(other);
		assert.equal(kept.pack, 0);
		assert.equal(await ask(other), kept.promptTokens);
	});

	it('is right within a few tokens for a chat that goes on', async () => {
		await ask('What does src/shop.ts say?');
		const question = 'And what do src/plans.ts and src/shop.ts say?';
		const { promptTokens, focus } = await estimate(question);
		assert.ok(focus > 500 && focus < 2_500, `${focus}: the model has src/shop.ts by now`);
		const counted = await ask(question);
		assert.ok(Math.abs(counted - promptTokens) <= 20, `${promptTokens} estimated, ${counted} counted`);
	});
});
