import { EventEmitter, l10n, type Disposable, type Memento } from 'vscode';
import { LongviewError } from '../../core/common/errors';
import { SerialQueue } from '../../core/common/serialQueue';
import type { Conversation, Turn } from '../../core/conversation/conversation';
import type { ImageSource } from '../../core/conversation/turnImages';
import { checkImage, checkImages, checkImageSize, ImageError } from '../../core/images/checkImages';
import { formatExtensions, type ImageAttachment } from '../../core/images/image';
import type { ModelFacts } from '../../core/model/catalog';
import { draftOwner, type ImageStore } from '../../node/storage/imageStore';

const listKey = 'longview.composerImages';
/** Images of one question. */
const mostImages = 20;
const longestName = 120;

/** Thrown when an image is attached where none can be sent. */
export class NoImagesError extends LongviewError {
	readonly kind = 'no-images';
}

/** Who is asked next. */
export interface ImageTarget {
	readonly conversation: Conversation;
	readonly facts: Pick<ModelFacts, 'label' | 'images'>;
}

/**
 * The images in the composer: checked when they are attached, kept on disk like those of chats, handed over to a chat
 * with its question. Also gives chats their images.
 */
export class ComposerImages implements ImageSource, Disposable {
	readonly #store: ImageStore | undefined;
	readonly #memento: Memento;
	readonly #target: () => ImageTarget;
	readonly #changed = new EventEmitter<void>();
	readonly onDidChange = this.#changed.event;
	/** Files change one after another, and are read when all asked for before has been done. */
	readonly #queue = new SerialQueue();
	#list: readonly ImageAttachment[] = [];
	#failures = 0;

	/** @param store undefined in a window without a folder, where nothing is kept */
	constructor(store: ImageStore | undefined, memento: Memento, target: () => ImageTarget) {
		this.#store = store;
		this.#memento = memento;
		this.#target = target;
	}

	get list(): readonly ImageAttachment[] {
		return this.#list;
	}

	/** Brings back what was in the composer when the window was closed. */
	restore(): Promise<void> {
		return this.#queue.run(async () => {
			const kept: ImageAttachment[] = [];
			for (const image of this.#memento.get<readonly ImageAttachment[]>(listKey, [])) {
				if (await this.#store?.load(draftOwner, image)) {
					kept.push(image);
				}
			}
			await this.#store?.keepOnly(draftOwner, kept);
			await this.#set([...kept, ...this.#list]);
		});
	}

	/**
	 * Attaches an image to the next question. One that is attached already stays where it is.
	 * @throws ImageError, NoImagesError
	 */
	async add(name: string, bytes: Uint8Array): Promise<void> {
		try {
			await this.#queue.run(() => this.#add(name, bytes));
		} catch (error) {
			this.#failures++;
			throw error;
		}
	}

	/**
	 * Makes sure that an image could be attached, before its file is read.
	 * @param bytes size of the file
	 * @throws ImageError, NoImagesError
	 */
	expect(name: string, bytes: number): void {
		const { label, images } = this.#target().facts;
		if (!images) {
			throw new NoImagesError(
				l10n.t('{0} takes no images. Nothing was attached; choose a model that takes them.', label),
			);
		}
		checkImageSize(name, bytes, images);
	}

	remove(hash: string): Promise<void> {
		return this.#queue.run(async () => {
			const image = this.#list.find((each) => each.hash === hash);
			if (image) {
				await this.#set(this.#list.filter((each) => each !== image));
				await this.#store?.remove(draftOwner, image);
			}
		});
	}

	/** Waits for what is being attached. @returns false when some of it could not be */
	async settled(): Promise<boolean> {
		const before = this.#failures;
		await this.#queue.run(() => Promise.resolve());
		return this.#failures === before;
	}

	/** Hands all images over to a chat that is asked now. */
	take(chatId: string): readonly ImageAttachment[] {
		const taken = this.#list;
		if (taken.length > 0) {
			this.#list = [];
			void this.#queue.run(async () => {
				await this.#store?.copy(draftOwner, chatId, taken);
				await this.#store?.keepOnly(draftOwner, this.#list);
				await this.#set(this.#list);
			});
			this.#changed.fire();
		}
		return taken;
	}

	/** Takes the images of a question back that was not sent. */
	takeBack({ id, turns }: Conversation, { images = [] }: Turn): void {
		if (images.length > 0) {
			this.#list = [...images, ...this.#list];
			void this.#queue.run(async () => {
				await this.#store?.copy(id, draftOwner, images);
				await this.#store?.keepOnly(
					id,
					turns.flatMap((turn) => turn.images ?? []),
				);
				await this.#set(this.#list);
			});
		}
	}

	async base64(chatId: string, image: ImageAttachment): Promise<Uint8Array | undefined> {
		return await this.#queue.run(async () => await this.#store?.base64(chatId, image));
	}

	/** The file of an image that is in the composer or in a chat; undefined when it is gone. */
	async find(
		hash: string,
		{ id, turns }: Conversation,
	): Promise<{ readonly image: ImageAttachment; readonly bytes: Buffer; readonly file: string } | undefined> {
		const places: readonly (readonly [string, readonly ImageAttachment[]])[] = [
			[draftOwner, this.#list],
			[id, turns.flatMap(({ images = [] }) => images)],
		];
		return await this.#queue.run(async () => {
			for (const [owner, images] of places) {
				const image = images.find((each) => each.hash === hash);
				const bytes = image && (await this.#store?.load(owner, image));
				if (image && bytes) {
					return { image, bytes, file: this.#store!.file(owner, image) };
				}
			}
			return undefined;
		});
	}

	dispose(): void {
		this.#changed.dispose();
	}

	async #add(name: string, bytes: Uint8Array): Promise<void> {
		this.expect(name, bytes.length);
		const { conversation, facts } = this.#target();
		const store = this.#store;
		const rules = facts.images!;
		if (!store) {
			throw new NoImagesError(l10n.t('Open a folder first: images are kept with the chats of a workspace.'));
		}
		const header = checkImage(name, bytes, rules);
		const given = name.trim().slice(0, longestName);
		const named = given === '' ? `image.${formatExtensions[header.format]}` : given;
		const told = conversation.turns.flatMap(({ images = [] }) => images);
		checkImages([...told, ...this.#list, { name: named, ...header, bytes: bytes.length }], rules);
		if (this.#list.length >= mostImages) {
			throw new ImageError(l10n.t('A question may have {0} images. Send these first, or remove one.', mostImages));
		}
		const image = await store.put(draftOwner, named, header, bytes);
		if (!this.#list.some(({ hash }) => hash === image.hash)) {
			await this.#set([...this.#list, image]);
		}
	}

	async #set(list: readonly ImageAttachment[]): Promise<void> {
		this.#list = list;
		await this.#memento.update(listKey, list);
		this.#changed.fire();
	}
}
