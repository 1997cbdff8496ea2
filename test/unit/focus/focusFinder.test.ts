import assert from 'node:assert/strict';
import { PackIndex } from '../../../src/core/context/packIndex';
import { createConversation } from '../../../src/core/conversation/conversation';
import { ToldFiles } from '../../../src/core/conversation/request';
import { createPacker } from '../../../src/node/pack/createPacker';
import type { PackRequest } from '../../../src/node/pack/request';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { FocusFinder } from '../../../src/node/workspace/focusFinder';
import { testSkeletons } from '../../support/skeletons';
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

	describe('of a pack that holds everything', () => {
		const asked = (): PackRequest => ({
			name: 'shop',
			roots: [{ name: 'shop', folder: folder.path }],
			rules: { exclude: [], include: [] },
			unsaved: {},
		});
		/** What is found where the model has all of these whole, in a pack of so many tokens. */
		async function found(packTokens: number, whole: readonly string[], question: string) {
			const packer = createPacker(testSkeletons(), testTokenizer(), { commits: 10 });
			const scan = await packer.scan(asked(), undefined, signal);
			const view = { packTokens, hasWhole: (path: string) => whole.includes(path) };
			const texts = await new FocusFinder(packer).find(question, asked(), view, [], scan, signal);
			const size = new Map(scan.files.map(({ path, tokens }) => [path, tokens]));
			return { texts, tokens: texts.reduce((sum, { path }) => sum + size.get(path)!, 0) };
		}
		const all = ['src/plans.ts', 'src/shop.ts', 'a.ts'];

		it('are repeated where it is long, the best one last, and marked as known', async () => {
			const { texts } = await found(500_000, all, 'How does plan7 in src/plans.ts go with src/shop.ts?');
			assert.deepEqual(
				texts.map(({ path, known }) => [path, known]),
				[
					['src/shop.ts', true],
					['src/plans.ts', true],
				],
			);
			assert.match(texts.at(-1)!.reason, /^named in the question/);
		});

		it('are not repeated where it is short: that is read well from end to end', async () => {
			assert.deepEqual((await found(131_071, all, 'What does src/plans.ts say?')).texts, []);
		});

		it('take at most a hundredth of it, and never more than 8,192 tokens', async () => {
			const named = 'What do src/plans.ts, src/shop.ts and a.ts say?';
			for (const [packTokens, most, count] of [
				[135_000, 1_350, 1],
				[250_000, 2_500, 2],
				[500_000, 5_000, 3],
			] as const) {
				const { texts, tokens } = await found(packTokens, all, named);
				assert.equal(texts.length, count, String(packTokens));
				assert.ok(tokens <= most, `${tokens} of ${most}`);
			}
			for (let index = 0; index < 12; index++) {
				folder.write(`more/file${index}.ts`, lines(`more${index}and`));
			}
			const many = Array.from({ length: 12 }, (_, index) => `more/file${index}.ts`);
			const { texts, tokens } = await found(5_000_000, many, `What do ${many.join(', ')} say?`);
			assert.ok(texts.length >= 4 && tokens <= 8_192, `${texts.length} files, ${tokens} tokens`);
		});

		it('may take more when the model has seen no more than a part of them', async () => {
			for (let index = 0; index < 12; index++) {
				folder.write(`more/file${index}.ts`, lines(`more${index}and`));
			}
			const many = Array.from({ length: 12 }, (_, index) => `more/file${index}.ts`);
			const { texts, tokens } = await found(5_000_000, [], `What do ${many.join(', ')} say?`);
			assert.ok(texts.every(({ known }) => !known));
			assert.ok(tokens > 8_192 && tokens <= 32_768, String(tokens));
		});
	});
});
