import path from 'node:path';
import { commands, FileType, l10n, Uri, window, workspace, type Disposable, type QuickPickItem } from 'vscode';
import { formatBytes } from '../../core/common/format';
import { formatExtensions } from '../../core/images/image';
import { pathOfUri, uriOfPath } from '../workspace/folders';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { showChat } from './chatCommands';
import type { ChatController } from './chatController';
import { NoImagesError } from './composerImages';
import type { Guard } from '../common/guard';

/** Endings of files that may be images; what they are is told by their bytes. */
const endings = [...Object.values(formatExtensions), 'jpeg'];
const imagePath = new RegExp(`\\.(?:${endings.join('|')})$`, 'i');

/** How images come into the composer, and how they are looked at. */
export class ImageActions {
	readonly #controller: ChatController;
	readonly #context: WorkspaceContext;

	constructor(controller: ChatController, context: WorkspaceContext) {
		this.#controller = controller;
		this.#context = context;
	}

	/** Attaches what the page was given. @param data base64 */
	async attachData(name: string, data: string): Promise<void> {
		await this.#controller.images.add(name, Buffer.from(data, 'base64'));
	}

	/**
	 * Attaches files that were dropped from the editor. The page is not trusted with the whole disk: they must be in the
	 * workspace.
	 */
	async attachDropped(uris: readonly string[]): Promise<void> {
		for (const text of uris) {
			const uri = local(Uri.parse(text));
			if (pathOfUri(uri) === undefined) {
				throw new NoImagesError(
					l10n.t('Only files of the workspace can be dropped from the editor; attach others with “Choose File…”.'),
				);
			}
			await this.attach(uri);
		}
	}

	/** Attaches an image that a question names; anything else may be named, too. */
	async attachMentioned(file: string): Promise<void> {
		const uri = imagePath.test(file) ? uriOfPath(file) : undefined;
		if (uri && (await isFile(uri))) {
			await this.attach(uri);
		}
	}

	/** Attaches a file. @throws ImageError, NoImagesError */
	async attach(uri: Uri): Promise<void> {
		const { images } = this.#controller;
		const name = path.posix.basename(uri.path);
		images.expect(name, (await workspace.fs.stat(uri)).size);
		await images.add(name, await workspace.fs.readFile(uri));
	}

	/** Lets the user choose among the images of the workspace, or any file. */
	async choose(): Promise<void> {
		const { images } = this.#controller;
		images.expect('', 0);
		const elsewhere: QuickPickItem = { label: l10n.t('$(folder-opened) Choose File…') };
		const found = (await this.#context.files()).filter((file) => imagePath.test(file.path));
		const items = found.map(({ path: file, bytes }) => ({
			label: path.posix.basename(file),
			description: path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file),
			detail: formatBytes(bytes),
			file,
		}));
		const picked = await window.showQuickPick<QuickPickItem & { readonly file?: string }>([elsewhere, ...items], {
			title: l10n.t('Attach an Image to the Next Question'),
			placeHolder: l10n.t('Images of the workspace'),
			matchOnDescription: true,
		});
		if (picked?.file !== undefined) {
			const uri = uriOfPath(picked.file);
			if (uri) {
				await this.attach(uri);
			}
		} else if (picked) {
			await this.#chooseFiles();
		}
	}

	/** Opens an image of the chat or the composer in an editor. */
	async open(hash: string): Promise<void> {
		const { images, conversation } = this.#controller;
		const found = await images.find(hash, conversation);
		if (!found) {
			void window.showWarningMessage(l10n.t('This image is no longer kept.'));
			return;
		}
		await commands.executeCommand('vscode.open', Uri.file(found.file), { preview: true }, found.image.name);
	}

	async #chooseFiles(): Promise<void> {
		const uris = await window.showOpenDialog({
			canSelectMany: true,
			title: l10n.t('Attach Images'),
			openLabel: l10n.t('Attach'),
			filters: { [l10n.t('Images')]: endings },
		});
		for (const uri of uris ?? []) {
			await this.attach(uri);
		}
	}
}

/** Commands about images: attaches the files a menu is about, or lets the user choose. */
export function registerImageCommands(actions: ImageActions, guard: Guard): Disposable[] {
	return [
		commands.registerCommand('longview.attachImage', (target?: unknown, selection?: unknown) =>
			guard(async () => {
				const files = (Array.isArray(selection) ? selection : [target]).filter((each) => each instanceof Uri);
				for (const file of files) {
					await actions.attach(file);
				}
				if (files.length === 0) {
					await actions.choose();
				}
				await showChat();
			}),
		),
	];
}

/** In a remote window the lists name files by their place on the remote machine, which is ours. */
function local(uri: Uri): Uri {
	return uri.scheme === 'vscode-remote' ? Uri.file(uri.path) : uri;
}

async function isFile(uri: Uri): Promise<boolean> {
	try {
		return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
	} catch {
		return false;
	}
}
