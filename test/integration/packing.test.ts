import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { renderSection } from '../../src/core/context/layout';
import type { ContextFile } from '../../src/core/context/types';
import type { LongviewApi } from '../../src/extension';
import { eventually } from '../support/eventually';
import { tokenizer, type } from './support/editor';
import { useSandbox } from './support/windowChat';
import type { Sandbox } from './support/workspace';

/** Text of a pack or a part of it. */
const text = ({ bytes }: { readonly bytes: Uint8Array }) => new TextDecoder().decode(bytes);

describe('Packing', () => {
	const { signal } = new AbortController();
	let api: LongviewApi;
	let sandbox: Sandbox;

	const window = useSandbox();

	beforeEach(() => ({ api, sandbox } = window));

	let files: readonly ContextFile[] = [];

	/** What the last scan says about a file of the sandbox. */
	function scanned(file: string): ContextFile | undefined {
		return files.find(({ path }) => path === sandbox.path(file));
	}

	async function rescan(): Promise<void> {
		await api.context.refresh();
		files = await api.context.files();
		assert.equal(api.context.view.state, 'ready');
	}

	it('lists the files of the workspace', async () => {
		await rescan();
		const paths = files.map(({ path }) => path);
		assert.ok(
			['README.md', 'src/greet.ts', 'src/salutations.ts'].every((path) => paths.includes(path)),
			String(paths),
		);
		assert.deepEqual(
			paths.filter((path) => path.startsWith('.git/')),
			[],
		);
	});

	it('leaves out what may hold secrets, lock files and binary files, with the reason', async () => {
		sandbox.write('.env', 'TOKEN=very-secret\n');
		sandbox.write('package-lock.json', '{}\n');
		sandbox.write('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
		sandbox.write('code.ts', 'code\n');
		await rescan();
		assert.equal(scanned('.env')?.reason, 'may hold secrets');
		assert.equal(scanned('package-lock.json')?.reason, 'lock file');
		assert.equal(scanned('picture.png')?.reason, 'binary');
		assert.equal(scanned('code.ts')?.tier, 'full');
		const { view } = api.context;
		assert.ok(view.state === 'ready');
		const secrets = view.omitted.find(({ reason }) => reason === 'may hold secrets');
		assert.ok(secrets?.examples.some(({ path }) => path === sandbox.path('.env')));
		const pack = await api.context.packs.packForNew(signal);
		assert.ok(!text(pack).includes('very-secret'));
	});

	it('does not list what git ignores', async () => {
		sandbox.write('.gitignore', 'ignored/\n*.log\n');
		sandbox.write('ignored/file.ts', 'x\n');
		sandbox.write('trace.log', 'x\n');
		sandbox.write('kept.ts', 'x\n');
		await rescan();
		assert.ok(scanned('kept.ts'));
		assert.equal(scanned('ignored/file.ts'), undefined);
		assert.equal(scanned('trace.log'), undefined);
	});

	it('counts exactly the tokens of the pack, file by file and as a whole', async () => {
		sandbox.write('words.md', '# Héllo wörld 你好\n\nSome words, 12345 numbers and an emoji 🎉.\n'.repeat(20));
		await rescan();
		const pack = await api.context.packs.packForNew(signal);
		assert.equal(tokenizer().count(pack.bytes), pack.tokens);
		for (const section of pack.sections) {
			const file = files.find(({ path }) => path === section.path)!;
			const rendered = renderSection(section.path, text({ bytes: pack.bytes.subarray(section.start, section.end) }));
			assert.equal(tokenizer().countText(rendered.text), file.tokens, section.path);
		}
		const { view } = api.context;
		assert.ok(view.state === 'ready');
		const full = files.filter(({ tier }) => tier === 'full');
		assert.equal(view.files, full.length);
		assert.equal(view.tokens, pack.tokens);
	});

	it('gives the same pack for the same files', async () => {
		const first = await api.context.packs.packForNew(signal);
		const second = await api.context.packs.packForNew(signal);
		assert.equal(second.id, first.id);
		assert.equal(text(second), text(first));
	});

	it('counts an unsaved editor as it is typed, not as it is on disk', async () => {
		const uri = sandbox.write('typed.ts', 'short\n');
		await rescan();
		const before = scanned('typed.ts')!;
		await vscode.workspace.openTextDocument(uri);
		const typed = 'much more than there was before\n';
		await type(uri, new vscode.Position(0, 0), typed);
		await rescan();
		const after = scanned('typed.ts')!;
		assert.notEqual(after.hash, before.hash);
		const rendered = renderSection(sandbox.path('typed.ts'), `${typed}short\n`);
		assert.equal(after.tokens, tokenizer().countText(rendered.text));
	});

	describe('while somebody looks', () => {
		before(() => api.context.watch(true));

		after(() => api.context.watch(false));

		/** Resolves once a scan that was not asked for shows what is expected. */
		async function shows(what: string, condition: () => boolean): Promise<void> {
			await new Promise<void>((resolve, reject) => {
				const timer = setTimeout(() => {
					subscription.dispose();
					reject(new Error(`Waited in vain for: ${what}`));
				}, 15_000);
				const subscription = api.context.onDidChange(() => {
					void api.context.files().then((now) => {
						files = now;
						if (condition()) {
							clearTimeout(timer);
							subscription.dispose();
							resolve();
						}
					});
				});
			});
		}

		it('notices new, changed and deleted files by itself', async () => {
			await rescan();
			let shown = shows('the new file', () => scanned('new.ts') !== undefined);
			sandbox.write('new.ts', 'one\n');
			await shown;
			const { hash } = scanned('new.ts')!;
			shown = shows('the changed file', () => scanned('new.ts')?.hash !== hash);
			sandbox.write('new.ts', 'one\ntwo\n');
			await shown;
			shown = shows('that the file is gone', () => scanned('new.ts') === undefined);
			rmSync(sandbox.at('new.ts'));
			await shown;
		});

		it('notices what is typed', async () => {
			const uri = sandbox.write('typed.ts', 'one\n');
			await rescan();
			const { hash } = scanned('typed.ts')!;
			await vscode.workspace.openTextDocument(uri);
			const shown = shows('what was typed', () => scanned('typed.ts')?.hash !== hash);
			await type(uri, new vscode.Position(0, 0), 'two\n');
			await shown;
		});
	});

	it('shows every file with its tokens or the reason in a document', async () => {
		sandbox.write('.env', 'TOKEN=very-secret\n');
		sandbox.write('code.ts', 'code\n');
		await vscode.commands.executeCommand('longview.showContext');
		const document = await eventually('the document', () => {
			const active = vscode.window.activeTextEditor?.document;
			return active?.uri.scheme === 'longview-context' && active.getText().includes(sandbox.path('code.ts'))
				? active
				: undefined;
		});
		files = await api.context.files();
		const lines = document.getText().split('\n');
		const line = (file: string) => lines.find((each) => each.includes(sandbox.path(file)));
		assert.match(line('code.ts') ?? '', new RegExp(`^ +${scanned('code.ts')!.tokens} `));
		assert.match(line('.env') ?? '', /may hold secrets/);
		assert.ok(!document.getText().includes('very-secret'));
		assert.match(lines[0]!, /files are sent in full: [\d,]+ tokens/);
	});
});
