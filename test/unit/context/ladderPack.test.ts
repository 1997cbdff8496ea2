import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PackIndex } from '../../../src/core/context/packIndex';
import type { PackRequest } from '../../../src/node/pack/request';
import { createPacker } from '../../../src/node/pack/createPacker';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testSkeletons } from '../../support/skeletons';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;

function moduleText(name: string, functions: number): string {
	return Array.from(
		{ length: functions },
		(_, index) => `/** Says ${name} ${index}. */
export function ${name}${index}(first: string, second: number): string {
	const parts = [first, String(second), '${name}', '${index}'];
	for (const part of parts) {
		if (part === first) {
			parts.push(part.toUpperCase());
		}
	}
	return parts.join(' and then ').trim();
}
`,
	).join('\n');
}

describe('a pack beyond the budget', () => {
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder({
			'README.md': '# Shop\n\nSells things.\n',
			'src/index.ts': "import { cart0 } from './cart';\nexport const start = () => cart0('a', 1);\n",
			'src/cart.ts': moduleText('cart', 20),
			'src/price.ts': moduleText('price', 20),
			'src/stock.ts': moduleText('stock', 20),
			'test/cart.test.ts': moduleText('checkCart', 20),
			'data/big.csv': 'a,b\n'.repeat(50),
		});
	});
	afterEach(() => folder.remove());

	const request = (extra: Partial<PackRequest> = {}): PackRequest => ({
		name: 'shop',
		roots: [{ name: 'shop', folder: folder.path }],
		rules: { exclude: [], include: [] },
		unsaved: {},
		...extra,
	});
	const newPacker = () => createPacker(testSkeletons(), testTokenizer(), { commits: 100 });

	async function whole(): Promise<number> {
		return (await newPacker().scan(request(), undefined, signal)).tokens;
	}

	it('holds everything in full as long as it fits', async () => {
		const budget = await whole();
		const { scan } = await newPacker().pack(request({ budget }), signal);
		assert.ok(scan.files.every(({ tier }) => tier === 'full'));
	});

	it('never exceeds the budget, whatever it is, and counts exactly what it lays out', async () => {
		const all = await whole();
		const tokenizer = testTokenizer();
		for (const share of [0.95, 0.6, 0.35, 0.15, 0.05, 0.01]) {
			const budget = Math.floor(all * share);
			const { pack, scan } = await newPacker().pack(request({ budget }), signal);
			assert.equal(tokenizer.count(pack.bytes), pack.tokens);
			assert.equal(scan.tokens, pack.tokens);
			assert.ok(pack.tokens <= Math.max(budget, 60), `${pack.tokens} > ${budget} at ${share}`);
		}
	});

	it('shows declarations of the least important files first', async () => {
		const budget = Math.floor((await whole()) * 0.7);
		const { pack, scan } = await newPacker().pack(request({ budget }), signal);
		const tiers = new Map(scan.files.map(({ path, tier }) => [path, tier]));
		assert.equal(tiers.get('test/cart.test.ts'), 'skeleton');
		assert.equal(tiers.get('src/index.ts'), 'full');
		const index = new PackIndex(pack);
		assert.equal(index.fileText('test/cart.test.ts'), undefined);
		const shown = index.shownText('test/cart.test.ts') ?? '';
		assert.match(shown, /export function checkCart0\(first: string, second: number\): string/);
		assert.doesNotMatch(shown, /toUpperCase/);
		assert.match(new TextDecoder().decode(pack.bytes), /<file path="test\/cart.test.ts" lines="\d+" part="skeleton">/);
		const { reason, detail } = scan.files.find(({ path }) => path === 'test/cart.test.ts')!;
		assert.equal(reason, 'beyond the budget');
		assert.match(detail, /^skeleton: rank \d of 7, [\d.k]+ of [\d.k]+ tokens/);
	});

	it('keeps pinned files in full', async () => {
		const budget = Math.floor((await whole()) * 0.5);
		const pinned = ['test/cart.test.ts'];
		const { scan } = await newPacker().pack(request({ budget, pinned }), signal);
		assert.equal(scan.files.find(({ path }) => path === pinned[0])?.tier, 'full');
	});

	it('says of a pinned file that it does not fit', async () => {
		const { notes } = await newPacker().scan(request({ budget: 400, pinned: ['src/cart.ts'] }), undefined, signal);
		assert.match(notes.join('\n'), /do not fit in full: src\/cart\.ts/);
	});

	it('gives the same bytes again, from another packer and after an edit was taken back', async () => {
		const budget = Math.floor((await whole()) * 0.6);
		const packer = newPacker();
		const first = await packer.pack(request({ budget }), signal);
		folder.write('src/price.ts', `${moduleText('price', 20)}// more\n`);
		assert.notEqual((await packer.pack(request({ budget }), signal)).pack.id, first.pack.id);
		folder.write('src/price.ts', moduleText('price', 20));
		assert.equal((await packer.pack(request({ budget }), signal)).pack.id, first.pack.id);
		assert.equal((await newPacker().pack(request({ budget }), signal)).pack.id, first.pack.id);
	});

	it('is after each edit what another packer makes of the files', async () => {
		const budget = Math.floor((await whole()) * 0.4);
		const packer = newPacker();
		const open = request({ budget, open: ['src/price.ts'] });
		await packer.scan(open, undefined, signal);
		const edits: readonly (readonly [string, string])[] = [
			['src/stock.ts', `${moduleText('stock', 20)}// a little more\n`],
			['src/stock.ts', `import { price0 } from './price';\n${moduleText('stock', 20)}`],
			['src/cart.ts', moduleText('cart', 3)],
			['src/cart.ts', moduleText('cart', 60)],
			['README.md', '# Shop\n'],
			['data/big.csv', 'a,b\n'],
		];
		for (const [path, text] of edits) {
			folder.write(path, text);
			const edited = await packer.scan(open, [folder.at(path)], signal);
			assert.deepEqual(edited, await newPacker().scan(open, undefined, signal), path);
		}
		const elsewhere = request({ budget, open: ['src/cart.ts'], pinned: ['src/stock.ts'] });
		assert.deepEqual(await packer.scan(elsewhere, [], signal), await newPacker().scan(elsewhere, undefined, signal));
	});
});
