import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { ToPage } from '../../src/protocol';
import type { LongviewApi } from '../../src/extension';
import { openPlace } from '../../src/vscode/chat/openCitation';
import type { Simulator } from '../simulator/simulator';
import { eventually } from '../support/eventually';
import { consentAsked, createChat, lastTurn, lastView, type TestChat } from './support/chat';
import { activePath, answerDialogs, simulator, type } from './support/editor';
import { sharedFault, sharedHost, sharedRequests } from './support/sharedSimulator';
import { beginChat, leaveChats, useSandbox } from './support/windowChat';
import { closeEditors, type Sandbox } from './support/workspace';

const posted = ({ requests }: Simulator) => requests.filter(({ method }) => method === 'POST');

describe('Chat', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;

	const window = useSandbox();

	beforeEach(() => ({ api, sandbox } = window));

	describe('of the extension', () => {
		beforeEach(() => beginChat(api));
		afterEach(() => leaveChats(api));

		it('asks for consent before anything is sent, and says what would go where', async () => {
			const answered = api.controller.ask('Who greets in French?');
			await consentAsked(api.controller);
			const { consent, busy } = api.controller.chatView();
			assert.equal(busy, true);
			assert.equal(consent?.host, sharedHost());
			assert.ok(consent.files >= 3);
			assert.ok(consent.tokens > 100);
			assert.deepEqual(await sharedRequests(), []);
			api.controller.giveConsent(true);
			await answered;
			const requests = await sharedRequests();
			assert.equal(requests.length, 1);
			assert.equal(requests[0]!.usage?.prompt_tokens, consent.tokens);
			assert.equal(lastTurn(api.controller).answer.status, 'done');
		});

		it('does not ask for consent again, also not in another chat', async () => {
			const first = api.controller.ask('Who greets in French?');
			await consentAsked(api.controller);
			api.controller.giveConsent(true);
			await first;
			await api.controller.ask('And in German?');
			await api.controller.newChat();
			await api.controller.ask('Who greets in English?');
			assert.equal(lastTurn(api.controller).answer.status, 'done');
			assert.equal((await sharedRequests()).length, 3);
		});

		it('sends nothing when consent is declined, gives the question back, and asks again the next time', async () => {
			const messages: ToPage[] = [];
			const subscription = api.controller.onMessage((message) => messages.push(message));
			const answered = api.controller.ask('Who greets in French?');
			await consentAsked(api.controller);
			api.controller.giveConsent(false);
			await answered;
			subscription.dispose();
			assert.deepEqual(api.controller.chatView().turns, []);
			assert.equal(api.controller.busy, false);
			assert.deepEqual(
				messages.filter(({ type }) => type === 'chat' || type === 'compose').map(({ type }) => type),
				['chat', 'compose'],
			);
			assert.deepEqual(messages.at(-1), { type: 'compose', text: 'Who greets in French?' });
			assert.deepEqual(await api.controller.history(), []);
			assert.deepEqual(await sharedRequests(), []);
			const again = api.controller.ask('Who greets in French?');
			await consentAsked(api.controller);
			api.controller.giveConsent(true);
			await again;
			assert.equal(lastTurn(api.controller).answer.status, 'done');
		});

		it('sends nothing when it is stopped while consent is asked for', async () => {
			const answered = api.controller.ask('Who greets in French?');
			await consentAsked(api.controller);
			api.controller.stop();
			await answered;
			assert.equal(lastTurn(api.controller).answer.status, 'stopped');
			assert.equal(api.controller.chatView().consent, undefined);
			assert.deepEqual(await sharedRequests(), []);
		});

		it('streams the answer to the page and ends with a receipt', async () => {
			await api.consent.give(sharedHost());
			const messages: ToPage[] = [];
			const subscription = api.controller.onMessage((message) => messages.push(message));
			await api.controller.ask('Who greets in French?');
			subscription.dispose();
			const { answer } = lastView(api.controller);
			assert.equal(answer.status, 'done');
			assert.match(answer.content, /greet/);
			assert.ok(answer.reasoning.length > 0);
			const usage = (await sharedRequests())[0]!.usage!;
			assert.equal(answer.receipt?.promptTokens, usage.prompt_tokens);
			assert.equal(answer.receipt.completionTokens, usage.completion_tokens);
			const turns = messages.filter((message) => message.type === 'turn');
			assert.equal(turns[0]?.turn.answer.status, 'preparing');
			assert.equal(turns.at(-1)?.turn.answer.status, 'done');
			assert.equal(turns.at(-1)?.busy, false);
			assert.equal(answer.receipt.ownCount, false);
			assert.equal(answer.receipt.estimated?.promptTokens, usage.prompt_tokens);
			assert.equal(api.controller.busy, false);
		});

		it('estimates a new chat before it is asked: its tokens, and that the pack is cached by then', async () => {
			await api.consent.give(sharedHost());
			const estimate = () => api.controller.chatView().estimate;
			// Tests before this one have changed the files.
			await api.context.refresh();
			const cold = await eventually('an estimate', estimate);
			await api.controller.ask('Who greets in French?');
			const first = lastTurn(api.controller).answer.usage!;
			assert.ok(Math.abs(first.promptTokens - cold.promptTokens) < 200, `${first.promptTokens}, ${cold.promptTokens}`);
			assert.equal(cold.room.left, cold.room.wanted);
			await api.controller.newChat();
			// What two prompts begin with alike is cached once the second was read.
			await api.controller.ask('Who greets in Dutch?');
			await api.controller.newChat();
			const warm = await eventually('an estimate that knows the cache', () => {
				const now = estimate();
				return now !== undefined && now.cachedTokens > 0 ? now : undefined;
			});
			await api.controller.ask('Who greets in German?');
			const second = lastTurn(api.controller).answer;
			assert.ok(Math.abs(second.usage!.cachedTokens! - warm.cachedTokens) <= 128, `${second.usage!.cachedTokens}`);
			const later = await eventually('an estimate of the next question', () => {
				const now = estimate();
				return now !== undefined && now.promptTokens > second.usage!.promptTokens ? now : undefined;
			});
			assert.ok(later.cachedTokens >= second.usage!.promptTokens);
		});

		it('repeats the conversation before it byte for byte in the next request', async () => {
			await api.consent.give(sharedHost());
			await api.controller.ask('Who greets in French?');
			await api.controller.ask('And in German?');
			const [first, second] = (await sharedRequests()).map(
				({ body }) => (body as { messages: readonly { role: string; content: string }[] }).messages,
			);
			assert.deepEqual(second!.slice(0, first!.length), first);
			assert.equal(second!.length, first!.length + 2);
		});

		it('keeps what had come when it is stopped', async () => {
			await api.consent.give(sharedHost());
			await sharedFault({ kind: 'stall', afterCharacters: 200 });
			const answered = api.controller.ask('Who greets in French?');
			await eventually('some text', () => lastTurn(api.controller).answer.content !== '');
			api.controller.stop();
			await answered;
			const { answer } = lastView(api.controller);
			assert.equal(answer.status, 'stopped');
			assert.notEqual(answer.content, '');
			assert.equal(api.controller.busy, false);
			await api.controller.ask('And in German?');
			assert.equal(lastTurn(api.controller).answer.status, 'done');
		});

		it('shows what a stopped answer took as an estimate', async () => {
			await api.consent.give(sharedHost());
			await sharedFault({ kind: 'stall', afterCharacters: 200 });
			const answered = api.controller.ask('Who greets in French?');
			await eventually('some text', () => lastTurn(api.controller).answer.content !== '');
			api.controller.stop();
			assert.equal(api.controller.busy, false);
			assert.equal(lastView(api.controller).answer.status, 'stopped');
			await answered;
			const receipt = lastView(api.controller).answer.receipt!;
			assert.equal(receipt.ownCount, true);
			assert.ok(receipt.completionTokens > 10);
			assert.ok(receipt.cost! > 0);
		});

		it('gives a page that comes back all text once', async () => {
			await api.consent.give(sharedHost());
			await sharedFault({ kind: 'stall', afterCharacters: 900, milliseconds: 300 });
			let shown = '';
			const take = (message: ToPage): void => {
				if (message.type === 'delta') {
					shown += message.content;
				} else if (message.type === 'turn') {
					shown = message.turn.answer.content;
				}
			};
			const subscription = api.controller.onMessage(take);
			const answered = api.controller.ask('Who greets in French?');
			let ready = 0;
			while (lastTurn(api.controller).answer.status !== 'done') {
				const whole = api.controller.takeChat();
				assert.ok(whole.type === 'chat');
				shown = whole.chat.turns.at(-1)?.answer.content ?? '';
				ready++;
				await new Promise((resolve) => setImmediate(resolve));
				assert.ok(lastTurn(api.controller).answer.content.startsWith(shown), shown);
			}
			await answered;
			subscription.dispose();
			assert.ok(ready > 1);
			assert.equal(shown, lastTurn(api.controller).answer.content);
		});

		it('goes on where an answer was cut at its limit, and says why one is empty', async () => {
			await api.consent.give(sharedHost());
			await sharedFault({ kind: 'finish', reason: 'length', afterCharacters: 300 });
			await api.controller.ask('Who greets in French?');
			assert.match(lastView(api.controller).answer.notice!.message, /cut at its length limit/);
			assert.deepEqual(lastView(api.controller).answer.notice!.actions, ['continue']);
			const cut = lastTurn(api.controller).id;
			await api.controller.continueAnswer(cut);
			assert.equal(lastView(api.controller).answer.notice, undefined);
			await api.controller.continueAnswer(cut);
			assert.equal(api.controller.conversation.turns.length, 2, 'only the latest can be gone on with');
			await sharedFault({ kind: 'finish', reason: 'length', afterCharacters: 20 });
			await api.controller.ask('And in German?');
			const { notice } = lastView(api.controller).answer;
			assert.match(notice!.message, /used all the room .* for thinking/);
			assert.deepEqual(notice!.actions, ['retryWithMoreRoom', 'retryWithLessThinking']);
			await api.controller.retry(lastTurn(api.controller).id, 'moreRoom');
			assert.equal(lastTurn(api.controller).answer.status, 'done');
			const rooms = (await sharedRequests()).map(({ body }) => (body as { max_tokens: number }).max_tokens);
			assert.equal(rooms.at(-1), 2 * rooms[0]!);
		});

		it('says what another way of thinking costs before a question is tried again with it', async () => {
			await api.consent.give(sharedHost());
			await sharedFault({ kind: 'no-content' });
			await api.controller.ask('Who greets in French?');
			assert.match(lastView(api.controller).answer.notice!.message, /wrote no answer/);
			const declined = answerDialogs('showInformationMessage');
			await api.controller.retry(lastTurn(api.controller).id, 'lessThinking');
			declined.restore();
			assert.match(declined.shown[0] ?? '', /thinking “low”/);
			assert.equal((await sharedRequests()).length, 1);
			const agreed = answerDialogs('showInformationMessage', 'Try Again');
			await api.controller.retry(lastTurn(api.controller).id, 'lessThinking');
			agreed.restore();
			assert.equal(lastTurn(api.controller).answer.status, 'done');
			assert.equal(api.controller.chatView().endpoint.thinking, 'low');
			const { body } = (await sharedRequests()).at(-1)!;
			assert.equal((body as { reasoning_effort?: string }).reasoning_effort, 'low');
		});

		it('opens a stored chat again', async () => {
			await api.consent.give(sharedHost());
			await api.controller.ask('Who greets in French?');
			const { id } = api.controller.conversation;
			const shown = api.controller.chatView().turns;
			await api.controller.newChat();
			assert.deepEqual(api.controller.chatView().turns, []);
			const history = await api.controller.history();
			assert.deepEqual(
				history.map(({ title, turns }) => [title, turns]),
				[['Who greets in French?', 1]],
			);
			assert.equal(await api.controller.open(id), true);
			assert.deepEqual(api.controller.chatView().turns, shown);
			await api.controller.ask('And in German?');
			assert.equal(lastTurn(api.controller).answer.status, 'done');
			assert.equal(api.controller.conversation.turns.length, 2);
		});

		it('deletes a stored chat', async () => {
			await api.consent.give(sharedHost());
			await api.controller.ask('Who greets in French?');
			const { id } = api.controller.conversation;
			await api.controller.deleteChat(id);
			assert.deepEqual(await api.controller.history(), []);
			assert.deepEqual(api.controller.chatView().turns, []);
			assert.equal(await api.controller.open(id), false);
		});

		it('says what to do about a wrong key, and goes on once it is right', async () => {
			await api.consent.give(sharedHost());
			await api.keys.set(sharedHost(), 'sk-wrong');
			await api.controller.ask('Who greets in French?');
			const { failure, status } = lastView(api.controller).answer;
			assert.equal(status, 'failed');
			assert.match(failure!.message, /does not accept the API key/);
			assert.deepEqual(failure!.actions, ['setApiKey', 'retry']);
			await api.keys.set(sharedHost(), 'sk-right');
			await api.controller.retry(lastTurn(api.controller).id);
			assert.equal(lastView(api.controller).answer.status, 'done');
			assert.equal(lastView(api.controller).answer.failure, undefined);
		});

		it('says what to do about an account without balance', async () => {
			await api.consent.give(sharedHost());
			await api.keys.set(sharedHost(), 'sk-empty');
			await api.controller.ask('Who greets in French?');
			const { failure } = lastView(api.controller).answer;
			assert.match(failure!.message, /no balance left/);
			assert.deepEqual(failure!.actions, ['openAccountPage', 'retry']);
		});

		it('keeps what had come when the connection breaks', async () => {
			await api.consent.give(sharedHost());
			await sharedFault({ kind: 'drop', afterCharacters: 200 });
			await api.controller.ask('Who greets in French?');
			const { answer } = lastView(api.controller);
			assert.equal(answer.status, 'failed');
			assert.notEqual(answer.content, '');
			assert.match(answer.failure!.message, /broke off/);
			assert.ok(answer.failure!.actions.includes('retry'));
			assert.equal((await sharedRequests()).length, 1);
		});

		it('tries an overloaded endpoint again by itself', async () => {
			await api.consent.give(sharedHost());
			await sharedFault({ kind: 'status', status: 503, retryAfter: 0 });
			await api.controller.ask('Who greets in French?');
			assert.equal(lastTurn(api.controller).answer.status, 'done');
			assert.equal((await sharedRequests()).length, 2);
		});

		it('verifies citations against what was sent', async () => {
			await api.consent.give(sharedHost());
			await api.controller.ask('Where is the function greet?');
			const { answer } = lastView(api.controller);
			assert.ok(answer.citations.length > 0);
			for (const { start, end, path, line, status, reason } of answer.citations) {
				assert.equal(status, 'verified', `${answer.content.slice(start, end)}: ${reason}`);
				assert.ok(answer.content.slice(start, end).includes(path));
				assert.ok(line >= 1);
			}
			assert.ok(answer.citations.some(({ path, line }) => path === 'src/greet.ts' && line === 3));
		});

		it('applies the edits of an answer under review, and takes them back', async () => {
			await api.consent.give(sharedHost());
			sandbox.write('code.ts', 'export const oldName = 1;\nexport const other = oldName;\n');
			const before = sandbox.bytes();
			await api.controller.ask(`Rename oldName to newName in ${sandbox.name}/`);
			const { id } = lastTurn(api.controller);
			const card = () => lastView(api.controller).answer.edits;
			assert.equal(card()?.state, 'proposed', lastTurn(api.controller).answer.content);
			assert.deepEqual(
				card()!.files.map(({ path, change }) => [path, change]),
				[[sandbox.path('code.ts'), 'modified']],
			);
			assert.deepEqual(sandbox.bytes(), before);
			await api.edits.run(id, 'openDiff');
			assert.deepEqual(sandbox.bytes(), before);
			await api.edits.run(id, 'apply');
			assert.equal(card()?.state, 'review');
			assert.equal(sandbox.read('code.ts'), 'export const newName = 1;\nexport const other = newName;\n');
			assert.equal(card()?.canUndo, true);
			await api.edits.run(id, 'acceptAll');
			assert.equal(card()?.state, 'done');
			await api.edits.run(id, 'undo');
			assert.equal(card()?.state, 'undone');
			assert.deepEqual(sandbox.bytes(), before);
		});

		it('tells the page what was decided about edits, and not each word typed into their files', async () => {
			await api.consent.give(sharedHost());
			const uri = sandbox.write('code.ts', `export const oldName = 1;\n${'// a line\n'.repeat(8)}`);
			await api.controller.ask(`Rename oldName to newName in ${sandbox.name}/`);
			const { id } = lastTurn(api.controller);
			await api.edits.run(id, 'apply');
			await api.controller.answers.replan(id);
			const told: ToPage[] = [];
			const page = api.controller.onMessage((message) => told.push(message));
			let looks = 0;
			const review = api.review.onDidChange(() => looks++);
			const cards = () => told.filter((message) => message.type === 'turn' && message.turn.id === id).length;
			try {
				await type(uri, new vscode.Position(9, 0), '// typed\n');
				await eventually('a look at what was typed', () => looks > 0);
				assert.equal(cards(), 0);
				await api.edits.run(id, 'acceptAll');
				await eventually('the card', () => cards() > 0);
			} finally {
				page.dispose();
				review.dispose();
			}
			assert.equal(lastView(api.controller).answer.edits?.state, 'done');
		});

		it('records the undoing of edits in the chat they belong to', async () => {
			await api.consent.give(sharedHost());
			sandbox.write('code.ts', 'export const oldName = 1;\n');
			const before = sandbox.bytes();
			await api.controller.ask(`Rename oldName to newName in ${sandbox.name}/`);
			const { id } = lastTurn(api.controller);
			const chat = api.controller.conversation.id;
			await api.edits.run(id, 'apply');
			await api.controller.newChat();
			await api.review.undo(id);
			assert.deepEqual(sandbox.bytes(), before);
			await api.controller.open(chat);
			assert.equal(lastView(api.controller).answer.edits?.state, 'undone');
		});

		it('asks anew, beside the answer whose edits were applied, when that one is tried again', async () => {
			await api.consent.give(sharedHost());
			sandbox.write('code.ts', 'export const oldName = 1;\n');
			await api.controller.ask(`Rename oldName to newName in ${sandbox.name}/`);
			const { id } = lastTurn(api.controller);
			await api.edits.run(id, 'apply');
			sandbox.write('more.ts', 'export const oldName = 2;\n');
			await api.controller.retry(id);
			const cards = api.controller.chatView().turns.map(({ answer }) => answer.edits);
			assert.deepEqual(
				cards.map((card) => [card?.state, card?.files.map(({ path }) => path)]),
				[
					['review', [sandbox.path('code.ts')]],
					['proposed', [sandbox.path('more.ts')]],
				],
			);
			await api.edits.run(id, 'undo');
			assert.equal(sandbox.read('code.ts'), 'export const oldName = 1;\n');
		});

		it('discards the edits of an answer without touching a file', async () => {
			await api.consent.give(sharedHost());
			sandbox.write('code.ts', 'export const oldName = 1;\n');
			const before = sandbox.bytes();
			await api.controller.ask(`Rename oldName to newName in ${sandbox.name}/`);
			await api.edits.run(lastTurn(api.controller).id, 'discard');
			assert.equal(lastView(api.controller).answer.edits?.state, 'discarded');
			assert.deepEqual(sandbox.bytes(), before);
		});

		it('tells the model about files that changed since it read them', async () => {
			await api.consent.give(sharedHost());
			sandbox.write('code.ts', 'export const first = 1;\n');
			await api.controller.ask('Who greets in French?');
			const uri = sandbox.uri('code.ts');
			await vscode.workspace.openTextDocument(uri);
			await type(uri, new vscode.Position(1, 0), 'export const typedAndUnsaved = 2;\n');
			await api.controller.ask('Where is typedAndUnsaved?');
			const { body } = (await sharedRequests()).at(-1)!;
			const last = (body as { messages: readonly { content: string }[] }).messages.at(-1)!.content;
			assert.match(last, /<changes>[\s\S]*typedAndUnsaved/);
			assert.match(lastTurn(api.controller).answer.content, /code\.ts:2/);
		});
	});

	describe('at an endpoint of its own', () => {
		let endpoint: Simulator;
		let chat: TestChat | undefined;

		beforeEach(async () => {
			endpoint = await simulator();
		});

		afterEach(async () => {
			chat?.dispose();
			chat = undefined;
			await endpoint.close();
		});

		const ready = async (baseUrl = endpoint.baseUrl): Promise<TestChat> => {
			chat = await createChat(api, { baseUrl, simulator: false });
			await chat.consent.give(new URL(baseUrl).host);
			return chat;
		};

		it('asks for consent once per host', async () => {
			chat = await createChat(api, { baseUrl: endpoint.baseUrl, simulator: false });
			await chat.consent.give('another.example:443');
			const answered = chat.controller.ask('Who greets?');
			await consentAsked(chat.controller);
			assert.equal(posted(endpoint).length, 0);
			chat.controller.giveConsent(true);
			await answered;
			assert.equal(chat.consent.has(new URL(endpoint.baseUrl).host), true);
			await chat.controller.ask('And in German?');
			assert.equal(posted(endpoint).length, 2);
		});

		it('says so when the endpoint cannot be reached', async () => {
			await endpoint.close();
			const { controller } = await ready();
			await controller.ask('Who greets?');
			const { failure } = lastView(controller).answer;
			assert.match(failure!.message, /cannot be reached/);
			assert.deepEqual(failure!.actions, ['retry', 'openSettings']);
		});

		it('says so when something else answers', async () => {
			const server = createServer((_, response) => {
				response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>');
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			try {
				const { controller } = await ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
				await controller.ask('Who greets?');
				const { failure } = lastView(controller).answer;
				assert.match(failure!.message, /does not answer like a chat-completions endpoint/);
				assert.ok(failure!.actions.includes('openSettings'));
			} finally {
				server.close();
				server.closeAllConnections();
			}
		});

		it('tells the page when the workspace is trusted', async () => {
			const names = ['isTrusted', 'onDidGrantWorkspaceTrust'] as const;
			const own = names.map((name) => [name, Object.getOwnPropertyDescriptor(vscode.workspace, name)!] as const);
			const granted = new vscode.EventEmitter<void>();
			let isTrusted = false;
			const define = (name: (typeof names)[number], get: () => unknown) =>
				Object.defineProperty(vscode.workspace, name, { configurable: true, get });
			define('isTrusted', () => isTrusted);
			define('onDidGrantWorkspaceTrust', () => granted.event);
			try {
				const { controller } = await ready();
				const told: boolean[] = [];
				controller.onMessage((message) => message.type === 'chat' && told.push(message.chat.trusted));
				assert.equal(controller.chatView().trusted, false);
				isTrusted = true;
				granted.fire();
				assert.deepEqual(told, [true]);
			} finally {
				own.forEach(([name, descriptor]) => void Object.defineProperty(vscode.workspace, name, descriptor));
				granted.dispose();
			}
		});

		describe('whose settings change', () => {
			const section = () => vscode.workspace.getConfiguration('longview');
			const choose = async (name: 'model' | 'thinking', value: string | undefined): Promise<void> => {
				await section().update(`endpoint.${name}`, value, vscode.ConfigurationTarget.Global);
			};

			afterEach(async () => {
				await choose('model', undefined);
				await choose('thinking', undefined);
			});

			it('takes another model at once while nothing was answered', async () => {
				const { controller } = await ready();
				endpoint.enqueueFault({ kind: 'status', status: 400, message: 'no such model' });
				await controller.ask('Who greets?');
				assert.equal(lastTurn(controller).answer.status, 'failed');
				await choose('model', 'deepseek-v4-pro');
				await eventually('the model', () => controller.chatView().endpoint.model === 'deepseek-v4-pro');
				await controller.retry(lastTurn(controller).id);
				assert.equal((endpoint.requests.at(-1)!.body as { model: string }).model, 'deepseek-v4-pro');
				assert.equal(lastView(controller).answer.receipt?.model, 'deepseek-v4-pro');
			});

			for (const [answer, expected] of [
				['Use in This Chat', 'deepseek-v4-pro'],
				['Only in New Chats', 'deepseek-flash'],
			] as const) {
				it(`says what the change costs in this chat, and “${answer}” is what happens`, async () => {
					const { controller } = await ready();
					await controller.ask('Who greets?');
					const dialogs = answerDialogs('showInformationMessage', answer);
					try {
						await choose('model', 'deepseek-v4-pro');
						await eventually('the question', () => dialogs.shown.length > 0);
						assert.match(dialogs.shown[0]!, /This chat goes on with DeepSeek V4.1 Flash/);
						assert.match(
							dialogs.shown[0]!,
							/As it is, \d+ % of the next question's prompt comes from the cache\. With DeepSeek V4 Pro.* whole prompt of about [\d,]+ tokens read anew\./,
						);
						await eventually('the answer', () => controller.chatView().endpoint.model === expected);
					} finally {
						dialogs.restore();
					}
					await controller.ask('And in German?');
					assert.equal((endpoint.requests.at(-1)!.body as { model: string }).model, expected);
					const [first, second] = controller.chatView().turns.map((turn) => turn.answer.receipt!);
					assert.deepEqual([first!.model, second!.model], ['deepseek-flash', expected]);
					assert.equal(second!.estimated!.cachedTokens === 0, expected === 'deepseek-v4-pro');
					await controller.newChat();
					assert.equal(controller.chatView().endpoint.model, 'deepseek-v4-pro');
				});
			}
		});

		it('goes on with an answer that was cut inside an edit, and has all edits in one card', async () => {
			const { controller } = await ready();
			sandbox.write('one.ts', 'export const one = 1;\n');
			sandbox.write('two.ts', 'export const two = 2;\n');
			const block = (file: string, name: string, value: number) =>
				`${sandbox.path(file)}\n\`\`\`ts\n<<<<<<< SEARCH\nexport const ${name} = ${value};\n=======\nexport const ${name} = ${value * 10};\n>>>>>>> REPLACE\n\`\`\`\n\n`;
			const second = block('two.ts', 'two', 2);
			endpoint.enqueueFault({
				kind: 'say',
				text: block('one.ts', 'one', 1) + second.slice(0, second.indexOf('=====')),
			});
			await controller.ask('Make them ten times as large.');
			endpoint.enqueueFault({ kind: 'say', text: second });
			await controller.continueAnswer(lastTurn(controller).id);
			const { messages } = endpoint.requests.at(-1)!.body as { messages: { content: string }[] };
			assert.match(messages.at(-1)!.content, /broke off inside the edit block for `.*two\.ts`/);
			const [cut, whole] = controller.chatView().turns.map(({ answer }) => answer.edits!);
			assert.equal(cut?.state, 'continued');
			assert.equal(whole?.state, 'proposed');
			assert.deepEqual(
				whole.files.map(({ path }) => path),
				[sandbox.path('one.ts'), sandbox.path('two.ts')],
			);
			assert.deepEqual(whole.problems, []);
		});

		it('says so when there is no key', async () => {
			chat = await createChat(api, { baseUrl: 'https://endpoint.example.invalid', simulator: false });
			await chat.controller.ask('Who greets?');
			const { failure } = lastView(chat.controller).answer;
			assert.match(failure!.message, /no API key for endpoint\.example\.invalid/);
			assert.deepEqual(failure!.actions, ['setApiKey', 'retry']);
		});

		it('says so when the setting cannot be used', async () => {
			chat = await createChat(api, { baseUrl: 'http://endpoint.example.invalid', simulator: false });
			await chat.controller.ask('Who greets?');
			const { failure } = lastView(chat.controller).answer;
			assert.match(failure!.message, /not encrypted/);
			assert.deepEqual(failure!.actions, ['openSettings', 'retry']);
		});

		it('is there again after a reload, and an answer that was on its way is marked as interrupted', async () => {
			const { controller, reopen, store } = await ready();
			await controller.ask('Who greets?');
			endpoint.enqueueFault({ kind: 'stall', afterCharacters: 200 });
			const answered = controller.ask('And in German?');
			const { id } = controller.conversation;
			await eventually('some text on disk', async () => {
				const stored = await store.load(id);
				return stored?.turns[1]?.answer.content !== undefined && stored.turns[1].answer.content !== '';
			});
			const reloaded = await reopen();
			const { turns } = reloaded.chatView();
			assert.deepEqual(
				turns.map(({ answer }) => answer.status),
				['done', 'interrupted'],
			);
			assert.notEqual(turns[1]!.answer.content, '');
			assert.equal(reloaded.busy, false);
			controller.stop();
			await answered;
			await reloaded.ask('And in English?');
			assert.equal(lastTurn(reloaded).answer.status, 'done');
		});

		it('does not let an answer on its way write into the chat that is opened instead', async () => {
			const { controller } = await ready();
			endpoint.enqueueFault({ kind: 'stall', afterCharacters: 200 });
			const answered = controller.ask('Who greets?');
			await eventually('some text', () => lastTurn(controller).answer.content !== '');
			const { id } = controller.conversation;
			await controller.newChat();
			await answered;
			assert.deepEqual(controller.chatView().turns, []);
			assert.equal(controller.busy, false);
			await controller.ask('And in German?');
			assert.equal(controller.conversation.turns.length, 1);
			assert.equal(await controller.open(id), true);
			assert.equal(lastTurn(controller).answer.status, 'stopped');
		});
	});

	describe('citations', () => {
		const sent = 'one\ntwo\nthree\nfour\nfive\n';

		afterEach(closeEditors);

		const selected = () => {
			const { start, end } = vscode.window.activeTextEditor!.selection;
			return [start.line + 1, end.line + 1];
		};

		it('open the file at the cited lines', async () => {
			sandbox.write('cited.ts', sent);
			await openPlace({ path: sandbox.path('cited.ts'), line: 3, endLine: 4 }, sent);
			assert.equal(activePath(), sandbox.at('cited.ts'));
			assert.deepEqual(selected(), [3, 4]);
		});

		it('find lines again that moved since', async () => {
			const uri = sandbox.write('cited.ts', sent);
			await vscode.workspace.openTextDocument(uri);
			await type(uri, new vscode.Position(0, 0), 'new\nand more\n');
			await openPlace({ path: sandbox.path('cited.ts'), line: 3, endLine: 4 }, sent);
			assert.deepEqual(selected(), [5, 6]);
		});

		it('say so when the line is gone', async () => {
			sandbox.write('cited.ts', 'one\ntwo\nfour\nfive\n');
			const messages = answerDialogs('showInformationMessage');
			try {
				await openPlace({ path: sandbox.path('cited.ts'), line: 3, endLine: undefined }, sent);
				assert.match(messages.shown[0] ?? '', /was deleted since/);
			} finally {
				messages.restore();
			}
		});

		it('do not fail for files that are gone or for lines past the end', async () => {
			const messages = answerDialogs('showWarningMessage');
			try {
				await openPlace({ path: sandbox.path('gone.ts'), line: 3, endLine: undefined }, undefined);
				assert.match(messages.shown[0] ?? '', /cannot be opened/);
			} finally {
				messages.restore();
			}
			sandbox.write('short.ts', 'one\n');
			await openPlace({ path: sandbox.path('short.ts'), line: 300, endLine: 400 }, undefined);
			assert.equal(activePath(), sandbox.at('short.ts'));
		});
	});
});
