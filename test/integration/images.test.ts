import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { imageList } from '../../src/core/conversation/prompts';
import type { LongviewApi } from '../../src/extension';
import type { ToPage } from '../../src/protocol';
import { ImageActions } from '../../src/vscode/chat/imageActions';
import type { Simulator } from '../simulator/simulator';
import { eventually } from '../support/eventually';
import { jpeg, png } from '../support/images';
import { consentAsked, createChat, lastTurn, lastView, type TestChat } from './support/chat';
import { answerDialogs, longview, simulator } from './support/editor';
import { Sandbox } from './support/workspace';

describe('Images', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;
	let server: Simulator;
	let chat: TestChat;
	let actions: ImageActions;

	before(async () => {
		api = await longview();
		server = await simulator();
	});
	after(() => server.close());
	beforeEach(async () => {
		sandbox = new Sandbox();
		chat = await open('deepseek-flash');
	});
	afterEach(async () => {
		chat.dispose();
		await api.keys.remove(new URL(server.baseUrl).host);
		await sandbox.dispose();
	});

	async function open(model: string): Promise<TestChat> {
		const opened = await createChat(api, { baseUrl: server.baseUrl, model, simulator: true });
		await api.keys.set(new URL(server.baseUrl).host, 'sk-test');
		await opened.consent.give(new URL(server.baseUrl).host);
		actions = new ImageActions(opened.controller, api.context);
		return opened;
	}
	const data = (bytes: Buffer) => bytes.toString('base64');
	const attached = () => chat.controller.chatView().images!;
	const parts = (index: number) => {
		const { messages } = server.requests.at(index)!.body as { messages: { content: unknown }[] };
		return messages.at(-1)!.content as { type: string; image_url?: { url: string } }[];
	};

	it('are attached, counted in the estimate, sent with the question and shown with it', async () => {
		// A chat without images beside it: what the workspace itself counts for may change meanwhile.
		const plain = await createChat(api, { baseUrl: server.baseUrl, model: 'deepseek-flash', simulator: true });
		const estimated = ({ controller }: TestChat) => controller.chatView().estimate?.promptTokens;
		await actions.attachData('login.png', data(png(640, 480)));
		await actions.attach(sandbox.write('photo.jpg', jpeg(1920, 1080)));
		assert.deepEqual(
			attached().map(({ name, tokens }) => [name, tokens]),
			[
				['login.png', 206],
				['photo.jpg', 968],
			],
		);
		const names = imageList([
			{ name: 'login.png', width: 640, height: 480 },
			{ name: 'photo.jpg', width: 1920, height: 1080 },
		]);
		const [listed = 0] = await api.context.packs.countTexts([names], new AbortController().signal);
		await eventually('the estimate with the images', () => {
			const without = estimated(plain);
			return without !== undefined && estimated(chat) === without + 206 + 968 + listed;
		});
		plain.dispose();
		await chat.controller.askComposed('What is on these?');
		assert.equal(lastTurn(chat.controller).answer.status, 'done');
		assert.match(lastTurn(chat.controller).answer.content, /2 images \(PNG 640 × 480, JPEG 1920 × 1080\)/);
		assert.deepEqual(attached(), []);
		assert.deepEqual(
			lastView(chat.controller).images!.map(({ name }) => name),
			['login.png', 'photo.jpg'],
		);
		const { receipt } = lastView(chat.controller).answer;
		assert.equal(receipt?.promptTokens, receipt?.estimated?.promptTokens);
	});

	it('stay with the question when it is asked again, in this window and after a reload', async () => {
		await actions.attachData('login.png', data(png(20, 20)));
		server.enqueueFault({ kind: 'status', status: 402 });
		await chat.controller.askComposed('What is this?');
		assert.equal(lastTurn(chat.controller).answer.failure?.kind, 'no-balance');
		await chat.controller.retry(lastTurn(chat.controller).id);
		assert.match(lastTurn(chat.controller).answer.content, /1 image \(PNG 20 × 20\)/);
		await chat.controller.continueAnswer(lastTurn(chat.controller).id);
		await chat.controller.flush();

		const again = await chat.reopen();
		assert.deepEqual(
			again.chatView().turns[0]!.images!.map(({ name }) => name),
			['login.png'],
		);
		const pictures: ToPage[] = [];
		again.onMessage((message) => {
			if (message.type === 'picture') {
				pictures.push(message);
			}
		});
		const { hash } = again.chatView().turns[0]!.images![0]!;
		await again.showPicture(hash);
		assert.deepEqual(pictures, [{ type: 'picture', hash, file: { format: 'png', data: data(png(20, 20)) } }]);
		await again.retry(again.conversation.turns[0]!.id);
		assert.equal(lastTurn(again).question, 'What is this?');
		assert.match(lastTurn(again).answer.content, /1 image \(PNG 20 × 20\)/);
		const { messages } = server.requests.at(-1)!.body as { messages: { content: unknown }[] };
		assert.equal(messages.filter(({ content }) => Array.isArray(content)).length, 2);
	});

	it('are back in the composer when the question is not sent, and after a reload', async () => {
		await chat.consent.withdraw();
		await actions.attachData('login.png', data(png(20, 20)));
		const asked = chat.controller.askComposed('What is this?');
		await consentAsked(chat.controller);
		assert.deepEqual(attached(), []);
		chat.controller.giveConsent(false);
		await asked;
		await eventually('the image to be back', () => attached().length === 1);
		await chat.controller.images.settled();
		const again = await chat.reopen();
		assert.deepEqual(
			again.chatView().images!.map(({ name }) => name),
			['login.png'],
		);
		await chat.consent.give(new URL(server.baseUrl).host);
		await again.askComposed('What is this?');
		assert.match(lastTurn(again).answer.content, /1 image \(PNG 20 × 20\)/);
	});

	it('go with their chat when it is deleted', async () => {
		await actions.attachData('login.png', data(png(20, 20)));
		await chat.controller.askComposed('What is this?');
		const { id, turns } = chat.controller.conversation;
		const file = chat.store.images.file(id, turns[0]!.images![0]!);
		assert.ok(existsSync(file));
		await chat.controller.deleteChat(id);
		assert.equal(existsSync(file), false);
		assert.equal(existsSync(chat.store.images.file('draft', turns[0]!.images![0]!)), false);
	});

	it('open in an editor', async () => {
		await actions.attachData('login.png', data(png(20, 20)));
		await actions.open(attached()[0]!.hash);
		const tab = await eventually('the tab', () => vscode.window.tabGroups.activeTabGroup.activeTab);
		assert.ok(tab.input instanceof vscode.TabInputCustom || tab.input instanceof vscode.TabInputText, tab.label);
		assert.match(tab.input.uri.path, /\/draft\/[0-9a-f]{64}\.png$/);
	});

	it('come from paths that a question names, and from the workspace alone', async () => {
		sandbox.write('shot.webp', png(8, 8));
		sandbox.write('notes.md', 'text');
		await actions.attachMentioned(sandbox.path('missing.png'));
		await actions.attachMentioned(sandbox.path('notes.md'));
		await actions.attachMentioned('../../etc/passwd.png');
		assert.deepEqual(attached(), []);
		await actions.attachMentioned(sandbox.path('shot.webp'));
		assert.equal(attached().length, 1);
		await assert.rejects(actions.attachDropped(['file:///etc/shot.png']), /Only files of the workspace/);
		await actions.attachDropped([sandbox.write('other.png', png(9, 9)).toString()]);
		assert.equal(attached().length, 2);
		await chat.controller.images.remove(attached()[0]!.hash);
		assert.deepEqual(
			attached().map(({ name }) => name),
			['other.png'],
		);
	});

	it('are refused before they are attached when they cannot be sent', async () => {
		await assert.rejects(actions.attachData('a.png', data(png(20, 20).subarray(0, 60))), /cut short/);
		await assert.rejects(actions.attachData('a.svg', data(Buffer.from('<svg/>'))), /none of the images/);
		const large = sandbox.write('large.png', Buffer.alloc(33 * 1_048_576));
		await assert.rejects(actions.attach(large), /images of up to 33\.6 MB/);
		assert.deepEqual(attached(), []);
		chat.dispose();
		chat = await open('deepseek-v4-pro');
		await assert.rejects(actions.attachData('a.png', data(png(2, 2))), /DeepSeek V4 Pro takes no images/);
		assert.deepEqual(chat.controller.chatView().endpoint.inputs, ['text']);
	});

	it('hold a question back when one of them fails while it is asked', async () => {
		const composed: string[] = [];
		chat.controller.onMessage((message) => {
			if (message.type === 'compose') {
				composed.push(message.text);
			}
		});
		const failing = assert.rejects(actions.attachData('a.png', 'AAAA'));
		const asked = chat.controller.askComposed('What is this?');
		await Promise.all([failing, asked]);
		assert.deepEqual(composed, ['What is this?']);
		assert.equal(chat.controller.conversation.turns.length, 0);
	});

	it('are told apart in what was sent', async () => {
		await actions.attachData('login.png', data(png(20, 20)));
		await chat.controller.askComposed('What is this?');
		assert.equal(parts(-1)[1]!.image_url!.url, `data:image/png;base64,${data(png(20, 20))}`);
		const requests = await api.ledger.requests();
		const entry = requests.find(({ turnId }) => turnId === lastTurn(chat.controller).id)!;
		const document = await api.ledger.document(entry.id);
		assert.match(document!, /Image "login\.png": PNG, 20 × 20, \d+ B, about 184 tokens, SHA-256 [0-9a-f]{64}/);
	});

	it('are said to be left out when the chat goes on with a model that takes none', async () => {
		await actions.attachData('login.png', data(png(20, 20)));
		await chat.controller.askComposed('What is this?');
		const endpoint = chat.endpoint as unknown as { model: string };
		Object.defineProperty(endpoint, 'model', { value: 'deepseek-v4-pro', configurable: true });
		const dialogs = answerDialogs('showInformationMessage', 'Use in This Chat');
		try {
			await chat.controller.choose(() => Promise.resolve('deepseek-v4-pro'));
		} finally {
			dialogs.restore();
		}
		assert.match(dialogs.shown[0] ?? '', /DeepSeek V4 Pro takes no images: those of this chat are not sent any more/);
		await chat.controller.askComposed('Who greets in French?');
		assert.equal(lastTurn(chat.controller).answer.status, 'done');
		assert.equal(typeof parts(-1), 'string');
	});
});
