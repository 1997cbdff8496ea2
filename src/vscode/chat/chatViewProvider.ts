import { randomBytes } from 'node:crypto';
import { Uri, type LogOutputChannel, type WebviewView, type WebviewViewProvider } from 'vscode';
import { fromPage, Messenger, type FromPage, type ToPage } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import type { ChatController } from './chatController';

/** What the page's messages do. */
export type PageHandlers = ConstructorParameters<typeof Messenger<FromPage, ToPage>>[2];

/** The chat view: a web page that shows what the controller holds. */
export class ChatViewProvider implements WebviewViewProvider {
	static readonly viewId = 'longview.chat';

	readonly #extensionUri: Uri;
	readonly #controller: ChatController;
	readonly #handlers: Omit<PageHandlers, 'ready'>;
	readonly #onVisible: (visible: boolean) => void;
	readonly #log: LogOutputChannel;

	constructor(
		extensionUri: Uri,
		controller: ChatController,
		handlers: Omit<PageHandlers, 'ready'>,
		onVisible: (visible: boolean) => void,
		log: LogOutputChannel,
	) {
		this.#extensionUri = extensionUri;
		this.#controller = controller;
		this.#handlers = handlers;
		this.#onVisible = onVisible;
		this.#log = log;
	}

	resolveWebviewView(view: WebviewView): void {
		const { webview } = view;
		const media = Uri.joinPath(this.#extensionUri, 'dist', 'media');
		webview.options = { enableScripts: true, localResourceRoots: [media] };
		const store = new DisposableStore();
		const messenger = store.add(
			new Messenger<FromPage, ToPage>(
				{
					post: (message) => void webview.postMessage(message),
					listen: (receive) => {
						const subscription = webview.onDidReceiveMessage(receive);
						return () => void subscription.dispose();
					},
				},
				fromPage,
				{
					...this.#handlers,
					ready: () => messenger.send(this.#controller.takeChat()),
				},
				(reason) => this.#log.warn(`A message of the chat page was dropped: ${reason}`),
			),
		);
		store.add(
			this.#controller.onMessage((message) => {
				// A hidden page is gone; it gets everything when it is ready again.
				if (view.visible) {
					messenger.send(message);
				}
			}),
		);
		store.add(view.onDidChangeVisibility(() => this.#onVisible(view.visible)));
		view.onDidDispose(() => {
			this.#onVisible(false);
			store.dispose();
		});
		webview.html = page(
			webview.cspSource,
			webview.asWebviewUri(Uri.joinPath(media, 'chat.js')).toString(),
			webview.asWebviewUri(Uri.joinPath(media, 'chat.css')).toString(),
		);
		this.#onVisible(true);
	}
}

/**
 * The page's frame. Nothing is loaded but our own script, style sheet and icon font: an image or a request that a model
 * was talked into could carry the workspace away. Pictures are those that the page itself draws, which have no address
 * outside of it.
 */
function page(cspSource: string, script: string, styles: string): string {
	const nonce = randomBytes(16).toString('base64');
	const policy = [
		"default-src 'none'",
		`style-src ${cspSource}`,
		`font-src ${cspSource}`,
		'img-src blob:',
		`script-src 'nonce-${nonce}'`,
	].join('; ');
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styles}">
<title>Longview</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
