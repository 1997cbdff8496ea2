import assert from 'node:assert/strict';
import { PackIndex } from '../../../src/core/context/packIndex';
import { createConversation } from '../../../src/core/conversation/conversation';
import { ToldFiles } from '../../../src/core/conversation/request';
import type { PackRequest } from '../../../src/node/pack/request';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const { signal } = new AbortController();
const lines = (word: string) =>
	Array.from({ length: 120 }, (_, index) => `export const ${word}${index} = ${index};\n`).join('');

describe('files in focus', () => {
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder({ 'src/plans.ts': lines('plan'), 'src/shop.ts': lines('shop'), 'a.ts': lines('a') });
	});

	afterEach(() => folder.remove());

	it('are never those that were excluded since they were read, by a setting or an ignore file', async () => {
		const service = createPackService(
			{ packFolder: undefined, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);
		const request = (exclude: readonly string[]): PackRequest => ({
			name: 'shop',
			roots: [{ name: 'shop', folder: folder.path }],
			rules: { exclude, include: [] },
			unsaved: {},
			// Too small for all: the rest is shown near the question when it is about it.
			budget: 500,
		});
		const focusOf = async (exclude: readonly string[]) => {
			const pack = await service.packForNew(request(exclude), signal);
			const chat = createConversation('chat', 0, { model: 'model', thinking: { enabled: false } });
			const told = new ToldFiles(new PackIndex(pack), chat).state;
			const changes = await service.changesSince(request(exclude), told, signal);
			const question = 'What do src/plans.ts and src/shop.ts say?';
			const focus = await service.focus(request(exclude), question, told, changes, signal);
			return focus.map(({ path }) => path).sort();
		};
		assert.deepEqual(await focusOf([]), ['src/plans.ts', 'src/shop.ts']);
		assert.deepEqual(await focusOf(['/src/plans.ts']), ['src/shop.ts']);
		assert.deepEqual(await focusOf([]), ['src/plans.ts', 'src/shop.ts']);
		folder.write('.longviewignore', 'shop.ts\n');
		assert.deepEqual(await focusOf([]), ['src/plans.ts']);
	});
});
