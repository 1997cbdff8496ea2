import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createConversation } from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { ConversationStore } from '../../../src/node/storage/conversationStore';
import { draftOwner } from '../../../src/node/storage/imageStore';
import { png } from '../../support/images';
import { TemporaryFolder } from '../../support/temporaryFolder';

describe('images on disk', () => {
	let folder: TemporaryFolder;
	let store: ConversationStore;
	const header = { format: 'png', width: 4, height: 4 } as const;

	beforeEach(() => {
		folder = new TemporaryFolder();
		store = new ConversationStore(folder.path);
	});
	afterEach(() => folder.remove());

	it('are kept under the address of their bytes, once for each chat', async () => {
		const chat = randomUUID();
		const one = await store.images.put(chat, 'a.png', header, png(4, 4));
		const two = await store.images.put(chat, 'b.png', header, png(4, 4));
		assert.equal(one.hash, two.hash);
		assert.deepEqual(await store.images.load(chat, one), png(4, 4));
		assert.equal(Buffer.from((await store.images.base64(chat, one))!).toString('latin1'), png(4, 4).toString('base64'));
		assert.equal(await store.images.load(randomUUID(), one), undefined);
	});

	it('go with their chat', async () => {
		const [kept, deleted] = [randomUUID(), randomUUID()];
		const settings = { model: 'deepseek-flash', thinking: { enabled: false } } as const;
		for (const id of [kept, deleted]) {
			const image = await store.images.put(id, 'a.png', header, png(4, 4));
			const chat = createConversation(id, 1, settings);
			await store.save(
				reduce(chat, { type: 'asked', turnId: 't', question: 'q', attachment: undefined, images: [image], at: 1 }),
			);
		}
		await store.delete(deleted);
		const [image] = (await store.load(kept))!.turns[0]!.images!;
		assert.deepEqual(await store.images.load(kept, image!), png(4, 4));
		assert.equal(existsSync(folder.at(`images/${deleted}`)), false);
	});

	it('move from the composer into a chat, and what is not wanted any more goes', async () => {
		const chat = randomUUID();
		const one = await store.images.put(draftOwner, 'a.png', header, png(4, 4));
		const two = await store.images.put(draftOwner, 'b.png', header, png(4, 4, [1, 2, 3]));
		await store.images.copy(draftOwner, chat, [one]);
		await store.images.keepOnly(draftOwner, [two]);
		assert.deepEqual(await store.images.load(chat, one), png(4, 4));
		assert.equal(await store.images.load(draftOwner, one), undefined);
		assert.ok(await store.images.load(draftOwner, two));
	});

	it('lie nowhere else, whatever a stored chat says', async () => {
		const image = await store.images.put(draftOwner, 'a.png', header, png(4, 4));
		assert.throws(() => store.images.file('../..', image), RangeError);
		assert.throws(() => store.images.file(draftOwner, { ...image, hash: '../secret' }), RangeError);
		assert.throws(() => store.images.file(draftOwner, { ...image, format: 'svg' as 'png' }), RangeError);
		assert.equal(await store.images.load('../..', image), undefined);
	});
});
