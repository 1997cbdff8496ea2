import { renderChanges } from '../../core/context/delta';
import { neutralise } from '../../core/context/neutralise';
import { imageList, questionText } from '../../core/conversation/prompts';
import { renderFocus } from '../../core/conversation/request';
import type { DraftSize, PackProspect, ToldState } from '../../core/conversation/workspaceAccess';
import type { NamedImage } from '../../core/images/image';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import type { Packer, Scan } from '../pack/packer';
import type { PackRequest } from '../pack/request';
import type { SecretVault } from '../pack/secretFilter';
import type { CurrentPack, FrozenPack, StoredLog } from '../storage/packStore';
import { viewOfPack, viewOfScan, type FocusFinder } from './focusFinder';
import type { FrozenPacks } from './frozenPacks';
import { logOfKeptPack, overlayOf } from './keptPack';
import { workspaceChanges } from './workspaceChanges';

interface ProspectServices {
	readonly packer: Packer;
	readonly counter: TokenCounter;
	readonly vault: SecretVault;
	readonly frozen: FrozenPacks;
	readonly focus: FocusFinder;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
}

/** The frozen pack a new chat would go on with, and what it would be told first. */
interface Kept {
	readonly current: CurrentPack & { readonly frozen: FrozenPack };
	readonly log: StoredLog;
}

/** Tells what the next question of a chat would be sent with, without asking it. */
export class Prospects {
	readonly #services: ProspectServices;
	/** The last answer of `#kept`, and what it followed from: while a question is typed, it is asked for again and again. */
	#last: { readonly conditions: readonly unknown[]; readonly kept: Kept | undefined } | undefined;

	constructor(services: ProspectServices) {
		this.#services = services;
	}

	/**
	 * What the next question repeats, and what it is told anew.
	 * @throws the signal's reason
	 */
	async prospect(
		request: PackRequest,
		told: ToldState | undefined,
		scan: Scan,
		signal: AbortSignal,
	): Promise<PackProspect> {
		const { packer, frozen: packs, counter } = this.#services;
		if (told) {
			const frozen = await packs.get(told.packId);
			const changes = frozen ? await workspaceChanges(packer, request, frozen.pack, told, scan, signal) : [];
			return {
				packId: told.packId,
				packTokens: frozen?.pack.tokens ?? 0,
				files: frozen?.pack.sections.length ?? 0,
				changeTokens: counter.countText(renderChanges(changes)),
			};
		}
		const kept = await this.#kept(request, scan, signal);
		if (kept) {
			const { tokens, sections } = kept.current.frozen.pack;
			return {
				packId: kept.current.id,
				packTokens: tokens,
				files: sections.length,
				changeTokens: kept.log.tokens,
			};
		}
		const files = scan.files.filter(({ tier }) => tier !== 'path' && tier !== 'none').length;
		return { packId: undefined, packTokens: scan.tokens, files, changeTokens: 0 };
	}

	/**
	 * What the words of a question add, and the files that would be in focus for it.
	 * @param scan undefined where nothing was looked at yet: then nothing is in focus
	 * @throws the signal's reason
	 */
	async draft(
		request: PackRequest,
		{ question, images }: { readonly question: string; readonly images: readonly NamedImage[] },
		told: ToldState | undefined,
		scan: Scan | undefined,
		signal: AbortSignal,
	): Promise<DraftSize> {
		const { counter, vault } = this.#services;
		const redacted = vault.filter(request.secrets).filter(Buffer.from(question, 'utf8'), '').bytes.toString('utf8');
		const whole = imageList(images) + questionText(neutralise(redacted));
		const words = counter.countText(whole) - counter.countText(questionText(''));
		const focus = scan && question !== '' ? await this.#focus(request, question, told, scan, signal) : '';
		return { words, focus: counter.countText(focus) };
	}

	/** The block of files in focus, as it would be sent. */
	async #focus(
		request: PackRequest,
		question: string,
		told: ToldState | undefined,
		scan: Scan,
		signal: AbortSignal,
	): Promise<string> {
		const { packer, focus, frozen } = this.#services;
		const state = told ?? (await this.#toldNext(request, scan, signal));
		const pack = state && (await frozen.get(state.packId))?.pack;
		if (!pack) {
			return told ? '' : renderFocus(await focus.find(question, request, viewOfScan(scan), [], scan, signal));
		}
		const changes = told ? await workspaceChanges(packer, request, pack, told, scan, signal) : [];
		return renderFocus(await focus.find(question, request, viewOfPack(pack, state), changes, scan, signal));
	}

	/** What a new chat on the frozen pack would be told before its question. */
	async #toldNext(request: PackRequest, scan: Scan, signal: AbortSignal): Promise<ToldState | undefined> {
		const kept = await this.#kept(request, scan, signal);
		return kept && { packId: kept.current.id, overlay: overlayOf(kept.log.told) };
	}

	/** Undefined when a new pack would be made. */
	async #kept(request: PackRequest, scan: Scan, signal: AbortSignal): Promise<Kept | undefined> {
		const { packer, counter, frozen, now } = this.#services;
		const current = await frozen.current();
		if (!current) {
			return undefined;
		}
		const log = await frozen.log(current.id);
		const { id, chats, turns, usedAt } = current;
		const { economy, secrets } = request;
		const conditions = [scan, log, JSON.stringify([id, chats, turns, usedAt, economy, secrets])];
		if (this.#last?.conditions.every((each, index) => each === conditions[index]) === true) {
			return this.#last.kept;
		}
		const keptLog = await logOfKeptPack({ packer, counter, request, current, log, scan, now: now() }, signal);
		const kept = keptLog && { current, log: keptLog };
		this.#last = { conditions, kept };
		return kept;
	}
}
