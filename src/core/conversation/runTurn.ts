import { errorMessage, LongviewError } from '../common/errors';
import type { Pack } from '../context/types';
import type { ModelFacts } from '../model/catalog';
import { streamWithRetries } from '../model/attempts';
import { driftOf, type CountedPrompt } from '../model/counting';
import { isModelError, ModelError } from '../model/errors';
import { noteBody } from '../ledger/noteBody';
import { ledgerMessages, type RequestLedger, type SentOutcome } from '../ledger/ledger';
import type { ModelClient, ModelRequest, Usage } from '../model/types';
import { isTold, type Conversation, type Failure } from './conversation';
import { prepareTurn, PromptTooLongError } from './prepareTurn';
import type { ConversationEvent } from './reducer';
import { correctedFacts, RefusedTooLongError, refitOf, type Refusal } from './refit';
import type { ImageSource } from './turnImages';
import type { WorkspaceAccess } from './workspaceAccess';

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
	/** Room for reasoning and answer in tokens, where more than usual is wanted. */
	readonly room?: number;
	/** How the server is given a larger window, in words. */
	readonly windowHint?: string;
	/** Told what the endpoint counted of a prompt. */
	counted?(prompt: CountedPrompt, counted: number): void;
	/**
	 * What is known of the model after the endpoint refused a prompt as too long; packs are made by it from then on.
	 * Undefined when that is not enough to make a smaller request. By default the numbers of the refusal correct `facts`
	 * for this turn alone.
	 */
	refused?(refusal: Refusal, signal: AbortSignal): Promise<ModelFacts | undefined>;
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
	const turnId = conversation.turns.at(-1)!.id;
	try {
		const refusal = yield* attempt(conversation, services, undefined, signal);
		if (refusal) {
			yield { type: 'progress', turnId, text: `${refusal.host} refused the request as too long. Making it smaller…` };
			const facts = await (services.refused
				? services.refused(refusal, signal)
				: correctedFacts(services.facts, refusal, services.now()));
			signal.throwIfAborted();
			if (!facts) {
				throw exhausted(refusal, false, conversation, services);
			}
			const again = yield* attempt(conversation, { ...services, facts }, refusal, signal);
			if (again) {
				throw exhausted(again, true, conversation, services);
			}
		}
	} catch (error) {
		if (signal.aborted) {
			yield { type: 'stopped', turnId, at: services.now() };
		} else {
			yield { type: 'failed', turnId, failure: failureOf(error), at: services.now() };
		}
	}
}

/**
 * Prepares a request and sends it.
 * @param refused what it must be smaller than
 * @returns the refusal, when the endpoint refused it as too long before it had begun
 */
async function* attempt(
	conversation: Conversation,
	services: TurnServices,
	refused: Refusal | undefined,
	signal: AbortSignal,
): AsyncGenerator<ConversationEvent, Refusal | undefined> {
	const turn = conversation.turns.at(-1)!;
	const turnId = turn.id;
	const prepared = await prepareTurn(conversation, services, signal).catch((error: unknown) => {
		throw refused && error instanceof PromptTooLongError ? exhausted(refused, false, conversation, services) : error;
	});
	const { request, focus, question, ...prompt } = prepared;
	const { promptTokens } = prompt;
	const { maxTokens } = request;
	if (refused) {
		const refit = refitOf(refused, { promptTokens, maxTokens });
		if (!refit) {
			throw exhausted(refused, false, conversation, services);
		}
		yield { type: 'refitted', turnId, refit };
	}
	const { packId } = prepared.event;
	yield { type: 'prepared', turnId, ...prepared.event, at: services.now() };
	const { client, ledger } = services;
	const id = await ledger?.sent({
		...{ chatId: conversation.id, turnId, at: services.now(), host: client.host },
		question: question === '' ? (turn.attachment?.title ?? '') : question,
		...{ model: request.model, thinking: request.thinking, maxTokens },
		messages: ledgerMessages(request, packId),
		promptTokens,
		focus: focus.map(({ path, reason }) => ({ path, reason })),
	});
	try {
		yield* recorded(id, send(turnId, noteBody(request, ledger, id), prompt, services, signal), services, signal);
		return undefined;
	} catch (error) {
		if (signal.aborted || !isModelError(error, 'too-long')) {
			throw error;
		}
		return { host: error.host, prompt: { ...prompt, maxTokens }, details: error.details };
	}
}

function exhausted(refusal: Refusal, again: boolean, { turns }: Conversation, { windowHint }: TurnServices) {
	return new RefusedTooLongError(refusal, again, turns.some(isTold), windowHint);
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
	prompt: CountedPrompt,
	services: TurnServices,
	signal: AbortSignal,
): AsyncGenerator<ConversationEvent> {
	const expectedCachedTokens = services.expectedCachedTokens?.() ?? 0;
	const expected = { promptTokens: prompt.promptTokens, expectedCachedTokens };
	for await (const event of streamWithRetries(request, expected, services, signal)) {
		if (event.type === 'usage') {
			const counted = event.usage.promptTokens;
			services.counted?.(prompt, counted);
			const drift = driftOf(prompt, counted);
			if (drift) {
				yield { type: 'drifted', turnId, drift };
			}
		}
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
	if (error instanceof RefusedTooLongError && error.detail !== undefined) {
		return { kind: error.kind, message: error.message, detail: error.detail };
	}
	if (error instanceof LongviewError) {
		return { kind: error.kind, message: error.message };
	}
	return { kind: 'unexpected', message: `Something unexpected went wrong: ${errorMessage(error)}` };
}
