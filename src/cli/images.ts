import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorMessage } from '../core/common/errors';
import { ImagesUnsupportedError, type ImageSource } from '../core/conversation/turnImages';
import { checkImage, checkImages, checkImageSize, ImageError } from '../core/images/checkImages';
import type { ImageAttachment } from '../core/images/image';
import type { ModelFacts } from '../core/model/catalog';

/** Images of a command, kept in memory as long as it runs. */
export interface CommandImages {
	readonly attachments: readonly ImageAttachment[];
	readonly source: ImageSource;
}

/**
 * Reads images that go with a question, and makes sure that the model takes them.
 * @param files in the order they are shown
 * @throws ImageError, ImagesUnsupportedError
 */
export async function readImages(
	files: readonly string[],
	{ label, images: rules }: ModelFacts,
): Promise<CommandImages> {
	const kept = new Map<string, Buffer>();
	const attachments: ImageAttachment[] = [];
	for (const file of files) {
		if (!rules) {
			throw new ImagesUnsupportedError(label);
		}
		const name = path.basename(file);
		const bytes = await read(file, (size) => checkImageSize(name, size, rules));
		const header = checkImage(name, bytes, rules);
		const hash = createHash('sha256').update(bytes).digest('hex');
		if (!kept.has(hash)) {
			kept.set(hash, bytes);
			attachments.push({ ...header, hash, name, bytes: bytes.length });
		}
	}
	if (rules) {
		checkImages(attachments, rules);
	}
	return {
		attachments,
		source: {
			base64: (_, { hash }) => {
				const bytes = kept.get(hash);
				return Promise.resolve(bytes && Buffer.from(bytes.toString('base64'), 'latin1'));
			},
		},
	};
}

async function read(file: string, checkSize: (bytes: number) => void): Promise<Buffer> {
	try {
		checkSize((await stat(file)).size);
		return await readFile(file);
	} catch (error) {
		throw error instanceof ImageError
			? error
			: new ImageError(`The image ${file} cannot be read: ${errorMessage(error)}`);
	}
}
