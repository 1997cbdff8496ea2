import assert from 'node:assert/strict';
import { createConversation } from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { ConversationStore } from '../../../src/node/storage/conversationStore';
import { TemporaryFolder } from '../../support/temporaryFolder';

describe('the store of chats', () => {
	it('forgets the chats used longest ago, not the one begun first that is gone on with', async () => {
		const folder = new TemporaryFolder();
		const idOf = (number: number) => `5a7d0a52-9d5e-4a3f-8a0e-${String(number).padStart(12, '0')}`;
		const write = (number: number, usedAt: number) => {
			const id = idOf(number);
			const begun = createConversation(id, number, { model: 'model', thinking: { enabled: false } });
			const conversation = reduce(begun, {
				...{ type: 'asked', turnId: `turn ${number}`, question: 'What?', attachment: undefined },
				at: usedAt,
			});
			folder.write(`${id}.chat.json`, JSON.stringify({ version: 1, conversation }));
		};
		for (let number = 1; number <= 201; number++) {
			write(number, number === 1 ? 1_000 : number);
		}
		const store = new ConversationStore(folder.path);
		const list = await store.list();
		assert.deepEqual([list.length, list[0]!.id, list.at(-1)!.id], [200, idOf(201), idOf(1)]);
		assert.ok(await store.load(idOf(1)));
		assert.equal(await store.load(idOf(2)), undefined);
		folder.remove();
	});
});
