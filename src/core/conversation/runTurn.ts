import { errorMessage, LongviewError } from '../common/errors';
import { formatCount } from '../common/format';
import { checkRequestSize } from '../images/checkImages';
import { PackIndex } from '../context/packIndex';
import type { Pack } from '../context/types';
import { splitDiff } from '../diffs/splitDiff';
import type { ModelFacts } from '../model/catalog';
import { streamWithRetries } from '../model/attempts';
import { ModelError } from '../model/errors';
import { ledgerMessages, type RequestLedger, type SentOutcome } from '../ledger/ledger';
import type { ModelClient, ModelRequest, Usage } from '../model/types';
import { isTold, type Conversation, type Failure, type Turn } from './conversation';
import { promptSize } from './promptSize';
import type { ConversationEvent } from './reducer';
import { composeMessage, emptyLog, maxTokensFor, messagesUpTo, ToldFiles } from './request';
import { loadImages, requestBytes, type ImageSource } from './turnImages';
import type { WorkspaceAccess } from './workspaceAccess';

/** Thrown before anything is sent when a prompt leaves no room for an answer. */
export class PromptTooLongError extends LongviewError {
	readonly kind = 'too-long';

	constructor(promptTokens: number, facts: ModelFacts, continued: boolean) {
		const remedy = continued
			? 'Start a new chat, which does not repeat this one, or exclude folders.'
			: 'Exclude folders with the setting "longview.context.exclude".';
		super(
			`The request has ${formatCount(promptTokens)} tokens; the window of ${facts.label} is ${formatCount(facts.contextWindow)} tokens, answer included. Nothing was sent. ${remedy}`,
		);
	}
}

/** Thrown when a chat was begun with files that may not be sent any more. */
export class ExcludedSinceError extends LongviewError {
	readonly kind = 'excluded-since';

	constructor() {
		super(
			'This chat was begun with files that are ignored or excluded now, or with secrets that are replaced now. Nothing was sent; start a new chat.',
		);
	}
}

/** What a turn needs besides the conversation itself. */
export interface TurnServices {
	readonly workspace: WorkspaceAccess;
	readonly client: ModelClient;
	readonly facts: ModelFacts;
	/** Milliseconds since the epoch. */
	now(): number;
	/** Resolves after some seconds; rejects when aborted. */
	wait(seconds: number, signal: AbortSignal): Promise<void>;
	random(): number;
	/** Where images are kept; without it a question has none. */
	readonly images?: ImageSource;
	/** Keeps what is sent; a request that cannot be kept is not sent. */
	readonly ledger?: RequestLedger;
	/** Tokens of the prompt the endpoint is expected to have cached; asked after `beforeSend`. Default: none. */
	expectedCachedTokens?(): number;
	/** Called with the prompt just before it is sent; throws to keep it from being sent. */
	beforeSend?(pack: Pack, promptTokens: number, signal: AbortSignal): Promise<void>;
}

/**
 * Runs the turn that was asked last: packs, brings the model up to date, sends, and yields each event to be reduced.
 * Ends normally in every case: a failure and a stop are events, too.
 */
export async function* runTurn(
	conversation: Conversation,
	services: TurnServices,
	signal: AbortSignal,
): AsyncGenerator<ConversationEvent> {
	const turn = conversation.turns.at(-1)!;
	const turnId = turn.id;
	try {
		const prepared = await prepare(conversation, services, signal);
		yield { type: 'prepared', turnId, ...prepared.event, at: services.now() };
		const { packId } = prepared.event;
		const { request, promptTokens, focus } = prepared;
		const id = await services.ledger?.sent({
			...{ chatId: conversation.id, turnId, at: services.now(), host: services.client.host },
			question: turn.question === '' ? (turn.attachment?.title ?? '') : turn.question,
			...{ model: request.model, thinking: request.thinking, maxTokens: request.maxTokens },
			messages: ledgerMessages(request, packId),
			promptTokens,
			focus: focus.map(({ path, reason }) => ({ path, reason })),
		});
		yield* recorded(id, send(turnId, request, promptTokens, services, signal), services, signal);
	} catch (error) {
		if (signal.aborted) {
			yield { type: 'stopped', turnId, at: services.now() };
		} else {
			yield { type: 'failed', turnId, failure: failureOf(error), at: services.now() };
		}
	}
}

async function prepare(conversation: Conversation, services: TurnServices, signal: AbortSignal) {
	const { workspace, facts } = services;
	const turn = conversation.turns.at(-1)!;
	const images = await loadImages(conversation, facts, services.images);
	const begun = conversation.packId !== undefined && conversation.turns.some(isTold);
	const stored = begun ? await workspace.storedPack(conversation.packId, signal) : undefined;
	if (stored && !(await workspace.mayStillBeSent(new ToldFiles(new PackIndex(stored), conversation).state, signal))) {
		throw new ExcludedSinceError();
	}
	const pack = stored ?? (await workspace.packForNew(signal));
	const log = begun ? emptyLog : await workspace.changeLog(pack.id, signal);
	const told = new ToldFiles(new PackIndex(pack), conversation, log);
	const changes = await workspace.changesSince(told.state, signal);
	const focus = await workspace.focus(turn.question, told.state, changes, signal);
	const { question, attachment } = await withoutSecrets(turn, workspace, signal);
	const composed = composeMessage(question, attachment, changes, focus, log, turn.images);
	const current: Conversation = {
		...conversation,
		turns: conversation.turns.map((each) => (each.id === turn.id ? { ...each, message: composed.message } : each)),
	};
	const messages = messagesUpTo(current, turn.id, pack, images);
	if (facts.images && images.size > 0) {
		checkRequestSize(requestBytes(messages), facts.images);
	}
	const promptTokens = await promptSize(messages, conversation.thinking, workspace, signal);
	const maxTokens = maxTokensFor(promptTokens, conversation.thinking, facts);
	if (maxTokens === undefined) {
		throw new PromptTooLongError(promptTokens, facts, conversation.turns.length > 1);
	}
	await services.beforeSend?.(pack, promptTokens, signal);
	signal.throwIfAborted();
	const request: ModelRequest = { model: conversation.model, messages, thinking: conversation.thinking, maxTokens };
	return { event: { packId: pack.id, ...composed }, request, promptTokens, focus };
}

/** What the user asks, with placeholders for secrets: a log or a diff may hold some. */
async function withoutSecrets(
	{ question, attachment }: Turn,
	workspace: WorkspaceAccess,
	signal: AbortSignal,
): Promise<Pick<Turn, 'question' | 'attachment'>> {
	const parts = attachment ? splitDiff(attachment.diff) : [];
	const [redacted = question, ...diffs] = await workspace.redact([{ path: '', text: question }, ...parts], signal);
	return { question: redacted, ...(attachment ? { attachment: { ...attachment, diff: diffs.join('') } } : {}) };
}

/** Notes in the ledger what became of a request; the stream is what it was. */
async function* recorded(
	id: string | undefined,
	events: AsyncGenerator<ConversationEvent>,
	services: TurnServices,
	signal: AbortSignal,
): AsyncGenerator<ConversationEvent> {
	let usage: Usage | undefined;
	let status: SentOutcome['status'] = 'stopped';
	let failure: string | undefined;
	try {
		for await (const event of events) {
			if (event.type === 'streamed' && event.event.type === 'usage') {
				usage = event.event.usage;
			}
			yield event;
		}
		status = 'done';
	} catch (error) {
		if (!signal.aborted) {
			status = 'failed';
			failure = errorMessage(error);
		}
		throw error;
	} finally {
		// What came of it is worth less than the answer: it must not fail because of this.
		if (id !== undefined) {
			const outcome = {
				at: services.now(),
				status,
				...(usage ? { usage } : {}),
				...(failure === undefined ? {} : { failure }),
			};
			await services.ledger?.answered(id, outcome).catch(() => undefined);
		}
	}
}

async function* send(
	turnId: string,
	request: ModelRequest,
	promptTokens: number,
	services: TurnServices,
	signal: AbortSignal,
): AsyncGenerator<ConversationEvent> {
	const expectedCachedTokens = services.expectedCachedTokens?.() ?? 0;
	const expected = { promptTokens, expectedCachedTokens };
	for await (const event of streamWithRetries(request, expected, services, signal)) {
		yield event.type === 'retrying'
			? { type: 'progress', turnId, text: event.text }
			: { type: 'streamed', turnId, event, at: services.now() };
	}
}

function failureOf(error: unknown): Failure {
	if (error instanceof ModelError) {
		const detail = error.details.serverMessage;
		return { kind: error.kind, message: error.message, ...(detail === undefined ? {} : { detail }) };
	}
	if (error instanceof LongviewError) {
		return { kind: error.kind, message: error.message };
	}
	return { kind: 'unexpected', message: `Something unexpected went wrong: ${errorMessage(error)}` };
}
