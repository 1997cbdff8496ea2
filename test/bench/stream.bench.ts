/**
 * What a streamed answer costs the extension host: a server in a process of its own streams an answer of 400,000 tokens,
 * first as fast as it can, then at the pace of a model; it goes through the client into a chat, its store on disk and the
 * messages for the page. Printed is the share of one core that this process used.
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Turn } from '../../src/core/conversation/conversation';
import { OpenAiClient } from '../../src/core/model/openAiClient';
import { modelFacts } from '../../src/core/model/catalog';
import { ConversationStore } from '../../src/node/storage/conversationStore';
import { streamFetch } from '../../src/node/http/streamFetch';
import type { AnswerView, ToPage, TurnView } from '../../src/protocol';
import { inspectAnswer } from '../../src/vscode/chat/answerDetails';
import { ChatSession } from '../../src/vscode/chat/chatSession';
import { editCard } from '../../src/vscode/chat/editCard';
import { grownAnswer } from '../../src/vscode/chat/grownAnswer';
import { turnView } from '../../src/vscode/chat/turnView';
import type { AnswerReview } from '../../src/vscode/review/answerReview';
import { ScriptedChat } from '../unit/chat/scriptedChat';
import { paragraph } from './longAnswer';

/** As many as DeepSeek V4 answers with at most, in characters at 3.3 to the token. */
const characters = 1_320_000;

/** Chunks a second, and characters in each: what was measured of the hosted model. */
const pace = { chunks: 240, longest: 3 };

const unreviewed: AnswerReview = {
	pending: new Map(),
	decided: new Map(),
	files: undefined,
	applied: false,
	canUndo: false,
	working: undefined,
};

/** Seconds at that pace, behind everything that came before. */
const calmSeconds = 20;

if (process.argv[2] === 'serve') {
	serve();
} else {
	await measure();
}

/** Streams `flood` characters at once, then chunks at the usual pace for `seconds`. */
function serve(): void {
	const server = createServer((request, response) => {
		const [, flood, seconds] = /^\/(\d+)\/(\d+)\//.exec(request.url ?? '')!;
		request.resume();
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.socket?.setNoDelay(true);
		let sent = 0;
		const next = () => {
			const from = sent % paragraph.length;
			const text = paragraph.slice(from, from + 1 + (sent % pace.longest));
			sent += text.length;
			return `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
		};
		const end = () =>
			response.end('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
		const calm = () => {
			const started = Date.now();
			let chunks = 0;
			const timer = setInterval(() => {
				const due = Math.min(Number(seconds), (Date.now() - started) / 1_000) * pace.chunks;
				for (; chunks < due; chunks++) {
					response.write(next());
				}
				if (chunks >= Number(seconds) * pace.chunks) {
					clearInterval(timer);
					end();
				}
			}, 4);
		};
		const pour = () => {
			while (sent < Number(flood)) {
				if (!response.write(next())) {
					response.once('drain', pour);
					return;
				}
			}
			process.send?.('poured');
			calm();
		};
		pour();
	});
	server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

/** Milliseconds of processor time, and of the clock. */
function meter(): () => { readonly cpu: number; readonly wall: number } {
	const before = process.cpuUsage();
	const started = performance.now();
	return () => {
		const { user, system } = process.cpuUsage(before);
		return { cpu: (user + system) / 1_000, wall: performance.now() - started };
	};
}

function line(name: string, { cpu, wall }: ReturnType<ReturnType<typeof meter>>, more = ''): void {
	const share = (100 * cpu) / wall;
	console.log(
		`${name.padEnd(60)} ${cpu.toFixed(0).padStart(6)} ms in ${(wall / 1_000).toFixed(1).padStart(5)} s  ${share.toFixed(1).padStart(5)} % of a core  ${more}`,
	);
}

async function measure(): Promise<void> {
	const child = fork(fileURLToPath(import.meta.url), ['serve']);
	const message = () => new Promise<unknown>((resolve) => child.once('message', resolve));
	const folder = await mkdtemp(path.join(tmpdir(), 'longview-bench-'));
	try {
		const port = await message();
		const idle = meter();
		await setTimeout(2_000);
		line('doing nothing', idle());
		const address = (flood: number, seconds: number) => `http://127.0.0.1:${String(port)}/${flood}/${seconds}/`;
		for (const [fetcher, name] of [
			[fetch, "the platform's fetch"],
			[streamFetch, 'our own'],
		] as const) {
			await alone(address(0, calmSeconds), fetcher, `${pace.chunks} chunks a second, thrown away, ${name}`);
			await alone(address(characters, 0), fetcher, `a flood, thrown away, ${name}`);
		}
		for (const flood of [0, characters]) {
			await stream(`http://127.0.0.1:${String(port)}/${flood}/${calmSeconds}`, folder, flood, message);
		}
	} finally {
		child.kill();
		await rm(folder, { recursive: true, force: true });
	}
}

/** The same bytes, read and thrown away: what reading itself takes. */
async function alone(address: string, fetcher: typeof fetch, name: string): Promise<void> {
	const { body } = await fetcher(address);
	const reader = (body as ReadableStream<Uint8Array>).getReader();
	const spent = meter();
	let bytes = 0;
	for (let next = await reader.read(); !next.done; next = await reader.read()) {
		bytes += next.value.length;
	}
	line(name, spent(), `${(bytes / 1e6).toFixed(1)} MB`);
}

async function stream(baseUrl: string, folder: string, flood: number, message: () => Promise<unknown>): Promise<void> {
	const chat = new ScriptedChat();
	const store = new ConversationStore(folder);
	const client = new OpenAiClient({ baseUrl, apiKey: undefined, fetch: streamFetch, idleLimit: 60_000 });
	let messages = 0;
	let bytes = 0;
	let shown: AnswerView | undefined;
	// What the editor does with a message to its page.
	const post = (message: ToPage) => {
		messages++;
		bytes += JSON.stringify(message).length;
	};
	const viewOf = (turn: Turn): TurnView => {
		const details = session.details(turn.id) ?? inspectAnswer(turn.answer, undefined);
		const facts = modelFacts('deepseek-flash', true);
		const edits = editCard(turn.answer, details, unreviewed, undefined);
		return turnView(turn, {
			details,
			edits,
			explanation: undefined,
			facts,
			countsExactly: true,
			hasAccountPage: false,
		});
	};
	const tell = (turn: Turn) => {
		const view = viewOf(turn);
		shown = view.answer;
		post({ type: 'turn', turn: view, busy: true });
	};
	const session: ChatSession = new ChatSession(
		chat.create('chat'),
		{
			...chat.services({
				save: (conversation, grown) => (grown ? store.saveGrown(conversation) : store.save(conversation)),
			}),
			endpoint: { client: () => Promise.resolve(client), facts: (model) => modelFacts(model, true) },
		},
		{
			onTurn: tell,
			onGrown: (turn) => {
				const { answer } = viewOf(turn);
				const message = shown && grownAnswer(turn.id, shown, answer);
				shown = answer;
				if (message) {
					post(message);
				} else {
					tell(turn);
				}
			},
			onDelta: (turnId, delta) => post({ type: 'delta', turnId, ...delta }),
			onInspected: () => undefined,
			onConsent: () => undefined,
			onWithdrawn: () => undefined,
			onBusy: () => undefined,
		},
	);
	const poured = message();
	const pouring = meter();
	const answered = session.ask('Why?');
	await poured;
	const length = () => session.conversation.turns[0]?.answer.content.length ?? 0;
	while (length() < flood * 0.999) {
		await setTimeout(5);
	}
	if (flood > 0) {
		const spent = pouring();
		line(`a flood of ${flood} characters`, spent, `${messages} messages, ${(bytes / 1e6).toFixed(1)} MB`);
	}
	messages = 0;
	bytes = 0;
	const calm = meter();
	await setTimeout((calmSeconds - 1) * 1_000);
	line(
		`${pace.chunks} chunks a second behind ${flood} characters`,
		calm(),
		`${(messages / (calmSeconds - 1)).toFixed(0)} messages a second, ${(bytes / 1e3 / (calmSeconds - 1)).toFixed(1)} kB`,
	);
	await answered;
}
