import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createConversation } from '../../../src/core/conversation/conversation';
import type { DraftSize } from '../../../src/core/conversation/workspaceAccess';
import { DraftTokens } from '../../../src/vscode/chat/draftTokens';

const noImages = () => [];

describe('the tokens of a draft', () => {
	const subject = () => ({
		conversation: createConversation('chat', 0, { model: 'model', thinking: { enabled: false } }),
		busy: false,
		toldFiles: () => Promise.resolve(undefined),
	});

	/** Measures when it is told to. */
	class Packs {
		readonly texts: string[] = [];
		#asked: (() => void) | undefined;
		#go: (() => void) | undefined;

		draft = async (text: string): Promise<DraftSize> => {
			this.texts.push(text);
			const going = new Promise<void>((resolve) => (this.#go = resolve));
			this.#asked?.();
			await going;
			return { words: text.length, focus: 100 * text.length, pack: 0 };
		};

		/** Resolves when a text was asked for that `go` has not answered. */
		async asked(): Promise<void> {
			if (!this.#go) {
				await new Promise<void>((resolve) => (this.#asked = resolve));
			}
		}

		async go(): Promise<void> {
			await this.asked();
			const go = this.#go;
			this.#go = undefined;
			go?.();
		}
	}

	it('are measured one text at a time, of those that come meanwhile only the last', async () => {
		const packs = new Packs();
		const told: DraftSize[] = [];
		const draft: DraftTokens = new DraftTokens(packs, subject, noImages, () => told.push(draft.size));
		const first = draft.set('a');
		await packs.asked();
		const others = [draft.set('ab'), draft.set('abc ')];
		await packs.go();
		await packs.go();
		await Promise.all([first, ...others]);
		assert.deepEqual(packs.texts, ['a', 'abc']);
		assert.deepEqual(told, [
			{ words: 1, focus: 100, pack: 0 },
			{ words: 3, focus: 300, pack: 0 },
		]);
		await draft.set('');
		assert.deepEqual(draft.size, { words: 0, focus: 0, pack: 0 });
		assert.deepEqual(packs.texts, ['a', 'abc'], 'an empty one needs no measuring');
	});

	it('are measured again for another chat, or other files', async () => {
		const packs = new Packs();
		const draft = new DraftTokens(packs, subject, noImages, () => undefined);
		const first = draft.set('a');
		await packs.go();
		await first;
		const again = draft.again();
		await packs.go();
		await again;
		assert.deepEqual(packs.texts, ['a', 'a']);
	});

	it('are those of the names of images, too, where there are no words yet', async () => {
		const images = [{ name: 'cart.png', width: 2, height: 1 }];
		const asked: unknown[] = [];
		const draft = new DraftTokens(
			{
				draft: (text, named) => {
					asked.push([text, named]);
					return Promise.resolve({ words: 7, focus: 0, pack: 0 });
				},
			},
			subject,
			() => images,
			() => undefined,
		);
		await draft.set('');
		assert.deepEqual(asked, [['', images]]);
		assert.deepEqual(draft.size, { words: 7, focus: 0, pack: 0 });
	});

	it('are none when they cannot be measured', async () => {
		const draft = new DraftTokens(
			{ draft: () => Promise.reject(new Error('gone')) },
			subject,
			noImages,
			() => undefined,
		);
		await draft.set('a');
		assert.deepEqual(draft.size, { words: 0, focus: 0, pack: 0 });
	});
});
