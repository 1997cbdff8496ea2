import type { FromPage } from '../../src/protocol';

/** Files that are taken at once, and the size of one. The extension checks again, and more. */
const mostFiles = 20;
const largestFile = 32 * 1_048_576;

const editorUris = 'application/vnd.code.uri-list';
const anyUris = 'text/uri-list';

/** Whether what is dragged over the page could be attached. */
export function mayAttach(transfer: DataTransfer | null): boolean {
	const types = transfer?.types ?? [];
	return types.includes('Files') || types.includes(editorUris) || types.includes('CodeFiles');
}

/** Files of a paste. Text beside them wins: office programs put a picture of every copied text there, too. */
export function pastedFiles(transfer: DataTransfer | null): readonly File[] {
	return transfer === null || transfer.types.includes('text/plain') ? [] : [...transfer.files];
}

/** Addresses of files that were dragged from the editor's own lists. */
export function droppedUris(transfer: DataTransfer): readonly string[] {
	const list = transfer.getData(editorUris) || transfer.getData(anyUris);
	return list
		.split(/\r?\n/)
		.filter((line) => line !== '' && !line.startsWith('#'))
		.slice(0, mostFiles);
}

/**
 * Reads files to be attached.
 * @returns the message for the extension, or a sentence that says why there is none
 */
export async function readFiles(
	files: readonly File[],
): Promise<Extract<FromPage, { readonly type: 'attachImages' }> | string> {
	if (files.length > mostFiles) {
		return `Attach up to ${mostFiles} images at once; these are ${files.length}.`;
	}
	const large = files.find(({ size }) => size > largestFile);
	if (large) {
		return `“${large.name}” is larger than 32 MiB, which is the most that can be sent.`;
	}
	const images = await Promise.all(files.map(async (file) => ({ name: file.name, data: await base64Of(file) })));
	return { type: 'attachImages', images };
}

function base64Of(file: File): Promise<string> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => {
			const url = reader.result as string;
			resolve(url.slice(url.indexOf(',') + 1));
		};
		reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'));
		reader.readAsDataURL(file);
	});
}

/** Paths of images that a question names: `@docs/login.png` or `@"docs/log in.png"`. */
export function mentionedImages(text: string): readonly string[] {
	const mentions = text.matchAll(
		/(?:^|[\s([{])@(?:"([^"\n]+)"|([^\s"]+?\.(?:png|jpe?g|webp|gif))(?=$|[\s)\]},;:!?]|\.\s|\.$))/gi,
	);
	const paths = Array.from(mentions, ([, quoted, plain]) => quoted ?? plain ?? '');
	return paths.filter((path) => /\.(?:png|jpe?g|webp|gif)$/i.test(path));
}
