import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { EndpointService } from '../../src/vscode/endpoint/endpointService';
import { overridesFrom } from '../../src/vscode/endpoint/overrides';
import type { Simulator } from '../simulator/simulator';
import { createChat, lastTurn } from './support/chat';
import { answerDialogs, longview, simulator } from './support/editor';
import { QuickInputs } from './support/quickInput';
import { sharedHost } from './support/sharedSimulator';

const hostOf = (each: Simulator) => new URL(each.baseUrl).host;
const keysSentTo = (each: Simulator) => each.requests.map(({ headers }) => headers.authorization);

describe('API keys', () => {
	let api: LongviewApi;
	let first: Simulator;
	let second: Simulator;
	const services: EndpointService[] = [];

	before(async () => {
		api = await longview();
	});

	beforeEach(async () => {
		first = await simulator();
		second = await simulator();
	});

	afterEach(async () => {
		services.splice(0).forEach((service) => service.dispose());
		for (const each of [first, second]) {
			await api.keys.remove(hostOf(each));
			await each.close();
		}
	});

	function endpoint(baseUrl: string): EndpointService {
		const service = new EndpointService(api.keys, { baseUrl, simulator: false });
		services.push(service);
		return service;
	}

	async function listModels(baseUrl: string): Promise<void> {
		const client = await endpoint(baseUrl).client();
		assert.ok((await client.listModels(AbortSignal.timeout(10_000))).length > 0);
	}

	it('are sent to the host they were entered for, and to no other', async () => {
		await api.keys.set(hostOf(first), 'sk-of-the-first');
		await listModels(first.baseUrl);
		await listModels(second.baseUrl);
		assert.deepEqual(keysSentTo(first), ['Bearer sk-of-the-first']);
		assert.equal(second.requests.length, 1);
		assert.ok(!JSON.stringify(second.requests).includes('sk-of-the-first'));
	});

	it('stay where they belong when a question is asked elsewhere', async () => {
		await api.keys.set(hostOf(first), 'sk-of-the-first');
		const chat = await createChat(api, { baseUrl: second.baseUrl, simulator: false });
		try {
			await chat.consent.give(hostOf(second));
			await chat.controller.ask('Who greets?');
			assert.equal(lastTurn(chat.controller).answer.status, 'done');
			assert.equal(second.requests.filter(({ method }) => method === 'POST').length, 1);
			assert.ok(!JSON.stringify(second.requests).includes('sk-of-the-first'));
			assert.equal(first.requests.length, 0);
		} finally {
			chat.dispose();
		}
	});

	it('are not taken along when the host sends the request on to another one', async () => {
		const redirect = createServer((_, response) => {
			response.writeHead(307, { location: `${second.baseUrl}/models` }).end();
		});
		await new Promise<void>((resolve) => redirect.listen(0, '127.0.0.1', resolve));
		const { port } = redirect.address() as AddressInfo;
		const host = `127.0.0.1:${port}`;
		try {
			await api.keys.set(host, 'sk-of-the-redirect');
			const client = await endpoint(`http://${host}`).client();
			await client.listModels(AbortSignal.timeout(10_000)).catch(() => undefined);
			assert.ok(!JSON.stringify(second.requests).includes('sk-of-the-redirect'));
		} finally {
			await api.keys.remove(host);
			redirect.close();
		}
	});

	it('belong to a host with its port: the same machine on another port is another host', async () => {
		await api.keys.set(hostOf(first), 'one');
		await api.keys.set(hostOf(second), 'two');
		assert.equal(await api.keys.get(hostOf(first)), 'one');
		assert.equal(await api.keys.get(hostOf(second)), 'two');
		await listModels(first.baseUrl);
		await listModels(`${second.baseUrl}/v1`);
		assert.deepEqual(keysSentTo(first), ['Bearer one']);
		assert.deepEqual(keysSentTo(second), ['Bearer two']);
	});

	it('are gone once they are removed', async () => {
		await api.keys.set(hostOf(first), 'sk-of-the-first');
		await api.keys.remove(hostOf(first));
		assert.equal(await api.keys.get(hostOf(first)), undefined);
		await listModels(first.baseUrl);
		assert.ok(!JSON.stringify(first.requests).includes('sk-of-the-first'));
	});

	it('from the environment belong to the host that was given with them', async () => {
		const overrides = overridesFrom({ LONGVIEW_BASE_URL: first.baseUrl, DEEPSEEK_API_KEY: 'sk-environment' });
		const right = new EndpointService(api.keys, overrides);
		const wrong = new EndpointService(api.keys, { ...overrides, baseUrl: second.baseUrl });
		services.push(right, wrong);
		await (await right.client()).listModels(AbortSignal.timeout(10_000));
		await (await wrong.client()).listModels(AbortSignal.timeout(10_000));
		assert.deepEqual(keysSentTo(first), ['Bearer sk-environment']);
		assert.equal(second.requests.length, 1);
		assert.ok(!JSON.stringify(second.requests).includes('sk-environment'));
	});

	it('from the environment belong to DeepSeek when no address is given with them', () => {
		const { apiKey } = overridesFrom({ DEEPSEEK_API_KEY: 'sk-environment' });
		assert.deepEqual(apiKey, { host: 'api.deepseek.com', key: 'sk-environment' });
	});

	it('are needed for hosts other than this machine: nothing is sent without one', async () => {
		const remote = endpoint('https://endpoint.example.invalid');
		await remote.refresh();
		assert.equal(remote.hasKey, false);
		await assert.rejects(remote.client(), { kind: 'key-missing' });
	});

	describe('entered by command', () => {
		afterEach(() => api.keys.remove(sharedHost()));

		const title = /^API key for /;

		async function enter(key: string | undefined): Promise<{ title: string; information: readonly string[] }> {
			const hand = new QuickInputs();
			const information = answerDialogs('showInformationMessage');
			try {
				const running = vscode.commands.executeCommand('longview.setApiKey');
				const box = await hand.textBox(title);
				assert.equal(box.password, true);
				await (key === undefined ? hand.escape() : hand.enter(title, key));
				await running;
				return { title: box.title ?? '', information: information.shown };
			} finally {
				hand.restore();
				information.restore();
			}
		}

		it('are kept for the host of the endpoint, which the dialog names', async () => {
			const { title, information } = await enter('  sk-typed  ');
			assert.equal(title, `API key for ${sharedHost()}`);
			assert.deepEqual(information, [`The API key for ${sharedHost()} is set.`]);
			assert.equal(await api.keys.get(sharedHost()), 'sk-typed');
			assert.equal(await api.keys.get('api.deepseek.com'), undefined);
		});

		it('change nothing when the dialog is closed', async () => {
			await api.keys.set(sharedHost(), 'sk-before');
			await enter(undefined);
			assert.equal(await api.keys.get(sharedHost()), 'sk-before');
		});

		it('are removed by command', async () => {
			await enter('sk-typed');
			const information = answerDialogs('showInformationMessage');
			try {
				await vscode.commands.executeCommand('longview.removeApiKey');
			} finally {
				information.restore();
			}
			assert.equal(await api.keys.get(sharedHost()), undefined);
		});
	});

	it('never stand in the settings or in what the page is told', async () => {
		await api.keys.set(sharedHost(), 'sk-never-shown');
		try {
			await api.endpoint.refresh();
			assert.equal(api.endpoint.hasKey, true);
			assert.ok(!JSON.stringify(api.controller.chatView()).includes('sk-never-shown'));
			assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('longview')).includes('sk-never-shown'));
		} finally {
			await api.keys.remove(sharedHost());
		}
	});
});
