import { listDifference, noteDifference } from '../../core/common/listDifference';
import { explainTier } from '../../core/context/ladder/explainTier';
import { noText, type LadderFiles } from '../../core/context/ladder/ladderFiles';
import { ladderTiers, type LadderChoice, type LadderResult } from '../../core/context/ladder/types';
import type { ContextFile } from '../../core/context/types';
import type { Ranked } from './textKnowledge';

/** Files at the tiers that a ladder chose, with all that this was made of. */
interface Shown {
	readonly ranked: Ranked;
	/** As they would be packed without a budget, by path. */
	readonly whole: readonly ContextFile[];
	readonly result: Pick<LadderResult, 'tiers' | 'taken'>;
	readonly shown: readonly ContextFile[];
}

/** Puts files at their tiers, look after look: those of which nothing else is to be said stay the same objects. */
export class ShownFiles {
	#last: Shown | undefined;

	/** @param whole as they would be packed without a budget, by path */
	show(
		whole: readonly ContextFile[],
		ranked: Ranked,
		ladder: LadderFiles,
		result: Pick<LadderResult, 'tiers' | 'taken'>,
	): readonly ContextFile[] {
		const last = this.#last?.ranked === ranked && this.#last.whole.length === whole.length ? this.#last : undefined;
		const shown = last ? [...last.shown] : new Array<ContextFile>(whole.length);
		const { indices, list, ranks } = ranked;
		const { tiers, taken } = result;
		const put = (rank: number): void => {
			const place = indices[rank]!;
			const fullTokens = ladder.fullTokens[rank]!;
			const choice: LadderChoice = {
				tier: ladderTiers[tiers[rank]!]!,
				tokens: taken[rank]!,
				fullTokens: fullTokens === noText ? undefined : fullTokens,
				rank: rank + 1,
			};
			shown[place] = withTier(whole[place]!, choice, explainTier(choice, indices.length, list[rank]!.reasons));
		};
		if (last) {
			const before = last.result;
			const places = new Set<number>();
			for (let rank = 0; rank < tiers.length; rank++) {
				if (before.tiers[rank] !== tiers[rank] || before.taken[rank] !== taken[rank]) {
					places.add(indices[rank]!);
				}
			}
			for (const place of listDifference(last.whole, whole, ({ path }) => path).added) {
				places.add(place);
			}
			const sorted = [...places].sort((left, right) => left - right);
			sorted.forEach((place) => put(ranks[place]!));
			noteDifference(last.shown, shown, { removed: sorted, added: sorted });
		} else {
			for (let rank = 0; rank < tiers.length; rank++) {
				put(rank);
			}
		}
		this.#last = { ranked, whole, result, shown };
		return shown;
	}
}

function withTier(file: ContextFile, choice: LadderChoice, explanation: string): ContextFile {
	if (file.tier === 'path') {
		return choice.tier === 'none' ? { ...file, tier: 'none' } : file;
	}
	switch (choice.tier) {
		case 'full':
			return { ...file, detail: file.detail === '' ? explanation : `${file.detail}; ${explanation}` };
		case 'skeleton':
			return { ...file, tier: 'skeleton', reason: 'beyond the budget', detail: explanation, tokens: choice.tokens };
		case 'path':
		case 'none':
			return { ...file, tier: choice.tier, reason: 'beyond the budget', detail: explanation, tokens: 0 };
	}
}
