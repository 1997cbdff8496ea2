import { errorMessage } from '../common/errors';
import type { Pack } from '../context/types';
import { noteBody } from '../ledger/noteBody';
import { ledgerMessages, type RequestLedger } from '../ledger/ledger';
import { streamWithRetries, type AttemptServices } from '../model/attempts';
import { ModelError } from '../model/errors';
import type { ChatMessage, ModelClient, ModelRequest, Thinking, Usage } from '../model/types';
import { promptSize } from './promptSize';
import { packMessages } from './request';
import type { WorkspaceAccess } from './workspaceAccess';

/** What warming up needs. */
export interface WarmUpServices extends AttemptServices {
	readonly client: ModelClient;
	readonly workspace: Pick<WorkspaceAccess, 'countTexts'>;
	/** Milliseconds since the epoch. */
	now(): number;
	/** Keeps what is sent; a request that cannot be kept is not sent. */
	readonly ledger?: RequestLedger;
	/** Tokens of the prompt the endpoint is expected to have cached. */
	readonly expectedCachedTokens: number;
}

/** Tokens that stand between a user input and its answer. */
const answerHeader = 2;

/** What is told while it goes on. */
export interface WarmUpListener {
	/** The request is about to be sent; its exact tokens by our count. */
	onSend(promptTokens: number): void;
	/** The endpoint has read the pack: so many tokens from the beginning of the prompt. */
	onRead(tokens: number): void;
	/** A sentence, for example that it is tried again. */
	onProgress(text: string): void;
	/** It has ended, in whatever way; told before `warmUp` settles, and not at all when nothing was sent. */
	onEnded?(end: WarmUpEnd): Promise<void>;
}

/** How a warm-up ended. */
export interface WarmUpEnd {
	readonly outcome: 'done' | 'stopped' | 'failed';
	/** The endpoint may have read some of it, and charge for that. */
	readonly mayBeRead: boolean;
	readonly receipt: WarmUpReceipt;
}

/** What a warm-up took. */
export interface WarmUpReceipt {
	/** Exact by our own count. */
	readonly promptTokens: number;
	/** Undefined where the endpoint tells none. */
	readonly usage: Usage | undefined;
	/** When it was sent and when it ended, in milliseconds since the epoch. */
	readonly startedAt: number;
	readonly endedAt: number;
	/** Where it is kept in the ledger. */
	readonly ledgerId: string | undefined;
}

/**
 * What every chat on a pack begins with, up to the end of the pack and not further: the end of a user input is where the
 * endpoint keeps a unit of its cache.
 */
export function warmUpMessages(pack: Pick<Pack, 'json' | 'tokens'>): ChatMessage[] {
	return packMessages(pack).slice(0, 2);
}

/** Exact tokens from the beginning of a prompt to the end of its pack: what every chat on it has in common. */
export async function prefixSize(
	pack: Pick<Pack, 'json' | 'tokens'>,
	thinking: Thinking,
	workspace: Pick<WorkspaceAccess, 'countTexts'>,
	signal: AbortSignal,
): Promise<number> {
	return (await promptSize(warmUpMessages(pack), thinking, workspace, signal)) - answerHeader;
}

/** Has the endpoint read a pack, for an answer of one token, so that the first question on it finds it cached. */
export async function warmUp(
	pack: Pack,
	{ model, thinking }: { readonly model: string; readonly thinking: Thinking },
	services: WarmUpServices,
	listener: WarmUpListener,
	signal: AbortSignal,
): Promise<WarmUpReceipt> {
	const { client, ledger, expectedCachedTokens } = services;
	const messages = warmUpMessages(pack);
	const promptTokens = await promptSize(messages, thinking, services.workspace, signal);
	const request: ModelRequest = { model, messages, thinking, maxTokens: 1 };
	const startedAt = services.now();
	const ledgerId = await ledger?.sent({
		...{ kind: 'warm-up', chatId: '', turnId: '', question: '' },
		...{ at: startedAt, host: client.host, model, thinking, maxTokens: request.maxTokens },
		...{ messages: ledgerMessages(request, pack.id), promptTokens, focus: [] },
	});
	const noted = noteBody(request, ledger, ledgerId);
	const note = async (status: 'done' | 'stopped' | 'failed', failure?: string) => {
		if (ledgerId !== undefined) {
			const outcome = { at: services.now(), status, ...(usage ? { usage } : {}) };
			await ledger
				?.answered(ledgerId, failure === undefined ? outcome : { ...outcome, failure })
				.catch(() => undefined);
		}
	};
	let usage: Usage | undefined;
	let read = false;
	let sent = false;
	const receipt = (): WarmUpReceipt => ({ promptTokens, usage, startedAt, endedAt: services.now(), ledgerId });
	try {
		signal.throwIfAborted();
		listener.onSend(promptTokens);
		sent = true;
		for await (const event of streamWithRetries(noted, { promptTokens, expectedCachedTokens }, services, signal)) {
			if (event.type === 'retrying') {
				listener.onProgress(event.text);
			} else if (event.type === 'usage') {
				usage = event.usage;
			}
			if (!read && event.type !== 'retrying' && event.type !== 'queued') {
				read = true;
				listener.onRead(promptTokens - answerHeader);
			}
		}
	} catch (error) {
		const outcome = signal.aborted ? 'stopped' : 'failed';
		await note(outcome, signal.aborted ? undefined : errorMessage(error));
		if (sent) {
			const refused = !signal.aborted && error instanceof ModelError && error.begun === 'no';
			await listener.onEnded?.({ outcome, mayBeRead: read || !refused, receipt: receipt() });
		}
		throw error;
	}
	await note('done');
	const done = receipt();
	await listener.onEnded?.({ outcome: 'done', mayBeRead: true, receipt: done });
	return done;
}
