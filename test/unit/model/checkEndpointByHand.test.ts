import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { checkEndpointByHand, type CheckArguments } from '../../../scripts/lib/check-endpoint';
import { dialectIds } from '../../simulator/dialects/dialects';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { testTokenizer } from '../../support/tokenizer';

describe('npm run check:endpoint', () => {
	let simulator: Simulator;
	before(async () => {
		simulator = await startSimulator({ encoder: testTokenizer() });
	});
	after(() => simulator.close());

	async function check(more: Partial<CheckArguments> = {}): Promise<{ good: boolean; said: string }> {
		const said: string[] = [];
		const good = await checkEndpointByHand(
			{
				baseUrl: simulator.baseUrl,
				apiKey: 'sk-of-a-person',
				model: undefined,
				profile: undefined,
				allowUnencrypted: false,
				root: path.resolve('.'),
				say: (text) => said.push(text),
				confirm: () => Promise.resolve(true),
				wait: () => Promise.resolve(),
				...more,
			},
			new AbortController().signal,
		);
		return { good, said: said.join('\n') };
	}

	for (const dialect of dialectIds) {
		it(`recognises ${dialect} and finds what the product takes for granted`, async () => {
			simulator.setDialect(dialect);
			const { good, said } = await check({ baseUrl: `${simulator.baseUrl}/v1` });
			assert.doesNotMatch(said, /✗|\*\*no\*\*/);
			assert.ok(good, said);
			assert.match(said, /^\| Prompt tokens with thinking \| ([\d,]+) \| \1 \| yes \|$/m);
			assert.match(said, /^\| Reasoning is streamed apart from the answer \| some \| some \| yes \|$/m);
			assert.ok(!said.includes('sk-of-a-person'));
		});
	}

	it('sends nothing that costs before that was agreed to, and says at most how much it is', async () => {
		simulator.setDialect('deepseek');
		const earlier = simulator.requests.length;
		let asked = '';
		const { good, said } = await check({
			confirm: (question) => {
				asked = question;
				return Promise.resolve(false);
			},
		});
		assert.ok(good);
		assert.match(asked, /at most 22,000 tokens in and 3,000 out, whatever this server charges/);
		assert.match(said, /Nothing was sent\.$/);
		assert.ok(simulator.requests.slice(earlier).every(({ method }) => method === 'GET'));
	});

	it('goes no further where the endpoint cannot be used', async () => {
		simulator.setDialect('deepseek');
		const unknown = await check({ model: 'deepseek-v9' });
		assert.equal(unknown.good, false);
		assert.match(unknown.said, /✗ deepseek-v9 is not among the models it offers/);
		simulator.enqueueFault({ kind: 'status', status: 401, path: '/models' });
		const refused = await check();
		assert.equal(refused.good, false);
		assert.match(refused.said, /✗ .*key/);
	});
});
