import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { checkEndpoint, isUsable } from '../../../src/core/model/check/checkEndpoint';
import { ModelError } from '../../../src/core/model/errors';
import { detectProfile } from '../../../src/core/model/profiles/detect';
import { createProbe } from '../../../src/core/model/profiles/probe';
import { profileOf, profiles } from '../../../src/core/model/profiles/profiles';
import { thinkingSettings } from '../../../src/core/model/profiles/thinking';
import type { ProfileId } from '../../../src/core/model/profiles/types';
import type { ModelRequest } from '../../../src/core/model/types';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { characterEncoder, clientOf, receive, request } from '../faults/support';

const signal = new AbortController().signal;

/** What a server of each kind is found to be. */
interface Expected {
	readonly model: string;
	readonly window: number | undefined;
	readonly certainty: string | undefined;
	/** How the answer's usage tells what was cached. */
	readonly tellsCache: boolean;
	readonly warnings: readonly string[];
}

const expected: Readonly<Record<ProfileId, Expected>> = {
	deepseek: { model: 'deepseek-flash', window: undefined, certainty: undefined, tellsCache: true, warnings: [] },
	vllm: {
		model: 'deepseek-ai/DeepSeek-V4.1-Flash',
		window: 262_144,
		certainty: 'served',
		tellsCache: false,
		warnings: ['cache'],
	},
	sglang: {
		model: 'deepseek-ai/DeepSeek-V4.1-Flash',
		window: 524_288,
		certainty: 'served',
		tellsCache: false,
		warnings: ['cache'],
	},
	'llama.cpp': {
		model: 'DeepSeek-V4.1-Flash-Q4_K_M.gguf',
		window: 65_536,
		certainty: 'served',
		tellsCache: true,
		warnings: [],
	},
	ollama: {
		model: 'deepseek-v4.1-flash:latest',
		window: 4_096,
		certainty: 'served',
		tellsCache: false,
		warnings: ['context', 'cache'],
	},
	'lm-studio': {
		model: 'deepseek-v4.1-flash',
		window: 32_768,
		certainty: 'served',
		tellsCache: false,
		warnings: ['context', 'cache'],
	},
	openrouter: {
		model: 'deepseek/deepseek-v4.1-flash',
		window: 1_048_576,
		certainty: 'served',
		tellsCache: true,
		warnings: ['cache'],
	},
	generic: {
		model: 'deepseek-v4.1-flash',
		window: undefined,
		certainty: undefined,
		tellsCache: true,
		warnings: ['cache'],
	},
};

describe('endpoint profiles', () => {
	let simulator: Simulator;
	before(async () => {
		simulator = await startSimulator({ encoder: characterEncoder });
	});
	after(() => simulator.close());

	for (const { id } of profiles()) {
		describe(`of ${id}`, () => {
			const facts = expected[id];
			const profile = profileOf(id);
			const asked: ModelRequest = { ...request, model: facts.model, maxTokens: 1_024 };
			let baseUrl: string;
			before(() => {
				simulator.setDialect(id);
				baseUrl = simulator.baseUrl + (id === 'openrouter' ? '/api/v1' : '/v1');
			});
			const client = () => clientOf(baseUrl, { profile });
			const check = { apiKey: 'sk-test', fetch, model: facts.model };

			it('is recognised, with its context length, models and warnings', async () => {
				const report = await checkEndpoint({ ...check, baseUrl }, signal);
				assert.equal(report.profile.id, id);
				assert.equal(report.certainty, id === 'generic' ? 'guess' : 'answer');
				assert.ok(isUsable(report), JSON.stringify(report.steps));
				assert.deepEqual(report.models.map((model) => model.id).includes(facts.model), true);
				assert.deepEqual(
					[report.contextLength?.tokens, report.contextLength?.certainty],
					[facts.window, facts.certainty],
				);
				const warned = report.steps.filter(({ status }) => status === 'warning').map((step) => step.id);
				assert.deepEqual(warned, facts.warnings);
			});

			it('streams reasoning, answer and usage', async () => {
				const { error, content, reasoning, usage, finish } = await receive(client(), asked);
				assert.equal(error, undefined);
				assert.match(content, /文\.ts:1/);
				assert.notEqual(reasoning, '');
				assert.equal(finish, 'stop');
				assert.ok(usage!.promptTokens > 100);
				assert.equal(usage!.cachedTokens !== undefined, facts.tellsCache);
			});

			it('turns thinking off', async () => {
				const { error, content, reasoning } = await receive(client(), { ...asked, thinking: { enabled: false } });
				assert.equal(error, undefined);
				assert.notEqual(content, '');
				assert.equal(reasoning, '');
			});

			it('knows a model that is not there', async () => {
				const { error } = await receive(client(), { ...asked, model: 'gpt-9' });
				assert.ok(error instanceof ModelError);
				assert.equal(error.kind, 'invalid-request');
				const report = await checkEndpoint({ ...check, baseUrl, model: 'gpt-9' }, signal);
				assert.equal(report.steps.find((step) => step.id === 'model')?.status, 'failed');
			});

			if (id !== 'ollama') {
				it('reads both counts out of its refusal of what is too long', async () => {
					simulator.setDialect(id, 5_000);
					const messages = [{ role: 'user' as const, content: 'x'.repeat(6_000) }];
					const { error } = await receive(client(), { ...asked, messages, thinking: { enabled: false } });
					simulator.setDialect(id);
					assert.ok(error instanceof ModelError, String(error));
					assert.equal(error.kind, 'too-long');
					assert.deepEqual([error.details.promptTokens, error.details.limit], [6_004, 5_000]);
				});
			}
		});
	}

	it('tell what OpenRouter charged', async () => {
		simulator.setDialect('openrouter');
		const client = clientOf(`${simulator.baseUrl}/api/v1`, { profile: profileOf('openrouter') });
		const { usage } = await receive(client, { ...request, model: 'deepseek/deepseek-v4.1-flash' });
		assert.ok(usage!.charged! > 0);
	});

	it('see that a prompt was cut without a word, by its counted tokens', async () => {
		simulator.setDialect('ollama');
		const client = clientOf(`${simulator.baseUrl}/v1`, { profile: profileOf('ollama') });
		const messages = [{ role: 'user' as const, content: 'x'.repeat(20_000) }];
		const { usage, error } = await receive(client, { ...request, model: 'deepseek-v4.1-flash:latest', messages });
		assert.equal(error, undefined);
		assert.equal(usage!.promptTokens, 4_096);
	});

	it('suggest the address that answers', async () => {
		simulator.setDialect('openrouter');
		const report = await checkEndpoint(
			{ baseUrl: `${simulator.baseUrl}/nowhere`, apiKey: 'k', fetch, model: 'm' },
			signal,
		);
		assert.equal(report.steps[0]?.status, 'failed');
		assert.equal(report.suggestedBaseUrl, `${simulator.baseUrl}/v1`);
	});

	it('are found by name without a question', async () => {
		const silent = () => Promise.reject(new Error('asked'));
		assert.equal((await detectProfile('https://api.deepseek.com/v1', silent)).profile.id, 'deepseek');
		assert.equal((await detectProfile('https://openrouter.ai/api/v1', silent)).profile.id, 'openrouter');
	});

	it('are found by what only they answer, when their list says nothing', async () => {
		for (const id of ['llama.cpp', 'ollama', 'sglang', 'lm-studio'] as const) {
			simulator.setDialect(id);
			const probe = createProbe({ baseUrl: simulator.baseUrl, apiKey: undefined, fetch }, signal);
			const { profile, certainty } = await detectProfile(simulator.baseUrl, probe, [{ id: 'm' }]);
			assert.deepEqual([profile.id, certainty], [id, 'answer']);
		}
	});

	it('are switched from outside, for tests in other processes', async () => {
		const control = async (body: object) =>
			fetch(`${simulator.baseUrl}/__simulator/dialect`, { method: 'POST', body: JSON.stringify(body) });
		assert.equal((await control({ dialect: 'telegraph' })).status, 422);
		assert.equal((await control({ dialect: 'vllm', contextWindow: 1_000 })).status, 200);
		const [entry] = await clientOf(simulator.baseUrl).listModelEntries(signal);
		assert.equal(entry?.['max_model_len'], 1_000);
	});

	it('send an effort as a number only where a number is taken', () => {
		const thinking = { enabled: true, effort: 'high', depth: 37.4 } as const;
		assert.deepEqual(thinkingSettings(profileOf('deepseek'), thinking), {
			thinking: { type: 'enabled' },
			reasoning_effort: 'high',
		});
		assert.deepEqual(thinkingSettings(profileOf('vllm'), thinking), {
			chat_template_kwargs: { thinking: true, enable_thinking: true, reasoning_effort: 37 },
		});
		assert.deepEqual(thinkingSettings(profileOf('ollama'), { enabled: true, effort: 'max' }), {
			reasoning_effort: 'high',
		});
		assert.deepEqual(thinkingSettings(profileOf('generic'), { enabled: false }), {});
	});
});

describe('checkEndpoint', () => {
	let simulator: Simulator;
	before(async () => {
		simulator = await startSimulator({ encoder: characterEncoder, validKeys: ['sk-good', 'sk-empty'] });
	});
	after(() => simulator.close());
	const check = (more: object) =>
		checkEndpoint({ baseUrl: simulator.baseUrl, apiKey: 'sk-good', fetch, model: 'deepseek-flash', ...more }, signal);
	const statuses = (report: Awaited<ReturnType<typeof check>>) =>
		Object.fromEntries(report.steps.map(({ id, status }) => [id, status]));

	it('finds everything in order', async () => {
		const report = await check({});
		assert.deepEqual(statuses(report), {
			reachable: 'ok',
			key: 'ok',
			models: 'ok',
			model: 'ok',
			balance: 'ok',
			context: 'ok',
			cache: 'ok',
		});
		assert.equal(report.balance?.balances[0]?.total, '10.00');
	});

	it('takes a retired name for the model that serves it', async () => {
		const report = await check({ model: 'deepseek-v4-flash', aliases: { 'deepseek-v4-flash': 'deepseek-flash' } });
		assert.equal(statuses(report)['model'], 'ok');
	});

	it('says that the key is wrong or missing, and skips the rest', async () => {
		for (const [apiKey, remedy] of [
			['sk-bad', /does not accept/],
			[undefined, /no API key/],
		] as const) {
			const report = await check({ apiKey });
			assert.deepEqual([statuses(report)['reachable'], statuses(report)['key']], ['ok', 'failed']);
			assert.equal(statuses(report)['models'], 'skipped');
			assert.match(report.steps[1]!.message, remedy);
			assert.equal(report.steps[1]!.remedies[0], 'set-key');
			assert.ok(!isUsable(report));
		}
	});

	it('says that the balance is used up', async () => {
		simulator.balance.is_available = false;
		const report = await check({});
		simulator.balance.is_available = true;
		assert.deepEqual([statuses(report)['balance'], report.steps[4]!.remedies], ['failed', ['top-up']]);
	});

	it('says that nothing listens there', async () => {
		const report = await check({ baseUrl: 'http://127.0.0.1:9' });
		assert.deepEqual(statuses(report)['reachable'], 'failed');
		assert.match(report.steps[0]!.message, /cannot be reached/);
	});

	it('stops when told to', async () => {
		const controller = new AbortController();
		simulator.enqueueFault({ kind: 'delay', milliseconds: 60_000, path: '/models' });
		const running = checkEndpoint(
			{ baseUrl: simulator.baseUrl, apiKey: 'sk-good', fetch, model: 'deepseek-flash' },
			controller.signal,
		);
		controller.abort();
		await assert.rejects(running, { name: 'AbortError' });
	});
});
