import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SerialQueue } from '../../core/common/serialQueue';
import type { Conversation } from '../../core/conversation/conversation';
import { AnswerTail } from './answerTail';
import { writeFileAtomically } from './atomicFile';
import { ChatIndex, type ConversationSummary } from './chatIndex';
import { imagesOfChats, type ImageStore } from './imageStore';

/** Format of the stored files; another number is not read. */
const version = 1;
const extension = '.chat.json';
const tailExtension = '.chat.tail';
/** Chats kept; those used longest ago are removed beyond it. */
const maximumChats = 200;

interface StoredConversation {
	readonly version: number;
	readonly conversation: Conversation;
}

/**
 * Chats on disk, one file each, written atomically, and beside it the growing end of an answer. A file that cannot be
 * read is set aside under another name, never deleted.
 */
export class ConversationStore {
	/** Images of these chats. */
	readonly images: ImageStore;
	readonly #folder: string;
	/** Saves run one after another, so that an older state never overwrites a newer one. */
	readonly #queue = new SerialQueue();
	readonly #index: ChatIndex;
	readonly #tails = new Map<string, AnswerTail>();

	constructor(folder: string) {
		this.#folder = folder;
		this.#index = new ChatIndex(folder, (file) => this.#read(file));
		this.images = imagesOfChats(folder);
	}

	/** Resolves when this state is on disk. */
	save(conversation: Conversation): Promise<void> {
		return this.#queue.run(() => this.#saveWhole(conversation));
	}

	/**
	 * Like `save` for a chat whose last answer has grown and of which nothing else matters that changed: takes time by what
	 * came, not by what there is.
	 */
	saveGrown(conversation: Conversation): Promise<void> {
		return this.#queue.run(async () => {
			if (!(await this.#tail(conversation.id).append(conversation))) {
				await this.#saveWhole(conversation);
			}
		});
	}

	async load(id: string): Promise<Conversation | undefined> {
		const whole = isId(id) ? await this.#read(this.#file(id)) : undefined;
		return whole && (await this.#tail(id).complete(whole));
	}

	/** Deletes a chat with its images. */
	async delete(id: string): Promise<void> {
		await this.deleteEmpty(id);
		if (isId(id)) {
			await this.images.delete(id);
		}
	}

	/** Deletes a chat whose only question was withdrawn; its images may be on their way back into the composer. */
	async deleteEmpty(id: string): Promise<void> {
		if (isId(id)) {
			await this.#queue.run(async () => {
				await rm(this.#file(id), { force: true });
				await this.#tail(id).delete();
				this.#tails.delete(id);
			});
		}
	}

	/** All chats, the newest first. */
	async list(): Promise<ConversationSummary[]> {
		let names: string[];
		try {
			names = await readdir(this.#folder);
		} catch {
			return [];
		}
		const summaries = [...(await this.#index.summaries(names.filter((each) => each.endsWith(extension))))];
		// An old chat that is gone on with is not the first to go.
		for (const old of summaries.splice(maximumChats)) {
			await this.delete(old.id);
		}
		return summaries.sort((left, right) => right.createdAt - left.createdAt);
	}

	async #saveWhole(conversation: Conversation): Promise<void> {
		const content = JSON.stringify({ version, conversation } satisfies StoredConversation);
		await writeFileAtomically(this.#file(conversation.id), content);
		await this.#tail(conversation.id).begin(conversation);
	}

	#tail(id: string): AnswerTail {
		const tail = this.#tails.get(id) ?? new AnswerTail(path.join(this.#folder, `${id}${tailExtension}`));
		this.#tails.set(id, tail);
		return tail;
	}

	async #read(file: string): Promise<Conversation | undefined> {
		let content: string;
		try {
			content = await readFile(file, 'utf8');
		} catch {
			return undefined;
		}
		try {
			const stored = JSON.parse(content) as Partial<StoredConversation>;
			if (stored.version === version && isConversation(stored.conversation)) {
				return stored.conversation;
			}
		} catch {
			// Not JSON: set aside below.
		}
		await rename(file, `${file}.unreadable`);
		return undefined;
	}

	#file(id: string): string {
		return path.join(this.#folder, `${id}${extension}`);
	}
}

function isId(id: string): boolean {
	return /^[0-9a-f-]{36}$/.test(id);
}

function isConversation(value: unknown): value is Conversation {
	const candidate = value as Partial<Conversation> | undefined;
	return typeof candidate?.id === 'string' && isId(candidate.id) && Array.isArray(candidate.turns);
}
