import {
	type ContextView,
	type EndpointView,
	type ImageView,
	formatBytes,
	formatCount,
	formatTokens,
	plural,
} from '../../../src/protocol';
import { joint } from './joint';

/** Why nothing can be asked now, or undefined when it can. */
export function obstacle(context: ContextView, endpoint: EndpointView): string | undefined {
	if (context.state === 'none') {
		return 'Open a folder to ask about it.';
	}
	if (endpoint.kind === 'service' && !endpoint.hasKey) {
		return `Set an API key for ${endpoint.host} to ask.`;
	}
	if (context.state === 'ready' && context.tokens > context.capacity) {
		return `The workspace exceeds the context by ${formatTokens(context.tokens - context.capacity)} tokens. Exclude some folders to ask.`;
	}
	return undefined;
}

/** Why no image can be attached, or undefined when one can. */
export function imagesUnavailable({ inputs, model }: EndpointView): string | undefined {
	return inputs?.includes('image') === true
		? undefined
		: `${model} takes text only. To send an image, choose a model that takes images.`;
}

/** Why the images in the composer cannot go where the question would, or undefined when they can. */
export function imageObstacle(images: readonly ImageView[], endpoint: EndpointView): string | undefined {
	return images.length === 0 || imagesUnavailable(endpoint) === undefined
		? undefined
		: `${endpoint.model} takes no images. Remove ${images.length === 1 ? 'the image' : 'them'}, or choose a model that takes images.`;
}

/** `640 × 480 · ~206 tokens`; the file's size where nothing is known about tokens. */
export function imageFacts(image: ImageView): string {
	const { bytes, tokens } = image;
	const size = imageSize(image);
	return tokens === undefined ? `${size} · ${formatBytes(bytes)}` : `${size} · ~${formatCount(tokens)}${joint}tokens`;
}

/** `640 × 480`, in pixels. */
export function imageSize({ width, height }: ImageView): string {
	return `${width}${joint}×${joint}${height}`;
}

/** The context in a few words, for the chip under the composer. */
export function contextChip(context: ContextView): string {
	switch (context.state) {
		case 'none':
			return 'No folder';
		case 'packing':
			return 'Reading…';
		case 'failed':
			return 'No context';
		case 'stopped':
			return 'Not counted';
		case 'ready':
			return `${plural(context.files, 'file')} · ${formatTokens(context.tokens)}`;
	}
}
