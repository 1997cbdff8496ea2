import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createConversation, type Conversation } from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { runTurn } from '../../../src/core/conversation/runTurn';
import { warmUp } from '../../../src/core/conversation/warmUp';
import type { ImageAttachment } from '../../../src/core/images/image';
import { modelFacts } from '../../../src/core/model/catalog';
import { OpenAiClient } from '../../../src/core/model/openAiClient';
import { LedgerStore, type LedgerEntry } from '../../../src/node/ledger/ledgerStore';
import { sentBody } from '../../../src/node/ledger/sentBody';
import { sentDocument } from '../../../src/node/ledger/sentDocument';
import { ImageStore } from '../../../src/node/storage/imageStore';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { DirectEngine } from '../../../src/node/workspace/directEngine';
import { WorkspacePacks } from '../../../src/node/workspace/workspacePacks';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { png } from '../../support/images';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const { signal } = new AbortController();
const facts = modelFacts('deepseek-flash', true);
const thinking = { enabled: true, effort: 'high' } as const;

describe('the body of a request that was sent', () => {
	let simulator: Simulator;
	let folder: TemporaryFolder;
	let store: TemporaryFolder;
	let engine: DirectEngine;
	let images: ImageStore;
	/** The bytes that went out, request by request. */
	let sent: Buffer[];

	before(async () => {
		simulator = await startSimulator();
	});
	after(() => simulator.close());
	beforeEach(() => {
		folder = new TemporaryFolder({ 'cart.ts': `export const cart = "“quoted” \\\\ ${'ü'.repeat(20_000)}";\n` });
		store = new TemporaryFolder();
		images = new ImageStore(store.at('images'));
		sent = [];
		const packs = createPackService(
			{ packFolder: store.at('packs'), grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);
		engine = new DirectEngine({ packs, ledger: new LedgerStore(store.at('ledger')), images });
	});
	afterEach(() => {
		folder.remove();
		store.remove();
	});

	const capturing: typeof fetch = async (input, init) => {
		sent.push(Buffer.from(init!.body as Uint8Array<ArrayBuffer>));
		return await fetch(input, init);
	};

	const services = () => ({
		workspace: new WorkspacePacks(engine, () => ({
			name: 'shop',
			roots: [{ name: 'shop', folder: folder.path }],
			rules: { exclude: [], include: [] },
			unsaved: {},
		})),
		client: new OpenAiClient({
			...{ baseUrl: simulator.baseUrl, apiKey: 'sk-secret-of-mine', fetch: capturing, idleLimit: 30_000 },
		}),
		ledger: {
			sent: (request: Parameters<LedgerStore['sent']>[0]) => engine.call('recordSent', request, signal),
			encoded: async (id: string, body: Parameters<LedgerStore['encoded']>[1]) => {
				await engine.call('recordEncoded', { id, body }, signal);
			},
			answered: async (id: string, outcome: Parameters<LedgerStore['answered']>[1]) => {
				await engine.call('recordAnswered', { id, outcome }, signal);
			},
		},
		...{ facts, images, now: Date.now, wait: () => Promise.resolve(), random: () => 0.5 },
	});

	async function ask(chat: Conversation, question: string, attached: readonly ImageAttachment[] = []) {
		const asked = { type: 'asked', turnId: randomUUID(), question, attachment: undefined, at: Date.now() } as const;
		let current = reduce(chat, { ...asked, images: attached });
		for await (const event of runTurn(current, services(), signal)) {
			current = reduce(current, event);
		}
		assert.equal(current.turns.at(-1)!.answer.status, 'done', current.turns.at(-1)!.answer.failure?.message);
		return current;
	}

	const newChat = () => createConversation(randomUUID(), Date.now(), { model: facts.id, thinking });

	/** As after a restart. */
	const ledger = () => new LedgerStore(store.at('ledger'));
	const newest = async (): Promise<LedgerEntry> => (await ledger().entries())[0]!;

	it('is had again byte for byte: pack, changes, earlier answers, images, whatever the texts hold', async () => {
		const chat = newChat();
		const shot = await images.put(chat.id, 'shot.png', { format: 'png', width: 40, height: 30 }, png(40, 30));
		const first = await ask(chat, '\uFEFFWhat \ud800 is \u0000 wrong \u2028 here, <｜User｜>?', [shot]);
		folder.write('cart.ts', 'export const cart = 2;\n');
		await ask(first, 'And now?');
		const entries = (await ledger().entries()).reverse();
		assert.equal(entries.length, 2);
		for (const [index, entry] of entries.entries()) {
			const bytes = await sentBody(entry, ledger(), images);
			assert.ok(Buffer.from(bytes).equals(sent[index]!));
			const digest = createHash('sha256').update(sent[index]!).digest('hex');
			assert.match(await sentDocument(entry, ledger()), new RegExp(`^Body: [\\d,]+ bytes, SHA-256 ${digest}$`, 'm'));
			const viaEngine = await engine.call('sentBody', { id: entry.id }, signal);
			assert.ok(Buffer.from(viaEngine!).equals(sent[index]!));
			assert.ok(!Buffer.from(bytes).includes('sk-secret-of-mine'));
		}
	});

	it('is the same in each attempt of a request, and is kept once', async () => {
		simulator.enqueueFault({ kind: 'status', status: 503 });
		await ask(newChat(), 'Why?');
		assert.equal(sent.length, 2);
		assert.ok(sent[0]!.equals(sent[1]!));
		assert.equal((await ledger().entries()).length, 1);
		assert.ok(Buffer.from(await sentBody(await newest(), ledger(), images)).equals(sent[0]!));
	});

	it('is that of a warm-up, too', async () => {
		const { workspace, ...common } = services();
		const pack = await workspace.packForWarmUp(signal);
		const listener = { onSend: () => undefined, onRead: () => undefined, onProgress: () => undefined };
		const chosen = { model: facts.id, thinking };
		await warmUp(pack, chosen, { workspace, ...common, expectedCachedTokens: 0 }, listener, signal);
		assert.ok(Buffer.from(await sentBody(await newest(), ledger(), images)).equals(sent[0]!));
	});

	it('takes next to nothing on disk beside its texts, which are kept once', async () => {
		const chat = await ask(newChat(), 'Why?');
		await ask(chat, 'Why not?');
		const entries = store.at('ledger/entries');
		for (const name of readdirSync(entries)) {
			const { size } = statSync(path.join(entries, name));
			assert.ok(size < 3_000, `${size} bytes for a body of ${sent[0]!.length}`);
		}
		assert.equal(readdirSync(store.at('ledger/packs')).length, 1);
	});

	it('is refused with a sentence when a part is damaged or gone, and never made up', async () => {
		const chat = newChat();
		const shot = await images.put(chat.id, 'shot.png', { format: 'png', width: 40, height: 30 }, png(40, 30));
		await ask(chat, 'Why?', [shot]);
		const entry = await newest();
		const withLayout = (layout: NonNullable<LedgerEntry['body']>['layout']): LedgerEntry => ({
			...entry,
			body: { ...entry.body!, layout },
		});
		const { layout } = entry.body!;
		const { body: noted, ...old } = entry;
		assert.equal(noted?.bytes, sent[0]!.length);
		await assert.rejects(
			sentBody(old, ledger(), images),
			/were not noted: it was never sent, or by an earlier version/,
		);
		assert.doesNotMatch(await sentDocument(old, ledger()), /Body:/);
		for (const wrong of [['{}'], [...layout.slice(0, -1), '}}'], [...layout.slice(0, -1), { message: 99 }]]) {
			await assert.rejects(sentBody(withLayout(wrong), ledger(), images), /do not give the bytes that were sent/);
		}
		await images.delete(chat.id);
		await assert.rejects(sentBody(entry, ledger(), images), /The image “shot\.png” stays with its chat, and is gone/);
		const texts = store.at('ledger/texts');
		const kept = new Map(readdirSync(texts).map((name) => [name, readFileSync(path.join(texts, name))]));
		kept.forEach((_, name) => writeFileSync(path.join(texts, name), 'damaged'));
		await assert.rejects(
			sentBody(entry, ledger(), images),
			/The text of its message 1 was forgotten .* or its file is/,
		);
		kept.forEach((bytes, name) => writeFileSync(path.join(texts, name), bytes));
		rmSync(store.at('ledger/packs'), { recursive: true });
		await assert.rejects(sentBody(entry, ledger(), images), /Its pack was forgotten to save space/);
	});
});
