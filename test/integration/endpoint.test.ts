import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { builtInCatalog } from '../../src/core/model/catalog';
import { CatalogStore } from '../../src/vscode/endpoint/catalogStore';
import { EndpointChooser } from '../../src/vscode/endpoint/choose/chooseEndpoint';
import { chooseModel } from '../../src/vscode/endpoint/choose/chooseModel';
import { modelItems } from '../../src/vscode/endpoint/choose/modelItems';
import { peakWords, untilWords } from '../../src/vscode/endpoint/choose/priceWords';
import { EndpointMemory } from '../../src/vscode/endpoint/endpointMemory';
import { EndpointService } from '../../src/vscode/endpoint/endpointService';
import type { Simulator } from '../simulator/simulator';
import { Memory } from './support/chat';
import { answerDialogs, longview, simulator } from './support/editor';
import { QuickInputs } from './support/quickInput';

const names = ['baseUrl', 'server', 'model', 'allowInsecureHttp', 'catalog'];
const own = (name: string) => vscode.workspace.getConfiguration('longview.endpoint').inspect(name)?.globalValue;
const set = (name: string, value: unknown) =>
	vscode.workspace.getConfiguration('longview.endpoint').update(name, value, vscode.ConfigurationTarget.Global);

describe('Choosing an endpoint', () => {
	let api: LongviewApi;
	let server: Simulator;
	let hand: QuickInputs;
	let endpoint: EndpointService;
	let memento: Memory;
	let told: ReturnType<typeof answerDialogs>;

	before(async () => {
		api = await longview();
	});

	beforeEach(async () => {
		server = await simulator({ validKeys: ['sk-good'] });
		memento = new Memory();
		endpoint = new EndpointService(api.keys, { simulator: false }, { memory: new EndpointMemory(memento) });
		hand = new QuickInputs();
		told = answerDialogs('showInformationMessage');
	});

	afterEach(async () => {
		await hand.escape();
		hand.restore();
		told.restore();
		endpoint.dispose();
		await api.keys.remove(host());
		await server.close();
		for (const name of names) {
			await set(name, undefined);
		}
	});

	const host = () => new URL(server.baseUrl).host;
	const choose = (localAddresses: readonly string[] = []) => new EndpointChooser(endpoint, localAddresses).run();
	const settings = () => names.map(own);
	const untouched = names.map(() => undefined);

	it('offers what answers on this machine and takes it over with its model and window', async () => {
		server.validKeys = undefined;
		server.setDialect('vllm', 200_000);
		const address = `${server.baseUrl}/v1`;
		const running = choose([address]);
		const labels = await hand.list(/^Choose Endpoint$/);
		assert.deepEqual(labels.slice(0, 4), ['current', 'DeepSeek', 'answering on this machine', 'vLLM']);
		for (const kind of [
			'OpenRouter',
			'SGLang…',
			'llama.cpp…',
			'Ollama…',
			'LM Studio…',
			'Any OpenAI-Compatible Server…',
		]) {
			assert.ok(labels.includes(kind), kind);
		}
		await hand.choose(/^Choose Endpoint$/, /^vLLM$/);
		const found = await hand.list(/^vLLM at /);
		assert.equal(found[0], `Use vLLM at ${host()}`);
		assert.match((await hand.item(/^vLLM at /, /^Context Length$/)).detail ?? '', /200k tokens/);
		assert.deepEqual(settings(), untouched, 'nothing is written before the end');
		await hand.choose(/^vLLM at /, /^Use vLLM/);
		const model = 'deepseek-ai/DeepSeek-V4.1-Flash';
		assert.equal(await running, model);
		assert.deepEqual(settings(), [address, undefined, model, undefined, undefined]);
		assert.deepEqual([endpoint.baseUrl, endpoint.profile?.id, endpoint.model], [address, 'vllm', model]);
		assert.equal(endpoint.facts(model).contextWindow, 200_000);
		assert.equal(endpoint.hasKey, true);
		assert.ok(server.requests.every(({ headers }) => !/sk-/.test(headers.authorization ?? '')));
		assert.ok(server.requests.every(({ method }) => method === 'GET'));
		const again = new EndpointMemory(memento);
		assert.equal(again.of(address)?.profile, 'vllm', 'it is remembered in the next window');
	});

	it('asks for an address, a key where one is wanted, and keeps the key for that host only', async () => {
		const running = choose();
		await hand.choose(/^Choose Endpoint$/, /^Any OpenAI-Compatible/);
		await hand.enter(/^Address of/, 'nonsense nonsense');
		assert.match(await hand.problem(/^Address of/), /not a URL/);
		await hand.enter(/^Address of/, 'http://models.example.invalid/v1');
		assert.match(await hand.problem(/^Address of/), /not encrypted/);
		await hand.enter(/^Address of/, `${host()}/v1/chat/completions`);
		// Without a key it is refused; the way on is to enter one.
		assert.equal((await hand.list(/ at 127\./))[0], 'Enter a Key…');
		await hand.choose(/ at 127\./, /^Enter a Key/);
		assert.equal((await hand.textBox(/^API key for/)).password, true);
		await hand.enter(/^API key for/, 'sk-bad');
		assert.match((await hand.item(/ at 127\./, /^Key$/)).detail ?? '', /does not accept/);
		assert.equal(await api.keys.get(host()), undefined, 'no key is kept before the end');
		await hand.choose(/ at 127\./, /^Enter Another Key/);
		await hand.enter(/^API key for/, 'sk-good');
		assert.match((await hand.item(/ at 127\./, /^Balance$/)).detail ?? '', /10\.00/);
		await hand.choose(/ at 127\./, /^Use DeepSeek/);
		assert.equal(await running, 'deepseek-flash');
		assert.equal(await api.keys.get(host()), 'sk-good');
		assert.equal(own('baseUrl'), `${server.baseUrl}/v1`);
		assert.deepEqual(told.shown, [`New chats use DeepSeek V4.1 Flash at ${host()}.`]);
	});

	it('never shows one host the key of another', async () => {
		const other = await simulator({ validKeys: ['sk-good'] });
		try {
			await api.keys.set(host(), 'sk-good');
			const running = choose();
			await hand.choose(/^Choose Endpoint$/, /^Any OpenAI-Compatible/);
			await hand.enter(/^Address of/, server.baseUrl);
			assert.equal((await hand.list(/ at 127\./))[0], `Use DeepSeek at ${host()}`);
			await hand.back();
			await hand.enter(/^Address of/, other.baseUrl);
			assert.equal((await hand.list(/ at 127\./))[0], 'Enter a Key…');
			await hand.choose(/ at 127\./, /^Enter a Key/);
			await hand.enter(/^API key for/, 'sk-of-the-other');
			await hand.list(/ at 127\./);
			await hand.back();
			await hand.back();
			await hand.enter(/^Address of/, server.baseUrl);
			await hand.list(/ at 127\./);
			await hand.escape();
			assert.equal(await running, undefined);
			assert.ok(server.requests.length > 0 && other.requests.length > 0);
			assert.ok(!JSON.stringify(other.requests).includes('sk-good'));
			assert.ok(!JSON.stringify(server.requests).includes('sk-of-the-other'));
		} finally {
			await other.close();
		}
	});

	it('goes back step by step, and leaves everything as it was', async () => {
		const running = choose();
		await hand.choose(/^Choose Endpoint$/, /^DeepSeek$/);
		await hand.textBox(/^API key for api\.deepseek\.com/);
		await hand.back();
		await hand.choose(/^Choose Endpoint$/, /^Ollama…$/);
		assert.equal((await hand.textBox(/^Address of Ollama/)).value, 'http://127.0.0.1:11434/v1');
		await hand.back();
		await hand.list(/^Choose Endpoint$/);
		await hand.escape();
		assert.equal(await running, undefined);
		assert.deepEqual(settings(), untouched);
		assert.equal(endpoint.known.memory.all.length, 0);
		assert.equal(await api.keys.get('api.deepseek.com'), undefined);
	});

	it('says what to do when nothing answers, and suggests the address that does', async () => {
		server.validKeys = undefined;
		server.setDialect('openrouter');
		const running = choose();
		await hand.choose(/^Choose Endpoint$/, /^Any OpenAI-Compatible/);
		await hand.enter(/^Address of/, `${server.baseUrl}/nowhere`);
		const labels = await hand.list(/ at 127\./);
		assert.deepEqual(labels.slice(0, 4), [
			`Use ${server.baseUrl}/v1`,
			'Change the Address…',
			'Check Again',
			'Use It Anyway',
		]);
		await hand.choose(/ at 127\./, /^Change the Address/);
		await hand.enter(/^Address of/, 'http://127.0.0.1:9');
		assert.match((await hand.item(/ at 127\.0\.0\.1:9$/, /^Reachable$/)).detail ?? '', /cannot be reached/);
		await hand.escape();
		assert.equal(await running, undefined);
	});

	it('lets an account without balance be topped up or used anyway', async () => {
		server.balance.is_available = false;
		await api.keys.set(host(), 'sk-good');
		await set('baseUrl', server.baseUrl);
		const running = choose();
		await hand.choose(/^Choose Endpoint$/, new RegExp(host().replaceAll('.', '\\.')));
		const labels = await hand.list(/^DeepSeek at /);
		assert.deepEqual(labels.slice(0, 3), ['Open the Account Page', 'Check Again', 'Use It Anyway']);
		server.balance.is_available = true;
		await hand.choose(/^DeepSeek at /, /^Check Again/);
		await hand.choose(/^DeepSeek at /, /^Use DeepSeek/);
		assert.equal(await running, 'deepseek-flash');
	});

	it('tells of each thing it looked at what it found', async () => {
		await api.keys.set(host(), 'sk-good');
		await set('baseUrl', server.baseUrl);
		const running = choose();
		await hand.choose(/^Choose Endpoint$/, new RegExp(host().replaceAll('.', '\\.')));
		const details: (string | undefined)[] = [];
		for (const name of ['Reachable', 'Key', 'Models', 'Model', 'Balance', 'Context Length', 'Cache']) {
			details.push((await hand.item(/^DeepSeek at /, new RegExp(`^${name}$`))).detail);
		}
		assert.deepEqual(details, [
			`${host()} answers.`,
			'The key is accepted.',
			'It offers 2 models.',
			'deepseek-flash is offered.',
			'The balance is 10.00 USD.',
			'It does not tell its context length; the catalog has it.',
			'It keeps the beginning of prompts and tells how much of each it kept.',
		]);
		assert.ok(
			server.requests.every(({ method }) => method === 'GET'),
			'looking costs nothing',
		);
		await hand.choose(/^DeepSeek at /, /^Use DeepSeek/);
		assert.equal(await running, 'deepseek-flash');
	});

	it('has another model chosen among those that are offered', async () => {
		await api.keys.set(host(), 'sk-good');
		await set('baseUrl', server.baseUrl);
		const running = choose();
		await hand.choose(/^Choose Endpoint$/, new RegExp(host().replaceAll('.', '\\.')));
		await hand.choose(/^DeepSeek at /, /^Choose Another Model/);
		await hand.choose(/^Model of new chats/, /^DeepSeek V4 Pro$/);
		assert.match((await hand.item(/^DeepSeek at /, /^Use DeepSeek/)).detail ?? '', /deepseek-v4-pro/);
		await hand.choose(/^DeepSeek at /, /^Use DeepSeek/);
		assert.equal(await running, 'deepseek-v4-pro');
		assert.equal(own('model'), 'deepseek-v4-pro');
	});

	it('allows http to other machines only by its setting', async () => {
		await set('baseUrl', 'http://models.example.invalid/v1');
		assert.match(endpoint.problem() ?? '', /not encrypted/);
		await set('allowInsecureHttp', true);
		assert.equal(endpoint.problem(), undefined);
		assert.equal(endpoint.host, 'models.example.invalid');
	});

	it('finds out what a server is with the first request, and then speaks its language', async () => {
		server.validKeys = undefined;
		server.setDialect('vllm', 300_000);
		await set('baseUrl', `${server.baseUrl}/v1`);
		const model = 'deepseek-ai/DeepSeek-V4.1-Flash';
		await set('model', model);
		const client = await endpoint.client();
		assert.equal(server.requests.length, 0, 'nothing is asked before there is a question');
		const messages = [{ role: 'user', content: 'Who greets?' }] as const;
		const asked = { model, messages, thinking: { enabled: false }, maxTokens: 256 } as const;
		const events = [];
		for await (const event of client.stream(asked, AbortSignal.timeout(10_000))) {
			events.push(event.type);
		}
		assert.ok(events.includes('content') && !events.includes('reasoning'), events.join());
		assert.equal(endpoint.profile?.id, 'vllm');
		assert.equal(endpoint.facts(model).contextWindow, 300_000);
	});

	describe('and its model', () => {
		const title = /^Model of new chats/;

		it('shows price, window, answer, images and thinking, and marks the present one', async () => {
			endpoint.dispose();
			endpoint = new EndpointService(api.keys, { baseUrl: server.baseUrl, simulator: true });
			await api.keys.set(host(), 'sk-good');
			const running = chooseModel(endpoint);
			const flash = await hand.item(title, /^DeepSeek V4\.1 Flash$/);
			assert.equal(flash.description, 'deepseek-flash · current');
			assert.match(
				flash.detail ?? '',
				/^1\.05M window · answers to 393k · takes images · thinking off, low, high, max · \$0\.\d+ in, \$0\.\d+ cached, \$\d\.\d+ out per million tokens now, .* (?:off-peak|at peak)$/,
			);
			assert.match((await hand.item(title, /^DeepSeek V4 Pro$/)).detail ?? '', /text only/);
			const catalog = await hand.item(title, /^(?:Show the Catalog|Import Newer Prices…)$/);
			assert.match(catalog.detail ?? '', new RegExp(`Prices of ${builtInCatalog.date} from https://api-docs`));
			await hand.choose(title, /^DeepSeek V4 Pro$/);
			assert.equal(await running, 'deepseek-v4-pro');
			assert.equal(own('model'), 'deepseek-v4-pro');
		});

		it('tells until when the prices of the hour hold, in the time of the user', () => {
			const { peak } = builtInCatalog;
			for (const [now, until, words] of [
				['2026-11-23T00:30:00Z', '2026-11-23T01:00:00Z', 'Off-peak'],
				['2026-11-23T02:00:00Z', '2026-11-23T04:00:00Z', 'Peak'],
				['2026-11-23T09:59:00Z', '2026-11-23T10:00:00Z', 'Peak'],
				// Friday evening in Beijing: off-peak over the weekend.
				['2026-11-27T10:00:00Z', '2026-11-30T01:00:00Z', 'Off-peak'],
			] as const) {
				const at = new Date(now);
				assert.equal(peakWords(peak, at), `${words} prices ${untilWords(new Date(until), at)}.`);
			}
		});

		it('tells the prices of the hour first, and those of the other hours behind them', () => {
			endpoint.dispose();
			endpoint = new EndpointService(api.keys, { baseUrl: server.baseUrl, simulator: true });
			const detail = (now: string) =>
				modelItems(endpoint.known.situation, undefined, 'deepseek-flash', new Date(now)).find(
					({ id }) => id === 'deepseek-flash',
				)?.detail ?? '';
			const off = '\\$0\\.150? in, \\$0\\.003 cached, \\$0\\.600? out';
			const peak = '\\$0\\.300? in, \\$0\\.006 cached, \\$1\\.200? out';
			assert.match(detail('2026-11-23T02:00:00Z'), new RegExp(`${peak} per million tokens now, ${off} off-peak$`));
			assert.match(detail('2026-11-22T02:00:00Z'), new RegExp(`${off} per million tokens now, ${peak} at peak$`));
		});

		it('lists models the catalog does not know, with the window the server tells', async () => {
			server.validKeys = undefined;
			server.setDialect('sglang', 150_000);
			await set('baseUrl', `${server.baseUrl}/v1`);
			const running = chooseModel(endpoint);
			const item = await hand.item(title, /^deepseek-ai\/DeepSeek-V4\.1-Flash$/);
			assert.match(item.detail ?? '', /^150k window/);
			await hand.escape();
			assert.equal(await running, undefined);
			assert.equal(own('model'), undefined);
		});

		it('says why the list is not there', async () => {
			await set('baseUrl', 'http://127.0.0.1:9');
			const running = chooseModel(endpoint);
			const item = await hand.item(title, /^Models Not Listed$/);
			assert.match(item.detail ?? '', /cannot be reached/);
			await hand.escape();
			await running;
		});
	});

	describe('and its catalog', () => {
		let catalog: CatalogStore;
		beforeEach(() => {
			catalog = new CatalogStore(memento);
		});
		afterEach(() => catalog.dispose());

		const newer = {
			date: '2026-11-20',
			source: 'https://example.org/prices',
			models: [
				{ id: 'deepseek-flash', prices: { USD: { cachedInput: 0.001, input: 0.1, output: 0.4, peakFactor: 3 } } },
			],
		};
		const input = () => catalog.catalog.models[0]?.prices[0]?.input;

		it('can be imported, survives the window, and can be given up', async () => {
			assert.equal(await catalog.import(JSON.stringify(newer)), true);
			assert.deepEqual([input(), catalog.catalog.date, catalog.origin.kind], [0.1, '2026-11-20', 'imported']);
			const next = new CatalogStore(memento);
			assert.equal(next.catalog.source, newer.source);
			next.dispose();
			await catalog.reset();
			assert.equal(catalog.catalog, builtInCatalog);
		});

		it('stays the built-in one when that is newer, and when what comes is no catalog', async () => {
			assert.equal(await catalog.import(JSON.stringify({ ...newer, date: '2026-01-01' })), false);
			await assert.rejects(catalog.import('[]'), /catalog/);
			assert.equal(catalog.catalog, builtInCatalog);
		});

		it('is changed by the setting; a setting that cannot be used says why', async () => {
			await set('catalog', { models: newer.models });
			assert.deepEqual(
				[input(), catalog.origin.changedBySetting, catalog.catalog.date],
				[0.1, true, builtInCatalog.date],
			);
			assert.equal(catalog.catalog.models[0]?.prices.length, builtInCatalog.models[0]?.prices.length);
			await set('catalog', { models: [{ id: 'deepseek-flash', contextWindow: 'long' }] });
			assert.equal(catalog.catalog, builtInCatalog);
			assert.match(catalog.origin.problem ?? '', /models\.0\.contextWindow must be a number/);
		});

		it('is imported from the clipboard by the command, and shown as a document', async () => {
			const { window } = vscode;
			const original = window.showQuickPick;
			(window as unknown as { showQuickPick: unknown }).showQuickPick = (items: readonly vscode.QuickPickItem[]) =>
				Promise.resolve(items.find(({ label }) => /Clipboard/.test(label)));
			try {
				await vscode.env.clipboard.writeText(JSON.stringify(newer));
				await vscode.commands.executeCommand('longview.importCatalog');
				assert.deepEqual(told.shown, ['Prices of 2026-11-20 from https://example.org/prices, imported.']);
				assert.equal(api.endpoint.facts('deepseek-flash').price?.input, 0.1);
				await vscode.commands.executeCommand('longview.showCatalog');
				const text = vscode.window.activeTextEditor?.document.getText() ?? '';
				assert.equal((JSON.parse(text) as { date: string }).date, '2026-11-20');
			} finally {
				window.showQuickPick = original;
				await api.endpoint.known.catalog.reset();
				await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			}
			assert.equal(api.endpoint.facts('deepseek-flash').price?.input, 0.15);
		});
	});
});
