import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { SerialQueue } from '../../core/common/serialQueue';
import type { LedgerImage, LedgerMessage, SentBody, SentOutcome, SentRequest } from '../../core/ledger/ledger';
import { writeFileAtomically } from '../storage/atomicFile';
import type { FrozenPack } from '../storage/packStore';
import { PackStore } from '../storage/packStore';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Bytes on disk, before the oldest requests are forgotten. */
const defaultMaximumBytes = 512 * 1024 * 1024;
/** Requests kept at most. */
const maximumEntries = 2_000;

/** A message of an entry: its text is stored once, by its address. */
type StoredMessage =
	| { readonly role: LedgerMessage['role']; readonly text: string; readonly images?: readonly LedgerImage[] }
	| { readonly role: 'user'; readonly packId: string };

/** A request of the ledger without its texts. */
export interface LedgerEntry extends Omit<SentRequest, 'messages'> {
	readonly id: string;
	/** Addresses: the SHA-256 of texts, and ids of packs. */
	readonly messages: readonly StoredMessage[];
	/** Missing when it was never sent, and in entries of earlier versions. */
	readonly body?: SentBody;
	readonly outcome?: SentOutcome;
}

/** A request of the ledger without its messages. */
export type SentFacts = Omit<LedgerEntry, 'messages' | 'body'>;

/**
 * Everything that was sent, on disk: texts and packs once each, by their content, and a small file per request. What is
 * read back is checked against its address. Old requests are forgotten when it grows too large.
 */
export class LedgerStore {
	readonly #folder: string;
	readonly #packs: PackStore;
	readonly #maximumBytes: number;
	/** One change at a time. */
	readonly #queue = new SerialQueue();

	constructor(folder: string, maximumBytes = defaultMaximumBytes) {
		this.#folder = folder;
		this.#packs = new PackStore(path.join(folder, 'packs'), { packs: Infinity, bytes: Infinity });
		this.#maximumBytes = maximumBytes;
	}

	/** @param loadPack gives the pack of a request that is not in the ledger yet */
	sent(request: SentRequest, loadPack: (id: string) => Promise<FrozenPack | undefined>): Promise<string> {
		return this.#queue.run(async () => {
			const id = randomUUID();
			const { messages, ...facts } = request;
			const stored: StoredMessage[] = [];
			for (const message of messages) {
				if ('text' in message) {
					stored.push({ ...message, text: await this.#keepText(message.text) });
				} else {
					await this.#keepPack(message.packId, loadPack);
					stored.push(message);
				}
			}
			await this.#write({ id, ...facts, messages: stored });
			await this.#prune(id);
			return id;
		});
	}

	encoded(id: string, body: SentBody): Promise<void> {
		return this.#change(id, { body });
	}

	answered(id: string, outcome: SentOutcome): Promise<void> {
		return this.#change(id, { outcome });
	}

	/** All requests, the newest first. Damaged files are passed over. */
	async entries(): Promise<LedgerEntry[]> {
		const entries = await Promise.all((await this.#ids()).map((id) => this.#read(id)));
		return entries.filter((entry) => entry !== undefined).sort((left, right) => right.at - left.at);
	}

	async entry(id: string): Promise<LedgerEntry | undefined> {
		return /^[\w-]+$/.test(id) ? await this.#read(id) : undefined;
	}

	/** @returns the texts of an entry's messages, in their order; undefined for one that is no longer there */
	async texts(entry: LedgerEntry): Promise<(Uint8Array | undefined)[]> {
		return await Promise.all(
			entry.messages.map(async (message) =>
				'packId' in message ? (await this.#packs.load(message.packId))?.pack.bytes : await this.#text(message.text),
			),
		);
	}

	/** What the pack of an entry was made of. */
	async pack(entry: LedgerEntry): Promise<FrozenPack | undefined> {
		const message = entry.messages.find((each) => 'packId' in each);
		return message && (await this.#packs.load(message.packId));
	}

	#change(id: string, what: Pick<LedgerEntry, 'body'> | Pick<LedgerEntry, 'outcome'>): Promise<void> {
		return this.#queue.run(async () => {
			const entry = await this.#read(id);
			if (entry) {
				await this.#write({ ...entry, ...what });
			}
		});
	}

	async #keepText(text: string): Promise<string> {
		const bytes = Buffer.from(text, 'utf8');
		const address = sha256(bytes);
		const file = this.#textFile(address);
		if (!(await exists(file))) {
			await writeFileAtomically(file, await compress(bytes, { level: 1 }));
		}
		return address;
	}

	async #text(address: string): Promise<Uint8Array | undefined> {
		try {
			const bytes = await decompress(await readFile(this.#textFile(address)));
			return sha256(bytes) === address ? bytes : undefined;
		} catch {
			return undefined;
		}
	}

	async #keepPack(id: string, load: (id: string) => Promise<FrozenPack | undefined>): Promise<void> {
		if (!(await this.#packs.has(id))) {
			const frozen = await load(id);
			if (frozen) {
				await this.#packs.save(frozen);
			}
		}
	}

	async #read(id: string): Promise<LedgerEntry | undefined> {
		try {
			const entry = JSON.parse(await readFile(this.#entryFile(id), 'utf8')) as Partial<LedgerEntry>;
			return entry.id === id && typeof entry.at === 'number' && Array.isArray(entry.messages)
				? (entry as LedgerEntry)
				: undefined;
		} catch {
			return undefined;
		}
	}

	async #write(entry: LedgerEntry): Promise<void> {
		await writeFileAtomically(this.#entryFile(entry.id), JSON.stringify(entry));
	}

	async #ids(): Promise<string[]> {
		const names = await readdir(path.join(this.#folder, 'entries')).catch(() => []);
		return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
	}

	/** Forgets the oldest requests until the rest is small enough, then whatever no request needs any more. */
	async #prune(newest: string): Promise<void> {
		const sizes = await this.#contentSizes();
		const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
		const ids = await this.#ids();
		if (total <= this.#maximumBytes && ids.length <= maximumEntries) {
			return;
		}
		const entries = await this.entries();
		const needed = new Set<string>();
		let bytes = 0;
		let full = false;
		for (const [index, entry] of entries.entries()) {
			const files = entry.messages.map((message) =>
				'packId' in message ? this.#packs.file(message.packId) : this.#textFile(message.text),
			);
			const added = files.filter((file) => !needed.has(file));
			bytes += added.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
			full ||= entry.id !== newest && (bytes > this.#maximumBytes || index >= maximumEntries);
			if (full) {
				await rm(this.#entryFile(entry.id), { force: true });
			} else {
				added.forEach((file) => needed.add(file));
			}
		}
		for (const file of sizes.keys()) {
			if (!needed.has(file)) {
				await rm(file, { force: true });
			}
		}
	}

	async #contentSizes(): Promise<Map<string, number>> {
		const sizes = new Map<string, number>();
		for (const part of ['texts', 'packs']) {
			const folder = path.join(this.#folder, part);
			await mkdir(folder, { recursive: true });
			for (const name of await readdir(folder)) {
				const file = path.join(folder, name);
				sizes.set(file, (await stat(file).catch(() => undefined))?.size ?? 0);
			}
		}
		return sizes;
	}

	#entryFile(id: string): string {
		return path.join(this.#folder, 'entries', `${id}.json`);
	}

	#textFile(address: string): string {
		return path.join(this.#folder, 'texts', `${address}.gz`);
	}
}

function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

async function exists(file: string): Promise<boolean> {
	return (await stat(file).catch(() => undefined)) !== undefined;
}
