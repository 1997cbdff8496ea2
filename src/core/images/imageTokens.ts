import type { ImageHeader, ImageTokenRule } from './image';

/** Halvings until a scale is known far below one pixel. */
const steps = 40;

/**
 * Tokens that an image becomes, by the published encoding of V4.1: it is laid out in cells, each a token; each row ends
 * with one more, and a mark stands before and behind the whole. The endpoint may bill fewer: this is an estimate.
 */
export function imageTokens({ width, height }: Pick<ImageHeader, 'width' | 'height'>, rule: ImageTokenRule): number {
	const tokensAt = (scale: number) => {
		const columns = Math.max(1, Math.ceil((width * scale) / rule.cell));
		const rows = Math.max(1, Math.ceil((height * scale) / rule.cell));
		return rows * (columns + 1) + 2;
	};
	const enlarged = Math.max(1, Math.sqrt(rule.minPixels / (width * height)));
	if (tokensAt(enlarged) <= rule.maxTokens) {
		return tokensAt(enlarged);
	}
	let fits = 0;
	let tooLarge = enlarged;
	for (let step = 0; step < steps; step++) {
		const middle = (fits + tooLarge) / 2;
		if (tokensAt(middle) <= rule.maxTokens) {
			fits = middle;
		} else {
			tooLarge = middle;
		}
	}
	return tokensAt(fits);
}
