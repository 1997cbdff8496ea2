import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Conversation } from '../../core/conversation/conversation';
import { writeFileAtomically } from './atomicFile';

/** What a list of chats shows. */
export interface ConversationSummary {
	readonly id: string;
	readonly title: string;
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
	/** Number of questions. */
	readonly turns: number;
}

const summarySchema = v.object({
	id: v.string(),
	title: v.string(),
	createdAt: v.number(),
	turns: v.number(),
	usedAt: v.number(),
});
type IndexedSummary = v.InferOutput<typeof summarySchema>;

const indexSchema = v.object({
	version: v.literal(1),
	files: v.array(v.object({ name: v.string(), state: v.string(), summary: v.optional(summarySchema) })),
});

interface Indexed {
	/** Size and time of the file that was read. */
	readonly state: string;
	/** Undefined for a chat without questions. */
	readonly summary: IndexedSummary | undefined;
}

const indexName = 'index.json';

/**
 * The titles of chats, so that a list of them need not read and parse every one. It is nothing but what was read of files
 * that have not changed since: whatever is missing, damaged or outdated in it is read again.
 */
export class ChatIndex {
	readonly #folder: string;
	readonly #read: (file: string) => Promise<Conversation | undefined>;
	#files: Map<string, Indexed> | undefined;

	/** @param read a chat; undefined for a file that is none */
	constructor(folder: string, read: (file: string) => Promise<Conversation | undefined>) {
		this.#folder = folder;
		this.#read = read;
	}

	/** What the lists show of these files of the folder, in the order of last use, the latest first. */
	async summaries(names: readonly string[]): Promise<readonly ConversationSummary[]> {
		const known = (this.#files ??= await this.#load());
		const files = new Map<string, Indexed>();
		let changed = known.size !== names.length;
		for (const name of names) {
			const file = path.join(this.#folder, name);
			const state = await stateOf(file);
			const before = known.get(name);
			if (before !== undefined && before.state === state) {
				files.set(name, before);
				continue;
			}
			changed = true;
			const conversation = state === undefined ? undefined : await this.#read(file);
			if (conversation && state !== undefined) {
				files.set(name, { state, summary: summaryOf(conversation) });
			}
		}
		this.#files = files;
		if (changed) {
			// The next list is slower without it; that is all.
			await this.#save(files).catch(() => undefined);
		}
		return [...files.values()]
			.flatMap(({ summary }) => summary ?? [])
			.sort((left, right) => right.usedAt - left.usedAt)
			.map(({ id, title, createdAt, turns }) => ({ id, title, createdAt, turns }));
	}

	async #load(): Promise<Map<string, Indexed>> {
		try {
			const stored = v.parse(indexSchema, JSON.parse(await readFile(path.join(this.#folder, indexName), 'utf8')));
			return new Map(stored.files.map(({ name, state, summary }) => [name, { state, summary }]));
		} catch {
			return new Map();
		}
	}

	async #save(files: ReadonlyMap<string, Indexed>): Promise<void> {
		const list = [...files].map(([name, indexed]) => ({ name, ...indexed }));
		await writeFileAtomically(path.join(this.#folder, indexName), JSON.stringify({ version: 1, files: list }));
	}
}

/** Tells versions of a file apart; undefined when there is none. */
async function stateOf(file: string): Promise<string | undefined> {
	try {
		const { size, mtimeMs, ino } = await stat(file);
		return `${size} ${mtimeMs} ${ino}`;
	} catch {
		return undefined;
	}
}

function summaryOf({ id, title, createdAt, turns }: Conversation): IndexedSummary | undefined {
	const usedAt = Math.max(createdAt, ...turns.map(({ answer }) => answer.startedAt));
	return turns.length === 0 ? undefined : { id, title, createdAt, turns: turns.length, usedAt };
}
