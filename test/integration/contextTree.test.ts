import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { PackRequest } from '../../src/node/pack/request';
import { createServices } from '../../src/node/workspace/createPackService';
import { DirectEngine } from '../../src/node/workspace/directEngine';
import type { ContextNode } from '../../src/vscode/context/contextNodes';
import { ContextTreeProvider } from '../../src/vscode/context/contextTreeProvider';
import type { WorkspaceContext } from '../../src/vscode/workspace/workspaceContext';
import { extension, longview, vocabularyFile } from './support/editor';
import { Sandbox } from './support/workspace';

const { signal } = new AbortController();
const secret = ['ghp', 'Zk3vT9sQmX7bLw2cR8nYp4dJ6hF1gA0eUoKi'].join('_');

/** Functions of which a skeleton is a small part. */
function functions(name: string, count: number): string {
	const body = '\tconst total = values.reduce((sum, value) => sum + value, 0);\n'.repeat(10);
	return Array.from({ length: count }, (_, at) => `export function ${name}${at}(values: number[]) {\n${body}}\n`).join(
		'\n',
	);
}

/** A tooltip as it is read: Markdown's escapes taken away. */
function plain(tooltip: vscode.TreeItem['tooltip']): string | undefined {
	return tooltip instanceof vscode.MarkdownString ? tooltip.value.replace(/\\([!-/:-@[-`{-~])/g, '$1') : tooltip;
}

describe('The rows of the Context view', () => {
	let sandbox: Sandbox;
	let engine: DirectEngine;
	let pinned: string[];
	let allowed: string[];
	let provider: ContextTreeProvider;

	before(() => longview());

	beforeEach(() => {
		sandbox = new Sandbox();
		const grammarFolder = path.join(extension().extensionPath, 'dist/grammars');
		engine = new DirectEngine(
			createServices({ vocabularyFile: vocabularyFile(), packFolder: undefined, grammarFolder }),
		);
		pinned = [];
		allowed = [];
		const ask: WorkspaceContext['ask'] = (operation, input) => engine.call(operation, input, signal);
		provider = new ContextTreeProvider({ ask }, { paths: pinned }, { allowed }, 'name');
	});

	afterEach(async () => {
		provider.dispose();
		await sandbox.dispose();
	});

	const request = (extra: Partial<PackRequest> = {}): PackRequest => ({
		name: 'shop',
		roots: [{ name: 'shop', folder: sandbox.folder }],
		rules: { exclude: [], include: [] },
		secrets: { key: 'key of this test', allowed },
		unsaved: {},
		...extra,
	});
	const look = async (extra?: Partial<PackRequest>) =>
		await engine.call('summary', { request: request(extra), changed: undefined }, signal);

	/** What there is to see and to hear of the rows below a row, by their labels. */
	async function rows(parent?: ContextNode) {
		const found = new Map<string, ReturnType<typeof facts>>();
		for (const node of await provider.getChildren(parent)) {
			const item = provider.resolveTreeItem(provider.getTreeItem(node), node);
			found.set(item.label as string, facts(item, node));
		}
		return found;
	}

	function facts(item: vscode.TreeItem, node: ContextNode) {
		const box = item.checkboxState as { readonly state: vscode.TreeItemCheckboxState } | undefined;
		return {
			node,
			icon: (item.iconPath as vscode.ThemeIcon | undefined)?.id,
			beside: item.description,
			spoken: item.accessibilityInformation?.label,
			checked: box && box.state === vscode.TreeItemCheckboxState.Checked,
			tooltip: plain(item.tooltip)?.split(/\s*\n+/),
		};
	}

	const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]);

	it('tell of each file how much of it is sent, and why', async () => {
		sandbox.write('small.ts', 'export const small = 1;\n');
		sandbox.write('rest.ts', functions('rest', 60));
		sandbox.write('data/rows.csv', `id,name\n${'1,one\n'.repeat(4_000)}`);
		sandbox.write('yarn.lock', 'yarn\n');
		sandbox.write('images/logo.png', picture);
		await look();
		let top = await rows();
		assert.deepEqual([...top.keys()], ['data', 'images', 'rest.ts', 'small.ts', 'yarn.lock']);
		const head = (await rows(top.get('data')!.node)).get('rows.csv')!;
		assert.equal(head.icon, 'list-selection');
		assert.match(String(head.beside), /^2\.\dk · \d\d % · first lines$/);
		assert.ok(head.tooltip?.includes('Why: data file'), head.tooltip?.join());
		assert.ok(head.tooltip?.some((line) => /^First \d+ of 4,001 lines/.test(line)));

		pinned.push('small.ts');
		await look({ budget: 3_000, pinned });
		top = await rows();
		const small = top.get('small.ts')!;
		assert.deepEqual(
			[small.icon, small.beside, small.spoken, small.checked],
			['pinned', '21 · 2 %', 'small.ts, whole file, pinned, 21 tokens, 2 %', true],
		);
		assert.match(
			small.tooltip!.join('\n'),
			/^small\.ts\nWhole file: 21 tokens, 2 % of the pack\nRank 1 of 5, .*\nOn disk: 24 B\nPinned: /,
		);
		const rest = top.get('rest.ts')!;
		assert.equal(rest.icon, 'list-tree');
		assert.match(String(rest.beside), /^\d+ · \d\d % · skeleton$/);
		assert.match(rest.spoken!, /^rest\.ts, skeleton, \d+ tokens, \d\d %$/);
		assert.match(
			rest.tooltip!.join('\n'),
			/^rest\.ts\nSkeleton: \d+ tokens, \d\d % of the pack\nWhy: beyond the budget\nRank \d of 5, \d+ of 11\.4k tokens.*\nWithout the budget: 11,\d+ tokens\nOn disk: /,
		);
		const data = top.get('data')!;
		assert.deepEqual([data.beside, data.checked], ['paths only', true]);
		const only = (await rows(data.node)).get('rows.csv')!;
		assert.deepEqual([only.icon, only.beside, only.spoken], ['dash', 'path only', 'rows.csv, path only']);
		assert.equal(only.checked, true);
		const lock = top.get('yarn.lock')!;
		assert.deepEqual([lock.icon, lock.beside, lock.checked], ['circle-slash', 'lock file', false]);
		const images = top.get('images')!;
		assert.deepEqual(
			[images.beside, images.spoken, images.checked],
			['left out', 'images, folder, left out, 1 file', undefined],
		);
		const logo = (await rows(images.node)).get('logo.png')!;
		assert.deepEqual(logo.tooltip, [
			'images/logo.png',
			'Left out',
			'Why: binary',
			'On disk: 8 B',
			'Ticked or pinned, it is sent as the editor would show it: what is no text in it is lost.',
		]);
		assert.equal(logo.checked, false);
	});

	it('tell why nothing brings a file in', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		sandbox.write('a.ts', 'a\n');
		symlinkSync('a.ts', sandbox.at('link.ts'));
		sandbox.write('kept/back.ts', 'back\n');
		sandbox.write('.longviewignore', 'back.ts\n');
		sandbox.write('vast.bin', new Uint8Array(2_000_001));
		await look();
		const top = await rows();
		const back = (await rows(top.get('kept')!.node)).get('back.ts')!;
		for (const [row, why] of [
			[top.get('link.ts')!, /^Links are never followed: /],
			[top.get('vast.bin')!, /^No setting brings it in: 2(\.0)? MB would fill any window\.$/],
			[back, /^No setting is stronger than an ignore file, /],
		] as const) {
			assert.match(row.tooltip!.at(-1)!, why);
			assert.equal(row.checked, undefined);
		}
	});

	it('tell what was noted, which secrets were replaced, and what changed since', async function () {
		if (process.platform === 'win32') {
			this.skip();
		}
		sandbox.write('a.ts', `export const token = '${secret}';\n`);
		sandbox.write('b.ts', `export const one = '${secret}';\nexport const two = '${secret}';\n`);
		sandbox.write('linked/c.ts', 'c\n');
		symlinkSync('nowhere', sandbox.at('linked/.aiexclude'));
		await engine.call('packForNew', { request: request(), use: 'chat' }, signal);
		sandbox.write('new.ts', 'export const fresh = 1;\n');
		await look();
		const top = await rows();
		assert.deepEqual([...top.keys()].slice(0, 3), ['Notes', 'Redactions', 'Changes Since the Pack']);
		assert.equal(top.get('Redactions')!.spoken, 'Redactions, 3 secrets in 2 files');
		const [note] = (await rows(top.get('Notes')!.node)).keys();
		assert.match(
			note!,
			/linked\/\.aiexclude could not be read: it is not there\. .*everything in .*linked is left out/,
		);
		const redacted = await rows(top.get('Redactions')!.node);
		assert.deepEqual([...redacted.keys()], ['a.ts', 'b.ts']);
		assert.equal(redacted.get('b.ts')!.spoken, 'b.ts, 2 secrets');
		const found = (await rows(redacted.get('a.ts')!.node)).get('GitHub token')!;
		assert.match(found.spoken!, /^GitHub token, line 1, sent as LONGVIEW_SECRET_github_token_[0-9a-f]{12}$/);
		const changes = await rows(top.get('Changes Since the Pack')!.node);
		assert.deepEqual(
			[...changes.values()].map(({ icon, spoken }) => [icon, spoken]),
			[['diff-added', 'new.ts, new']],
		);
	});

	it('show names as they are, whatever they hold', async () => {
		const name = '![x](https://example.com)_[a] <b>&amp;`.ts';
		sandbox.write('names/' + name.replaceAll('/', ''), 'odd\n');
		await look();
		const names = await rows((await rows()).get('names')!.node);
		const [label, row] = [...names][0]!;
		assert.equal(label, name.replaceAll('/', ''));
		assert.equal(row.tooltip![0], `names/${label}`);
		const item = provider.resolveTreeItem(provider.getTreeItem(row.node), row.node);
		assert.match((item.tooltip as vscode.MarkdownString).value, /\\!\\\[x\\\]\\\(https\\:.*\\<b\\>\\&amp\\;\\`/);
	});
});
