import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'mocha';
import { builtInCatalog } from '../../../src/core/model/catalog';
import { checkEndpoint } from '../../../src/core/model/check/checkEndpoint';
import type { CheckStep } from '../../../src/core/model/check/steps';
import { endpointFacts, preferredModel } from '../../../src/core/model/endpointFacts';
import { knowledgeOf, mergeKnowledge, parseKnowledge } from '../../../src/core/model/profiles/knowledge';
import { findLocalServers, usualLocalAddresses, type LocalServer } from '../../../src/core/model/profiles/localServers';
import { profileOf } from '../../../src/core/model/profiles/profiles';
import { checkBaseUrl, completeBaseUrl } from '../../../src/node/endpoint';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { characterEncoder } from '../faults/support';

const signal = new AbortController().signal;

describe('what is known about an endpoint', () => {
	let simulator: Simulator;
	before(async () => {
		simulator = await startSimulator({ encoder: characterEncoder });
	});
	after(() => simulator.close());

	const look = (model: string, path = '/v1') =>
		checkEndpoint({ baseUrl: simulator.baseUrl + path, apiKey: 'sk-test', fetch, model }, signal);
	const situation = (report: Awaited<ReturnType<typeof look>>) => ({
		isHosted: false,
		profile: report.profile,
		knowledge: knowledgeOf(report, 1),
		catalog: builtInCatalog,
	});

	it('survives storage, and nothing else does', async () => {
		for (const id of ['vllm', 'openrouter', 'deepseek', 'lm-studio'] as const) {
			simulator.setDialect(id);
			const knowledge = knowledgeOf(await look('deepseek-v4.1-flash'), 1);
			assert.equal(knowledge.profile, id);
			assert.deepEqual(parseKnowledge(JSON.parse(JSON.stringify(knowledge))), knowledge);
		}
		for (const nothing of [undefined, 1, {}, { profile: 'telegraph', models: [], checkedAt: 1 }, { models: 'all' }]) {
			assert.equal(parseKnowledge(nothing), undefined);
		}
	});

	it('gives the window the server runs with', async () => {
		simulator.setDialect('vllm', 200_000);
		const model = 'deepseek-ai/DeepSeek-V4.1-Flash';
		const facts = endpointFacts(situation(await look(model)), model);
		assert.deepEqual([facts.contextWindow, facts.maxOutput, facts.price], [200_000, 200_000, undefined]);
		assert.deepEqual(facts.inputs, ['text', 'image']);
	});

	it('gives the window that is usual when the server does not tell, so that nothing is cut without a word', () => {
		const knowledge = {
			profile: 'ollama',
			models: [{ id: 'm', contextLength: { tokens: 4_096, certainty: 'default' } }],
		};
		const known = parseKnowledge({ ...knowledge, checkedAt: 1 });
		const facts = endpointFacts(
			{ isHosted: false, profile: profileOf('ollama'), knowledge: known, catalog: builtInCatalog },
			'm',
		);
		assert.equal(facts.contextWindow, 4_096);
	});

	it('gives the price a service lists', async () => {
		simulator.setDialect('openrouter');
		const model = 'deepseek/deepseek-v4.1-flash';
		const facts = endpointFacts(situation(await look(model, '/api/v1')), model);
		assert.equal(facts.price?.currency, 'USD');
		assert.equal(facts.price.peakFactor, 1);
		assert.ok(facts.price.input > 0 && facts.price.cachedInput < facts.price.input);
	});

	it('prices in the currency of the account', async () => {
		simulator.setDialect('deepseek');
		const report = await look('deepseek-flash');
		const yuan = { ...report, balance: { available: true, balances: [{ currency: 'CNY', total: '7.00' }] } };
		const facts = endpointFacts({ ...situation(yuan), isHosted: true }, 'deepseek-flash');
		assert.deepEqual([facts.price?.currency, facts.price?.input], ['CNY', 1]);
	});

	it('keeps what only an earlier look has told, unless the server is another one', () => {
		const older = parseKnowledge({
			profile: 'ollama',
			models: [{ id: 'a', contextLength: { tokens: 8_192, certainty: 'served' } }, { id: 'gone' }],
			checkedAt: 1,
		});
		const newer = parseKnowledge({ profile: 'ollama', models: [{ id: 'a' }, { id: 'b' }], checkedAt: 2 })!;
		assert.deepEqual(mergeKnowledge(older, newer).models, [{ ...older!.models[0] }, { id: 'b' }]);
		const other = { ...newer, profile: 'vllm' } as const;
		assert.deepEqual(mergeKnowledge(older, other), other);
	});

	it('tells each step while a server is looked at, and chooses the model among those it offers', async () => {
		simulator.setDialect('sglang');
		const steps: CheckStep[] = [];
		const report = await checkEndpoint(
			{
				baseUrl: `${simulator.baseUrl}/v1`,
				apiKey: undefined,
				fetch,
				model: (offered) =>
					preferredModel(
						offered.map(({ id }) => id),
						'deepseek-flash',
						builtInCatalog,
					),
				onStep: (step) => steps.push(step),
			},
			signal,
		);
		assert.equal(report.model, 'deepseek-ai/DeepSeek-V4.1-Flash');
		assert.deepEqual(
			steps.map(({ id }) => id),
			['reachable', 'models', 'key', 'model', 'balance', 'context', 'cache'],
		);
	});
});

describe('the preferred model', () => {
	const preferred = (offered: string[], current: string) => preferredModel(offered, current, builtInCatalog);

	it('is the present one, else one of the catalog, else a V4 by its name, else the only one', () => {
		assert.equal(preferred(['deepseek-flash', 'deepseek-v4-pro'], 'deepseek-v4-pro'), 'deepseek-v4-pro');
		assert.equal(preferred(['m:latest', 'deepseek-flash'], 'm'), 'm');
		assert.equal(preferred(['deepseek-flash'], 'deepseek-v4-flash'), 'deepseek-v4-flash');
		assert.equal(preferred(['other', 'deepseek-v4-pro'], 'gone'), 'deepseek-v4-pro');
		assert.equal(preferred(['other', 'deepseek/deepseek-v4.1-flash'], 'gone'), 'deepseek/deepseek-v4.1-flash');
		assert.equal(preferred(['only'], 'gone'), 'only');
		assert.equal(preferred(['one', 'two'], 'gone'), undefined);
		assert.equal(preferred([], 'deepseek-flash'), 'deepseek-flash');
	});
});

describe('servers of this machine', () => {
	const open: { close: () => void }[] = [];
	afterEach(() => {
		open.splice(0).forEach((each) => each.close());
	});

	async function find(addresses: readonly string[]): Promise<readonly LocalServer[]> {
		const found: LocalServer[] = [];
		await findLocalServers(fetch, addresses, (server) => found.push(server), signal);
		return found;
	}

	async function serve(status: number, body: string): Promise<string> {
		const server: Server = createServer((_, response) => {
			response.writeHead(status, { 'content-type': 'application/json' }).end(body);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		open.push({ close: () => server.close() });
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
	}

	it('are looked for on this machine only', () => {
		const addresses = usualLocalAddresses();
		assert.ok(addresses.length >= 5);
		addresses.forEach((address) => assert.equal(new URL(address).hostname, '127.0.0.1'));
	});

	it('are found by what they answer, without a key', async () => {
		const simulator = await startSimulator({ encoder: characterEncoder, dialect: 'ollama' });
		open.push({ close: () => void simulator.close() });
		const [server] = await find([`${simulator.baseUrl}/v1`, 'http://127.0.0.1:9/v1']);
		assert.deepEqual([server?.profile.id, server?.models], ['ollama', ['deepseek-v4.1-flash:latest']]);
		assert.ok(simulator.requests.every(({ headers }) => headers.authorization === undefined));
	});

	it('are not taken for one when something else listens there', async () => {
		const addresses = [
			await serve(200, '<html>Welcome</html>'),
			await serve(200, '{"data": "everything"}'),
			await serve(404, '{"error": "no"}'),
		];
		assert.deepEqual(await find(addresses), []);
	});

	it('are offered when they want a key', async () => {
		const [server] = await find([await serve(401, '{"error": "Unauthorized"}')]);
		assert.deepEqual([server?.wantsKey, server?.profile.id], [true, 'generic']);
	});
});

describe('an address as people write it', () => {
	it('is completed', () => {
		for (const [written, address] of [
			['localhost:8000/v1', 'http://localhost:8000/v1'],
			[' 127.0.0.1:11434 ', 'http://127.0.0.1:11434'],
			['models.example.org/v1/', 'https://models.example.org/v1'],
			['https://api.deepseek.com/chat/completions', 'https://api.deepseek.com'],
			['https://models.example.org/v1/models/', 'https://models.example.org/v1'],
			['http://10.0.0.5:8000/v1', 'http://10.0.0.5:8000/v1'],
		] as const) {
			assert.equal(completeBaseUrl(written), address);
		}
		assert.throws(() => checkBaseUrl(completeBaseUrl('')), { kind: 'endpoint-setting' });
		assert.throws(() => checkBaseUrl(completeBaseUrl('no spaces allowed')), { kind: 'endpoint-setting' });
	});

	it('is taken unencrypted only on this machine, unless that was allowed', () => {
		assert.throws(() => checkBaseUrl('http://10.0.0.5:8000/v1'), /not encrypted/);
		assert.equal(checkBaseUrl('http://10.0.0.5/v1', { allowUnencrypted: true }), 'http://10.0.0.5/v1');
		assert.throws(() => checkBaseUrl('ftp://10.0.0.5/v1', { allowUnencrypted: true }), /must begin with/);
	});
});
