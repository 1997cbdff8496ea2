import { renderChanges } from '../../core/context/delta';
import { neutralise } from '../../core/context/neutralise';
import { mentionedPaths } from '../../core/conversation/mentionedPaths';
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

	/** The last answer of `#freshScan`, and what it followed from. */
	#fresh:
		| {
				readonly of: Scan;
				readonly budget: number | undefined;
				readonly mentioned: readonly string[];
				readonly scan: Scan;
		  }
		| undefined;

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
			const changes = frozen ? await workspaceChanges(packer, request, frozen, told, scan, signal) : [];
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
		const fresh = await this.#freshScan(request, [], scan, signal);
		const files = fresh.files.filter(({ tier }) => tier !== 'path' && tier !== 'none').length;
		return { packId: undefined, packTokens: fresh.tokens, files, changeTokens: 0 };
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
		const redacted = vault.hide(question, '', request.secrets);
		const whole = imageList(images) + questionText(neutralise(redacted));
		const words = counter.countText(whole) - counter.countText(questionText(''));
		const beside = scan && question !== '' ? await this.#beside(request, question, told, scan, signal) : undefined;
		return { words, focus: counter.countText(beside?.focus ?? ''), pack: beside?.pack ?? 0 };
	}

	/** The block of files in focus, as it would be sent, and what a pack made for the question has more than another. */
	async #beside(
		request: PackRequest,
		question: string,
		told: ToldState | undefined,
		scan: Scan,
		signal: AbortSignal,
	): Promise<{ readonly focus: string; readonly pack: number }> {
		const { packer, focus, frozen } = this.#services;
		const state = told ?? (await this.#toldNext(request, scan, signal));
		const kept = state && (await frozen.get(state.packId));
		if (kept) {
			const changes = told ? await workspaceChanges(packer, request, kept, told, scan, signal) : [];
			const found = await focus.find(question, request, viewOfPack(kept.pack, state), changes, scan, signal);
			return { focus: renderFocus(found), pack: 0 };
		}
		if (told) {
			return { focus: '', pack: 0 };
		}
		const any = await this.#freshScan(request, [], scan, signal);
		const mentioned = mentionedPaths({ question });
		const fresh = await this.#freshScan(request, mentioned, scan, signal);
		const found = await focus.find(question, request, viewOfScan(fresh), [], fresh, signal);
		return { focus: renderFocus(found), pack: fresh.tokens - any.tokens };
	}

	/** What a pack that is made anew would hold; `scan` is of the same files, ranked as for the current pack. */
	async #freshScan(request: PackRequest, mentioned: readonly string[], scan: Scan, signal: AbortSignal): Promise<Scan> {
		const { packer, frozen } = this.#services;
		const isShortened = scan.files.some(({ reason }) => reason === 'beyond the budget');
		if (!isShortened || sameTexts(mentioned, await frozen.mentioned())) {
			return scan;
		}
		const last = this.#fresh;
		if (last?.of === scan && last.budget === request.budget && sameTexts(last.mentioned, mentioned)) {
			return last.scan;
		}
		const fresh = await packer.scan({ ...request, mentioned }, [], signal);
		this.#fresh = { of: scan, budget: request.budget, mentioned, scan: fresh };
		return fresh;
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

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((each, index) => each === right[index]);
}
