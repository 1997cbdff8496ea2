import assert from 'node:assert/strict';
import { appendFile, readFile, utimes, writeFile } from 'node:fs/promises';
import { createConversation, type Conversation } from '../../../src/core/conversation/conversation';
import { reduce, type ConversationEvent } from '../../../src/core/conversation/reducer';
import { ConversationStore } from '../../../src/node/storage/conversationStore';
import { TemporaryFolder } from '../../support/temporaryFolder';

const idOf = (number: number) => `5a7d0a52-9d5e-4a3f-8a0e-${String(number).padStart(12, '0')}`;
const turnId = 'turn';

function after(conversation: Conversation, ...events: readonly ConversationEvent[]): Conversation {
	return events.reduce(reduce, conversation);
}

function asked(number: number, question = 'What?', at = number): Conversation {
	const begun = createConversation(idOf(number), number, { model: 'model', thinking: { enabled: false } });
	return after(begun, { type: 'asked', turnId, question, attachment: undefined, at });
}

const said = (type: 'reasoning' | 'content', text: string): ConversationEvent => ({
	...{ type: 'streamed', turnId, at: 5 },
	event: { type, text },
});

describe('the store of chats', () => {
	let folder: TemporaryFolder;
	let store: ConversationStore;

	/** What a window finds that is opened now. */
	const found = (number: number) => new ConversationStore(folder.path).load(idOf(number));
	const assertFound = async (chat: Conversation) =>
		assert.deepEqual(await found(1), JSON.parse(JSON.stringify(chat)) as Conversation);
	const chatFile = (number: number) => `${folder.path}/${idOf(number)}.chat.json`;
	const tailFile = (number: number) => `${folder.path}/${idOf(number)}.chat.tail`;

	beforeEach(() => {
		folder = new TemporaryFolder();
		store = new ConversationStore(folder.path);
	});

	afterEach(() => folder.remove());

	it('forgets the chats used longest ago, not the one begun first that is gone on with', async () => {
		for (let number = 1; number <= 201; number++) {
			const conversation = asked(number, 'What?', number === 1 ? 1_000 : number);
			folder.write(`${idOf(number)}.chat.json`, JSON.stringify({ version: 1, conversation }));
		}
		const list = await store.list();
		assert.deepEqual([list.length, list[0]!.id, list.at(-1)!.id], [200, idOf(201), idOf(1)]);
		assert.ok(await store.load(idOf(1)));
		assert.equal(await store.load(idOf(2)), undefined);
	});

	it('reads no chat again for a list that has not changed since', async () => {
		await store.save(asked(1, 'First'));
		await store.save(asked(2, 'Other'));
		assert.deepEqual(
			(await store.list()).map(({ title }) => title),
			['Other', 'First'],
		);
		// As long as before and of the same time: nobody could notice who does not read.
		const content = await readFile(chatFile(1), 'utf8');
		await writeFile(chatFile(1), content.replaceAll('First', 'Never'));
		const before = new Date(1_000_000);
		await utimes(chatFile(1), before, before);
		await new ConversationStore(folder.path).list();
		await writeFile(chatFile(1), content.replaceAll('First', 'Later'));
		await utimes(chatFile(1), before, before);
		assert.equal((await new ConversationStore(folder.path).list())[1]!.title, 'Never');
		await store.save(asked(1, 'Again'));
		assert.equal((await store.list())[1]!.title, 'Again');
		await writeFile(`${folder.path}/index.json`, '{"version":1,"files":[{}]}');
		assert.equal((await new ConversationStore(folder.path).list()).length, 2);
	});

	it('appends what an answer has grown by, and gives it back whole', async () => {
		let chat = asked(1);
		await store.save(chat);
		const whole = await readFile(chatFile(1));
		for (const text of ['Because ', 'of “that” 🦀', '\ud83e', '\udd80 and\nso on.']) {
			chat = after(chat, said('reasoning', `thinking of ${text}`), said('content', text));
			await store.saveGrown(chat);
			await assertFound(chat);
		}
		assert.deepEqual(await readFile(chatFile(1)), whole);
		chat = after(chat, { type: 'streamed', turnId, event: { type: 'finished', reason: 'stop' }, at: 9 });
		await store.save(chat);
		await assertFound(chat);
		await assert.rejects(readFile(tailFile(1)), { code: 'ENOENT' });
	});

	it('loses nothing but the line that a crash has cut', async () => {
		let chat = asked(1);
		await store.save(chat);
		chat = after(chat, said('content', 'Whole.'));
		await store.saveGrown(chat);
		const tail = await readFile(tailFile(1), 'utf8');
		for (let cut = 1; cut < tail.length; cut += 7) {
			await writeFile(tailFile(1), tail + tail.slice(0, cut));
			await assertFound(chat);
		}
		// The window comes back and goes on: what it appends is a line of its own.
		const reopened = new ConversationStore(folder.path);
		await reopened.saveGrown(after(chat, said('content', ' More.')));
		assert.equal((await found(1))?.turns[0]?.answer.content, 'Whole. More.');
	});

	it('takes no tail for what it is not: of an answer that was given up, or of a chat that was written since', async () => {
		const chat = asked(1);
		await store.save(chat);
		const grown = after(chat, said('content', 'Given up.'));
		await store.saveGrown(grown);
		const tail = await readFile(tailFile(1), 'utf8');
		const again = after(grown, { type: 'stopped', turnId, at: 6 }, { type: 'retried', turnId, at: 7 });
		await store.save(again);
		// As if the program had ended before the tail was taken away.
		await appendFile(tailFile(1), tail);
		await assertFound(again);
		const stopped = after(grown, said('content', ' And more.'), { type: 'stopped', turnId, at: 8 });
		await store.save(stopped);
		await appendFile(tailFile(1), tail);
		await assertFound(stopped);
	});

	it('writes a chat as a whole where appending is not enough', async () => {
		const chat = after(asked(1), said('content', 'Begun.'));
		// Nothing was written by this window yet.
		await store.saveGrown(chat);
		await assertFound(chat);
		await store.delete(idOf(1));
		assert.equal(await found(1), undefined);
		await store.saveGrown(chat);
		await assertFound(chat);
	});
});
