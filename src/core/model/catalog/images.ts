import type { ImageRules } from '../../images/image';

const mebibyte = 1_048_576;

/**
 * What V4.1 Flash takes of images. Formats, sizes and counts are from DeepSeek's vision guide and its published request
 * code; the tokens are those of the published V4.1 encoding. The guide of the vision preview named 384 tokens as the
 * most an image is billed for, and what the endpoint bills now is not confirmed: the larger number is kept room for, and
 * the receipt shows the endpoint's own.
 */
export const usualImageRules: ImageRules = {
	formats: ['png', 'jpeg', 'webp', 'gif'],
	maxBytes: 32 * mebibyte,
	maxCount: 600,
	maxSide: 8_192,
	many: 15,
	maxSideOfMany: 4_096,
	maxRequestBytes: 48 * mebibyte,
	tokens: { cell: 42, patch: 14, minPixels: 544 * 544, maxTokens: 1_024 },
};
