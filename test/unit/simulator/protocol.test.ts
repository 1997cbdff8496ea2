import { deepEqual, equal, match, ok } from 'node:assert/strict';
import OpenAI from 'openai';
import { countPromptTokens } from '../../../src/core/model/promptTokens';
import type { ChatMessage, Thinking } from '../../../src/core/model/types';
import { loadTokenizer } from '../../../src/node/vocabulary';
import { RememberingEncoder } from '../../simulator/encoder';
import { encodePrompt } from '../../simulator/prompt';
import { validateRequest } from '../../simulator/request';
import {
	assistant,
	complete,
	packOf,
	parseChunks,
	post,
	question,
	refusal,
	textOf,
	user,
	withSimulator,
} from './support';

const pack = packOf({ 'src/queue.ts': 'export function takeFirst(queue: string[]) {\n\treturn queue.shift();\n}\n' });
const conversation = [user(pack), assistant('Read.'), question('Where is takeFirst? ✓ 文字')];
const thinking = { thinking: { type: 'enabled' } };

/** In code points, which are the tokens of the encoder used here. */
const lengthOf = (text: string) => Array.from(text).length;

describe('The simulated endpoint', () => {
	it('streams reasoning, then content, in chunks of one to three characters', () =>
		withSimulator(async (simulator) => {
			const body = { messages: conversation, stream: true, stream_options: { include_usage: true }, ...thinking };
			const response = await post(simulator, body);
			equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
			match(response.headers.get('x-request-id') ?? '', /^[\da-f-]{36}$/);
			const text = await response.text();
			ok(text.endsWith('data: [DONE]\n\n'));
			const chunks = parseChunks(text);
			const parts = chunks.slice(1, -2).map((chunk) => chunk.choices[0]!.delta);
			deepEqual(chunks[0]!.choices[0]!.delta, { role: 'assistant', content: null, reasoning_content: '' });
			ok(parts.every((part) => lengthOf(part.reasoning_content ?? part.content ?? '') <= 3));
			const firstContent = parts.findIndex((part) => part.content !== null);
			ok(firstContent > 0 && parts.slice(firstContent).every((part) => part.reasoning_content === null));
			equal(chunks.at(-2)!.choices[0]!.finish_reason, 'stop');
			deepEqual(chunks.at(-1)!.choices, []);
			ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null && chunk.object === 'chat.completion.chunk'));
			const { reasoning, content } = textOf(chunks);
			const usage = chunks.at(-1)!.usage!;
			equal(usage.completion_tokens_details.reasoning_tokens, lengthOf(reasoning));
			equal(usage.completion_tokens, lengthOf(reasoning) + 1 + lengthOf(content));
			match(content, /`src\/queue\.ts:1/);
			match(content, /stand-in without a language model/);
			const whole = await complete(simulator, { messages: conversation, ...thinking });
			equal(whole.choices[0]!.message.content, content);
			equal(whole.choices[0]!.message.reasoning_content, reasoning);
		}));

	it('sends no usage unless asked for it', () =>
		withSimulator(async (simulator) => {
			const chunks = parseChunks(await (await post(simulator, { stream: true })).text());
			ok(chunks.every((chunk) => chunk.usage === undefined && chunk.choices.length === 1));
		}));

	it('lists models and the balance, with and without /v1', () =>
		withSimulator(async (simulator) => {
			simulator.balance.balance_infos[0]!.total_balance = '1.50';
			const get = async (path: string) =>
				(await fetch(simulator.baseUrl + path, { headers: { authorization: 'Bearer k' } })).json();
			const models = await get('/models');
			deepEqual(models, {
				object: 'list',
				data: ['deepseek-flash', 'deepseek-v4-pro'].map((id) => ({ id, object: 'model', owned_by: 'deepseek' })),
			});
			deepEqual(await get('/v1/models'), models);
			deepEqual(await get('/v1/user/balance'), simulator.balance);
		}));

	it('counts hits over turns: the user input always, the output only without thinking', () =>
		withSimulator(
			async (simulator) => {
				const first = await complete(simulator, { messages: conversation });
				const answer = first.choices[0]!.message.content;
				const second = await complete(simulator, { messages: [...conversation, assistant(answer), user('And?')] });
				const through = first.usage.prompt_tokens + first.usage.completion_tokens;
				equal(second.usage.prompt_cache_hit_tokens, through - (through % 128));
				const thought = await complete(simulator, { messages: conversation, ...thinking });
				equal(thought.usage.prompt_cache_hit_tokens, 0);
				const messages = [...conversation, assistant(thought.choices[0]!.message.content), user('And?')];
				const next = await complete(simulator, { messages, ...thinking });
				const inputEnd = thought.usage.prompt_tokens - 2;
				equal(next.usage.prompt_cache_hit_tokens, inputEnd - (inputEnd % 128));
				equal(next.usage.prompt_cache_miss_tokens, next.usage.prompt_tokens - next.usage.prompt_cache_hit_tokens);
				const other = await complete(simulator, { messages, ...thinking, reasoning_effort: 'max' });
				const tools = await complete(simulator, { messages: conversation, tools: [{ type: 'function' }] });
				const stranger = await complete(simulator, { messages, ...thinking, user_id: 'someone' });
				deepEqual(
					[other, tools, stranger].map(({ usage }) => usage.prompt_cache_hit_tokens),
					[0, 0, 0],
				);
			},
			{ cache: { unitsOnly: true } },
		));

	it('refuses what does not fit, in DeepSeek’s words', () =>
		withSimulator(async (simulator) => {
			const messages = [user('x'.repeat(700_000))];
			deepEqual(await refusal(await post(simulator, { messages, max_tokens: 393_216 })), {
				status: 400,
				message:
					"This model's maximum context length is 1048576 tokens. However, you requested 1093220 tokens " +
					'(700004 in the messages, 393216 in the completion). Please reduce the length of the messages or completion.',
				type: 'invalid_request_error',
			});
			equal((await post(simulator, { messages, max_tokens: 348_572 })).status, 200);
		}));

	it('refuses malformed requests as DeepSeek does', () =>
		withSimulator(async (simulator) => {
			const cases: readonly (readonly [object, number, RegExp])[] = [
				[{ model: 'gpt-9' }, 400, /^Model Not Exist$/],
				[{ messages: undefined }, 422, /missing field `messages`/],
				[{ messages: [] }, 400, /Empty input messages/],
				[{ messages: [user('a'), { role: 'assistant', content: null }] }, 400, /content or tool_calls must be set/],
				[{ messages: [user('see <｜image｜>')] }, 400, /^The sub-string "<｜image｜>" is not allowed/],
				[{ messages: [{ role: 'nobody', content: '' }] }, 422, /role/],
				[{ max_tokens: 500_000 }, 400, /valid range of max_tokens is \[1, 393216\]/],
				[{ reasoning_effort: 'enormous' }, 422, /reasoning_effort/],
			];
			for (const [body, status, message] of cases) {
				const answer = await refusal(await post(simulator, body));
				equal(answer.status, status);
				match(answer.message, message);
			}
			const headers = { authorization: 'Bearer k' };
			const address = `${simulator.baseUrl}/chat/completions`;
			const broken = await refusal(await fetch(address, { method: 'POST', headers, body: '{"model":' }));
			deepEqual([broken.status, broken.type], [400, 'invalid_request_error']);
			equal((await fetch(`${simulator.baseUrl}/nowhere`, { headers })).status, 404);
			equal((await post(simulator, { temperature: 9, top_p: 2, frequency_penalty: 1 })).status, 200);
		}));

	it('checks keys', () =>
		withSimulator(
			async (simulator) => {
				const status = async (key: string) => (await post(simulator, {}, { key })).status;
				deepEqual([await status('sk-good'), await status('sk-unknown'), await status('sk-empty')], [200, 401, 402]);
				equal((await fetch(`${simulator.baseUrl}/models`)).status, 401);
				simulator.validKeys = undefined;
				deepEqual([await status('sk-unknown'), await status('sk-wrong')], [200, 401]);
				match((await refusal(await post(simulator, {}, { key: 'sk-wrong' }))).message, /\*\*\*\*rong is invalid/);
			},
			{ validKeys: ['sk-good', 'sk-empty'] },
		));

	it('refuses bodies over 48 MiB', () =>
		withSimulator(async (simulator) => {
			const body = Buffer.alloc(48 * 1024 * 1024 + 1, 0x20);
			const headers = { authorization: 'Bearer k' };
			const response = await fetch(`${simulator.baseUrl}/chat/completions`, { method: 'POST', headers, body });
			equal(response.status, 413);
		}));

	it('ends with "length" at max_tokens, reasoning included', () =>
		withSimulator(async (simulator) => {
			const short = await complete(simulator, { messages: conversation, max_tokens: 10, ...thinking });
			deepEqual([short.choices[0]!.finish_reason, short.choices[0]!.message.content], ['length', '']);
			equal(short.usage.completion_tokens, 10);
			const longer = await complete(simulator, { messages: conversation, max_tokens: 10 });
			equal(longer.choices[0]!.message.content.length, 10);
		}));

	it('speaks with the openai package', () =>
		withSimulator(async (simulator) => {
			const client = new OpenAI({ baseURL: simulator.baseUrl, apiKey: 'sk-test', maxRetries: 0 });
			const request = { model: 'deepseek-flash', messages: conversation, max_tokens: 4096 };
			const whole = await client.chat.completions.create(request);
			const stream = await client.chat.completions.create({
				...request,
				stream: true,
				stream_options: { include_usage: true },
			});
			let content = '';
			let promptTokens: number | undefined;
			for await (const chunk of stream) {
				content += chunk.choices[0]?.delta.content ?? '';
				promptTokens = chunk.usage?.prompt_tokens ?? promptTokens;
			}
			equal(content, whole.choices[0]!.message.content);
			equal(promptTokens, whole.usage!.prompt_tokens);
			deepEqual(
				(await client.models.list()).data.map(({ id }) => id),
				['deepseek-flash', 'deepseek-v4-pro'],
			);
		}));
});

describe('The prompt encoding', () => {
	const tokenizer = loadTokenizer('src/core/tokens/vocabulary/vocabulary.bin');
	const encoder = new RememberingEncoder(tokenizer);
	const off: Thinking = { enabled: false };

	it('agrees between product and simulator', () => {
		const system: ChatMessage = { role: 'system', content: 'You help.\n' };
		const lists: readonly (readonly ChatMessage[])[] = [
			[user('')],
			[system, user(pack)],
			[system, user(pack), assistant('Read.'), user('Why?\n'), assistant(''), user('日本語 and `code`')],
			[user('one'), user('two'), { role: 'system', content: 'later' }, user('three')],
		];
		const modes: readonly Thinking[] = [
			off,
			...(['low', 'high', 'max'] as const).map((effort) => ({ enabled: true as const, effort })),
		];
		for (const messages of lists) {
			for (const mode of modes) {
				const request = validateRequest({
					model: 'deepseek-flash',
					messages,
					thinking: { type: mode.enabled ? 'enabled' : 'disabled' },
					...(mode.enabled ? { reasoning_effort: mode.effort } : {}),
				});
				equal(encodePrompt(request, encoder).tokens.length, countPromptTokens(messages, mode, encoder));
			}
		}
	});

	it('takes 4 tokens for an empty message without thinking', () => {
		equal(countPromptTokens([user('')], off, encoder), 4);
	});
});
