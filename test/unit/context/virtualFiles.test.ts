import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PackIndex } from '../../../src/core/context/packIndex';
import { VirtualFiles, type VirtualFile } from '../../../src/node/files/virtualFiles';
import { walk } from '../../../src/node/files/walk';
import { walkSource, type FileSource } from '../../../src/node/files/walkSource';
import type { PackRequest } from '../../../src/node/pack/request';
import { SecretVault } from '../../../src/node/pack/secretFilter';
import { createPacker } from '../../../src/node/pack/createPacker';
import { testSkeletons } from '../../support/skeletons';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;

/** A folder of this disk, as if it lay elsewhere. */
function sourceOf(root: string): FileSource {
	return {
		entries: (folder) =>
			Promise.resolve(
				readdirSync(path.join(root, folder), { withFileTypes: true }).map((entry) => ({
					name: entry.name,
					kind: entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : 'file',
				})),
			),
		text: (file) => Promise.resolve(readFileSync(path.join(root, file), 'utf8')),
	};
}

describe('files that do not lie on this disk', () => {
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder();
	});
	afterEach(() => folder.remove());

	const address = 'memory://host/project';
	const root = { name: 'project', folder: address, virtual: true };
	const request = (extra: Partial<PackRequest> = {}): PackRequest => ({
		name: 'project',
		roots: [root],
		rules: { exclude: [], include: [] },
		unsaved: {},
		...extra,
	});
	const packerOf = (virtual: VirtualFiles) =>
		createPacker(testSkeletons(), testTokenizer(), { commits: 100 }, new SecretVault(), virtual);

	async function handOver(virtual: VirtualFiles): Promise<void> {
		const listing = await walkSource(sourceOf(folder.path), signal);
		const files = listing.files
			.filter(({ isLink }) => !isLink)
			.map(({ path: file }): VirtualFile => {
				const { size, mtimeMs } = lstatSync(folder.at(file));
				const bytes = size > 2_000_000 ? undefined : readFileSync(folder.at(file));
				return { path: file, stamp: `${size}:${mtimeMs}`, size, bytes };
			});
		virtual.put(address, files);
		virtual.setListing(address, listing);
	}

	it('are listed as the walker of the disk lists them', async function () {
		this.timeout(60_000);
		const names = ['a', 'b.ts', 'c.log', 'keep.log', 'sub', 'x y'];
		const patterns = ['*.log', '!keep.log', '/a', 'sub/', 'b.ts', '!b.ts', 'a/**', '*', '!*/', '[', '\\', '**/c.log'];
		const file = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
		const rules = fc.array(fc.constantFrom(...patterns), { maxLength: 4 }).map((lines) => lines.join('\n'));
		const ignore = fc.constantFrom('.gitignore', '.longviewignore', '.aiexclude', '.cursorignore');
		const tree = fc.record({
			files: fc.uniqueArray(file, { maxLength: 12 }),
			ignores: fc.array(fc.record({ folder: fc.constantFrom('', 'sub/', 'sub/a/', 'a/'), name: ignore, rules }), {
				maxLength: 3,
			}),
		});
		await fc.assert(
			fc.asyncProperty(tree, async ({ files, ignores }) => {
				const place = new TemporaryFolder();
				try {
					const all = [...files, ...ignores.map((each) => each.folder + each.name)];
					const isFolder = (name: string) => all.some((other) => other.startsWith(`${name}/`));
					files.filter((name) => !isFolder(name)).forEach((name) => place.write(name, 'x\n'));
					ignores.forEach((each) => place.write(each.folder + each.name, each.rules));
					const expected = await walk(place.path, { alone: true });
					const listing = await walkSource(sourceOf(place.path), signal);
					assert.deepEqual(
						listing.files.map((each) => each.path),
						expected.files.sort(),
					);
					const paths = (excluded: readonly { readonly path: string }[]) => excluded.map((each) => each.path).sort();
					// The walker of the disk names no excluded folder in which git would list nothing.
					for (const each of paths(expected.excluded)) {
						assert.ok(paths(listing.excluded).includes(each), each);
					}
				} finally {
					place.remove();
				}
			}),
			{ numRuns: 60 },
		);
	});

	it('of an ignore file that cannot be read, all in its folder is left out', async () => {
		folder.write('closed/.cursorignore', 'x\n');
		folder.write('closed/a.ts', 'x\n');
		folder.write('b.ts', 'x\n');
		folder.write('.gitignore', 'b.ts\n');
		const source = sourceOf(folder.path);
		const text = () => Promise.reject(new Error('NoPermissions'));
		const { files, excluded, notes } = await walkSource({ entries: (place) => source.entries(place), text }, signal);
		assert.deepEqual(
			files.map(({ path }) => path),
			['.gitignore', 'b.ts'],
		);
		assert.deepEqual(
			excluded.map(({ path }) => path),
			['closed/.cursorignore', 'closed/a.ts'],
		);
		assert.match(
			notes.join('\n'),
			/closed\/\.cursorignore could not be read: NoPermissions.*everything in closed is left out/,
		);
	});

	it('make the same pack as on disk', async () => {
		folder.write('.gitignore', 'ignored/\n');
		folder.write('.longviewignore', 'private.md\n');
		folder.write('ignored/x.ts', 'x\n');
		folder.write('private.md', 'private\n');
		folder.write('src/a.ts', 'export const a = 1;\r\n');
		folder.write('latin1.txt', Buffer.from('caf\xe9\n', 'latin1'));
		folder.write('nul.bin', Buffer.from([1, 0, 2]));
		if (process.platform !== 'win32') {
			symlinkSync('src/a.ts', folder.at('link.ts'));
		}
		const virtual = new VirtualFiles();
		await handOver(virtual);
		const { pack, scan } = await packerOf(virtual).pack(request(), signal);
		const onDisk = await packerOf(new VirtualFiles()).pack(
			request({ roots: [{ name: 'project', folder: folder.path }] }),
			signal,
		);
		assert.equal(Buffer.from(pack.bytes).toString('utf8'), Buffer.from(onDisk.pack.bytes).toString('utf8'));
		// Of what is never read, the size is not known.
		const facts = (files: typeof scan.files) =>
			files
				.filter(({ reason }) => reason !== 'symbolic link' && reason !== 'excluded by ignore file')
				.map((each) => [each.path, each.reason, each.bytes]);
		assert.deepEqual(facts(scan.files), facts(onDisk.scan.files));
	});

	it('are looked at again when they changed, an unsaved editor counting first', async () => {
		folder.write('a.ts', 'one\n');
		folder.write('b.ts', 'two\n');
		const virtual = new VirtualFiles();
		const packer = packerOf(virtual);
		const textOf = async (extra: Partial<PackRequest> = {}) => {
			await handOver(virtual);
			const index = new PackIndex((await packer.pack(request(extra), signal)).pack);
			return ['a.ts', 'b.ts', 'c.ts'].map((file) => index.fileText(file));
		};
		assert.deepEqual(await textOf(), ['one\n', 'two\n', undefined]);
		folder.write('a.ts', 'another one\n');
		folder.write('c.ts', 'three\n');
		assert.deepEqual(await textOf(), ['another one\n', 'two\n', 'three\n']);
		assert.deepEqual(await textOf({ unsaved: { [`${address}/b.ts`]: 'typed\n' } }), [
			'another one\n',
			'typed\n',
			'three\n',
		]);
	});

	it('that cannot be read are named with the reason', async () => {
		const virtual = new VirtualFiles();
		virtual.put(address, [
			{ path: 'a.ts', stamp: '1', size: 0, bytes: undefined, failure: 'the server is gone' },
			{ path: 'b.ts', stamp: '1', size: 2, bytes: Buffer.from('b\n') },
			{ path: 'huge.ts', stamp: '1', size: 3_000_000, bytes: undefined },
		]);
		const files = ['a.ts', 'b.ts', 'huge.ts', 'lost.ts'].map((file) => ({ path: file, isLink: false }));
		virtual.setListing(address, { files, excluded: [], notes: ['The folder x could not be read: no'] });
		const { scan } = await packerOf(virtual).pack(request(), signal);
		assert.deepEqual(
			scan.files.map(({ path: file, reason, detail }) => `${file}: ${reason} ${detail}`.trim()),
			[
				'a.ts: unreadable the server is gone',
				'b.ts: whole file',
				'huge.ts: unreadable 3.0 MB, more than 2.0 MB is not fetched',
				'lost.ts: unreadable it no longer exists',
			],
		);
		assert.deepEqual(scan.notes, ['The folder x could not be read: no']);
	});
});
