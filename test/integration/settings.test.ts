import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PackIndex } from '../../src/core/context/packIndex';
import type { LongviewApi } from '../../src/extension';
import { EndpointService } from '../../src/vscode/endpoint/endpointService';
import { eventually } from '../support/eventually';
import { answerDialogs, extension } from './support/editor';
import { useSandbox } from './support/windowChat';
import type { Sandbox } from './support/workspace';

interface Property {
	readonly default: unknown;
	readonly scope: string;
}

interface Manifest {
	readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
	readonly contributes: {
		readonly configuration: readonly { readonly properties: Readonly<Record<string, Property>> }[];
	};
}

function properties(): Record<string, Property> {
	const { configuration } = (extension().packageJSON as Manifest).contributes;
	return Object.assign({}, ...configuration.map((part) => part.properties)) as Record<string, Property>;
}

const configuration = () => vscode.workspace.getConfiguration();
const endpointSettings = [
	'baseUrl',
	'server',
	'allowInsecureHttp',
	'catalog',
	'model',
	'thinking',
	'thinkingDepth',
	'idleTimeout',
].map((name) => `longview.endpoint.${name}`);

describe('Settings', () => {
	let api: LongviewApi;
	let sandbox: Sandbox;

	const window = useSandbox();

	beforeEach(() => ({ api, sandbox } = window));

	afterEach(async () => {
		await configuration().update('longview.context.exclude', undefined, vscode.ConfigurationTarget.Workspace);
		await configuration().update('longview.context.include', undefined, vscode.ConfigurationTarget.Workspace);
	});

	it('have the defaults of the manifest', () => {
		for (const [name, property] of Object.entries(properties())) {
			assert.deepEqual(configuration().inspect(name)?.defaultValue, property.default, name);
		}
		assert.equal(configuration().get('longview.endpoint.baseUrl'), 'https://api.deepseek.com');
		assert.equal(configuration().get('longview.endpoint.thinking'), 'high');
		assert.deepEqual(configuration().get('longview.context.exclude'), []);
	});

	it('of the endpoint belong to the machine and are restricted in untrusted workspaces', () => {
		const { restrictedConfigurations } = (extension().packageJSON as Manifest).capabilities.untrustedWorkspaces;
		for (const name of endpointSettings) {
			assert.equal(properties()[name]?.scope, 'machine', name);
			assert.ok(restrictedConfigurations.includes(name), name);
		}
		assert.ok(restrictedConfigurations.includes('longview.context.include'));
	});

	it('of the endpoint cannot be written by a workspace', async () => {
		for (const name of endpointSettings) {
			await assert.rejects(
				Promise.resolve(configuration().update(name, 'x', vscode.ConfigurationTarget.Workspace)),
				name,
			);
		}
	});

	it('of the endpoint are not read from a workspace', async () => {
		const endpoint = new EndpointService(api.keys, { simulator: false });
		try {
			sandbox.writeOutside(
				'.vscode/settings.json',
				JSON.stringify({
					'longview.endpoint.baseUrl': 'https://attacker.example.invalid',
					'longview.endpoint.model': 'attackers-model',
					'longview.endpoint.thinking': 'off',
					'longview.endpoint.idleTimeout': 11,
					'longview.context.exclude': ['read-from-the-workspace'],
				}),
			);
			await eventually('the settings file to be read', () =>
				configuration().get<string[]>('longview.context.exclude')?.includes('read-from-the-workspace'),
			);
			assert.equal(endpoint.baseUrl, 'https://api.deepseek.com');
			assert.equal(endpoint.host, 'api.deepseek.com');
			assert.equal(endpoint.model, 'deepseek-flash');
			assert.deepEqual(endpoint.thinking, { enabled: true, effort: 'high' });
			assert.equal(configuration().get('longview.endpoint.idleTimeout'), 300);
		} finally {
			endpoint.dispose();
		}
	});

	it('of a depth of thinking are sent to servers that take numbers, and to no others', async () => {
		const update = (value: number | undefined) =>
			configuration().update('longview.endpoint.thinkingDepth', value, vscode.ConfigurationTarget.Global);
		const own = new EndpointService(api.keys, { baseUrl: 'http://127.0.0.1:9/v1', simulator: false });
		const hosted = new EndpointService(api.keys, { simulator: false });
		await configuration().update('longview.endpoint.server', 'vllm', vscode.ConfigurationTarget.Global);
		try {
			await update(60);
			assert.deepEqual(own.thinking, { enabled: true, effort: 'high', depth: 60 });
			assert.equal(own.view().thinking, '60/100');
			await configuration().update('longview.endpoint.server', undefined, vscode.ConfigurationTarget.Global);
			assert.deepEqual(hosted.thinking, { enabled: true, effort: 'high' });
		} finally {
			await update(undefined);
			await configuration().update('longview.endpoint.server', undefined, vscode.ConfigurationTarget.Global);
			own.dispose();
			hosted.dispose();
		}
	});

	it('refuse an address without encryption, unless it stays on this machine', () => {
		const problemOf = (baseUrl: string) => {
			const endpoint = new EndpointService(api.keys, { baseUrl, simulator: false });
			endpoint.dispose();
			return endpoint.problem();
		};
		assert.match(problemOf('http://example.invalid') ?? '', /not encrypted/);
		assert.match(problemOf('nonsense') ?? '', /not a URL/);
		assert.match(problemOf('https://user:word@example.invalid') ?? '', /password/);
		assert.equal(problemOf('https://example.invalid/v1/'), undefined);
		assert.equal(problemOf('http://127.0.0.1:8000/v1'), undefined);
	});

	/** Path and tier of each file in the sandbox, as it would be sent now. */
	async function tiers(): Promise<Record<string, string>> {
		await api.context.refresh();
		const own = (await api.context.files()).filter((file) => file.path.startsWith(`${sandbox.name}/`));
		return Object.fromEntries(own.map((file) => [file.path.slice(sandbox.name.length + 1), file.reason]));
	}

	it('exclude files from what is sent, in the syntax of .gitignore', async () => {
		sandbox.write('kept.ts', 'kept\n');
		sandbox.write('large/generated.ts', 'generated\n');
		sandbox.write('notes.txt', 'notes\n');
		assert.deepEqual(await tiers(), {
			'kept.ts': 'whole file',
			'large/generated.ts': 'whole file',
			'notes.txt': 'whole file',
		});
		const patterns = [`/${sandbox.name}/large/`, '*.txt'];
		await configuration().update('longview.context.exclude', patterns, vscode.ConfigurationTarget.Workspace);
		assert.deepEqual(await tiers(), {
			'kept.ts': 'whole file',
			'large/generated.ts': 'excluded by setting',
			'notes.txt': 'excluded by setting',
		});
		const pack = await api.context.packs.packForNew(new AbortController().signal);
		const text = new TextDecoder().decode(pack.bytes);
		assert.ok(text.includes('kept\n'));
		assert.ok(!text.includes('generated\n'));
		assert.ok(!text.includes('notes\n'));
	});

	it('include files that a built-in rule leaves out; exclusion wins', async () => {
		sandbox.write('package-lock.json', '{}\n');
		sandbox.write('yarn.lock', 'yarn\n');
		assert.deepEqual(await tiers(), { 'package-lock.json': 'lock file', 'yarn.lock': 'lock file' });
		const both = ['package-lock.json', 'yarn.lock'];
		await configuration().update('longview.context.include', both, vscode.ConfigurationTarget.Workspace);
		await configuration().update('longview.context.exclude', ['yarn.lock'], vscode.ConfigurationTarget.Workspace);
		assert.deepEqual(await tiers(), { 'package-lock.json': 'whole file', 'yarn.lock': 'excluded by setting' });
	});

	it('give way to a pin: binary data is sent as the editor would show it, until it is unpinned', async () => {
		const data = sandbox.write('data.bin', Buffer.from('first\0second\xff', 'latin1'));
		assert.deepEqual(await tiers(), { 'data.bin': 'binary' });
		await vscode.commands.executeCommand('longview.context.pin', data);
		try {
			assert.deepEqual(await tiers(), { 'data.bin': 'whole file' });
			const pack = new PackIndex(await api.context.packs.packForNew(new AbortController().signal));
			assert.equal(pack.fileText(sandbox.path('data.bin')), 'first␀second\ufffd');
		} finally {
			await vscode.commands.executeCommand('longview.context.unpin', data);
		}
		assert.deepEqual(await tiers(), { 'data.bin': 'binary' });
	});

	it('survive values of the wrong type', async () => {
		sandbox.write('kept.ts', 'kept\n');
		const settings = { 'longview.context.exclude': [1, null, '*.txt', '['], 'longview.context.include': 'all' };
		sandbox.writeOutside('.vscode/settings.json', JSON.stringify(settings));
		await eventually('the settings file to be read', () =>
			configuration().get<unknown[]>('longview.context.exclude')?.includes('*.txt'),
		);
		assert.deepEqual(await tiers(), { 'kept.ts': 'whole file' });
		assert.equal(api.context.view.state, 'ready');
	});

	it('of the editor say how files are decoded, as the editor itself reads them, and what is hidden', async () => {
		const files = vscode.workspace.getConfiguration('files');
		const ofPython = vscode.workspace.getConfiguration('files', { languageId: 'python' });
		const { Workspace } = vscode.ConfigurationTarget;
		try {
			await files.update('encoding', 'windows1251', Workspace);
			await ofPython.update('encoding', 'koi8r', Workspace, true);
			await files.update('exclude', { '**/*.hidden': true }, Workspace);
			sandbox.write('plain.txt', Buffer.from('cff0e8e2e5f20a', 'hex'));
			sandbox.write('code.py', Buffer.from('f0d2c9d7c5d40a', 'hex'));
			sandbox.write('a.hidden', 'hidden\n');
			assert.equal((await tiers())['a.hidden'], 'excluded by setting');
			const pack = new PackIndex(await api.context.packs.packForNew(new AbortController().signal));
			for (const name of ['plain.txt', 'code.py']) {
				const document = await vscode.workspace.openTextDocument(sandbox.uri(name));
				assert.equal(document.getText(), 'Привет\n');
				assert.equal(pack.fileText(sandbox.path(name)), document.getText());
			}
		} finally {
			await ofPython.update('encoding', undefined, Workspace, true);
			await files.update('encoding', undefined, Workspace);
			await files.update('exclude', undefined, Workspace);
		}
	});

	it('of the editor have encodings guessed as the editor guesses them', async () => {
		const files = vscode.workspace.getConfiguration('files');
		const { Workspace } = vscode.ConfigurationTarget;
		const texts = {
			shiftjis: 'これは日本語のコメントです。関数の説明を書く。\n',
			eucjp: 'これは日本語のコメントです。関数の説明を書く。\n',
			gb2312: '// 这是一个中文注释，说明函数的作用。\n',
			windows1251: 'Это комментарий на русском языке: описание функции.\n',
			windows1252: 'Déjà vu à la façade: “Größe” – Übergänge\n',
			koi8r: 'Это комментарий на русском языке: описание функции.\n',
		};
		const write = async (name: string, encoding: string, text: string) => {
			sandbox.write(`${name}.txt`, Buffer.from(await vscode.workspace.encode(text, { encoding })));
		};
		const compare = async (name: string) => {
			await api.context.refresh();
			const path = sandbox.path(`${name}.txt`);
			const document = await vscode.workspace.openTextDocument(sandbox.uri(`${name}.txt`));
			const pack = await api.context.packNow(new AbortController().signal);
			assert.ok(Buffer.from(pack.bytes).includes(document.getText()), `the text of ${name}`);
			const file = (await api.context.files()).find((each) => each.path === path);
			assert.equal(file?.detail, `read as ${document.encoding}, which was guessed`);
			return document;
		};
		try {
			await files.update('autoGuessEncoding', true, Workspace);
			for (const [encoding, text] of Object.entries(texts)) {
				await write(encoding, encoding, text);
				await compare(encoding);
			}
			await files.update('candidateGuessEncodings', ['windows1252', 'shiftjis'], Workspace);
			await write('candidate', 'windows1252', texts.windows1252);
			assert.equal((await compare('candidate')).getText(), texts.windows1252);
		} finally {
			await files.update('autoGuessEncoding', undefined, Workspace);
			await files.update('candidateGuessEncodings', undefined, Workspace);
		}
	});

	it('get the folders that the user chooses to exclude, and lose those taken back', async () => {
		sandbox.write('vendor [1]/code.ts', 'code\n');
		sandbox.write('kept.ts', 'kept\n');
		const { window } = vscode;
		const original = window.showQuickPick;
		const choose = async (pick: (items: readonly vscode.QuickPickItem[]) => readonly vscode.QuickPickItem[]) => {
			const picker = (items: readonly vscode.QuickPickItem[]) => Promise.resolve(pick(items));
			(window as unknown as { showQuickPick: unknown }).showQuickPick = picker;
			await api.context.refresh();
			await vscode.commands.executeCommand('longview.excludeFolders');
		};
		const errors = answerDialogs('showErrorMessage');
		const own = `${sandbox.name}/vendor [1]`;
		try {
			await configuration().update('longview.context.exclude', ['*.log'], vscode.ConfigurationTarget.Workspace);
			await choose((items) => items.filter(({ label, picked }) => label === own || picked === true));
			assert.deepEqual(await tiers(), { 'kept.ts': 'whole file', 'vendor [1]/code.ts': 'excluded by setting' });
			await choose((items) => {
				const excluded = items.filter(({ picked }) => picked === true).map(({ label }) => label);
				assert.deepEqual(excluded, ['*.log', own]);
				return items.filter(({ label, picked }) => picked === true && label !== own);
			});
			assert.deepEqual(await tiers(), { 'kept.ts': 'whole file', 'vendor [1]/code.ts': 'whole file' });
			assert.deepEqual(configuration().get('longview.context.exclude'), ['*.log']);
			assert.deepEqual(errors.shown, []);
		} finally {
			window.showQuickPick = original;
			errors.restore();
		}
	});
});
