import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from './atomicFile';

const extension = '.texts.json';
/** Characters in one file of texts: far below what one string of JavaScript can hold. */
const maximumCharacters = 32_000_000;

/**
 * The texts a journal speaks of, each stored once and named by its hash, so that the journal itself stays small and is
 * quick to write after every decision. They lie in files of texts that were written together.
 */
export class JournalTexts {
	readonly #folder: string;
	readonly #texts = new Map<string, string>();
	readonly #names = new Map<string, string>();
	/** Which texts lie in which file. */
	readonly #files = new Map<string, ReadonlySet<string>>();

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** Reads all texts. A file that cannot be read is left out, and so are its texts. */
	async load(): Promise<void> {
		let names: string[];
		try {
			names = await readdir(this.#folder);
		} catch {
			return;
		}
		for (const name of names.filter((each) => each.endsWith(extension))) {
			const texts = await readTexts(path.join(this.#folder, name));
			this.#files.set(name, new Set(texts.keys()));
			texts.forEach((text, hash) => this.#remember(hash, text));
		}
	}

	text(name: string): string | undefined {
		return this.#texts.get(name);
	}

	/** The name a text is stored under. */
	nameOf(text: string): string {
		return this.#names.get(text) ?? createHash('sha256').update(text, 'utf16le').digest('base64url');
	}

	/** Writes those texts that are not stored yet; resolves when they are on disk. */
	async store(texts: Iterable<string>): Promise<void> {
		let batch = new Map<string, string>();
		let characters = 0;
		for (const text of texts) {
			const name = this.nameOf(text);
			if (this.#texts.has(name) || batch.has(name)) {
				continue;
			}
			if (characters > 0 && characters + text.length > maximumCharacters) {
				await this.#write(batch);
				batch = new Map();
				characters = 0;
			}
			batch.set(name, text);
			characters += text.length;
		}
		if (batch.size > 0) {
			await this.#write(batch);
		}
	}

	/** Removes the files none of whose texts are needed any more. */
	async retain(texts: ReadonlySet<string>): Promise<void> {
		const needed = new Set([...texts].map((text) => this.nameOf(text)));
		const unneeded = [...this.#files].filter(([, names]) => ![...names].some((name) => needed.has(name)));
		for (const [file] of unneeded) {
			await rm(path.join(this.#folder, file), { force: true });
			this.#files.delete(file);
		}
		const stored = new Set([...this.#files.values()].flatMap((names) => [...names]));
		for (const [name, text] of this.#texts) {
			if (!stored.has(name)) {
				this.#texts.delete(name);
				this.#names.delete(text);
			}
		}
	}

	async #write(batch: ReadonlyMap<string, string>): Promise<void> {
		const file = `${randomUUID()}${extension}`;
		await writeFileAtomically(path.join(this.#folder, file), JSON.stringify(Object.fromEntries(batch)));
		this.#files.set(file, new Set(batch.keys()));
		batch.forEach((text, name) => this.#remember(name, text));
	}

	#remember(name: string, text: string): void {
		this.#texts.set(name, text);
		this.#names.set(text, name);
	}
}

async function readTexts(file: string): Promise<Map<string, string>> {
	try {
		const content: unknown = JSON.parse(await readFile(file, 'utf8'));
		const entries = Object.entries(content ?? {});
		return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
	} catch {
		return new Map();
	}
}
