import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createConversation, type Conversation } from '../../../src/core/conversation/conversation';
import { reduce, type ConversationEvent } from '../../../src/core/conversation/reducer';
import { packBudget, packCapacity } from '../../../src/core/conversation/request';
import { runTurn, type TurnServices } from '../../../src/core/conversation/runTurn';
import { correctedFacts, refitSentence } from '../../../src/core/conversation/refit';
import { modelFacts, type ModelFacts } from '../../../src/core/model/catalog';
import { OpenAiClient } from '../../../src/core/model/openAiClient';
import { profileOf, profiles } from '../../../src/core/model/profiles/profiles';
import type { ProfileId } from '../../../src/core/model/profiles/types';
import type { Thinking } from '../../../src/core/model/types';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { DirectEngine } from '../../../src/node/workspace/directEngine';
import { WorkspacePacks } from '../../../src/node/workspace/workspacePacks';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const thinking: Thinking = { enabled: false };
const models: Readonly<Partial<Record<ProfileId, string>>> = {
	deepseek: 'deepseek-flash',
	vllm: 'deepseek-ai/DeepSeek-V4.1-Flash',
	sglang: 'deepseek-ai/DeepSeek-V4.1-Flash',
	'llama.cpp': 'DeepSeek-V4.1-Flash-Q4_K_M.gguf',
	'lm-studio': 'deepseek-v4.1-flash',
	openrouter: 'deepseek/deepseek-v4.1-flash',
};

const source = (name: string, lines: number) =>
	Array.from({ length: lines }, (_, index) => `export const ${name}${index} = compute(${index}, '${name}');\n`).join(
		'',
	);

describe('a request that is refused as too long', () => {
	let simulator: Simulator;
	let folder: TemporaryFolder;
	before(async () => {
		simulator = await startSimulator();
		folder = new TemporaryFolder({
			'src/cart.ts': `export function addToCart(item: string) { return item; }\n${source('cart', 640)}`,
			'src/shop.ts': source('shop', 640),
			'src/list.ts': source('list', 640),
			'src/till.ts': source('till', 640),
		});
	});
	after(async () => {
		await simulator.close();
		folder.remove();
	});
	let facts: ModelFacts;
	let packs: WorkspacePacks;
	beforeEach(() => {
		const service = createPackService(
			{ packFolder: undefined, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);
		// The window is known only as a wide one, and more room for chatting than here would leave nothing to pack.
		facts = modelFacts('deepseek-flash', false, { contextWindow: 100_000 });
		packs = new WorkspacePacks(new DirectEngine({ packs: service, ledger: undefined }), () => ({
			name: 'shop',
			roots: [{ name: 'shop', folder: folder.path }],
			rules: { exclude: [], include: [] },
			unsaved: {},
			budget: packBudget(thinking, facts),
			economy: { capacity: packCapacity(thinking, facts), price: undefined },
		}));
	});
	afterEach(() => {
		simulator.setDialect('deepseek');
		simulator.setFaults(undefined);
		simulator.countFactor = 1;
	});

	function services(id: ProfileId = 'deepseek', extra: Partial<TurnServices> = {}): TurnServices {
		const base = id === 'openrouter' ? '/api/v1' : '/v1';
		return {
			workspace: packs,
			client: new OpenAiClient({
				baseUrl: simulator.baseUrl + base,
				apiKey: 'sk-test',
				fetch,
				idleLimit: 30_000,
				profile: profileOf(id),
			}),
			facts,
			now: Date.now,
			wait: () => Promise.reject(new Error('nothing is to be tried again after a while')),
			random: () => 0.5,
			// Remembered, as every surface does: packs are made by what is known.
			refused: (refusal) => {
				const corrected = correctedFacts(facts, refusal, 0);
				facts = corrected ?? facts;
				return Promise.resolve(corrected);
			},
			...extra,
		};
	}

	const fresh = (id: ProfileId = 'deepseek') =>
		createConversation(randomUUID(), Date.now(), { model: models[id]!, thinking });

	async function ask(conversation: Conversation, using: TurnServices, question = 'Where is addToCart?') {
		let state = reduce(conversation, {
			type: 'asked',
			turnId: randomUUID(),
			question,
			attachment: undefined,
			at: Date.now(),
		});
		const events: ConversationEvent[] = [];
		for await (const event of runTurn(state, using, new AbortController().signal)) {
			events.push(event);
			state = reduce(state, event);
		}
		return { state, answer: state.turns.at(-1)!.answer, types: events.map(({ type }) => type) };
	}

	const completions = () => simulator.requests.filter(({ path }) => path.endsWith('/chat/completions'));
	const sizes = () => completions().map(({ bytes }) => bytes);

	for (const { id } of profiles().filter((profile) => models[profile.id] !== undefined)) {
		it(`is made to fit what ${id} says, and asked once more`, async () => {
			simulator.setDialect(id, 40_000);
			const before = completions().length;
			const { answer } = await ask(fresh(id), services(id));
			assert.equal(answer.status, 'done', answer.failure?.message);
			const [first, second, ...more] = sizes().slice(before);
			assert.ok(second! < first!, `${second} bytes after ${first}`);
			assert.deepEqual(more, []);
			const { refit } = answer;
			assert.ok(refit);
			assert.equal(refit.limit, 40_000);
			assert.equal(refit.counted, refit.before.promptTokens, 'it counts as we do');
			assert.ok(refit.after.promptTokens < refit.before.promptTokens);
			assert.equal(answer.usage?.promptTokens, refit.after.promptTokens);
			assert.match(refitSentence(refit), /takes 40,000.*pack was made smaller.*asked once more/);
			assert.match(answer.content, /cart\.ts/);
		});

		it(`is made to fit where ${id} counts more than we do`, async () => {
			simulator.setDialect(id, 100_000);
			simulator.countFactor = 1.6;
			facts = { ...facts, contextWindow: 100_000, maxOutput: 50_000 };
			// Enough is asked for the answer that only the larger count is too long.
			const { answer } = await ask(fresh(id), services(id, { room: 100_000 }));
			assert.equal(answer.status, 'done', answer.failure?.message);
			assert.ok(answer.refit);
			assert.ok(facts.countFactor >= 1.6 && facts.countFactor <= 1.61, String(facts.countFactor));
			assert.match(refitSentence(answer.refit), /counts [\d,]+ tokens where Longview counts [\d,]+/);
		});
	}

	it('keeps less room for the answer where that is enough', async () => {
		const sent = await ask(fresh(), services());
		const window = sent.answer.usage!.promptTokens + 20_000;
		simulator.setDialect('deepseek', window);
		const { answer } = await ask(fresh(), services());
		assert.equal(answer.status, 'done');
		const { before, after: now } = answer.refit!;
		assert.equal(now.promptTokens, before.promptTokens);
		assert.ok(now.maxTokens < before.maxTokens && now.promptTokens + now.maxTokens <= window);
	});

	it('is not asked a third time', async () => {
		const before = completions().length;
		simulator.setFaults(() => ({
			kind: 'status',
			status: 400,
			message: "This model's maximum context length is 60000 tokens. However, you requested 90000 tokens.",
		}));
		const { answer, types } = await ask(fresh(), services('vllm', { windowHint: 'Start it with more.' }));
		assert.equal(answer.status, 'failed');
		assert.equal(answer.failure?.kind, 'too-long');
		assert.match(answer.failure.message, /the smaller one.*Nothing was charged.*Exclude folders.*Start it with more\./);
		assert.match(answer.failure.detail ?? '', /maximum context length is 60000/);
		assert.equal(completions().length, before + 2);
		assert.ok(types.includes('refitted'));
	});

	it('is never repeated unchanged: without a number nothing is asked again', async () => {
		const before = completions().length;
		simulator.setFaults(() => ({ kind: 'status', status: 400, message: 'Context size has been exceeded' }));
		const { answer } = await ask(fresh(), services());
		assert.equal(answer.failure?.kind, 'too-long');
		assert.match(answer.failure.message, /cannot be made smaller.*Exclude folders/);
		assert.equal(completions().length, before + 1);
	});

	it('keeps the pack of a chat that has begun, with less room for its answer, or says that a new one is made to fit', async () => {
		const begun = await ask(fresh(), services());
		assert.equal(begun.answer.status, 'done');
		const tokens = begun.answer.usage!.promptTokens;
		simulator.setDialect('deepseek', tokens + 20_000);
		const later = await ask(begun.state, services(), 'And who calls it?');
		assert.equal(later.answer.status, 'done', later.answer.failure?.message);
		assert.match(refitSentence(later.answer.refit!), /Less room was kept for the answer/);
		assert.equal(later.state.packId, begun.state.packId);

		simulator.setDialect('deepseek', tokens - 500);
		const last = await ask(later.state, services(), 'And now?');
		assert.equal(last.answer.failure?.kind, 'chat-too-long');
		assert.match(last.answer.failure.message, /Start a new chat/);
		const anew = await ask(fresh(), services(), 'Where is addToCart?');
		assert.equal(anew.answer.status, 'done', 'a new chat fits by what was learned');
		assert.equal(anew.answer.refit, undefined);
	});
});
