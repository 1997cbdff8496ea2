import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { PackRequest } from '../../../src/node/pack/request';
import { comparePack } from '../../../src/node/workspace/comparePack';
import { createPackService } from '../../../src/node/workspace/createPackService';
import type { PackService } from '../../../src/node/workspace/packService';
import { testSkeletons } from '../../support/skeletons';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;
const isWindows = process.platform === 'win32';

const folders = ['', 'a', 'a/b', 'c', 'c/d', 'out', 'nested', 'nested/in', 'new', 'new/er'];
const names = [
	'x.ts',
	'y.ts',
	'z.md',
	'keep.log',
	'x.log',
	'gen.ts',
	'package-lock.json',
	'nul.ts',
	'é.ts',
	'sp ace.ts',
];
const fileNames = isWindows ? names : [...names, '*.ts', '[xy].ts'];
const ruleFiles: Readonly<Record<string, readonly string[]>> = {
	'.gitignore': ['*.log', '!keep.log', 'out/', '/x.ts', 'y.ts', '*', '!*/', '!*.ts', '/b'],
	'.longviewignore': ['d/', 'z.md', '!keep.log', 'x.*', '!/a'],
	'.cursorignore': ['z.md', 'b/', '*.log'],
	'.gitattributes': ['gen.ts linguist-generated', 'y.* linguist-vendored', 'x.ts -linguist-generated'],
};

const secret = ['ghp', 'Zk3vT9sQmX7bLw2cR8nYp4dJ6hF1gA0eUoKi'].join('_');

/** A small generator with a fixed seed, so that a failure repeats. */
function generator(seed: number): (bound: number) => number {
	let state = seed;
	return (bound) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * bound);
	};
}

/** A tree that changes at random, and tells what a watcher would. */
class ChangingTree {
	readonly folder = new TemporaryFolder();
	readonly unsaved = new Map<string, string>();
	readonly #random: (bound: number) => number;
	#changed: string[] = [];

	constructor(seed: number, useGit: boolean) {
		this.#random = generator(seed);
		for (const name of Object.keys(ruleFiles)) {
			this.#writeRules(name);
		}
		for (let count = 0; count < 40; count++) {
			this.#write();
		}
		// Without git around it, too, a repository may lie in a folder; with git, it may be a submodule.
		const nest = () => this.#commit('nested');
		const isSubmodule = this.#random(2) === 0;
		if (isSubmodule) {
			nest();
		}
		if (useGit) {
			this.#commit('');
			this.folder.write('out/forced.ts', 'export const forced = 1;\n');
			this.#git('', 'add', '--force', 'out/forced.ts');
		}
		if (!isSubmodule) {
			nest();
		}
	}

	/** @returns absolute paths of what changed, as a watcher tells them */
	change(): string[] {
		this.#changed = [];
		for (let count = 1 + this.#random(2); count > 0; count--) {
			this.#changes[this.#random(this.#changes.length)]!();
		}
		return this.#changed.map((file) => this.folder.at(file));
	}

	readonly #changes: readonly (() => void)[] = [
		() => this.#write(),
		() => this.#write(),
		() => this.#delete(this.#any('file')),
		() => this.#move(this.#any('file'), this.#newFile()),
		() => this.#delete(this.#any('folder')),
		() => this.#move(this.#any('folder'), path.posix.join(this.#pick(folders), 'moved')),
		() => this.#fill(),
		() => this.#replaceByFolder(this.#any('file')),
		() => this.#edit(this.#any('file')),
		() => this.#edit(this.#any('file')),
		() => this.#link(),
		() => this.#open(this.#any('file')),
		() => this.#close(),
		() => {
			if (this.#random(4) === 0) {
				this.#writeRules(this.#pick(Object.keys(ruleFiles)));
			}
		},
	];

	remove(): void {
		this.folder.remove();
	}

	#pick<Item>(items: readonly Item[]): Item {
		return items[this.#random(items.length)]!;
	}

	#newFile(): string {
		return path.posix.join(this.#pick(folders), this.#pick(fileNames));
	}

	/** @returns undefined when there is none */
	#any(kind: 'file' | 'folder'): string | undefined {
		const all = readdirSync(this.folder.path, { recursive: true, withFileTypes: true })
			.map((entry) => ({ entry, at: path.relative(this.folder.path, path.join(entry.parentPath, entry.name)) }))
			.filter(({ entry, at }) => !at.includes('.git') && entry.isDirectory() === (kind === 'folder'))
			.map(({ at }) => at.split(path.sep).join('/'));
		return all.length === 0 ? undefined : this.#pick(all.sort());
	}

	#text(file: string): string {
		const [first, second] = [this.#random(1_000), this.#random(1_000)];
		const imported = this.#random(3) === 0 ? `import { f } from './${this.#pick(['x', 'y', 'gen', 'a/x'])}';\n` : '';
		const body = Array.from(
			{ length: this.#random(8) },
			(_, line) => `\tconst value${line} = ${first} * ${line} + '${'text '.repeat(line)}'.length;`,
		);
		return `${imported}${this.#random(12) === 0 ? `const key = '${secret}';\n` : ''}export function f${first}() {\n${body.join('\n')}\n\treturn ${second};\n}\n${file.includes('nul') ? '\0' : ''}`;
	}

	#write(file = this.#newFile()): void {
		if (this.#canHold(file)) {
			this.folder.write(file, this.#text(file));
			this.#changed.push(file);
		}
	}

	/** Whether a file can be put there: no file or link stands in the way. */
	#canHold(file: string): boolean {
		const isFolder = (at: string) =>
			lstatSync(this.folder.at(at), { throwIfNoEntry: false })?.isDirectory() ?? undefined;
		const around = file.split('/').slice(0, -1);
		return (
			around.every((_, depth) => isFolder(around.slice(0, depth + 1).join('/')) !== false) && isFolder(file) !== true
		);
	}

	#delete(file: string | undefined): void {
		if (file !== undefined) {
			rmSync(this.folder.at(file), { recursive: true });
			this.#changed.push(file);
		}
	}

	#move(from: string | undefined, to: string): void {
		const isFree = this.#canHold(to) && lstatSync(this.folder.at(to), { throwIfNoEntry: false }) === undefined;
		if (from !== undefined && isFree && !`${to}/`.startsWith(`${from}/`)) {
			mkdirSync(path.dirname(this.folder.at(to)), { recursive: true });
			renameSync(this.folder.at(from), this.folder.at(to));
			this.#changed.push(from, to);
		}
	}

	/** A new folder comes with what it holds; the watcher may tell of both. */
	#fill(): void {
		const at = path.posix.join(this.#pick(folders), this.#pick(['filled', 'deep/er']));
		if (!this.#canHold(`${at}/x.ts`)) {
			return;
		}
		const files = [this.#pick(fileNames), this.#pick(fileNames)].map((name) => `${at}/${name}`);
		files.forEach((file) => this.folder.write(file, this.#text(file)));
		this.#changed.push(...(this.#random(2) === 0 ? [at.split('/')[0]!, at, ...files] : [at]));
	}

	#replaceByFolder(file: string | undefined): void {
		if (file !== undefined) {
			rmSync(this.folder.at(file));
			this.folder.write(`${file}/x.ts`, this.#text(file));
			this.#changed.push(file);
		}
	}

	#edit(file: string | undefined): void {
		if (file !== undefined && lstatSync(this.folder.at(file)).isFile()) {
			writeFileSync(this.folder.at(file), this.#text(file));
			this.#changed.push(file);
		}
	}

	#link(): void {
		const file = path.posix.join(this.#pick(folders), 'link.ts');
		if (!isWindows && this.#canHold(file) && lstatSync(this.folder.at(file), { throwIfNoEntry: false }) === undefined) {
			mkdirSync(path.dirname(this.folder.at(file)), { recursive: true });
			symlinkSync(this.#pick(['x.ts', '.', 'nowhere']), this.folder.at(file));
			this.#changed.push(file);
		}
	}

	#open(file: string | undefined): void {
		if (file !== undefined) {
			this.unsaved.set(this.folder.at(file), this.#text(file));
			this.#changed.push(file);
		}
	}

	#close(): void {
		for (const absolute of this.unsaved.keys()) {
			this.#changed.push(path.relative(this.folder.path, absolute));
		}
		this.unsaved.clear();
	}

	#writeRules(name: string): void {
		const lines = Array.from({ length: 1 + this.#random(2) }, () => this.#pick(ruleFiles[name]!));
		const file = path.posix.join(this.#pick(['', 'a', 'c', 'out']), name);
		if (this.#canHold(file)) {
			this.folder.write(file, lines.join('\n'));
			this.#changed.push(file);
		}
	}

	#commit(at: string): void {
		this.#git(at, 'init', '--quiet');
		this.#git(at, 'add', '.');
		this.#git(at, 'commit', '--quiet', '--allow-empty', '--message', 'first');
	}

	#git(at: string, ...args: string[]): void {
		mkdirSync(this.folder.at(at), { recursive: true });
		execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
			cwd: this.folder.at(at),
			stdio: 'ignore',
			env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' },
		});
	}
}

describe('a workspace that changes', function () {
	this.timeout(120_000);

	const newService = () =>
		createPackService(
			{ packFolder: undefined, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
			testSkeletons(),
		);

	/** All that is shown of a look. */
	async function shown(service: PackService, request: PackRequest, changed: readonly string[] | undefined) {
		const summary = await service.summary(request, changed, signal);
		const { files, tokens, notes, unlisted, redactions } = service.lastScan!;
		const { version, changes, ...overview } = (await service.view.overview())!;
		assert.ok(version > 0 && changes >= 0);
		const pages = [];
		for (const folder of new Set(files.flatMap(({ path: file }) => foldersOf(file)))) {
			pages.push(await service.view.page({ kind: 'folder', path: folder, sort: 'size' }, 0, 1_000));
		}
		const { changedFiles, ...sums } = summary;
		assert.ok(changedFiles >= 0);
		return { files, tokens, notes, unlisted, redactions, overview, pages, sums };
	}

	function foldersOf(file: string): string[] {
		const segments = file.split('/').slice(0, -1);
		return segments.map((_, depth) => segments.slice(0, depth).join('/'));
	}

	const cases = [true, false].flatMap((useGit) => [1, 0.5, 0.1].map((share) => ({ useGit, share })));
	for (const { useGit, share } of cases) {
		it(`is known after each change as if it had been seen for the first time: ${useGit ? 'git' : 'no git'}, ${share * 100} % of it fit`, async () => {
			for (let seed = 1; seed <= 2; seed++) {
				const tree = new ChangingTree(seed + (useGit ? 0 : 100) + Math.floor(share * 1_000), useGit);
				try {
					const plain: PackRequest = {
						name: 'tree',
						roots: [{ name: 'tree', folder: tree.folder.path }],
						rules: { exclude: ['c/x.ts', '*.bin'], include: ['/package-lock.json'] },
						unsaved: {},
						pinned: ['a/x.ts', 'nested/y.ts'],
						secrets: { key: '00'.repeat(32), allowed: [] },
					};
					const service = newService();
					const pack = await service.packForNew(plain, signal);
					const budget = share === 1 ? {} : { budget: Math.floor(pack.tokens * share) };
					for (let step = 0; step < 30; step++) {
						const changed = tree.change();
						const request = { ...plain, ...budget, unsaved: Object.fromEntries(tree.unsaved) };
						const seen = await shown(service, request, changed);
						assert.deepEqual(
							seen,
							await shown(newService(), request, undefined),
							`seed ${seed}, step ${step}: ${changed.join(', ')}`,
						);
						const { changed: other, deleted } = comparePack(pack, seen.files);
						const listed = await service.view.page({ kind: 'changes' }, 0, 1_000);
						assert.deepEqual(
							listed?.entries.map((entry) => 'path' in entry && entry.path),
							[...other.map(({ path: file }) => file), ...deleted].sort(),
						);
						assert.equal((await service.summary(request, [], signal)).changedFiles, other.length + deleted.length);
					}
				} finally {
					tree.remove();
				}
			}
		});
	}
});
