import { setTimeout as wait } from 'node:timers/promises';
import { nextTurn } from '../../core/common/nextTurn';
import { LongviewError } from '../../core/common/errors';
import { prefixSize } from '../../core/conversation/warmUp';
import type { Conversation, PromptEstimate } from '../../core/conversation/conversation';
import type { ConversationEvent } from '../../core/conversation/reducer';
import { runTurn, type TurnServices } from '../../core/conversation/runTurn';
import type { ImageSource } from '../../core/conversation/turnImages';
import type { WorkspaceAccess } from '../../core/conversation/workspaceAccess';
import type { RequestLedger } from '../../core/ledger/ledger';
import type { Refusal } from '../../core/conversation/refit';
import type { ModelFacts } from '../../core/model/catalog';
import type { CountedPrompt } from '../../core/model/counting';
import type { ModelClient } from '../../core/model/types';
import type { SpendingLimit } from '../usage/usageService';
import type { ConsentQuestion } from './consentQuestion';
import type { PromptCache } from './promptCache';

/** The endpoint as a turn needs it. */
export interface TurnEndpoint {
	/** @throws ModelError of kind `key-missing`, or an error about the endpoint's setting */
	client(): Promise<ModelClient>;
	facts(model: string): ModelFacts;
	/** Notes what the endpoint counted of a prompt. */
	counted?(host: string, model: string, prompt: CountedPrompt, counted: number): void;
	/** Corrects what is known of a model that refused a prompt as too long; undefined when nothing more is known. */
	refused?(model: string, refusal: Refusal, signal: AbortSignal): Promise<ModelFacts | undefined>;
	/** Tells keys of the host apart without telling anything about them. */
	account?(): Promise<string>;
	/** How the server is given a larger window, in words. */
	readonly windowHint?: string | undefined;
}

export interface TurnOptions {
	readonly workspace: WorkspaceAccess;
	readonly ledger: RequestLedger;
	readonly endpoint: TurnEndpoint;
	readonly consent: ConsentQuestion;
	readonly cache: PromptCache;
	readonly images?: ImageSource;
	readonly usage: SpendingLimit;
	/** Room for reasoning and answer in tokens, where more than usual is wanted. */
	readonly room: number | undefined;
}

/** What a turn's request does to its conversation. */
export type TurnEvent = Extract<ConversationEvent, { readonly turnId: string }>;

/**
 * Runs the turn that was asked last. Ends at once when aborted, whatever the request is still doing: the caller has
 * then said already that it was stopped.
 */
export function turnEvents(
	conversation: Conversation,
	options: TurnOptions,
	signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
	return untilAborted(allEvents(conversation, options, signal), signal);
}

async function* allEvents(
	conversation: Conversation,
	{ workspace, ledger, endpoint, consent, cache, usage, images, room }: TurnOptions,
	signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
	const turnId = conversation.turns.at(-1)!.id;
	try {
		const facts = endpoint.facts(conversation.model);
		const client = await endpoint.client();
		const sentTo = { host: client.host, account: (await endpoint.account?.()) ?? '' };
		let estimate: PromptEstimate | undefined;
		let expectedCached = 0;
		let noteRead: (() => void) | undefined;
		let agreedCost = 0;
		const services: TurnServices = {
			workspace,
			ledger,
			...(images ? { images } : {}),
			...(room === undefined ? {} : { room }),
			...(endpoint.windowHint === undefined ? {} : { windowHint: endpoint.windowHint }),
			client,
			facts,
			counted: (prompt, counted) => endpoint.counted?.(client.host, conversation.model, prompt, counted),
			...(endpoint.refused
				? { refused: (refusal, abort) => endpoint.refused!(conversation.model, refusal, abort) }
				: {}),
			now: Date.now,
			wait: (seconds, abort) => wait(seconds * 1_000, undefined, { signal: abort }),
			random: Math.random,
			expectedCachedTokens: () => expectedCached,
			beforeSend: async (pack, promptTokens, abort) => {
				await consent.ask(client.host, pack, promptTokens);
				const now = endpoint.facts(conversation.model);
				const expected = cache.expect(conversation, now, client.host, pack.id, promptTokens);
				// A request that was made smaller costs no more than what was agreed to.
				if ((expected.cost ?? 0) > agreedCost) {
					const passed = await usage.limitPassed(conversation.model, expected.cost, conversation.thinking);
					// A question that was stopped by now asks for nothing more.
					abort.throwIfAborted();
					await consent.askAboutLimit(client.host, pack, promptTokens, passed);
					agreedCost = expected.cost ?? 0;
				}
				estimate = expected;
				expectedCached = expected.cachedTokens;
				const { model, thinking } = conversation;
				const tokens = await prefixSize(pack, thinking, workspace, abort);
				noteRead = () => cache.noteRead(pack.id, tokens, { host: client.host, model, thinking });
			},
		};
		for await (const event of runTurn(conversation, services, signal)) {
			if (estimate) {
				yield { type: 'estimated', turnId, estimate, sentTo };
				estimate = undefined;
			}
			if (noteRead && event.type === 'streamed' && event.event.type !== 'queued') {
				// Telling what it changes, and then what came, is work of its own for the thread that all extensions share.
				await nextTurn();
				noteRead();
				noteRead = undefined;
				await nextTurn();
			}
			if (event.type === 'streamed' && event.event.type === 'finished') {
				await nextTurn();
			}
			if ('turnId' in event) {
				yield event;
			}
		}
	} catch (error) {
		// The client itself could not be made: no key, or a setting that cannot be used.
		const failure =
			error instanceof LongviewError
				? { kind: error.kind, message: error.message }
				: { kind: 'unexpected', message: String(error) };
		yield { type: 'failed', turnId, failure, at: Date.now() };
	}
}

/** The items up to the moment of an abort; what still comes after it is dropped, and so is its failure. */
export async function* untilAborted<Item>(
	items: AsyncGenerator<Item>,
	signal: AbortSignal,
): AsyncGenerator<Item, void, undefined> {
	// One listener for all items: a promise raced against each of them would keep them all in memory.
	let wake: (() => void) | undefined;
	const onAbort = () => wake?.();
	signal.addEventListener('abort', onAbort);
	try {
		while (!signal.aborted) {
			const result = await new Promise<IteratorResult<Item, unknown> | undefined>((resolve, reject) => {
				wake = () => resolve(undefined);
				items.next().then(resolve, reject);
			});
			if (result === undefined || result.done) {
				return;
			}
			yield result.value;
		}
	} finally {
		signal.removeEventListener('abort', onAbort);
		items.return(undefined).catch(() => undefined);
	}
}
