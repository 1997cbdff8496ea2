import { jsonStringLiteral } from '../../core/common/jsonText';
import { renderChanges, type FileChange } from '../../core/context/delta';
import { decideRebase, expectedUse } from '../../core/context/rebase';
import type { Pack } from '../../core/context/types';
import type { FocusText, ToldState } from '../../core/conversation/workspaceAccess';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { FocusFinder } from './focusFinder';
import type { Packer, Scan } from '../pack/packer';
import type { PackRequest } from '../pack/request';
import { secretRulesVersion, type SecretVault } from '../pack/secretFilter';
import type { CurrentPack, FrozenPack, PackStore } from '../storage/packStore';
import { commonPrefixTokens, comparePack, excludingReasons } from './comparePack';
import { ModelView } from './modelView';
import { summarise, type ContextSummary } from './summary';

/** Milliseconds an endpoint surely keeps a prefix it has read. */
const cacheLifetime = 60 * 60 * 1_000;

/**
 * The packs of one workspace: keeps the frozen one and tells what changed since. Runs in the worker, or in the process
 * of a command.
 */
export class PackService {
	readonly #packer: Packer;
	readonly #focus: FocusFinder;
	readonly #counter: TokenCounter;
	readonly #vault: SecretVault;
	readonly #store: PackStore | undefined;
	readonly #now: () => number;
	#current: CurrentPack | undefined;
	#loaded: FrozenPack | undefined;
	#scan: Scan | undefined;

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
		this.#store = store;
		this.#now = now;
	}

	/** The last scan; undefined before the first one. */
	get lastScan(): Scan | undefined {
		return this.#scan;
	}

	/** Lists and counts the workspace; see `Packer.scan`. */
	async scan(request: PackRequest, changed: readonly string[] | undefined, signal: AbortSignal): Promise<Scan> {
		const scan = await this.#packer.scan(request, changed, signal);
		this.#scan = scan;
		return scan;
	}

	/** What the views show of the workspace as it is now. */
	async summary(
		request: PackRequest,
		changed: readonly string[] | undefined,
		signal: AbortSignal,
	): Promise<ContextSummary> {
		const scan = await this.scan(request, changed, signal);
		const current = await this.#currentPack();
		return summarise(scan, current && comparePack(current.pack, scan.files));
	}

	async packForNew(request: PackRequest, signal: AbortSignal): Promise<Pack> {
		const kept = await this.#keptPack(request, signal);
		if (kept) {
			await this.#remember({ ...kept.current, chats: kept.current.chats + 1, turns: kept.current.turns + 1 });
			return kept.pack;
		}
		const { pack: plain, scan } = await this.#packer.pack(request, signal);
		this.#scan = scan;
		const pack: Pack = { ...plain, json: jsonStringLiteral(plain.bytes) };
		this.#loaded = {
			pack,
			contents: { files: scan.files, notes: scan.notes },
			secretRules: secretRulesVersion(request.secrets),
			allowedSecrets: request.secrets?.allowed ?? [],
		};
		await this.#store?.save(this.#loaded);
		await this.#remember({ id: pack.id, chats: 1, turns: 1, usedAt: this.#now() });
		return pack;
	}

	/** @returns undefined when it is no longer stored */
	async frozenPack(id: string): Promise<FrozenPack | undefined> {
		if (this.#loaded?.pack.id === id) {
			return this.#loaded;
		}
		const frozen = await this.#store?.load(id);
		if (frozen) {
			this.#loaded = frozen;
		}
		return frozen;
	}

	async storedPack(id: string): Promise<Pack | undefined> {
		return (await this.frozenPack(id))?.pack;
	}

	async mayStillBeSent(request: PackRequest, id: string, signal: AbortSignal): Promise<boolean> {
		const frozen = await this.frozenPack(id);
		return frozen !== undefined && this.#allows(frozen, request, await this.scan(request, undefined, signal));
	}

	async changesSince(request: PackRequest, told: ToldState, signal: AbortSignal): Promise<readonly FileChange[]> {
		const frozen = await this.frozenPack(told.packId);
		if (!frozen) {
			return [];
		}
		const scan = await this.scan(request, undefined, signal);
		const changes = await this.#changes(request, frozen.pack, told, scan, signal);
		const current = await this.#currentRecord();
		if (current?.id === told.packId) {
			await this.#remember({ ...current, turns: current.turns + 1, usedAt: this.#now() });
		}
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
		const frozen = await this.frozenPack(told.packId);
		const scan = this.#scan ?? (await this.scan(request, undefined, signal));
		return frozen ? await this.#focus.find(question, request, frozen.pack, told, changes, scan, signal) : [];
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
	redact(request: PackRequest, texts: readonly { readonly path: string; readonly text: string }[]): readonly string[] {
		const filter = this.#vault.filter(request.secrets);
		return texts.map(({ path, text }) => filter.filter(Buffer.from(text, 'utf8'), path).bytes.toString('utf8'));
	}

	/** Exact tokens of texts, in their order. */
	count(texts: readonly string[]): readonly number[] {
		return texts.map((text) => this.#counter.countText(text));
	}

	/** The frozen pack, while going on with it pays. */
	async #keptPack(
		request: PackRequest,
		signal: AbortSignal,
	): Promise<{ readonly pack: Pack; readonly current: CurrentPack } | undefined> {
		const current = await this.#currentRecord();
		const frozen = current && (await this.frozenPack(current.id));
		if (!frozen || !current) {
			return undefined;
		}
		const scan = await this.scan(request, undefined, signal);
		const { pack } = frozen;
		const told: ToldState = { packId: pack.id, overlay: new Map() };
		const delta = renderChanges(await this.#changes(request, pack, told, scan, signal));
		const { decision } = decideRebase({
			price: request.economy?.price,
			packTokens: pack.tokens,
			newPackTokens: scan.tokens,
			deltaTokens: this.#counter.countText(delta),
			sharedDeltaTokens: 0,
			unsentDeltaTokens: 0,
			commonPrefixTokens: commonPrefixTokens(frozen, await this.#packer.order(scan, request, signal)),
			...expectedUse(current),
			cacheIsWarm: this.#now() - current.usedAt < cacheLifetime,
			capacity: request.economy?.capacity ?? Infinity,
			holdsExcluded: !this.#allows(frozen, request, scan),
		});
		return decision === 'keep' ? { pack, current } : undefined;
	}

	/** False when the pack holds what would not be sent today. */
	#allows(frozen: FrozenPack, request: PackRequest, scan: Scan): boolean {
		if (
			frozen.secretRules !== secretRulesVersion(request.secrets) ||
			frozen.allowedSecrets.some((placeholder) => request.secrets?.allowed.includes(placeholder) !== true)
		) {
			return false;
		}
		const { deleted, excluded } = comparePack(frozen.pack, scan.files);
		// A file that is not listed any more but still there is ignored by now.
		return !excluded && deleted.every((file) => this.#packer.readWhole(request, file) === undefined);
	}

	async #changes(
		request: PackRequest,
		pack: Pack,
		told: ToldState,
		scan: Scan,
		signal: AbortSignal,
	): Promise<FileChange[]> {
		const model = new ModelView(pack, told);
		const changes: FileChange[] = [];
		const now = new Set<string>();
		for (const file of scan.files) {
			const seen = model.seen(file.path);
			now.add(file.path);
			if (file.tier === 'path' || file.tier === 'none') {
				if (seen && file.reason !== 'beyond the budget' && !excludingReasons.has(file.reason)) {
					changes.push({ path: file.path, before: seen.text, after: undefined, omitted: file.reason });
				}
				continue;
			}
			if (seen?.hash === file.hash) {
				continue;
			}
			signal.throwIfAborted();
			const current = await this.#packer.read(request, file);
			if (current && (seen?.shown !== current.text || seen.isPart !== (current.part !== undefined))) {
				changes.push({
					path: file.path,
					before: seen?.text,
					after: current.text,
					...(current.part ? { part: current.part } : {}),
				});
			}
		}
		for (const path of model.paths()) {
			if (!now.has(path)) {
				changes.push({ path, before: model.seen(path)?.text, after: undefined });
			}
		}
		return changes;
	}

	async #currentRecord(): Promise<CurrentPack | undefined> {
		return (this.#current ??= await this.#store?.current());
	}

	async #currentPack(): Promise<FrozenPack | undefined> {
		const current = await this.#currentRecord();
		return current && (await this.frozenPack(current.id));
	}

	async #remember(current: CurrentPack): Promise<void> {
		this.#current = { ...current, usedAt: this.#now() };
		await this.#store?.setCurrent(this.#current);
	}
}
