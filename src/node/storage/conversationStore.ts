import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SerialQueue } from '../../core/common/serialQueue';
import type { Conversation } from '../../core/conversation/conversation';
import { writeFileAtomically } from './atomicFile';
import { ImageStore } from './imageStore';

/** Format of the stored files; another number is not read. */
const version = 1;
const extension = '.chat.json';
/** Chats kept; those used longest ago are removed beyond it. */
const maximumChats = 200;

/** What a list of chats shows. */
export interface ConversationSummary {
	readonly id: string;
	readonly title: string;
	readonly createdAt: number;
	/** Number of questions. */
	readonly turns: number;
}

interface StoredConversation {
	readonly version: number;
	readonly conversation: Conversation;
}

/**
 * Chats on disk, one file each, written atomically. A file that cannot be read is set aside under another name, never
 * deleted.
 */
export class ConversationStore {
	/** Images of these chats. */
	readonly images: ImageStore;
	readonly #folder: string;
	/** Saves run one after another, so that an older state never overwrites a newer one. */
	readonly #queue = new SerialQueue();

	constructor(folder: string) {
		this.#folder = folder;
		this.images = new ImageStore(path.join(folder, 'images'));
	}

	/** Resolves when this state is on disk. */
	save(conversation: Conversation): Promise<void> {
		const content = JSON.stringify({ version, conversation } satisfies StoredConversation);
		return this.#queue.run(() => writeFileAtomically(this.#file(conversation.id), content));
	}

	async load(id: string): Promise<Conversation | undefined> {
		return isId(id) ? await this.#read(this.#file(id)) : undefined;
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
			await this.#queue.run(() => rm(this.#file(id), { force: true }));
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
		const summaries: (ConversationSummary & { readonly usedAt: number })[] = [];
		for (const name of names.filter((each) => each.endsWith(extension))) {
			const conversation = await this.#read(path.join(this.#folder, name));
			if (conversation && conversation.turns.length > 0) {
				const { id, title, createdAt, turns } = conversation;
				const usedAt = Math.max(createdAt, ...turns.map(({ answer }) => answer.startedAt));
				summaries.push({ id, title, createdAt, turns: turns.length, usedAt });
			}
		}
		// An old chat that is gone on with is not the first to go.
		summaries.sort((left, right) => right.usedAt - left.usedAt);
		for (const old of summaries.splice(maximumChats)) {
			await this.delete(old.id);
		}
		return summaries
			.map(({ id, title, createdAt, turns }) => ({ id, title, createdAt, turns }))
			.sort((left, right) => right.createdAt - left.createdAt);
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
