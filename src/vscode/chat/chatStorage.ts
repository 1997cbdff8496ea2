import type { Memento } from 'vscode';
import type { Conversation } from '../../core/conversation/conversation';
import type { ConversationSummary } from '../../node/storage/chatIndex';
import type { ConversationStore } from '../../node/storage/conversationStore';

const currentChatKey = 'longview.currentChat';

/** The chats of this workspace on disk, and which of them is shown. Writing never rejects: a failure is told once. */
export class ChatStorage {
	readonly #store: ConversationStore | undefined;
	readonly #memento: Memento;
	readonly #onFailure: (error: unknown) => void;
	/** States that are not on disk yet; a later one takes the place of an earlier one. */
	readonly #waiting = new Map<string, { readonly conversation: Conversation; readonly grown: boolean }>();
	#writes: Promise<void> = Promise.resolve();

	/** @param store undefined in a window without a folder, where nothing is kept */
	constructor(store: ConversationStore | undefined, memento: Memento, onFailure: (error: unknown) => void) {
		this.#store = store;
		this.#memento = memento;
		this.#onFailure = onFailure;
	}

	/**
	 * Resolves when this state, or a later one, is on disk. A chat without questions is not kept.
	 * @param grown nothing matters of what changed but that the last answer has grown
	 */
	save(conversation: Conversation, grown = false): Promise<void> {
		const { id } = conversation;
		this.#waiting.set(id, { conversation, grown: grown && this.#waiting.get(id)?.grown !== false });
		return this.#inOrder(async () => {
			const latest = this.#waiting.get(id);
			this.#waiting.delete(id);
			if (latest && latest.conversation.turns.length > 0) {
				await (latest.grown ? this.#store?.saveGrown(latest.conversation) : this.#store?.save(latest.conversation));
			} else if (latest) {
				await this.#store?.deleteEmpty(id);
			}
		});
	}

	/** Deletes a chat, and what of it was waiting to be written. */
	delete(id: string): Promise<void> {
		this.#waiting.delete(id);
		return this.#inOrder(async () => {
			await this.#store?.delete(id);
		});
	}

	async load(id: string): Promise<Conversation | undefined> {
		await this.#writes;
		return await this.#store?.load(id);
	}

	async list(): Promise<readonly ConversationSummary[]> {
		await this.#writes;
		return (await this.#store?.list()) ?? [];
	}

	/** The stored chat that a turn belongs to. Reads one chat after the other, the newest first. */
	async chatOfTurn(turnId: string): Promise<Conversation | undefined> {
		for (const { id } of await this.list()) {
			const conversation = await this.load(id);
			if (conversation?.turns.some((turn) => turn.id === turnId)) {
				return conversation;
			}
		}
		return undefined;
	}

	/** The chat to open when the window comes back. */
	get current(): string | undefined {
		return this.#memento.get<string>(currentChatKey);
	}

	/** Remembers which chat is shown; one without questions is not worth coming back to. */
	async setCurrent({ id, turns }: Conversation): Promise<void> {
		await this.#memento.update(currentChatKey, turns.length > 0 ? id : undefined);
	}

	#inOrder(write: () => Promise<void>): Promise<void> {
		this.#writes = this.#writes.then(write).catch((error: unknown) => this.#onFailure(error));
		return this.#writes;
	}
}
