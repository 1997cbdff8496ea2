import { renderChanges } from '../../../src/core/context/delta';
import { decideRebase, expectedUse, shouldRewriteLog } from '../../../src/core/context/rebase';
import { questionText } from '../../../src/core/conversation/prompts';
import { packMessages } from '../../../src/core/conversation/request';
import { modelFacts } from '../../../src/core/model/catalog';
import type { ChatMessage } from '../../../src/core/model/types';
import type { TokenCounter } from '../../../src/core/tokens/tokenizer';
import type { GitHistory } from './git';
import { byChangeCount, byPath, byStability, directoryTree } from './orders';
import type { ReplayedRequest } from './replay';
import type { Step, Timeline } from './timeline';
import { WorkingCopy, type FrozenPack } from './workingCopy';

/** How a new chat is told what changed since the pack was frozen. */
export type DeltaForm =
	/** All of it in words of its own, as small as can be. */
	| 'net'
	/** As earlier chats were told it, and what has changed since behind that: only ever appended to. */
	| 'log';

/** What every layout needs. */
export interface Replay {
	readonly history: GitHistory;
	readonly timeline: Timeline;
	readonly lastChanges: ReadonlyMap<string, number>;
	readonly counter: TokenCounter;
	/** Questions after each commit. */
	readonly questions: number;
	/** Reads each new pack into the cache before the first question. */
	readonly warmUp: boolean;
}

const facts = modelFacts('deepseek-flash', true);
/** Room for the question and the answer. */
const capacity = facts.contextWindow - 65_536;
const answerTokens = 800;
/** Commits whose changes repomix counts. */
const countedCommits = 100;

/** A new pack and a new chat for each question, files in the order of their paths. */
export function* repackedByPath(replay: Replay): Generator<ReplayedRequest> {
	yield* repacked(replay, (copy) => copy.pack(byPath(copy.files)));
}

/** The same with repomix's order: the directory tree, then the files that change least first. */
export function* repackedLikeRepomix(replay: Replay): Generator<ReplayedRequest> {
	yield* repacked(replay, (copy, commit) => {
		const order = byChangeCount(copy.files, replay.history.changeCounts(commit, countedCommits));
		return copy.pack(order, directoryTree(order));
	});
}

function* repacked(
	{ timeline, lastChanges, counter, questions }: Replay,
	pack: (copy: WorkingCopy, commit: string) => FrozenPack,
): Generator<ReplayedRequest> {
	const copy = new WorkingCopy(timeline, lastChanges, counter);
	yield { messages: [...packMessages(pack(copy, timeline.base)), user(question(undefined, 0))] };
	for (const step of timeline.steps) {
		copy.apply(step);
		const packed = pack(copy, step.commit);
		for (let index = 0; index < questions; index++) {
			yield { messages: [...packMessages(packed), user(question(step, index))] };
		}
	}
}

/** Ours, a new chat for each question: a frozen pack in the order of stability, and what changed since. */
export function* newChats(replay: Replay, form: DeltaForm): Generator<ReplayedRequest> {
	const { timeline, lastChanges, counter, questions } = replay;
	const copy = new WorkingCopy(timeline, lastChanges, counter);
	let pack = freeze(copy);
	let chats = 0;
	let log = '';
	const told = new Map<string, string | undefined>();
	yield* begin(replay, pack);
	for (const step of timeline.steps) {
		copy.apply(step);
		const block = renderChanges(copy.changesSince(pack.files, told));
		const net = renderChanges(copy.changesSince(pack.files, new Map()));
		const isRewritten = form === 'net' || rewrites(pack, log, block, net, chats, counter);
		let delta = isRewritten ? net : log + block;
		const unsent = isRewritten ? net : block;
		const isRebase = rebases(copy, pack, delta, form === 'log' ? unsent : undefined, chats, counter);
		if (isRebase) {
			pack = freeze(copy);
			[chats, delta] = [0, ''];
			told.clear();
			if (replay.warmUp) {
				yield warmUp(pack);
			}
		} else if (form === 'log') {
			step.changes.forEach(({ path, after }) => told.set(path, after));
		}
		log = form === 'log' ? delta : '';
		for (let index = 0; index < questions; index++) {
			chats++;
			yield {
				messages: [...packMessages(pack), user(delta + question(step, index))],
				isRebase: isRebase && index === 0,
			};
		}
	}
}

/** Ours, one chat that goes on, and a new one when it is full: what changed stands in front of the next question. */
export function* growingChat(replay: Replay): Generator<ReplayedRequest> {
	const { timeline, lastChanges, counter, questions } = replay;
	const copy = new WorkingCopy(timeline, lastChanges, counter);
	const answer = answerText(counter);
	let pack = freeze(copy);
	let turns: ChatMessage[] = [];
	let tokens = 0;
	let chats = 1;
	const told = new Map<string, string | undefined>();
	const messageOf = (asked: string) => renderChanges(copy.changesSince(pack.files, told)) + asked;
	for (const { messages } of begin(replay, pack)) {
		yield { messages, answer };
		turns = replay.warmUp ? [] : [...messages.slice(packMessages(pack).length), assistant(answer)];
	}
	for (const step of timeline.steps) {
		copy.apply(step);
		for (let index = 0; index < questions; index++) {
			const asked = question(step, index);
			let message = messageOf(asked);
			let isRebase = false;
			if (pack.tokens + tokens + counter.countText(message) + answerTokens > capacity) {
				[turns, tokens, chats] = [[], 0, chats + 1];
				told.clear();
				isRebase = rebases(copy, pack, messageOf(asked), undefined, chats, counter);
				pack = isRebase ? freeze(copy) : pack;
				message = messageOf(asked);
			}
			copy.files.forEach((text, path) => told.set(path, text));
			pack.files.forEach((_, path) => copy.files.has(path) || told.set(path, undefined));
			turns.push(user(message));
			tokens += counter.countText(message) + answerTokens;
			yield { messages: [...packMessages(pack), ...turns], answer, isRebase };
			turns.push(assistant(answer));
		}
	}
}

/** @param unsent the part of the delta that is new to the cache where chats share it; undefined where they do not */
function rebases(
	copy: WorkingCopy,
	pack: FrozenPack,
	delta: string,
	unsent: string | undefined,
	chats: number,
	counter: TokenCounter,
): boolean {
	const deltaTokens = counter.countText(delta);
	const { decision } = decideRebase({
		price: facts.price,
		packTokens: pack.tokens,
		newPackTokens: copy.packTokens(),
		deltaTokens,
		sharedDeltaTokens: unsent === undefined ? 0 : deltaTokens,
		unsentDeltaTokens: counter.countText(unsent ?? ''),
		commonPrefixTokens: copy.commonPrefixTokens(pack, byStability(copy.files, copy.lastChanges)),
		...expectedUse({ chats, turns: chats }),
		cacheIsWarm: true,
		capacity,
		holdsExcluded: false,
	});
	return decision === 'rebase';
}

function rewrites(
	pack: FrozenPack,
	log: string,
	block: string,
	net: string,
	chats: number,
	counter: TokenCounter,
): boolean {
	return shouldRewriteLog({
		price: facts.price,
		packTokens: pack.tokens,
		logTokens: counter.countText(log + block),
		unsentTokens: counter.countText(block),
		netTokens: counter.countText(net),
		...expectedUse({ chats, turns: chats }),
		cacheIsWarm: true,
		capacity,
	});
}

function freeze(copy: WorkingCopy): FrozenPack {
	return copy.pack(byStability(copy.files, copy.lastChanges));
}

/** The first, cold request. */
function* begin({ warmUp: isWarmedUp }: Replay, pack: FrozenPack): Generator<ReplayedRequest> {
	yield isWarmedUp ? warmUp(pack) : { messages: [...packMessages(pack), user(question(undefined, 0))] };
}

/** The pack alone: its end becomes a unit of the cache. */
function warmUp(pack: FrozenPack): ReplayedRequest {
	return { messages: packMessages(pack).slice(0, 2) };
}

function user(content: string): ChatMessage {
	return { role: 'user', content };
}

function assistant(content: string): ChatMessage {
	return { role: 'assistant', content };
}

/** A question of a usual length; each one is another. */
function question(step: Step | undefined, index: number): string {
	const about = step ? `commit ${step.commit.slice(0, 12)}, mostly in ${step.changes[0]!.path}` : 'the last release';
	return questionText(`${index + 1}: What does ${about} change for callers, and which tests cover it?`);
}

function answerText(counter: TokenCounter): string {
	let answer = '';
	for (let line = 1; counter.countText(answer) < answerTokens; line++) {
		answer += `${line}. \`handle\` in \`lib/router.js:${100 + line}\` is called by every route before its own check.\n`;
	}
	return answer;
}
