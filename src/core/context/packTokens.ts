import type { TokenCounter } from '../tokens/tokenizer';
import { renderClosing, renderOpening } from './layout';
import type { ContextFile } from './types';

/**
 * Exact tokens of the pack of these files, without laying it out.
 * @param unlisted lines about files that are not even listed, see `renderClosing`
 */
export function packTokens(
	name: string,
	files: readonly ContextFile[],
	unlisted: readonly string[],
	counter: Pick<TokenCounter, 'countText'>,
): number {
	return files.reduce(
		(sum, file) => sum + file.tokens,
		counter.countText(renderOpening(name)) + counter.countText(renderClosing(files, unlisted)),
	);
}
