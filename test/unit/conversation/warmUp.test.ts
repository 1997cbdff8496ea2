import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createConversation } from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { runTurn } from '../../../src/core/conversation/runTurn';
import { prefixSize, warmUp, type WarmUpEnd, type WarmUpListener } from '../../../src/core/conversation/warmUp';
import { modelFacts } from '../../../src/core/model/catalog';
import { OpenAiClient } from '../../../src/core/model/openAiClient';
import type { Thinking } from '../../../src/core/model/types';
import { LedgerStore } from '../../../src/node/ledger/ledgerStore';
import { sentDocument } from '../../../src/node/ledger/sentDocument';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { DirectEngine } from '../../../src/node/workspace/directEngine';
import { WorkspacePacks } from '../../../src/node/workspace/workspacePacks';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { eventually } from '../../support/eventually';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const filler = Array.from({ length: 400 }, (_, index) => `export const value${index} = ${index};\n`).join('');
const high: Thinking = { enabled: true, effort: 'high' };
const model = 'deepseek-flash';

describe('Warming up the cache', () => {
	const { signal } = new AbortController();
	let simulator: Simulator;
	let folder: TemporaryFolder;
	let store: TemporaryFolder;
	let packs: WorkspacePacks;
	let ledger: LedgerStore;
	let requests: number;

	before(async () => {
		// Nothing is kept at intervals: only what ends at a boundary of a request can be hit.
		simulator = await startSimulator({ encoder: testTokenizer(), cache: { unitsOnly: true } });
	});
	after(() => simulator.close());
	beforeEach(() => {
		store = new TemporaryFolder();
		// Another text each time: what one test has warmed is cold for the next.
		folder = new TemporaryFolder({ 'src/shop.ts': `// ${randomUUID()}\n${filler}` });
		const service = createPackService(
			{ packFolder: store.path, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);
		ledger = new LedgerStore(`${store.path}/ledger`);
		packs = new WorkspacePacks(new DirectEngine({ packs: service, ledger }), () => ({
			name: 'shop',
			roots: [{ name: 'shop', folder: folder.path }],
			rules: { exclude: [], include: [] },
			unsaved: {},
		}));
		requests = simulator.requests.length;
	});
	afterEach(() => {
		simulator.setFaults(undefined);
		folder.remove();
		store.remove();
	});

	const client = () => new OpenAiClient({ baseUrl: simulator.baseUrl, apiKey: 'sk-test', fetch, idleLimit: 30_000 });
	const common = () => ({
		...{ client: client(), workspace: packs, now: Date.now, random: () => 0.5 },
		wait: () => Promise.resolve(),
	});

	function listener(told: string[] = []): WarmUpListener {
		return {
			onSend: (tokens) => told.push(`sends ${tokens}`),
			onRead: (tokens) => told.push(`read ${tokens}`),
			onProgress: (text) => told.push(text),
		};
	}

	/** Warms up at an endpoint that does something else, and tells how that ended. */
	async function endOf(stop = signal): Promise<WarmUpEnd[]> {
		const ends: WarmUpEnd[] = [];
		const onEnded = (end: WarmUpEnd) => {
			ends.push(end);
			return Promise.resolve();
		};
		const pack = await packs.packForWarmUp(signal);
		const services = { ...common(), expectedCachedTokens: 0 };
		await warmUp(pack, { model, thinking: high }, services, { ...listener(), onEnded }, stop).catch(() => undefined);
		return ends;
	}

	it('tells how it ended, and whether it may have been read', async () => {
		const [done] = await endOf();
		assert.deepEqual([done?.outcome, done?.mayBeRead, done?.receipt.usage?.completionTokens], ['done', true, 1]);
		simulator.enqueueFault({ kind: 'status', status: 402 });
		const [refused] = await endOf();
		assert.deepEqual([refused?.outcome, refused?.mayBeRead, refused?.receipt.usage], ['failed', false, undefined]);
		simulator.enqueueFault({ kind: 'stall', afterCharacters: 0 });
		const abort = new AbortController();
		const requested = simulator.requests.length;
		const stopping = endOf(abort.signal);
		await eventually('the request', () => simulator.requests.length > requested);
		abort.abort();
		const [stopped, ...more] = await stopping;
		assert.deepEqual([stopped?.outcome, stopped?.mayBeRead, more.length], ['stopped', true, 0]);
		assert.ok(stopped!.receipt.promptTokens > 0);
		assert.deepEqual(await endOf(AbortSignal.abort()), [], 'nothing was sent');
	});

	async function warm(thinking = high, told: string[] = [], stop = signal) {
		const pack = await packs.packForWarmUp(stop);
		const services = { ...common(), expectedCachedTokens: 0 };
		return { pack, receipt: await warmUp(pack, { model, thinking }, services, listener(told), stop) };
	}

	/** Asks the first question of a new chat. */
	async function ask(thinking = high) {
		let chat = createConversation(randomUUID(), Date.now(), { model, thinking });
		const turn = { turnId: randomUUID(), question: 'What is value3?', attachment: undefined };
		chat = reduce(chat, { type: 'asked', ...turn, at: Date.now() });
		for await (const event of runTurn(chat, { ...common(), facts: modelFacts(model, true) }, signal)) {
			chat = reduce(chat, event);
		}
		return chat.turns[0]!.answer;
	}

	for (const thinking of [high, { enabled: false } as const]) {
		it(`lets the first question hit the whole pack, ${thinking.enabled ? 'with' : 'without'} thinking`, async () => {
			const { pack, receipt } = await warm(thinking);
			assert.equal(receipt.usage?.cachedTokens, 0);
			const prefix = await prefixSize(pack, thinking, packs, signal);
			assert.ok(prefix > pack.tokens);
			const { usage } = await ask(thinking);
			// The cache gives whole blocks of 128 tokens; the words behind the pack may be the warm-up's own answer.
			assert.ok(usage!.cachedTokens! >= prefix - (prefix % 128), `${usage!.cachedTokens} of ${prefix}`);
		});
	}

	/** What all chats of this test have in common before their packs, at most. */
	const systemText = 700;

	it('is what makes it hit: without, the first question is cold', async () => {
		assert.ok((await ask()).usage!.cachedTokens! <= systemText);
	});

	it('with another effort warms nothing for this one', async () => {
		await warm({ enabled: true, effort: 'max' });
		assert.ok((await ask()).usage!.cachedTokens! <= systemText);
	});

	it('sends the pack and nothing behind it, for one token, and counts exactly', async () => {
		const told: string[] = [];
		const { receipt, pack } = await warm(high, told);
		const request = simulator.requests[requests]!;
		const body = request.body as { messages: { role: string }[]; max_tokens: number };
		assert.deepEqual(
			body.messages.map(({ role }) => role),
			['system', 'user'],
		);
		assert.equal(body.max_tokens, 1);
		assert.equal(request.usage?.prompt_tokens, receipt.promptTokens);
		assert.equal(receipt.usage?.completionTokens, 1);
		const prefix = await prefixSize(pack, high, packs, signal);
		assert.deepEqual(told, [`sends ${receipt.promptTokens}`, `read ${prefix}`]);
	});

	it('goes on with the pack that chats have, and is no chat itself', async () => {
		const { pack } = await warm();
		const again = await warm();
		assert.equal(again.pack.id, pack.id);
		assert.ok(again.receipt.usage!.cachedTokens! >= pack.tokens);
		const prospect = await packs.prospect(undefined, 'now', signal);
		assert.equal(prospect.packId, pack.id);
		assert.equal(prospect.packTokens, pack.tokens);
		assert.equal((await packs.packForNew(signal)).id, pack.id);
	});

	it('stands in the ledger with what came of it', async () => {
		const { pack } = await warmWithLedger();
		const [entry] = await ledger.entries();
		assert.equal(entry?.kind, 'warm-up');
		assert.equal(entry.outcome?.status, 'done');
		assert.equal(entry.outcome.usage?.promptTokens, entry.promptTokens);
		const document = await sentDocument(entry, ledger);
		assert.match(document, /^Warm-up of the cache$/m);
		assert.ok(document.includes(new TextDecoder().decode(pack.bytes)));
	});

	it('that failed says so in the ledger, too', async () => {
		simulator.setFaults(({ path }) =>
			path === '/chat/completions' ? { kind: 'status', status: 402, message: 'Insufficient Balance' } : undefined,
		);
		await assert.rejects(warmWithLedger(), { kind: 'no-balance' });
		const [entry] = await ledger.entries();
		assert.equal(entry?.outcome?.status, 'failed');
	});

	it('tries again when the endpoint is overloaded, and says so', async () => {
		simulator.enqueueFault({ kind: 'status', status: 503 });
		const told: string[] = [];
		const { receipt } = await warm(high, told);
		assert.ok(receipt.usage);
		assert.ok(told.some((text) => text.includes('Trying again')));
	});

	it('can be cancelled', async () => {
		simulator.enqueueFault({ kind: 'delay', milliseconds: 60_000 });
		const abort = new AbortController();
		const warming = warm(high, [], abort.signal);
		setTimeout(() => abort.abort(), 50);
		await assert.rejects(warming, { name: 'AbortError' });
	});

	async function warmWithLedger() {
		const pack = await packs.packForWarmUp(signal);
		const keeping = {
			sent: (request: Parameters<LedgerStore['sent']>[0]) => ledger.sent(request, () => Promise.resolve(frozen(pack))),
			encoded: ledger.encoded.bind(ledger),
			answered: ledger.answered.bind(ledger),
		};
		const services = { ...common(), ledger: keeping, expectedCachedTokens: 0 };
		return { pack, receipt: await warmUp(pack, { model, thinking: high }, services, listener(), signal) };
	}

	const frozen = (pack: Awaited<ReturnType<WorkspacePacks['packForWarmUp']>>) => ({
		...{ pack, contents: { files: [], notes: [] } },
		...{ secretRules: '', allowedSecrets: [] },
	});
});
