import type { FileChange } from '../../core/context/delta';
import type { Pack } from '../../core/context/types';
import type { DiffAttachment } from '../../core/conversation/conversation';
import type {
	ChangeLog,
	DraftSize,
	FocusText,
	PackProspect,
	PathText,
	ToldState,
	WorkspaceAccess,
} from '../../core/conversation/workspaceAccess';
import type { NamedImage } from '../../core/images/image';
import type { DiffChoice } from '../git/attachment';
import type { PackRequest } from '../pack/request';
import type { WorkspaceEngine } from './operations';

/** A workspace's packs as a conversation uses them, over an engine that may run elsewhere. */
export class WorkspacePacks implements WorkspaceAccess {
	readonly #engine: WorkspaceEngine;
	readonly #request: () => PackRequest;
	#loaded: Pack | undefined;

	/** @param request what to pack now */
	constructor(engine: WorkspaceEngine, request: () => PackRequest) {
		this.#engine = engine;
		this.#request = request;
	}

	async packForNew(signal: AbortSignal, mentioned: readonly string[] = []): Promise<Pack> {
		return await this.#packForNew('chat', mentioned, signal);
	}

	/** The pack new chats begin with, to be read ahead of them. */
	async packForWarmUp(signal: AbortSignal): Promise<Pack> {
		return await this.#packForNew('warm-up', [], signal);
	}

	/**
	 * What the next question of a chat begins with.
	 * @param told what the chat was told already; undefined for a new one
	 * @param from `now` looks at the files first; else the last look is good enough
	 */
	async prospect(told: ToldState | undefined, from: 'last-look' | 'now', signal: AbortSignal): Promise<PackProspect> {
		return await this.#engine.call('prospect', { request: this.#request(), told, from }, signal);
	}

	/**
	 * What a question that is being written adds to the next request of a chat.
	 * @param told what the chat was told already; undefined for a new one
	 */
	async draft(
		question: string,
		images: readonly NamedImage[],
		told: ToldState | undefined,
		signal: AbortSignal,
	): Promise<DraftSize> {
		const named = images.map(({ name, width, height }) => ({ name, width, height }));
		return await this.#engine.call('draft', { request: this.#request(), question, images: named, told }, signal);
	}

	async storedPack(id: string, signal = new AbortController().signal): Promise<Pack | undefined> {
		if (this.#loaded?.id !== id) {
			this.#loaded = (await this.#engine.call('storedPack', { id }, signal)) ?? this.#loaded;
		}
		return this.#loaded?.id === id ? this.#loaded : undefined;
	}

	async changeLog(id: string, signal: AbortSignal): Promise<ChangeLog> {
		return await this.#engine.call('changeLog', { id }, signal);
	}

	async mayStillBeSent(
		told: ToldState,
		diffs: readonly DiffAttachment[],
		signal: AbortSignal,
		from: 'last-look' | 'now' = 'now',
	): Promise<boolean> {
		return await this.#engine.call('mayStillBeSent', { request: this.#request(), told, diffs, from }, signal);
	}

	/** Reads a diff of a folder to ask about; undefined when there are no changes. */
	async readDiff(folder: string, choice: DiffChoice, signal: AbortSignal): Promise<DiffAttachment | undefined> {
		return await this.#engine.call('readDiff', { request: this.#request(), folder, choice }, signal);
	}

	async changesSince(
		told: ToldState,
		signal: AbortSignal,
		from: 'last-look' | 'now' = 'now',
	): Promise<readonly FileChange[]> {
		return await this.#engine.call('changesSince', { request: this.#request(), told, from }, signal);
	}

	async focus(
		question: string,
		told: ToldState,
		changes: readonly FileChange[],
		signal: AbortSignal,
	): Promise<readonly FocusText[]> {
		return await this.#engine.call('focus', { request: this.#request(), question, told, changes }, signal);
	}

	async redact(texts: readonly PathText[], signal: AbortSignal): Promise<readonly string[]> {
		return await this.#engine.call('redact', { request: this.#request(), texts }, signal);
	}

	/** What placeholders of secrets stand for. */
	async secretValues(placeholders: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
		return placeholders.length === 0
			? new Map()
			: await this.#engine.call('secretValues', { request: this.#request(), placeholders }, signal);
	}

	async countTexts(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
		return await this.#engine.call('count', texts, signal);
	}

	async #packForNew(use: 'chat' | 'warm-up', mentioned: readonly string[], signal: AbortSignal): Promise<Pack> {
		const input = { request: { ...this.#request(), mentioned }, use };
		return (this.#loaded = await this.#engine.call('packForNew', input, signal));
	}
}
