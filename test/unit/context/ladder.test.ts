import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { chooseTiers } from '../../../src/core/context/ladder';
import { ladderFiles } from '../../../src/core/context/ladder/ladderFiles';
import { ladderTiers, type LadderFile, type LadderTier } from '../../../src/core/context/ladder/types';
import { explainTier } from '../../../src/core/context/ladder/explainTier';
import { describeFolder, FolderSummariser, summariseFolders } from '../../../src/core/context/ladder/folderSummaries';

interface Sample extends LadderFile {
	readonly skeleton: number | undefined;
}

const lineTokens = (line: string) => Math.ceil(line.length / 3);

async function choose(files: readonly Sample[], budget: number, overrides = new Map<string, LadderTier>()) {
	const asked: string[] = [];
	const { tiers, taken, ...result } = await chooseTiers({
		files: ladderFiles(files),
		budget,
		lineTokens,
		overrides: new Map(
			files.flatMap(({ path }, index) => (overrides.has(path) ? [[index, overrides.get(path)!]] : [])),
		),
		skeletonTokens: (index) => {
			asked.push(files[index]!.path);
			return Promise.resolve(files[index]!.skeleton);
		},
	});
	const choices = files.map(({ path }, index) => ({
		path,
		tier: ladderTiers[tiers[index]!]!,
		tokens: taken[index]!,
	}));
	return { ...result, choices, asked };
}

/** Files of 100 tokens with skeletons of 20 and paths of 5. */
function sameFiles(count: number): Sample[] {
	return Array.from({ length: count }, (_, index) => ({
		path: `src/part${index % 7}/file${index}.ts`,
		fullTokens: 100,
		pathTokens: 5,
		skeleton: 20,
	}));
}

const tierOrder: readonly LadderTier[] = ['none', 'path', 'skeleton', 'full'];
const sampleArbitrary = fc
	.array(
		fc.record({
			fullTokens: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined, freq: 8 }),
			skeleton: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
			pathTokens: fc.integer({ min: 1, max: 12 }),
			folder: fc.constantFrom('', 'a/', 'a/b/', 'c/'),
		}),
		{ maxLength: 60 },
	)
	.map((files): Sample[] => files.map(({ folder, ...file }, index) => ({ ...file, path: `${folder}${index}` })));
const budgetArbitrary = fc.integer({ min: -5, max: 6_000 });

describe('the budget ladder', () => {
	it('sends everything whole when it fits, and asks for no skeleton', async () => {
		const { choices, tokens, asked, folders } = await choose(sameFiles(10), 1_000);
		assert.deepEqual(new Set(choices.map(({ tier }) => tier)), new Set(['full']));
		assert.equal(tokens, 1_000);
		assert.deepEqual([asked, folders], [[], []]);
	});

	it('takes from the end of the ranking when a little does not fit, asking for few skeletons', async () => {
		const { choices, tokens, asked } = await choose(sameFiles(100), 9_000);
		const whole = choices.filter(({ tier }) => tier === 'full').length;
		assert.deepEqual(
			choices.map(({ tier }) => tier),
			choices.map((_, index) => (index < whole ? 'full' : 'skeleton')),
		);
		assert.equal(whole, 87);
		assert.equal(asked.length, 13);
		assert.ok(tokens <= 9_000);
	});

	it('keeps half for whole files when much does not fit, then skeletons, paths and folders', async () => {
		const { choices, folders, tokens, asked } = await choose(sameFiles(5_000), 10_000);
		const count = (tier: LadderTier) => choices.filter((choice) => choice.tier === tier).length;
		assert.ok(count('full') >= 40 && count('full') <= 50, `${count('full')} whole files`);
		assert.ok(count('skeleton') >= 200, `${count('skeleton')} skeletons`);
		assert.ok(count('path') >= 100, `${count('path')} paths`);
		assert.equal(
			folders.reduce((sum, folder) => sum + folder.files, 0),
			count('none'),
		);
		assert.equal(folders.length, 7);
		assert.ok(tokens <= 10_000 && tokens > 9_800, `${tokens} tokens`);
		assert.ok(asked.length < 300, `${asked.length} skeletons asked for`);
	});

	it('never spends more than the budget, and spends what it says', async () => {
		await fc.assert(
			fc.asyncProperty(
				sampleArbitrary,
				budgetArbitrary,
				fc.array(fc.constantFrom(...tierOrder)),
				async (files, budget, tiers) => {
					const overrides = new Map(tiers.map((tier, index) => [files[index * 2]?.path ?? '', tier]));
					const { choices, folders, tokens } = await choose(files, budget, overrides);
					let sum = folders.reduce((total, folder) => total + folder.tokens, 0);
					for (const [index, { tier, tokens: taken, path }] of choices.entries()) {
						const file = files[index]!;
						assert.equal(path, file.path);
						const cost = { full: file.fullTokens, skeleton: file.skeleton, path: file.pathTokens, none: 0 }[tier];
						assert.equal(taken, cost, `${path} ${tier}`);
						sum += taken;
					}
					assert.equal(tokens, sum);
					assert.ok(tokens <= Math.max(0, budget));
					for (const { folder, tokens: taken, line } of folders) {
						assert.equal(taken, lineTokens(line));
						assert.ok(folder === '' || folder.endsWith('/'));
					}
				},
			),
			{ numRuns: 150 },
		);
	});

	it('gives the more important of two files of the same sizes no less, whatever the budget', async () => {
		await fc.assert(
			fc.asyncProperty(sampleArbitrary, budgetArbitrary, async (files, budget) => {
				const { choices } = await choose(files, budget);
				const lowest = new Map<string, number>();
				files.forEach((file, index) => {
					const key = `${file.fullTokens ?? '-'} ${file.skeleton ?? '-'} ${file.pathTokens}`;
					const tier = tierOrder.indexOf(choices[index]!.tier);
					assert.ok(tier <= (lowest.get(key) ?? 3), `${file.path} got more than a file before it`);
					lowest.set(key, tier);
				});
			}),
			{ numRuns: 150 },
		);
	});

	it('chooses the same again', async () => {
		await fc.assert(
			fc.asyncProperty(sampleArbitrary, budgetArbitrary, async (files, budget) => {
				assert.deepEqual(await choose(files, budget), await choose(files, budget));
			}),
			{ numRuns: 50 },
		);
	});

	it('puts pinned files first and says when they do not fit', async () => {
		const files = sameFiles(50);
		const pinned = [files[48]!.path, files[49]!.path];
		const fitting = await choose(files, 700, new Map(pinned.map((path) => [path, 'full'])));
		assert.deepEqual(
			fitting.choices.slice(48).map(({ tier }) => tier),
			['full', 'full'],
		);
		assert.deepEqual(fitting.unfitted, []);
		const tight = await choose(files, 150, new Map(pinned.map((path) => [path, 'full'])));
		assert.deepEqual(
			tight.choices.slice(48).map(({ tier }) => tier),
			['full', 'skeleton'],
		);
		assert.deepEqual(tight.unfitted, [pinned[1]]);
	});

	it('follows what the user chose', async () => {
		const files = sameFiles(4);
		const overrides = new Map<string, LadderTier>([
			[files[0]!.path, 'none'],
			[files[1]!.path, 'path'],
			[files[2]!.path, 'skeleton'],
		]);
		const { choices, folders } = await choose(files, 1_000, overrides);
		assert.deepEqual(
			choices.map(({ tier }) => tier),
			['none', 'path', 'skeleton', 'full'],
		);
		assert.deepEqual(folders, []);
	});

	it('lists images and the like up to a bound, then by folder', async () => {
		const images = Array.from({ length: 100_000 }, (_, index) => ({
			path: `images/${index % 300}/${index}.png`,
			fullTokens: undefined,
			pathTokens: 10,
			skeleton: undefined,
		}));
		const { choices, folders, tokens } = await choose([...sameFiles(10), ...images], 10_000);
		assert.ok(choices.slice(0, 10).every(({ tier }) => tier === 'full'));
		assert.ok(tokens <= 2_000, `${tokens} tokens`);
		assert.deepEqual(
			folders.map(({ line }) => line),
			[describeFolder('images/', choices.filter(({ tier }) => tier === 'none').length)],
		);
	});

	it('stops on a signal', async () => {
		const stopped = new AbortController();
		const files = sameFiles(100);
		const choosing = chooseTiers({
			files: ladderFiles(files),
			budget: 500,
			lineTokens,
			signal: stopped.signal,
			skeletonTokens: () => {
				stopped.abort(new Error('enough'));
				return Promise.resolve(5);
			},
		});
		await assert.rejects(choosing, /enough/);
	});

	it('explains a choice in a line', () => {
		const choice = { tier: 'skeleton', tokens: 3_100, fullTokens: 14_000, rank: 812 } as const;
		assert.equal(
			explainTier(choice, 2_204, ['imported by 12 files']),
			'skeleton: rank 812 of 2,204, 3.1k of 14.0k tokens; imported by 12 files',
		);
		assert.equal(
			explainTier({ ...choice, tier: 'none', tokens: 0, fullTokens: undefined }, 3),
			'left out: rank 812 of 3',
		);
	});
});

describe('folder summaries', () => {
	it('are those of the files and the budget asked about, whatever was asked before', () => {
		const summariser = new FolderSummariser(lineTokens);
		const all = ['a/b.ts', 'a/c.ts', 'd/e.ts', 'd/f/g.ts', 'h.ts'];
		const others = ['d/e.ts', 'x/y/z.ts'];
		const questions: readonly (readonly [string[], number[], number])[] = [
			[all, [1, 1, 1, 0, 0], 100],
			[all, [1, 1, 1, 0, 0], 100],
			[all, [1, 0, 1, 1, 1], 100],
			[all, [1, 0, 1, 1, 1], 14],
			[all, [1, 1, 0, 0, 1], 14],
			[all, [0, 0, 0, 0, 0], 14],
			[others, [1, 1], 100],
			[all, [1, 1, 1, 1, 0], 100],
		];
		for (const [paths, isCounted, budget] of questions) {
			const counted = paths.filter((_, index) => isCounted[index] === 1);
			assert.deepEqual(
				summariser.summarise(paths, Uint8Array.from(isCounted), budget),
				summariseFolders(counted, budget, lineTokens),
			);
		}
	});

	it('count every file once, within the budget, however deep the folders', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(
					fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/')),
					{
						maxLength: 80,
					},
				),
				fc.integer({ min: 0, max: 200 }),
				(paths, budget) => {
					const folders = summariseFolders(paths, budget, lineTokens);
					const tokens = folders.reduce((sum, folder) => sum + folder.tokens, 0);
					assert.ok(tokens <= budget);
					if (folders.length > 0) {
						assert.equal(
							folders.reduce((sum, folder) => sum + folder.files, 0),
							paths.length,
						);
					}
				},
			),
		);
	});
});
