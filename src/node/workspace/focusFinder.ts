import type { FileChange } from '../../core/context/delta';
import type { FocusText, ToldState } from '../../core/conversation/workspaceAccess';
import { chooseFocus } from '../../core/focus/chooseFocus';
import type { Pack } from '../../core/context/types';
import { ModelView } from './modelView';
import type { Packer, Scan } from '../pack/packer';
import type { PackRequest } from '../pack/request';

/**
 * Tokens of files the model has seen a part of at most. Reading them in full is what makes an answer about them
 * possible, so they may cost something.
 */
const unseenBudget = 32_768;
/** Tokens of files that are repeated near the question: each is read again at the full price. */
const repeatedBudget = 8_192;
/** The share of the pack that may be repeated: more would spoil what the cache saves. */
const repeatedShare = 0.01;
/** Packs smaller than this are read well from end to end, in tokens. */
const smallestLongPack = 131_072;

/** What the model has of the files when it is asked. */
export interface FocusView {
	readonly packTokens: number;
	/** True when the model has the whole text of a file. */
	hasWhole(path: string): boolean;
}

/** A pack, overlaid with what was told since. */
export function viewOfPack(pack: Pack, told: ToldState): FocusView {
	const model = new ModelView(pack, told);
	return { packTokens: pack.tokens, hasWhole: (path) => model.seen(path)?.isPart === false };
}

/** The pack that would be made of what a scan found. */
export function viewOfScan(scan: Scan): FocusView {
	const whole = new Set(scan.files.filter(({ tier }) => tier === 'full').map(({ path }) => path));
	return { packTokens: scan.tokens, hasWhole: (path) => whole.has(path) };
}

/** Finds the files a question is about, for its own message. */
export class FocusFinder {
	readonly #packer: Packer;

	constructor(packer: Packer) {
		this.#packer = packer;
	}

	/** @throws the signal's reason */
	async find(
		question: string,
		request: PackRequest,
		view: FocusView,
		changes: readonly FileChange[],
		scan: Scan,
		signal: AbortSignal,
	): Promise<FocusText[]> {
		const { packTokens } = view;
		const repeats = packTokens >= smallestLongPack ? Math.min(repeatedBudget, packTokens * repeatedShare) : 0;
		const hasUnseen = scan.files.some((file) => file.hash !== '' && file.tier !== 'full');
		if (question === '' || (repeats === 0 && !hasUnseen)) {
			return [];
		}
		const { index, links } = await this.#packer.knowledge(request, signal);
		const changed = new Set(changes.map(({ path }) => path));
		const readText = (path: string) => this.#packer.readWhole(request, path);
		const found = chooseFocus(question, index, unseenBudget + repeats, { links, readText, exclude: changed });
		const texts: FocusText[] = [];
		let [unseenLeft, repeatsLeft] = [unseenBudget, repeats];
		for (const { path, tokens, reasons } of found) {
			const unseen = !view.hasWhole(path);
			if (tokens > (unseen ? unseenLeft : repeatsLeft)) {
				continue;
			}
			const text = readText(path);
			if (text !== undefined) {
				if (unseen) {
					unseenLeft -= tokens;
				} else {
					repeatsLeft -= tokens;
				}
				texts.push({ path, text, reason: reasons.join('; '), known: !unseen });
			}
		}
		// The best file comes last: nearest to the question.
		return texts.reverse();
	}
}
