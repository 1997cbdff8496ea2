import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { formatUnifiedDiff } from '../../../src/core/common/unifiedDiff';
import {
	createConversation,
	type Conversation,
	type DiffAttachment,
} from '../../../src/core/conversation/conversation';
import { reduce } from '../../../src/core/conversation/reducer';
import { runTurn, type TurnServices } from '../../../src/core/conversation/runTurn';
import { modelFacts } from '../../../src/core/model/catalog';
import { OpenAiClient } from '../../../src/core/model/openAiClient';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { DirectEngine } from '../../../src/node/workspace/directEngine';
import { WorkspacePacks } from '../../../src/node/workspace/workspacePacks';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const filler = Array.from({ length: 60 }, (_, index) => `export const value${index} = ${index};\n`).join('');

describe('runTurn against the simulator', () => {
	let simulator: Simulator;
	let folder: TemporaryFolder;
	let store: TemporaryFolder;

	before(async () => {
		simulator = await startSimulator();
	});
	after(() => simulator.close());
	beforeEach(() => {
		store = new TemporaryFolder();
		folder = new TemporaryFolder({
			'src/cart.ts': `${filler}export function addToCart(item: string) { return item; }\n`,
			'src/shop.ts': `${filler}import { addToCart } from './cart';\naddToCart('tea');\n`,
		});
	});
	afterEach(() => {
		simulator.setFaults(undefined);
		folder.remove();
		store.remove();
	});

	function workspace(): WorkspacePacks {
		const root = folder.path;
		const tokenizer = testTokenizer();
		const service = createPackService(
			{ packFolder: store.path, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			tokenizer,
		);
		return new WorkspacePacks(new DirectEngine({ packs: service, ledger: undefined }), () => ({
			name: 'shop',
			roots: [{ name: 'shop', folder: root }],
			rules: { exclude: [], include: [] },
			unsaved: {},
		}));
	}

	function services(extra: Partial<TurnServices> = {}): TurnServices {
		return {
			workspace: workspace(),
			client: new OpenAiClient({ baseUrl: simulator.baseUrl, apiKey: 'sk-test', fetch, idleLimit: 30_000 }),
			facts: modelFacts('deepseek-flash', true),
			now: Date.now,
			wait: () => Promise.resolve(),
			random: () => 0.5,
			...extra,
		};
	}

	async function ask(
		conversation: Conversation,
		question: string,
		using = services(),
		signal = new AbortController().signal,
		attachment?: DiffAttachment,
	) {
		let state = reduce(conversation, { type: 'asked', turnId: randomUUID(), question, attachment, at: Date.now() });
		const types: string[] = [];
		for await (const event of runTurn(state, using, signal)) {
			types.push(event.type);
			state = reduce(state, event);
		}
		return { state, answer: state.turns.at(-1)!.answer, types };
	}

	const fresh = () =>
		createConversation(randomUUID(), Date.now(), {
			model: 'deepseek-flash',
			thinking: { enabled: true, effort: 'high' },
		});

	const sent = (index: number) =>
		(simulator.requests.at(index)!.body as { messages: { role: string; content: string }[] }).messages;

	it('sends nothing whose bytes cannot be noted', async () => {
		const before = simulator.requests.length;
		const ledger = {
			sent: () => Promise.resolve('id'),
			encoded: () => Promise.reject(new Error('The disk is full.')),
			answered: () => Promise.resolve(),
		};
		const { answer } = await ask(fresh(), 'Why?', services({ ledger }));
		assert.equal(answer.status, 'failed');
		assert.match(answer.failure!.message, /The disk is full\./);
		assert.equal(simulator.requests.length, before);
	});

	it('keeps of what was sent nothing that was not sent: no secret of a question', async () => {
		const packs = workspace();
		packs.redact = (texts) => Promise.resolve(texts.map(({ text }) => text.replaceAll('hunter2', 'PLACEHOLDER')));
		let kept = '';
		const ledger = {
			sent: (request: unknown) => {
				kept = JSON.stringify(request);
				return Promise.resolve('id');
			},
			encoded: (_: string, body: unknown) => {
				kept += JSON.stringify(body);
				return Promise.resolve();
			},
			answered: () => Promise.resolve(),
		};
		const { state, answer } = await ask(fresh(), 'Is hunter2 a password?', services({ workspace: packs, ledger }));
		assert.equal(answer.status, 'done');
		assert.equal(state.turns[0]!.question, 'Is hunter2 a password?');
		assert.match(kept, /"question":"Is PLACEHOLDER a password\?"/);
		assert.doesNotMatch(kept, /hunter2/);
	});

	it('counts exactly what the endpoint counts', async () => {
		let counted = 0;
		const { answer } = await ask(
			fresh(),
			'Where is addToCart?',
			services({
				beforeSend: (_, promptTokens) => {
					counted = promptTokens;
					return Promise.resolve();
				},
			}),
		);
		assert.equal(answer.status, 'done');
		assert.equal(counted, answer.usage!.promptTokens);
		assert.match(answer.content, /src\/cart\.ts:61/);
	});

	it('begins each request with the bytes of the one before it, and tells changes in between', async () => {
		const first = await ask(fresh(), 'Where is addToCart?');
		folder.write('src/shop.ts', `${filler}import { addToCart } from './cart';\naddToCart('coffee');\n`);
		const second = await ask(first.state, 'And who calls it?');
		const [before, later] = [sent(-2), sent(-1)];
		assert.deepEqual(later.slice(0, before.length), before);
		assert.equal(later.length, before.length + 2);
		assert.match(later.at(-1)!.content, /^<changes>\n<diff path="src\/shop.ts">[^]*\+addToCart\('coffee'\)/);
		assert.ok(second.answer.usage!.cachedTokens! > 0);

		const third = await ask(second.state, 'Anything else?');
		assert.doesNotMatch(sent(-1).at(-1)!.content, /<changes>/);
		assert.equal(third.answer.status, 'done');
	});

	it('sends no control token, wherever one is written out: files, changes, questions, diffs, answers', async () => {
		const literals = '<｜User｜> <｜image｜> <think> </think> ｜DSML｜ <｜end▁of▁sentence｜>';
		folder.write('src/tokens.ts', `export const tokens = '${literals}';\n`);
		simulator.enqueueFault({ kind: 'say', text: `They are ${literals}.` });
		const first = await ask(fresh(), `What is ${literals}?`);
		assert.equal(first.answer.content, `They are ${literals}.`);
		const [oldPath, before, after] = ['src/tokens.ts', `${literals}\n`, `${literals} and more\n`];
		const diff = formatUnifiedDiff({ oldPath, newPath: oldPath, before, after });
		folder.write('src/tokens.ts', `export const tokens = '${literals}'; // ${literals}\n`);
		simulator.enqueueFault({ kind: 'say', text: literals });
		const source = { kind: 'staged', folder: folder.path } as const;
		const attachment = { title: `Commit: ${literals}`, diff, files: 1, added: 1, removed: 1, source };
		const second = await ask(first.state, `And ${literals}?`, services(), undefined, attachment);
		assert.equal(second.answer.status, 'done');
		const third = await ask(second.state, 'Anything else?');
		assert.equal(third.answer.status, 'done');
		assert.deepEqual(sent(-1).slice(0, sent(-2).length), sent(-2));
		assert.equal(sent(-1).length, 8);
		for (const { role, content } of sent(-1)) {
			assert.doesNotMatch(content, /<｜[^\u2060]|<\/?think>|｜DSML｜/, role);
		}
		assert.match(sent(-1)[1]!.content, /tokens\.ts/);
		assert.match(sent(-1)[5]!.content, /<changes>[^]*title="Commit: </);
		// Nobody loses a character of what was written: it is only sent otherwise.
		assert.equal(third.state.turns[0]!.answer.content, `They are ${literals}.`);
	});

	it('goes on after a restart with the stored pack', async () => {
		const first = await ask(fresh(), 'Where is addToCart?');
		folder.write('src/new.ts', 'export const later = true;\n');
		await ask(first.state, 'And now?', services({ workspace: workspace() }));
		assert.equal(sent(-1)[1]!.content, sent(-2)[1]!.content);
		assert.match(sent(-1).at(-1)!.content, /<file path="src\/new.ts"/);
	});

	it('never sends again what git ignores by now, neither in a new chat nor in one that has begun', async () => {
		folder.write('notes.txt', 'private words\n');
		const first = await ask(fresh(), 'One?');
		folder.write('.git/HEAD', 'ref: refs/heads/main\n');
		folder.write('.gitignore', 'notes.txt\n');
		const requests = simulator.requests.length;
		const followUp = await ask(first.state, 'Two?');
		assert.equal(followUp.answer.failure?.kind, 'excluded-since');
		assert.equal(simulator.requests.length, requests);
		await ask(fresh(), 'Three?');
		assert.doesNotMatch(JSON.stringify(sent(-1)), /private words/);
	});

	it('never sends a diff again whose files are excluded by now', async () => {
		const text = formatUnifiedDiff({
			oldPath: 'plans/next.md',
			newPath: 'plans/next.md',
			before: 'one\n',
			after: 'private words\n',
		});
		const attachment: DiffAttachment = {
			...{ title: 'Staged changes', diff: text, files: 1, added: 1, removed: 1 },
			source: { kind: 'staged', folder: folder.path },
		};
		const first = await ask(fresh(), '', services(), undefined, attachment);
		assert.equal(first.answer.status, 'done');
		assert.match(JSON.stringify(sent(-1)), /private words/);
		assert.equal((await ask(first.state, 'And now?')).answer.status, 'done');
		const requests = simulator.requests.length;
		folder.write('.longviewignore', 'plans/\n');
		assert.equal((await ask(first.state, 'And then?')).answer.failure?.kind, 'excluded-since');
		const again = await ask(fresh(), '', services(), undefined, attachment);
		assert.equal(again.answer.failure?.kind, 'excluded-since');
		assert.equal(simulator.requests.length, requests);
	});

	it('goes on with a new pack where that of the chat is lost, unless its turns told what is kept back by now', async () => {
		const first = await ask(fresh(), 'One?');
		folder.write('plans.txt', 'private words\n');
		const second = await ask(first.state, 'Two?');
		assert.match(sent(-1).at(-1)!.content, /private words/);
		const lose = () => readdirSync(store.path).forEach((name) => rmSync(store.at(name), { recursive: true }));
		lose();
		assert.equal((await ask(second.state, 'Three?')).answer.status, 'done');
		const requests = simulator.requests.length;
		lose();
		folder.write('.longviewignore', 'plans.txt\n');
		assert.equal((await ask(second.state, 'Four?')).answer.failure?.kind, 'excluded-since');
		lose();
		rmSync(folder.at('.longviewignore'));
		const packs = workspace();
		packs.redact = (texts) =>
			Promise.resolve(texts.map((each) => each.text.replaceAll('private words', 'PLACEHOLDER')));
		const refused = await ask(second.state, 'Five?', services({ workspace: packs }));
		assert.equal(refused.answer.failure?.kind, 'excluded-since');
		assert.equal(simulator.requests.length, requests);
	});

	it('makes a new pack for a new chat once much has changed', async () => {
		await ask(fresh(), 'One?');
		folder.write('src/shop.ts', `${filler}${filler}changed\n`);
		await ask(fresh(), 'Two?');
		assert.notEqual(sent(-1)[1]!.content, sent(-2)[1]!.content);
		assert.doesNotMatch(sent(-1).at(-1)!.content, /<changes>/);
	});

	it('drops a turn that got no answer from later requests', async () => {
		simulator.enqueueFault({ kind: 'status', status: 402 });
		const failed = await ask(fresh(), 'Lost?');
		assert.equal(failed.answer.status, 'failed');
		assert.equal(failed.answer.failure?.kind, 'no-balance');
		await ask(failed.state, 'Again?');
		assert.equal(sent(-1).filter((message) => message.role === 'user').length, 2);
	});

	it('gives no reasoning back, and no message without a text', async () => {
		const first = await ask(fresh(), 'Where is addToCart?');
		assert.notEqual(first.answer.reasoning, '');
		simulator.enqueueFault({ kind: 'say', text: '' });
		const empty = await ask(first.state, 'And where not?');
		assert.equal(empty.answer.content, '');
		await ask(empty.state, 'Anything else?');
		for (const message of sent(-1)) {
			assert.deepEqual(Object.keys(message).sort(), ['content', 'role']);
			assert.notEqual(message.content, '');
			assert.equal(typeof message.content, 'string');
		}
		assert.equal(sent(-1).filter((message) => message.role === 'assistant').length, 2);
	});

	it('tries again visibly, and only before the first word', async () => {
		simulator.enqueueFault({ kind: 'status', status: 503, times: 2 });
		const { answer, types } = await ask(fresh(), 'Where is addToCart?');
		assert.equal(answer.status, 'done');
		assert.equal(types.filter((type) => type === 'progress').length, 2);

		const requests = simulator.requests.length;
		simulator.enqueueFault({ kind: 'drop', afterCharacters: 80 });
		const cut = await ask(fresh(), 'Where is addToCart?');
		assert.equal(cut.answer.status, 'failed');
		assert.equal(cut.answer.failure?.kind, 'interrupted');
		assert.ok((cut.answer.content + cut.answer.reasoning).length > 50);
		assert.equal(simulator.requests.length, requests + 1);
	});

	it('keeps what came when it is stopped', async () => {
		simulator.enqueueFault({ kind: 'stall', afterCharacters: 400 });
		const controller = new AbortController();
		const using = services();
		const stopping: TurnServices = {
			...using,
			client: {
				host: using.client.host,
				listModels: (signal) => using.client.listModels(signal),
				async *stream(request, signal) {
					for await (const event of using.client.stream(request, signal)) {
						yield event;
						if (event.type === 'content') {
							controller.abort();
						}
					}
				},
			},
		};
		const { answer } = await ask(fresh(), 'Where is addToCart?', stopping, controller.signal);
		assert.equal(answer.status, 'stopped');
		assert.notEqual(answer.content, '');
	});

	it('sends nothing without consent', async () => {
		const requests = simulator.requests.length;
		const { answer } = await ask(
			fresh(),
			'Where?',
			services({ beforeSend: () => Promise.reject(new Error('not yet')) }),
		);
		assert.equal(answer.status, 'failed');
		assert.equal(simulator.requests.length, requests);
	});

	it('sends nothing when no answer would fit', async () => {
		const requests = simulator.requests.length;
		const small = { ...modelFacts('deepseek-flash', true), contextWindow: 7_000 };
		const { answer } = await ask(fresh(), 'Where?', services({ facts: small }));
		const { failure } = answer;
		assert.ok(failure);
		assert.equal(failure.kind, 'too-long');
		assert.match(failure.message, /Nothing was sent/);
		assert.equal(simulator.requests.length, requests);
	});
});
