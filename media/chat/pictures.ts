import type { ImageView, ToPage } from '../../src/protocol';

/** A small picture of an image, as far as it is there. */
export type Picture =
	| { readonly state: 'loading' }
	| { readonly state: 'shown'; readonly url: string }
	/** The file is no longer kept, or it cannot be drawn. */
	| { readonly state: 'gone' };

type PictureMessage = Extract<ToPage, { readonly type: 'picture' }>;

/** Longest side of a picture, in device pixels. */
const longestSide = 512;

/**
 * Small pictures of the images in the chat, made from files that the extension sends when they come into view. They are
 * drawn anew here, so that what is shown is always our own: no file reaches the page's elements as it is.
 */
export class Pictures {
	readonly #ask: (hash: string) => void;
	readonly #pictures = new Map<string, Picture>();
	readonly #sizes = new Map<string, Pick<ImageView, 'width' | 'height'>>();
	readonly #listeners = new Map<string, Set<() => void>>();

	/** @param ask asks the extension for a file */
	constructor(ask: (hash: string) => void) {
		this.#ask = ask;
	}

	get(hash: string): Picture {
		return this.#pictures.get(hash) ?? { state: 'loading' };
	}

	/** Asks for a picture, once. */
	want({ hash, width, height }: ImageView): void {
		if (!this.#pictures.has(hash)) {
			this.#sizes.set(hash, { width, height });
			this.#pictures.set(hash, { state: 'loading' });
			this.#ask(hash);
		}
	}

	/** Calls back when a picture has changed, until the returned function is called. */
	listen(hash: string, onChange: () => void): () => void {
		const listeners = this.#listeners.get(hash) ?? new Set();
		this.#listeners.set(hash, listeners);
		listeners.add(onChange);
		return () => listeners.delete(onChange);
	}

	async receive({ hash, file }: PictureMessage): Promise<void> {
		const size = this.#sizes.get(hash);
		const url = file && size && (await draw(file, size).catch(() => undefined));
		if (!this.#pictures.has(hash)) {
			// The chat was left in the meantime.
			if (url !== undefined) {
				URL.revokeObjectURL(url);
			}
			return;
		}
		this.#pictures.set(hash, url === undefined ? { state: 'gone' } : { state: 'shown', url });
		this.#listeners.get(hash)?.forEach((listener) => listener());
	}

	/** Forgets all pictures but these. */
	keepOnly(hashes: ReadonlySet<string>): void {
		for (const [hash, picture] of this.#pictures) {
			if (!hashes.has(hash)) {
				this.#pictures.delete(hash);
				this.#sizes.delete(hash);
				this.#listeners.delete(hash);
				if (picture.state === 'shown') {
					URL.revokeObjectURL(picture.url);
				}
			}
		}
	}
}

async function draw(
	{ format, data }: NonNullable<PictureMessage['file']>,
	{ width, height }: Pick<ImageView, 'width' | 'height'>,
): Promise<string> {
	const text = atob(data);
	const bytes = new Uint8Array(text.length);
	for (let index = 0; index < text.length; index++) {
		bytes[index] = text.charCodeAt(index);
	}
	const scale = Math.min(1, longestSide / Math.max(width, height));
	const bitmap = await createImageBitmap(new Blob([bytes], { type: `image/${format}` }), {
		resizeWidth: Math.max(1, Math.round(width * scale)),
		resizeHeight: Math.max(1, Math.round(height * scale)),
		resizeQuality: 'high',
	});
	const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
	canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
	bitmap.close();
	return URL.createObjectURL(await canvas.convertToBlob());
}
