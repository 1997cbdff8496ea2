import { formatCount, formatTokens } from '../../common/format';
import type { LadderChoice, LadderTier } from './types';

/**
 * One line about a choice: `skeleton: rank 812 of 2,204, 3.1k of 14k tokens; imported by 12 files`.
 * @param total how many files were ranked
 * @param reasons why it has its rank
 */
export function explainTier(choice: LadderChoice, total: number, reasons: readonly string[] = []): string {
	const { tier, tokens, fullTokens } = choice;
	const place = `${tierWords[tier]}: rank ${formatCount(choice.rank)} of ${formatCount(total)}`;
	const size =
		fullTokens === undefined
			? undefined
			: tier === 'full'
				? `${formatTokens(tokens)} tokens`
				: `${formatTokens(tokens)} of ${formatTokens(fullTokens)} tokens`;
	return [size === undefined ? place : `${place}, ${size}`, ...reasons].join('; ');
}

const tierWords: Readonly<Record<LadderTier, string>> = {
	full: 'whole file',
	skeleton: 'skeleton',
	path: 'path only',
	none: 'left out',
};
