import path from 'node:path';
import { errorMessage } from '../../core/common/errors';
import { FolderRules, type FolderDecision } from './folderRules';
import { listRepository } from './gitListing';
import type { Exclusion, OuterRules } from './ignoreFiles';
import { gitDirectoryOf } from './repository';
import { maximumRepositoryDepth, tooDeep, walk, type WalkResult } from './walk';

/** Processes that run at a time; each is short. */
const concurrency = 4;

interface Pending {
	/** Path of the repository below the root, ending with `/`. */
	readonly folder: string;
	readonly depth: number;
}

/** Lists a root with git, and every repository below it with its own: one process each. */
export class RepositoryLister {
	readonly #root: string;
	readonly #rules: FolderRules;
	readonly #signal: AbortSignal;
	#files: string[] = [];
	readonly #excluded = new Map<string, Exclusion>();
	readonly #repositories: string[] = [];
	readonly #absent: string[] = [];
	readonly #notes: string[] = [];
	#pending: Pending[] = [];

	constructor(root: string, outer: OuterRules, decide: FolderDecision | undefined, signal: AbortSignal) {
		this.#root = root;
		this.#rules = new FolderRules(root, outer, decide, this.#notes);
		this.#signal = signal;
	}

	/** @throws GitError and its kin when git cannot list the root itself, or the signal's reason */
	async list(): Promise<WalkResult> {
		const listing = await listRepository(this.#root, false, this.#signal);
		return await this.listBelow({ ...listing, excluded: [] });
	}

	/**
	 * Adds the repositories of a root whose own files are known.
	 * @throws the signal's reason
	 */
	async listBelow(own: WalkResult): Promise<WalkResult> {
		this.#take(own, '', 0);
		while (this.#pending.length > 0) {
			const next = this.#pending.filter((repository) => this.#isToBeListed(repository));
			this.#pending = [];
			await eachOf(next, async (repository) => await this.#listOne(repository));
		}
		// With several repositories a file may be listed twice.
		const listed = this.#repositories.length === 0 ? this.#files : [...new Set(this.#files)];
		const files = this.#rules.isEmpty ? listed : [];
		for (const file of this.#rules.isEmpty ? [] : listed) {
			const exclusion = this.#rules.exclusionOf(file);
			if (exclusion) {
				this.#excluded.set(exclusion.path, exclusion);
			} else {
				files.push(file);
			}
		}
		return {
			files,
			excluded: [...this.#excluded.values()],
			repositories: this.#repositories,
			absent: this.#absent,
			notes: this.#notes,
		};
	}

	#isToBeListed({ folder, depth }: Pending): boolean {
		// A submodule that is not checked out holds nothing.
		if (gitDirectoryOf(path.join(this.#root, folder)) === undefined) {
			this.#absent.push(folder.slice(0, -1));
			return false;
		}
		const exclusion = this.#rules.exclusionOf(folder);
		if (exclusion) {
			this.#excluded.set(exclusion.path, exclusion);
			return false;
		}
		this.#repositories.push(folder.slice(0, -1));
		if (depth > maximumRepositoryDepth) {
			this.#notes.push(tooDeep(folder));
			return false;
		}
		return true;
	}

	async #listOne({ folder, depth }: Pending): Promise<void> {
		const location = path.join(this.#root, folder);
		try {
			const listing = await listRepository(location, true, this.#signal);
			this.#take({ ...listing, excluded: [] }, folder, depth);
		} catch (error) {
			this.#signal.throwIfAborted();
			const walked = await walk(location, { signal: this.#signal, enterRepositories: false });
			walked.notes.push(`Git could not list the files: ${errorMessage(error)}`);
			this.#take(walked, folder, depth);
		}
	}

	/** @param at the folder the listing is of, '' or ending with `/` */
	#take(listing: WalkResult, at: string, depth: number): void {
		for (const each of listing.excluded) {
			const excluded = { ...each, path: at + each.path };
			this.#excluded.set(excluded.path, excluded);
		}
		// An ignore file may exclude itself.
		this.#rules.learn(listing.excluded.map((each) => at + each.path));
		const files = at === '' ? listing.files : listing.files.map((file) => at + file);
		this.#rules.learn(files);
		this.#files = this.#files.length === 0 ? files : this.#files.concat(files);
		this.#notes.push(...listing.notes.map((note) => (at === '' ? note : `${at.slice(0, -1)}: ${note}`)));
		this.#absent.push(...(listing.absent ?? []).map((each) => at + each));
		for (const repository of listing.repositories) {
			this.#pending.push({ folder: `${at}${repository}/`, depth: depth + 1 });
		}
	}
}

/** Runs a task for each item, a few at a time. */
async function eachOf<Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> {
	const queue = items.values();
	const work = async (): Promise<void> => {
		for (const item of queue) {
			await task(item);
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
}
