import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import {
	measureBudget,
	measureEndpoint,
	measurementTable,
	type Measurement,
} from '../../../src/core/model/check/measureEndpoint';
import { profileOf } from '../../../src/core/model/profiles/profiles';
import type { ProfileId } from '../../../src/core/model/profiles/types';
import { loadTokenizer } from '../../../src/node/vocabulary';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { clientOf } from '../faults/support';

describe('measureEndpoint', () => {
	const tokenizer = loadTokenizer('src/core/tokens/vocabulary/vocabulary.bin');
	let simulator: Simulator;
	let runs = 0;
	before(async () => {
		simulator = await startSimulator({ encoder: tokenizer });
	});
	after(() => simulator.close());

	function measure(id: ProfileId, model: string, window?: number): Promise<readonly Measurement[]> {
		simulator.setDialect(id, window);
		return measureEndpoint(
			{
				client: clientOf(`${simulator.baseUrl}/v1`, { profile: profileOf(id) }),
				model,
				counter: tokenizer,
				nonce: `run ${runs++}`,
				maxOutput: id === 'deepseek' ? 393_216 : undefined,
				contextLength: window === undefined ? undefined : { tokens: window, certainty: 'served' },
				wait: () => Promise.resolve(),
			},
			new AbortController().signal,
		);
	}

	it('finds every assumption kept by the simulator, within its budget', async () => {
		const earlier = simulator.requests.length;
		const measurements = await measure('deepseek', 'deepseek-flash');
		assert.deepEqual(
			measurements.filter(({ verdict }) => verdict !== 'holds'),
			[],
		);
		assert.ok(measurements.length >= 10);
		const requests = simulator.requests.slice(earlier);
		const sum = (name: 'prompt_tokens' | 'completion_tokens') =>
			requests.reduce((total, { usage }) => total + (usage?.[name] ?? 0), 0);
		assert.ok(sum('prompt_tokens') <= measureBudget.prompt && sum('completion_tokens') <= measureBudget.completion);
	});

	it('knows what a server does not tell', async () => {
		const measurements = await measure('vllm', 'deepseek-ai/DeepSeek-V4.1-Flash', 100_000);
		const verdict = (name: string) => measurements.find(({ assumption }) => assumption.includes(name))?.verdict;
		assert.equal(verdict('comes from the cache'), 'unknown');
		assert.equal(verdict('beyond the window'), 'holds');
		assert.equal(verdict('continued'), undefined);
	});

	it('shows what differs, and goes on', async () => {
		simulator.enqueueFault({ kind: 'status', status: 500, message: 'a | b\nc' });
		const measurements = await measure('deepseek', 'deepseek-flash');
		const table = measurementTable(measurements);
		assert.match(table, /\| Prompt tokens without thinking \| [\d,]+ \| a \\\| b c \| \*\*no\*\* \|/);
		assert.ok(measurements.some(({ verdict }) => verdict === 'holds'));
		assert.equal(table.split('\n').length, measurements.length + 2);
	});

	it('stops when told to', async () => {
		const controller = new AbortController();
		simulator.setDialect('deepseek');
		const running = measureEndpoint(
			{
				client: clientOf(simulator.baseUrl),
				model: 'deepseek-flash',
				counter: tokenizer,
				nonce: 'stopped',
				maxOutput: undefined,
				contextLength: undefined,
				wait: (_, signal) => {
					controller.abort();
					signal.throwIfAborted();
					return Promise.resolve();
				},
			},
			controller.signal,
		);
		await assert.rejects(running, { name: 'AbortError' });
	});
});
