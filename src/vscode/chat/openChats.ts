import { randomUUID } from 'node:crypto';
import type { Conversation } from '../../core/conversation/conversation';
import { reduce, type EditsEvent } from '../../core/conversation/reducer';
import type { ChatSession } from './chatSession';
import type { ChatStorage } from './chatStorage';

/** How chats are made and shown. */
export interface OpenChatsOptions {
	readonly storage: ChatStorage;
	/** A chat without questions. */
	create(id: string): Conversation;
	open(conversation: Conversation): ChatSession;
	/** Another chat is shown. */
	onShown(): void;
}

/**
 * The chat that is shown, and those that were left while something of theirs was still to be written. Switching and
 * asking take place one after the other, so that each question goes to the chat it was meant for.
 */
export class OpenChats {
	readonly #options: OpenChatsOptions;
	readonly #left = new Map<string, Promise<void>>();
	#shown: ChatSession;
	#order: Promise<unknown> = Promise.resolve();
	/** Switches that have not taken place yet. */
	#waiting = 0;

	constructor(options: OpenChatsOptions) {
		this.#options = options;
		this.#shown = options.open(options.create(randomUUID()));
	}

	get shown(): ChatSession {
		return this.#shown;
	}

	/**
	 * Begins something in the chat that is shown: at once, or when all that was asked for before has taken place.
	 * @returns when it has ended
	 */
	async begin(start: (session: ChatSession) => Promise<void> | undefined): Promise<void> {
		const begin = () => {
			const ended = start(this.#shown);
			void this.#options.storage.setCurrent(this.#shown.conversation);
			return { ended };
		};
		const begun = this.#waiting === 0 ? begin() : await this.#inOrder(() => Promise.resolve(begin()));
		await begun.ended;
	}

	async showNew(): Promise<void> {
		await this.#inOrder(() => this.#show(this.#options.create(randomUUID())));
	}

	/**
	 * Shows a stored chat.
	 * @returns false when there is none with this id; then nothing changes
	 */
	async show(id: string): Promise<boolean> {
		return await this.#inOrder(async () => {
			if (id === this.#shown.conversation.id) {
				return true;
			}
			await this.#left.get(id);
			const stored = await this.#options.storage.load(id);
			if (stored) {
				await this.#show(reduce(stored, { type: 'resumed' }));
			}
			return stored !== undefined;
		});
	}

	async delete(id: string): Promise<void> {
		await this.#inOrder(async () => {
			if (id === this.#shown.conversation.id) {
				this.#shown.discard();
				await this.#show(this.#options.create(randomUUID()));
			}
			await this.#left.get(id);
			await this.#options.storage.delete(id);
		});
	}

	/** Records what became of an answer's edits, in whichever chat the answer stands. */
	async noteEdits(event: EditsEvent): Promise<void> {
		// A chat that is about to be left may have been written for the last time.
		if (this.#waiting === 0 && this.#noteShown(event)) {
			return;
		}
		await this.#inOrder(async () => {
			await Promise.all(this.#left.values());
			if (this.#noteShown(event)) {
				return;
			}
			const stored = await this.#options.storage.chatOfTurn(event.turnId);
			if (stored) {
				await this.#options.storage.save(reduce(stored, event));
			}
		});
	}

	/** Resolves when all that is there is on disk. */
	async flush(): Promise<void> {
		await this.#shown.save();
		await Promise.all(this.#left.values());
	}

	#noteShown(event: EditsEvent): boolean {
		if (!this.#shown.turn(event.turnId)) {
			return false;
		}
		this.#shown.noteEdits(event);
		return true;
	}

	/** Shows another chat. What the one before it was doing is stopped, and written down in its own chat. */
	async #show(conversation: Conversation): Promise<void> {
		const before = this.#shown;
		const { id } = before.conversation;
		const closed = before.close().finally(() => {
			before.discard();
			this.#left.delete(id);
		});
		this.#left.set(id, closed);
		const session = this.#options.open(conversation);
		await session.prepare();
		this.#shown = session;
		await this.#options.storage.setCurrent(conversation);
		this.#options.onShown();
	}

	#inOrder<Result>(action: () => Promise<Result>): Promise<Result> {
		this.#waiting++;
		const result = this.#order.then(action).finally(() => this.#waiting--);
		this.#order = result.catch(() => undefined);
		return result;
	}
}
