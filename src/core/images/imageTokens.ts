import type { ImageHeader, ImageTokenRule } from './image';

/** Tokens beside the cells: a mark before the image and one behind it. */
const marks = 2;

/**
 * Tokens that an image becomes, by the published encoding of V4.1: it is laid out in cells, each a token, and each row of
 * cells ends with one more. The endpoint may bill fewer: this is an estimate.
 */
export function imageTokens({ width, height }: Pick<ImageHeader, 'width' | 'height'>, rule: ImageTokenRule): number {
	const enlarged = Math.max(1, Math.sqrt(rule.minPixels / (width * height)));
	const wide = Math.max(1, Math.floor(width * enlarged));
	const high = Math.max(1, Math.floor(height * enlarged));
	const tokens = tokensOf(Math.ceil(wide / rule.cell), Math.ceil(high / rule.cell));
	return tokens <= rule.maxTokens ? tokens : shrunk(wide / high, rule);
}

/** The largest grid of about this shape within the limit, a side of it in whole cells. */
function shrunk(shape: number, { maxTokens, cell, patch }: ImageTokenRule): number {
	const room = maxTokens - marks;
	// Columns of a grid of exactly this shape: rows × (columns + 1) = room.
	const columns = Math.sqrt(room * shape + 0.25) - 0.5;
	const rows = columns / shape;
	if (columns < 1) {
		return tokensOf(1, Math.floor(room / 2));
	}
	if (rows < 1) {
		return tokensOf(room - 1, 1);
	}
	const wide = Math.min(Math.floor(columns), Math.floor(rows) * shape) * cell;
	const cells = (pixels: number) => Math.max(1, Math.ceil((Math.floor(pixels / patch + rounding) * patch) / cell));
	return tokensOf(cells(wide), cells(wide / shape));
}

/** A side that comes out as a whole number of patches must not lose one to the last binary digit. */
const rounding = 1e-9;

function tokensOf(columns: number, rows: number): number {
	return rows * (columns + 1) + marks;
}
