import type { ImageAttachment, ImageRules } from '../../core/images/image';
import { imageTokens } from '../../core/images/imageTokens';
import type { ImageView } from '../../protocol';

/** Images as the page names them. @param rules undefined for a model that takes none */
export function imageViews(images: readonly ImageAttachment[], rules: ImageRules | undefined): ImageView[] {
	return images.map((image) => {
		const { hash, name, width, height, bytes } = image;
		return { hash, name, width, height, bytes, ...(rules ? { tokens: imageTokens(image, rules.tokens) } : {}) };
	});
}
