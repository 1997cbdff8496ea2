import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import OpenAI, {
	AuthenticationError,
	BadRequestError,
	InternalServerError,
	NotFoundError,
	RateLimitError,
	UnprocessableEntityError,
} from 'openai';
import { eventually } from '../../support/eventually';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { characterEncoder } from '../faults/support';

/** The `openai` package as its makers use it, with nothing of the product in between. */
describe('The openai package against the simulator', () => {
	let simulator: Simulator;
	let client: OpenAI;
	before(async () => {
		simulator = await startSimulator({ encoder: characterEncoder });
		client = new OpenAI({ baseURL: `${simulator.baseUrl}/v1`, apiKey: 'sk-test', maxRetries: 0 });
	});
	after(() => simulator.close());
	const asked = {
		model: 'deepseek-flash',
		max_tokens: 4_096,
		messages: [{ role: 'user' as const, content: 'Where is the answer? 文字 😀' }],
	};

	it('completes, with every field of its types', async () => {
		const whole = await client.chat.completions.create(asked);
		equal(whole.object, 'chat.completion');
		equal(whole.choices.length, 1);
		const [choice] = whole.choices;
		deepEqual([choice!.index, choice!.finish_reason, choice!.message.role], [0, 'stop', 'assistant']);
		equal(whole.usage!.total_tokens, whole.usage!.prompt_tokens + whole.usage!.completion_tokens);
		ok(whole.created > 1_700_000_000 && whole.id !== '' && whole.model === 'deepseek-flash');
		match(whole._request_id ?? '', /^[\da-f-]{36}$/);
	});

	it('streams the same answer, and adds the pieces up by its own helper', async () => {
		const whole = await client.chat.completions.create(asked);
		const runner = client.chat.completions.stream({ ...asked, stream_options: { include_usage: true } });
		const final = await runner.finalChatCompletion();
		equal(final.choices[0]!.message.content, whole.choices[0]!.message.content);
		equal(final.choices[0]!.finish_reason, 'stop');
		deepEqual(final.usage?.prompt_tokens, whole.usage!.prompt_tokens);
		deepEqual((await runner.totalUsage()).completion_tokens, whole.usage!.completion_tokens);
	});

	it('gives one id to all chunks of an answer', async () => {
		const ids = new Set<string>();
		for await (const chunk of await client.chat.completions.create({ ...asked, stream: true })) {
			equal(chunk.object, 'chat.completion.chunk');
			ids.add(chunk.id);
		}
		equal(ids.size, 1);
	});

	it('stops when the stream is aborted', async () => {
		simulator.enqueueFault({ kind: 'stall', afterCharacters: 20 });
		const stream = await client.chat.completions.create({ ...asked, stream: true });
		for await (const chunk of stream) {
			ok(chunk.choices.length === 1);
			stream.controller.abort();
		}
		await eventually('the connection to close', () => simulator.requests.at(-1)?.outcome === 'aborted');
	});

	it('throws its own class for every status', async () => {
		const classes = [
			[400, BadRequestError],
			[401, AuthenticationError],
			[404, NotFoundError],
			[422, UnprocessableEntityError],
			[429, RateLimitError],
			[500, InternalServerError],
			[503, InternalServerError],
		] as const;
		for (const [status, expected] of classes) {
			simulator.enqueueFault({ kind: 'status', status, message: 'as told' });
			await rejects(client.chat.completions.create(asked), (error) => {
				ok(error instanceof expected);
				equal(error.status, status);
				match(error.message, /as told/);
				return true;
			});
		}
	});

	it('tries again by itself after a refusal that passes', async () => {
		const patient = new OpenAI({ baseURL: simulator.baseUrl, apiKey: 'sk-test', maxRetries: 1 });
		simulator.enqueueFault({ kind: 'status', status: 429, retryAfter: 0.01 });
		equal((await patient.chat.completions.create(asked)).choices.length, 1);
	});

	it('lists and finds models', async () => {
		const ids: string[] = [];
		for await (const model of client.models.list()) {
			ids.push(model.id);
		}
		deepEqual(ids, ['deepseek-flash', 'deepseek-v4-pro']);
	});

	it('reads reasoning as a field beside the content', async () => {
		const body = { ...asked, thinking: { type: 'enabled' }, reasoning_effort: 'high' as const };
		const message = (await client.chat.completions.create(body)).choices[0]!.message;
		equal(typeof (message as { reasoning_content?: unknown }).reasoning_content, 'string');
	});
});
