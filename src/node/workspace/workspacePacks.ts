import type { FileChange } from '../../core/context/delta';
import type { ContextFile, Pack } from '../../core/context/types';
import type { ToldFiles } from '../../core/conversation/request';
import type { WorkspaceAccess } from '../../core/conversation/workspaceAccess';
import { hashText, type PackRequest, type Scan } from '../pack/packer';
import type { PackStore } from '../storage/packStore';
import type { PackEngine } from './packEngine';

/**
 * A new chat gets the stored pack as long as the files that differ hold at most this share of its tokens: a cached
 * pack plus a small delta costs a fraction of a cold one.
 */
const largestDelta = 0.1;

/** Remembers which pack is current, across restarts. */
export interface CurrentPackMemory {
	get(): string | undefined;
	set(id: string): void;
}

/** The packs of one workspace: keeps the frozen one and tells what changed since. */
export class WorkspacePacks implements WorkspaceAccess {
	readonly #engine: PackEngine;
	readonly #store: PackStore | undefined;
	readonly #memory: CurrentPackMemory;
	readonly #request: () => PackRequest;
	#loaded: Pack | undefined;

	/**
	 * @param store where packs are kept; undefined keeps only the last one, in memory
	 * @param request what to pack now
	 */
	constructor(engine: PackEngine, store: PackStore | undefined, memory: CurrentPackMemory, request: () => PackRequest) {
		this.#engine = engine;
		this.#store = store;
		this.#memory = memory;
		this.#request = request;
	}

	/** Lists and counts the workspace as it is now. */
	scan(signal: AbortSignal): Promise<Scan> {
		return this.#engine.scan(this.#request(), signal);
	}

	async packForNew(signal: AbortSignal): Promise<Pack> {
		const current = await this.currentPack();
		if (current) {
			const scan = await this.scan(signal);
			const { changed, deleted } = comparePack(current, scan);
			const gone = new Set(deleted);
			const tokens = [...changed, ...current.files.filter((file) => gone.has(file.path))].reduce(
				(sum, file) => sum + file.tokens,
				0,
			);
			if ((await this.#allows(current, scan, signal)) && tokens <= current.tokens * largestDelta) {
				return current;
			}
		}
		const pack = await this.#engine.pack(this.#request(), signal);
		this.#loaded = pack;
		await this.#store?.save(pack);
		this.#memory.set(pack.id);
		return pack;
	}

	async mayStillBeSent(pack: Pack, signal: AbortSignal): Promise<boolean> {
		return await this.#allows(pack, await this.scan(signal), signal);
	}

	/** False when the pack holds a file that is still there but is ignored or excluded by now. */
	async #allows(pack: Pack, scan: Scan, signal: AbortSignal): Promise<boolean> {
		const { deleted, excluded } = comparePack(pack, scan);
		if (excluded) {
			return false;
		}
		const texts = await this.#engine.read(this.#request(), deleted, signal);
		return texts.every((text) => text === undefined);
	}

	/** The frozen pack new chats would use if nothing changed; undefined before the first question. */
	async currentPack(): Promise<Pack | undefined> {
		const id = this.#memory.get();
		return id === undefined ? undefined : await this.storedPack(id);
	}

	async storedPack(id: string): Promise<Pack | undefined> {
		if (this.#loaded?.id === id) {
			return this.#loaded;
		}
		const pack = await this.#store?.load(id);
		if (pack) {
			this.#loaded = pack;
		}
		return pack;
	}

	async changesSince(told: ToldFiles, signal: AbortSignal): Promise<readonly FileChange[]> {
		const request = this.#request();
		const { files } = await this.#engine.scan(request, signal);
		const now = new Map(files.map((file) => [file.path, file]));
		const toRead: { path: string; before: string | undefined }[] = [];
		const changes: FileChange[] = [];
		for (const path of told.paths()) {
			const file = now.get(path);
			if (!file) {
				changes.push({ path, before: told.text(path), after: undefined });
			} else if (file.tier === 'full' && (told.packedHash(path) ?? hashText(told.text(path) ?? '')) !== file.hash) {
				toRead.push({ path, before: told.text(path) });
			}
			now.delete(path);
		}
		for (const file of now.values()) {
			if (file.tier === 'full') {
				toRead.push({ path: file.path, before: undefined });
			}
		}
		const texts = await this.#engine.read(
			request,
			toRead.map(({ path }) => path),
			signal,
		);
		toRead.forEach(({ path, before }, index) => {
			const after = texts[index];
			if (after !== undefined) {
				changes.push({ path, before, after });
			}
		});
		return changes;
	}

	countTexts(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
		return this.#engine.count(texts, signal);
	}
}

/** How a scan differs from a pack. */
export interface PackDifference {
	/** Files whose text is new or other than in the pack. */
	readonly changed: readonly ContextFile[];
	/** Files of the pack that are gone. */
	readonly deleted: readonly string[];
	/** True when the rules now leave out a file the pack holds: it must not be sent again. */
	readonly excluded: boolean;
}

/** Compares the workspace with a pack, by the hashes of the texts. */
export function comparePack(pack: Pack, scan: Scan): PackDifference {
	const packed = new Map(pack.sections.map((section) => [section.path, section.hash]));
	const changed: ContextFile[] = [];
	let excluded = false;
	for (const file of scan.files) {
		const before = packed.get(file.path);
		packed.delete(file.path);
		if (file.tier === 'full') {
			if (before !== file.hash) {
				changed.push(file);
			}
		} else if (before !== undefined) {
			excluded = true;
		}
	}
	return { changed, deleted: [...packed.keys()], excluded };
}
