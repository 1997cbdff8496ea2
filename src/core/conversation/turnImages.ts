import { LongviewError } from '../common/errors';
import { checkImages } from '../images/checkImages';
import type { ImageAttachment, MessageImage } from '../images/image';
import { imageTokens } from '../images/imageTokens';
import type { ModelFacts } from '../model/catalog';
import { isTold, type Conversation } from './conversation';

/** Where the images of chats are kept. */
export interface ImageSource {
	/** An image of a chat in base64, as ASCII; undefined when it is gone or is not what it was. */
	base64(chatId: string, image: ImageAttachment): Promise<Uint8Array | undefined>;
}

/** Thrown before anything is sent when a question with images goes to a model that takes none. */
export class ImagesUnsupportedError extends LongviewError {
	readonly kind = 'images-unsupported';

	constructor(label: string) {
		super(
			`${label} takes no images. Nothing was sent. Choose a model that takes them, or ask again without the images.`,
		);
	}
}

/** Thrown before anything is sent when an image that belongs to the chat cannot be read. */
export class ImageGoneError extends LongviewError {
	readonly kind = 'image-gone';

	constructor(name: string) {
		super(`The image “${name}” is no longer kept, or its file is damaged. Nothing was sent; start a new chat.`);
	}
}

/**
 * The images a request carries, by turn: those of the question, and of all earlier ones, which are repeated like their
 * words. To a model that takes none, those of earlier questions are not sent.
 * @throws ImagesUnsupportedError, ImageGoneError, ImageError
 */
export async function loadImages(
	conversation: Conversation,
	{ label, images: rules }: Pick<ModelFacts, 'label' | 'images'>,
	source: ImageSource | undefined,
): Promise<ReadonlyMap<string, readonly MessageImage[]>> {
	const last = conversation.turns.at(-1);
	const loaded = new Map<string, readonly MessageImage[]>();
	if (!rules) {
		if (last?.images) {
			throw new ImagesUnsupportedError(label);
		}
		return loaded;
	}
	const turns = conversation.turns.filter((turn) => turn.images && (turn === last || isTold(turn)));
	checkImages(
		turns.flatMap(({ images = [] }) => images),
		rules,
	);
	for (const { id, images = [] } of turns) {
		const list: MessageImage[] = [];
		for (const image of images) {
			const base64 = await source?.base64(conversation.id, image);
			if (!base64) {
				throw new ImageGoneError(image.name);
			}
			list.push({ ...image, base64, tokens: imageTokens(image, rules.tokens) });
		}
		loaded.set(id, list);
	}
	return loaded;
}

/** Bytes of the parts of a request that make it large. */
export function requestBytes(
	messages: readonly {
		readonly content: string | { readonly json: Uint8Array };
		readonly images?: readonly { readonly base64: Uint8Array }[];
	}[],
): number {
	let bytes = 0;
	for (const { content, images = [] } of messages) {
		// A text of one byte each: large texts come encoded.
		bytes += typeof content === 'string' ? content.length : content.json.length;
		bytes += images.reduce((sum, { base64 }) => sum + base64.length, 0);
	}
	return bytes;
}
