import type { ImageAttachment, MessageImage } from '../images/image';
import type { BodyPart } from '../model/request/bodyLayout';
import type { ModelRequest, Thinking, Usage } from '../model/types';

/** An image as the ledger names it. */
export interface LedgerImage extends ImageAttachment {
	/** Our estimate. */
	readonly tokens: number;
}

/** A message as the ledger keeps it: the pack is named by its address, other texts stand as they are. */
export type LedgerMessage =
	| {
			readonly role: 'system' | 'user' | 'assistant';
			readonly text: string;
			/** What was shown behind the text; the files themselves stay with the chat. */
			readonly images?: readonly LedgerImage[];
	  }
	| { readonly role: 'user'; readonly packId: string };

/** The exact body of a request, without its large parts, which are kept by their content. */
export interface SentBody {
	readonly sha256: string;
	/** Its length. */
	readonly bytes: number;
	readonly layout: readonly BodyPart[];
}

/** A request, just before it is sent. */
export interface SentRequest {
	/** What it was for; a question when left out. A warm-up belongs to no chat: its ids and question are empty. */
	readonly kind?: 'warm-up';
	readonly chatId: string;
	readonly turnId: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly host: string;
	readonly question: string;
	readonly model: string;
	readonly thinking: Thinking;
	readonly maxTokens: number;
	readonly messages: readonly LedgerMessage[];
	/** Files repeated in full near the question, with why. */
	readonly focus: readonly { readonly path: string; readonly reason: string }[];
	/** Exact by our own count. */
	readonly promptTokens: number;
}

/** What became of a request. */
export interface SentOutcome {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly status: 'done' | 'stopped' | 'failed';
	readonly usage?: Usage;
	/** Why it failed. */
	readonly failure?: string;
}

/** Keeps what was sent. Implemented on disk, outside the thread that draws the editor. */
export interface RequestLedger {
	/** @returns the id it is kept under; undefined where nothing can be kept */
	sent(request: SentRequest): Promise<string | undefined>;
	/** Notes the exact body of a request, just before it goes out. */
	encoded(id: string, body: SentBody): Promise<void>;
	answered(id: string, outcome: SentOutcome): Promise<void>;
}

/** Replaces the pack in the messages of a request by its address. */
export function ledgerMessages(request: ModelRequest, packId: string): LedgerMessage[] {
	return request.messages.map(({ role, content, images = [] }) => {
		if (typeof content !== 'string') {
			return { role: 'user', packId };
		}
		return { role, text: content, ...(images.length > 0 ? { images: images.map(named) } : {}) };
	});
}

function named({ hash, name, format, width, height, bytes, tokens }: MessageImage): LedgerImage {
	return { hash, name, format, width, height, bytes, tokens };
}
