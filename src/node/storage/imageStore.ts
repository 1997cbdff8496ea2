import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ImageSource } from '../../core/conversation/turnImages';
import { formatExtensions, type ImageAttachment, type ImageHeader } from '../../core/images/image';
import { writeFileAtomically } from './atomicFile';

/** Whose images are in the composer, not in a chat yet. */
export const draftOwner = 'draft';

/**
 * Images beside the chats: one folder for each chat, a file for each image under the address of its bytes. A chat's
 * folder goes with the chat. What is read back is checked against its address.
 */
export class ImageStore implements ImageSource {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/**
	 * Keeps an image.
	 * @param owner a chat's id, or `draftOwner`
	 */
	async put(owner: string, name: string, header: ImageHeader, bytes: Uint8Array): Promise<ImageAttachment> {
		const { format, width, height } = header;
		const image: ImageAttachment = { hash: sha256(bytes), name, format, width, height, bytes: bytes.length };
		await writeFileAtomically(this.file(owner, image), bytes);
		return image;
	}

	/** @returns undefined when it is not there or not what it was */
	async load(owner: string, image: ImageAttachment): Promise<Buffer | undefined> {
		try {
			const bytes = await readFile(this.file(owner, image));
			return sha256(bytes) === image.hash ? bytes : undefined;
		} catch {
			return undefined;
		}
	}

	async base64(owner: string, image: ImageAttachment): Promise<Uint8Array | undefined> {
		const bytes = await this.load(owner, image);
		return bytes && Buffer.from(bytes.toString('base64'), 'latin1');
	}

	/** Gives images of one owner to another one, too. What is missing stays missing. */
	async copy(from: string, to: string, images: readonly ImageAttachment[]): Promise<void> {
		await mkdir(this.#ownerFolder(to), { recursive: true });
		for (const image of images) {
			await copyFile(this.file(from, image), this.file(to, image)).catch(() => undefined);
		}
	}

	/** Removes what an owner has, except these. */
	async keepOnly(owner: string, images: readonly ImageAttachment[]): Promise<void> {
		const folder = this.#ownerFolder(owner);
		const kept = new Set(images.map((image) => path.basename(this.file(owner, image))));
		for (const name of await readdir(folder).catch(() => [])) {
			if (!kept.has(name)) {
				await rm(path.join(folder, name), { force: true });
			}
		}
	}

	/** Removes one image of an owner. */
	async remove(owner: string, image: ImageAttachment): Promise<void> {
		await rm(this.file(owner, image), { force: true });
	}

	/** Removes all images of a chat. */
	async delete(owner: string): Promise<void> {
		await rm(this.#ownerFolder(owner), { recursive: true, force: true });
	}

	/** Where an image lies. @throws RangeError for an owner or address that is none */
	file(owner: string, { hash, format }: Pick<ImageAttachment, 'hash' | 'format'>): string {
		if (!/^[0-9a-f]{64}$/.test(hash) || !Object.hasOwn(formatExtensions, format)) {
			throw new RangeError('An image must be named by its address.');
		}
		return path.join(this.#ownerFolder(owner), `${hash}.${formatExtensions[format]}`);
	}

	#ownerFolder(owner: string): string {
		if (owner !== draftOwner && !/^[0-9a-f-]{36}$/.test(owner)) {
			throw new RangeError('Images belong to a chat or to the composer.');
		}
		return path.join(this.#folder, owner);
	}
}

/** @param folder of the chats */
export function imagesOfChats(folder: string): ImageStore {
	return new ImageStore(path.join(folder, 'images'));
}

function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
