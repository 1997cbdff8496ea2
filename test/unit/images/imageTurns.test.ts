import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createConversation, type Conversation } from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { runTurn, type TurnServices } from '../../../src/core/conversation/runTurn';
import type { ImageAttachment } from '../../../src/core/images/image';
import type { SentRequest } from '../../../src/core/ledger/ledger';
import { modelFacts } from '../../../src/core/model/catalog';
import { OpenAiClient } from '../../../src/core/model/openAiClient';
import { ImageStore } from '../../../src/node/storage/imageStore';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { DirectEngine } from '../../../src/node/workspace/directEngine';
import { WorkspacePacks } from '../../../src/node/workspace/workspacePacks';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { jpeg, png } from '../../support/images';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

interface Part {
	readonly type: string;
	readonly text?: string;
	readonly image_url?: { readonly url: string };
}
type Sent = readonly { readonly role: string; readonly content: string | readonly Part[] }[];

describe('questions with images against the simulator', () => {
	let simulator: Simulator;
	let folder: TemporaryFolder;
	let images: ImageStore;
	let ledger: SentRequest[];

	before(async () => {
		simulator = await startSimulator();
	});
	after(() => simulator.close());
	beforeEach(() => {
		folder = new TemporaryFolder({ 'shop/cart.ts': 'export function addToCart(item: string) { return item; }\n' });
		images = new ImageStore(folder.at('images'));
		ledger = [];
	});
	afterEach(() => folder.remove());

	function services(extra: Partial<TurnServices> = {}): TurnServices {
		const packs = createPackService(
			{ packFolder: folder.at('packs'), grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);
		return {
			workspace: new WorkspacePacks(new DirectEngine({ packs, ledger: undefined }), () => ({
				name: 'shop',
				roots: [{ name: 'shop', folder: folder.at('shop') }],
				rules: { exclude: [], include: [] },
				unsaved: {},
			})),
			client: new OpenAiClient({ baseUrl: simulator.baseUrl, apiKey: 'sk-test', fetch, idleLimit: 30_000 }),
			facts: modelFacts('deepseek-flash', true),
			images,
			ledger: {
				sent: (request) => {
					ledger.push(request);
					return Promise.resolve(undefined);
				},
				encoded: () => Promise.resolve(),
				answered: () => Promise.resolve(),
			},
			now: Date.now,
			wait: () => Promise.resolve(),
			random: () => 0.5,
			...extra,
		};
	}

	const fresh = (model = 'deepseek-flash') =>
		createConversation(randomUUID(), Date.now(), { model, thinking: { enabled: true, effort: 'high' } });
	const attach = (chat: Conversation, name: string, bytes: Buffer, width: number, height: number) =>
		images.put(chat.id, name, { format: name.endsWith('.png') ? 'png' : 'jpeg', width, height }, bytes);

	async function run(state: Conversation, using: TurnServices) {
		let current = state;
		for await (const event of runTurn(current, using, new AbortController().signal)) {
			current = reduce(current, event);
		}
		return current;
	}
	const ask = (chat: Conversation, question: string, attached: readonly ImageAttachment[] = [], using = services()) =>
		run(
			reduce(chat, {
				...{ type: 'asked', turnId: randomUUID(), question, attachment: undefined, images: attached, at: 1 },
			}),
			using,
		);
	const last = (chat: Conversation) => chat.turns.at(-1)!.answer;
	const sent = (index: number) => (simulator.requests.at(index)!.body as { messages: Sent }).messages;

	it('sends them behind the words of the question, and counts them as the endpoint does', async () => {
		const chat = fresh();
		const shot = await attach(chat, 'before.png', png(640, 480), 640, 480);
		const photo = await attach(chat, 'after.jpg', jpeg(1920, 1080), 1920, 1080);
		let counted = 0;
		const asked = await ask(chat, 'What changed?', [shot, photo], {
			...services(),
			beforeSend: (_, promptTokens) => {
				counted = promptTokens;
				return Promise.resolve();
			},
		});
		assert.equal(last(asked).status, 'done');
		assert.match(last(asked).content, /2 images \(PNG 640 × 480, JPEG 1920 × 1080\)/);
		assert.equal(counted, last(asked).usage!.promptTokens);
		const parts = sent(-1).at(-1)!.content as readonly Part[];
		assert.deepEqual(
			parts.map(({ type }) => type),
			['text', 'image_url', 'image_url'],
		);
		assert.match(
			parts[0]!.text!,
			/<images>\n"before\.png" \(640 × 480\)\n"after\.jpg" \(1920 × 1080\)\n<\/images>\n<question>\nWhat changed\?/,
		);
		assert.equal(parts[1]!.image_url!.url, `data:image/png;base64,${png(640, 480).toString('base64')}`);
		assert.equal(typeof sent(-1)[1]!.content, 'string');
	});

	it('repeats them in later questions of the chat, whose requests begin with the same bytes', async () => {
		const chat = fresh();
		const shot = await attach(chat, 'shot.png', png(900, 700), 900, 700);
		const first = await ask(chat, 'What is wrong here?', [shot]);
		const second = await ask(first, 'Where is addToCart?');
		assert.deepEqual(sent(-1).slice(0, sent(-2).length), sent(-2));
		assert.equal(typeof sent(-1).at(-1)!.content, 'string');
		assert.doesNotMatch(last(second).content, /image/);
		assert.ok(last(second).usage!.cachedTokens! > 400);
	});

	it('keeps them when the question is tried again, also after a restart', async () => {
		const chat = fresh();
		const shot = await attach(chat, 'shot.png', png(10, 10), 10, 10);
		simulator.enqueueFault({ kind: 'status', status: 402 });
		const failed = await ask(chat, 'What is this?', [shot]);
		assert.equal(last(failed).status, 'failed');
		const restored = JSON.parse(JSON.stringify(failed)) as Conversation;
		const retried = reduce(restored, { type: 'retried', turnId: restored.turns[0]!.id, at: 2 });
		const again = await run(retried, services({ images: new ImageStore(folder.at('images')) }));
		assert.match(last(again).content, /1 image \(PNG 10 × 10\)/);
	});

	it('tells the ledger which they were', async () => {
		const chat = fresh();
		const shot = await attach(chat, 'shot.png', png(10, 10), 10, 10);
		await ask(chat, 'What is this?', [shot]);
		const message = ledger[0]!.messages.at(-1)!;
		assert.deepEqual('images' in message ? message.images : undefined, [{ ...shot, tokens: 184 }]);
		assert.ok(!JSON.stringify(ledger).includes(png(10, 10).toString('base64')));
	});

	it('sends nothing when the model takes no images, or one of them is gone or damaged', async () => {
		const requests = simulator.requests.length;
		const text = fresh('deepseek-v4-pro');
		const facts = modelFacts('deepseek-v4-pro', true);
		const shot = await attach(text, 'shot.png', png(10, 10), 10, 10);
		const refused = await ask(text, 'What is this?', [shot], services({ facts }));
		assert.equal(last(refused).failure?.kind, 'images-unsupported');
		assert.match(last(refused).failure!.message, /DeepSeek V4 Pro takes no images\. Nothing was sent/);

		const chat = fresh();
		const kept = await attach(chat, 'kept.png', png(10, 10), 10, 10);
		folder.write(`images/${chat.id}/${kept.hash}.png`, png(10, 11));
		assert.equal(last(await ask(chat, 'And this?', [kept])).failure?.kind, 'image-gone');
		rmSync(folder.at(`images/${chat.id}`), { recursive: true });
		assert.equal(last(await ask(chat, 'And this?', [kept])).failure?.kind, 'image-gone');
		const many = Array(15).fill({ ...kept, width: 5000 }) as ImageAttachment[];
		assert.equal(last(await ask(chat, 'And these?', many)).failure?.kind, 'image');
		assert.equal(simulator.requests.length, requests);
	});

	it('goes on with a model that takes none, which is told that images were there', async () => {
		const chat = fresh();
		const shot = await attach(chat, 'shot.png', png(10, 10), 10, 10);
		const first = await ask(chat, 'What is this?', [shot]);
		const changed = reduce(first, {
			...{ type: 'modelChanged', model: 'deepseek-v4-pro', thinking: first.thinking },
		});
		const facts = modelFacts('deepseek-v4-pro', true);
		const second = await ask(changed, 'Where is addToCart?', [], services({ facts }));
		assert.equal(last(second).status, 'done');
		const earlier = sent(-1).at(-3)!.content;
		assert.ok(typeof earlier === 'string');
		assert.match(earlier, /"shot\.png"[^]*you cannot see them/);
	});
});
