import { jsonStringLiteral } from '../../core/common/jsonText';
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
} from '../../core/conversation/workspaceAccess';
import type { NamedImage } from '../../core/images/image';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { FocusFinder, viewOfPack } from './focusFinder';
import type { Packer, Scan } from '../pack/packer';
import type { PackRequest } from '../pack/request';
import { surveyKey } from '../pack/surveyor';
import { secretRulesVersion, type SecretVault } from '../pack/secretFilter';
import type { FrozenPack, PackStore } from '../storage/packStore';
import { ChangeCounter, filesWithoutRoom } from './comparePack';
import { ContextTreeQuery } from './contextTreeQuery';
import { FrozenPacks } from './frozenPacks';
import { logOfKeptPack, secretsAllow } from './keptPack';
import { Prospects } from './prospects';
import { Summariser } from './summariser';
import type { ContextSummary } from './summary';
import { holdsKeptBack, showsKeptBack, workspaceChanges } from './workspaceChanges';

/**
 * The packs of one workspace: keeps the frozen one and tells what changed since. Runs in the worker, or in the process
 * of a command.
 */
export class PackService {
	/** Answers the views about the last scan. */
	readonly view: ContextTreeQuery;
	readonly #packer: Packer;
	readonly #focus: FocusFinder;
	readonly #counter: TokenCounter;
	readonly #vault: SecretVault;
	readonly #frozen: FrozenPacks;
	readonly #prospects: Prospects;
	readonly #now: () => number;
	readonly #summariser = new Summariser();
	readonly #changes = new ChangeCounter();
	#scan: Scan | undefined;
	/** What the last scan depends on besides the files. */
	#scanKey: string | undefined;

	/**
	 * @param store where packs are kept; undefined keeps only the last one, in memory
	 * @param now milliseconds since the epoch
	 */
	constructor(
		packer: Packer,
		counter: TokenCounter,
		vault: SecretVault,
		store: PackStore | undefined,
		now: () => number,
	) {
		this.#packer = packer;
		this.#focus = new FocusFinder(packer);
		this.#counter = counter;
		this.#vault = vault;
		this.#frozen = new FrozenPacks(store, now);
		this.#now = now;
		this.#prospects = new Prospects({ packer, counter, vault, frozen: this.#frozen, focus: this.#focus, now });
		this.view = new ContextTreeQuery({
			scan: () => this.#scan,
			frozen: async () => (await this.#frozen.current())?.frozen,
		});
	}

	/** The last scan; undefined before the first one. */
	get lastScan(): Scan | undefined {
		return this.#scan;
	}

	/** Lists and counts the workspace, ranked as for the current pack; see `Packer.scan`. */
	async scan(request: PackRequest, changed: readonly string[] | undefined, signal: AbortSignal): Promise<Scan> {
		return this.#looked(request, await this.#packer.scan(await this.#asPacked(request), changed, signal));
	}

	/** What the views show of the workspace as it is now. */
	async summary(
		request: PackRequest,
		changed: readonly string[] | undefined,
		signal: AbortSignal,
	): Promise<ContextSummary> {
		const scan = await this.scan(request, changed, signal);
		const current = await this.#frozen.current();
		const { frozen } = current ?? {};
		const differing = frozen ? this.#changes.count(frozen.pack, scan.files, filesWithoutRoom(frozen)) : 0;
		return this.#summariser.summarise(scan, differing);
	}

	/**
	 * A pack for a new chat: the frozen one while going on with it pays, else a fresh one, in which the files that the
	 * request mentions come first. They do not matter before: a good pack is cached, and what a question needs beside it
	 * comes in focus.
	 * @param use `warm-up` where it is only read ahead of the chats to come, which will tell the changes
	 */
	async packForNew(request: PackRequest, signal: AbortSignal, use: 'chat' | 'warm-up' = 'chat'): Promise<Pack> {
		const current = await this.#frozen.current();
		if (current) {
			const scan = await this.scan(request, undefined, signal);
			const log = await this.#frozen.log(current.id);
			const [packer, counter, now] = [this.#packer, this.#counter, this.#now()];
			const kept = await logOfKeptPack({ packer, counter, request, current, log, scan, now }, signal);
			if (kept) {
				if (use === 'chat') {
					await this.#frozen.setLog(current.id, kept);
				}
				await this.#frozen.used(current.id, use);
				return current.frozen.pack;
			}
		}
		const { pack: plain, scan } = await this.#packer.pack(request, signal, current ? 'last-look' : 'now');
		this.#looked(request, scan);
		const pack: Pack = { ...plain, json: jsonStringLiteral(plain.bytes) };
		await this.#frozen.freeze({
			pack,
			contents: { files: scan.files, notes: scan.notes },
			secretRules: secretRulesVersion(request.secrets),
			allowedSecrets: request.secrets?.allowed ?? [],
			mentioned: request.mentioned ?? [],
		});
		await this.#frozen.setLog(pack.id, { text: '', told: [], tokens: 0, allowedSecrets: [] });
		await this.#frozen.used(pack.id, use);
		return pack;
	}

	/**
	 * What the next question of a chat repeats, and what it is told anew.
	 * @param told what the chat was told already; undefined for a new one
	 * @param from `now` looks at the files first; else the last look is good enough
	 */
	async prospect(
		request: PackRequest,
		told: ToldState | undefined,
		from: 'last-look' | 'now',
		signal: AbortSignal,
	): Promise<PackProspect> {
		const scan = await this.#look(request, from, signal);
		return await this.#prospects.prospect(request, told, scan, signal);
	}

	/**
	 * What a question would add to the next request, by the last look; before the first one nothing is in focus.
	 * @param told what the chat was told already; undefined for a new one
	 */
	async draft(
		request: PackRequest,
		question: string,
		images: readonly NamedImage[],
		told: ToldState | undefined,
		signal: AbortSignal,
	): Promise<DraftSize> {
		const scan = this.#scan && (await this.#look(request, 'last-look', signal));
		return await this.#prospects.draft(request, { question, images }, told, scan, signal);
	}

	/** The text of a pack made now, which no chat begins with. */
	async packNow(request: PackRequest, signal: AbortSignal): Promise<Pick<Pack, 'bytes' | 'tokens'>> {
		const { pack, scan } = await this.#packer.pack(await this.#asPacked(request), signal);
		this.#looked(request, scan);
		return { bytes: pack.bytes, tokens: pack.tokens };
	}

	/** What a chat begun on a pack now is told first. */
	async changeLog(id: string): Promise<ChangeLog> {
		const { text, told } = (await this.#frozen.log(id)) ?? { text: '', told: [] };
		return { text, told };
	}

	/** @returns undefined when it is no longer stored */
	async frozenPack(id: string): Promise<FrozenPack | undefined> {
		return await this.#frozen.get(id);
	}

	async storedPack(id: string): Promise<Pack | undefined> {
		return (await this.#frozen.get(id))?.pack;
	}

	async mayStillBeSent(
		request: PackRequest,
		told: ToldState,
		diffs: readonly DiffAttachment[],
		signal: AbortSignal,
		from: 'last-look' | 'now' = 'now',
	): Promise<boolean> {
		const frozen = await this.#frozen.get(told.packId);
		if (!frozen || !secretsAllow(frozen, request) || diffs.some((diff) => showsKeptBack(diff, request))) {
			return false;
		}
		const scan = await this.#look(request, from, signal);
		const overlaid = [...told.overlay].filter(([, { text }]) => text !== undefined).map(([path]) => path);
		const paths = [...frozen.pack.sections.paths(), ...overlaid];
		return !holdsKeptBack(this.#packer, request, paths, scan);
	}

	/** @param from `now` looks at the files first; else the last look is good enough */
	async changesSince(
		request: PackRequest,
		told: ToldState,
		signal: AbortSignal,
		from: 'last-look' | 'now' = 'now',
	): Promise<readonly FileChange[]> {
		const frozen = await this.#frozen.get(told.packId);
		if (!frozen) {
			return [];
		}
		const scan = await this.#look(request, from, signal);
		const changes = await workspaceChanges(this.#packer, request, frozen, told, scan, signal);
		await this.#frozen.used(told.packId, 'turn');
		return changes;
	}

	/** Files a question is about; see `WorkspaceAccess.focus`. */
	async focus(
		request: PackRequest,
		question: string,
		told: ToldState,
		changes: readonly FileChange[],
		signal: AbortSignal,
	): Promise<readonly FocusText[]> {
		const frozen = await this.#frozen.get(told.packId);
		const scan = await this.#look(request, 'last-look', signal);
		return frozen
			? await this.#focus.find(question, request, viewOfPack(frozen.pack, told), changes, scan, signal)
			: [];
	}

	/** What placeholders stand for; those that no file of the workspace holds any more are missing. */
	async secretValues(
		request: PackRequest,
		placeholders: readonly string[],
		signal: AbortSignal,
	): Promise<ReadonlyMap<string, string>> {
		if (!this.#scan || placeholders.some((placeholder) => this.#vault.valueOf(placeholder) === undefined)) {
			await this.scan(request, undefined, signal);
		}
		const values = new Map<string, string>();
		for (const placeholder of placeholders) {
			const value = this.#vault.valueOf(placeholder);
			if (value !== undefined) {
				values.set(placeholder, value);
			}
		}
		return values;
	}

	/** Replaces the secrets of texts that are sent beside files, such as the parts of a diff. */
	redact(request: PackRequest, texts: readonly PathText[]): readonly string[] {
		return texts.map(({ path, text }) => this.#vault.hide(text, path, request.secrets));
	}

	/**
	 * What the current pack was made for comes first as long as it is kept. With other files first, some would be shown
	 * that the pack has no room for, and be told as if they had changed.
	 */
	async #asPacked(request: PackRequest): Promise<PackRequest> {
		return { ...request, mentioned: await this.#frozen.mentioned() };
	}

	#looked(request: PackRequest, scan: Scan): Scan {
		this.#scan = scan;
		this.#scanKey = surveyKey(request);
		return scan;
	}

	/** The last look is good enough where it was under the same rules: another may have begun for others meanwhile. */
	async #look(request: PackRequest, from: 'last-look' | 'now', signal: AbortSignal): Promise<Scan> {
		return from === 'last-look' && this.#scan && this.#scanKey === surveyKey(request)
			? this.#scan
			: await this.scan(request, undefined, signal);
	}

	/** Exact tokens of texts, in their order. */
	count(texts: readonly string[]): readonly number[] {
		return texts.map((text) => this.#counter.countText(text));
	}
}
