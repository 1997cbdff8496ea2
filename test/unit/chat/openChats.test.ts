import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ConversationStore } from '../../../src/node/storage/conversationStore';
import type { ChatSession } from '../../../src/vscode/chat/chatSession';
import { ChatStorage } from '../../../src/vscode/chat/chatStorage';
import { OpenChats } from '../../../src/vscode/chat/openChats';
import { eventually } from '../../support/eventually';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { content, finished, ScriptedChat, type ScriptedRequest } from './scriptedChat';

describe('switching between chats', () => {
	let scripted: ScriptedChat;
	let folder: TemporaryFolder;
	let storage: ChatStorage;
	let chats: OpenChats;
	let sessions: ChatSession[];
	let shown: string[];
	/** Chats that write nothing any more. */
	let discarded: Set<ChatSession>;
	/** When a chat that is opened is ready. */
	let prepared: Promise<void>;

	beforeEach(() => {
		scripted = new ScriptedChat();
		folder = new TemporaryFolder();
		storage = new ChatStorage(new ConversationStore(folder.path), scripted.memory, (error) =>
			assert.fail(String(error)),
		);
		sessions = [];
		shown = [];
		discarded = new Set();
		prepared = Promise.resolve();
		chats = new OpenChats({
			storage,
			create: (id) => scripted.create(id),
			open: (conversation) => {
				const session = scripted.open(conversation.id, conversation, storage);
				const prepare = session.prepare.bind(session);
				const discard = session.discard.bind(session);
				session.prepare = () => prepared.then(prepare);
				session.discard = () => {
					discarded.add(session);
					discard();
				};
				sessions.push(session);
				return session;
			},
			onShown: () => shown.push(chats.shown.conversation.id),
		});
	});

	afterEach(async () => {
		chats.shown.discard();
		await storage.list();
		folder.remove();
	});

	const ask = (question: string) => chats.begin((session) => session.ask(question));
	const sent = (count: number): Promise<ScriptedRequest> => eventually('a request', () => scripted.requests[count - 1]);
	const answered = async (question: string, count: number): Promise<string> => {
		const ended = ask(question);
		(await sent(count)).say(content(`Answer to ${question}`), finished);
		await ended;
		return chats.shown.conversation.id;
	};
	const questions = () => chats.shown.conversation.turns.map(({ question }) => question);

	it('leaves no trace of the old chat’s answer in the new one, and writes it to its own', async () => {
		const ended = ask('One?');
		const request = await sent(1);
		request.say(content('Be'));
		const old = chats.shown;
		await eventually('the first word', () => old.conversation.turns[0]?.answer.content === 'Be');
		await chats.showNew();
		scripted.told.length = 0;
		request.say(content('cause'), finished);
		await ended;
		await chats.flush();
		assert.deepEqual(chats.shown.conversation.turns, []);
		assert.deepEqual(
			scripted.told.filter((message) => !message.startsWith(old.conversation.id)),
			[],
		);
		const stored = await storage.load(old.conversation.id);
		assert.deepEqual([stored!.turns[0]!.answer.status, stored!.turns[0]!.answer.content], ['stopped', 'Be']);
	});

	it('asks in the chat that was chosen before, however the switch and the question overlap', async () => {
		const first = await answered('One?', 1);
		await chats.showNew();
		await answered('Two?', 2);
		const opened = chats.show(first);
		const ended = ask('Three?');
		assert.equal(await opened, true);
		(await sent(3)).say(content('So.'), finished);
		await ended;
		assert.equal(chats.shown.conversation.id, first);
		assert.deepEqual(questions(), ['One?', 'Three?']);
		assert.equal(sessions.filter(({ busy }) => busy).length, 0);
	});

	it('does nothing when the chat that is shown is opened: no word of a running answer is lost', async () => {
		const ended = ask('One?');
		const request = await sent(1);
		request.say(content('Be'));
		const session = chats.shown;
		await eventually('the first word', () => session.conversation.turns[0]?.answer.content === 'Be');
		assert.equal(await chats.show(session.conversation.id), true);
		assert.equal(chats.shown, session);
		request.say(content('cause'), finished);
		await ended;
		assert.equal(session.conversation.turns[0]?.answer.content, 'Because');
		assert.equal(session.conversation.turns[0].answer.status, 'done');
	});

	it('keeps the running answer when the chat to open is not there', async () => {
		const ended = ask('One?');
		const request = await sent(1);
		assert.equal(await chats.show('00000000-0000-4000-8000-000000000000'), false);
		request.say(content('So.'), finished);
		await ended;
		assert.equal(chats.shown.conversation.turns[0]?.answer.status, 'done');
	});

	it('finds a chat again that was left a moment ago, with all that had come', async () => {
		const ended = ask('One?');
		(await sent(1)).say(content('Be'));
		const { id } = chats.shown.conversation;
		await eventually('the first word', () => chats.shown.conversation.turns[0]?.answer.content === 'Be');
		const [, opened] = await Promise.all([chats.showNew(), chats.show(id)]);
		await ended;
		assert.equal(opened, true);
		const [turn] = chats.shown.conversation.turns;
		assert.deepEqual([turn?.answer.status, turn?.answer.content], ['stopped', 'Be']);
		assert.ok(turn?.answer.counted, 'counted before it was read again');
	});

	it('does not bring back a chat that was deleted while it was answered', async () => {
		const ended = ask('One?');
		const request = await sent(1);
		request.say(content('Be'));
		const { id } = chats.shown.conversation;
		await eventually('the first word', () => chats.shown.conversation.turns[0]?.answer.content === 'Be');
		await chats.delete(id);
		request.say(content('cause'), finished);
		await ended;
		await chats.flush();
		assert.deepEqual(await storage.list(), []);
		assert.notEqual(chats.shown.conversation.id, id);
		assert.equal(await chats.show(id), false);
	});

	it('records what became of edits in the chat they were made in', async () => {
		const first = await answered('One?', 1);
		const turnId = chats.shown.conversation.turns[0]!.id;
		await chats.noteEdits({ type: 'edits', turnId, outcome: 'applied' });
		assert.equal(chats.shown.conversation.turns[0]!.answer.edits, 'applied');
		await chats.showNew();
		await answered('Two?', 2);
		await chats.noteEdits({ type: 'edits', turnId, outcome: 'undone' });
		assert.equal(chats.shown.conversation.turns[0]!.answer.edits, undefined);
		assert.equal((await storage.load(first))!.turns[0]!.answer.edits, 'undone');
		await chats.noteEdits({ type: 'edits', turnId: 'no such turn', outcome: 'undone' });
	});

	it('keeps what became of edits of a chat that is left at that moment', async () => {
		const first = await answered('One?', 1);
		const turnId = chats.shown.conversation.turns[0]!.id;
		const left = chats.shown;
		let goOn: () => void = () => undefined;
		prepared = new Promise((resolve) => (goOn = resolve));
		const switched = chats.showNew();
		// Written for the last time, and shown still: the chat to be shown is not ready.
		await eventually('the end of the old chat', () => discarded.has(left));
		assert.equal(chats.shown, left);
		const noted = chats.noteEdits({ type: 'edits', turnId, outcome: 'discarded' });
		goOn();
		await Promise.all([switched, noted]);
		assert.equal((await storage.load(first))!.turns[0]!.answer.edits, 'discarded');
	});

	it('shows each chat it was told to, in that order', async () => {
		const first = await answered('One?', 1);
		await chats.showNew();
		const second = await answered('Two?', 2);
		shown.length = 0;
		await Promise.all([chats.show(first), chats.show(second), chats.showNew(), chats.show(first)]);
		assert.deepEqual([shown.length, shown[0], shown[1], shown[3]], [4, first, second, first]);
		assert.equal(storage.current, first);
	});

	it('keeps no chat whose only question was withdrawn', async () => {
		scripted.consented = false;
		const ended = ask('One?');
		await eventually('the question', () => chats.shown.consent);
		chats.shown.giveConsent(false);
		await ended;
		assert.deepEqual(await storage.list(), []);
	});
});

describe('the stored chats', () => {
	it('hold the latest of many states that are saved at once', async () => {
		const folder = new TemporaryFolder();
		const scripted = new ScriptedChat();
		const storage = new ChatStorage(new ConversationStore(folder.path), scripted.memory, (error) =>
			assert.fail(String(error)),
		);
		const session = scripted.open('5a7d0a52-9d5e-4a3f-8a0e-111111111111', undefined, storage);
		const ended = session.ask('One?');
		(await eventually('a request', () => scripted.requests[0])).say(content('So.'), finished);
		const saves = Array.from({ length: 20 }, () => session.save());
		await ended;
		await Promise.all(saves);
		const stored = await storage.load(session.conversation.id);
		assert.deepEqual(stored, JSON.parse(JSON.stringify(session.conversation)));
		folder.remove();
	});

	it('tell about a failure to write, and go on', async () => {
		const folder = new TemporaryFolder({ file: '' });
		const failures: unknown[] = [];
		const scripted = new ScriptedChat();
		const storage = new ChatStorage(new ConversationStore(`${folder.path}/file`), scripted.memory, (error) =>
			failures.push(error),
		);
		const session = scripted.open('5a7d0a52-9d5e-4a3f-8a0e-111111111111', undefined, storage);
		const ended = session.ask('One?');
		(await eventually('a request', () => scripted.requests[0])).say(content('So.'), finished);
		await ended;
		assert.ok(failures.length > 0);
		assert.equal(session.conversation.turns[0]!.answer.status, 'done');
		folder.remove();
	});
});
