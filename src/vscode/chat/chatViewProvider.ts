import type { LogOutputChannel, Uri, WebviewView, WebviewViewProvider } from 'vscode';
import { fromPage, Messenger, type FromPage, type ToPage } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { mediaFolder, webviewPage } from '../common/webviewPage';
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
	readonly #restored: Promise<void>;
	readonly #log: LogOutputChannel;

	/** @param restored resolves when there is a chat to show */
	constructor(
		extensionUri: Uri,
		controller: ChatController,
		handlers: Omit<PageHandlers, 'ready'>,
		onVisible: (visible: boolean) => void,
		restored: Promise<void>,
		log: LogOutputChannel,
	) {
		this.#extensionUri = extensionUri;
		this.#controller = controller;
		this.#handlers = handlers;
		this.#onVisible = onVisible;
		this.#restored = restored;
		this.#log = log;
	}

	resolveWebviewView(view: WebviewView): void {
		const { webview } = view;
		const media = mediaFolder(this.#extensionUri);
		webview.options = { enableScripts: true, localResourceRoots: [media] };
		const store = new DisposableStore();
		let begun = false;
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
					ready: () =>
						void this.#restored.then(() => {
							begun = true;
							messenger.send(this.#controller.takeChat());
						}),
				},
				(reason) => this.#log.warn(`A message of the chat page was dropped: ${reason}`),
			),
		);
		store.add(
			this.#controller.onMessage((message) => {
				// A hidden page is gone; it gets everything when it is ready again.
				if (begun && view.visible) {
					messenger.send(message);
				}
			}),
		);
		store.add(view.onDidChangeVisibility(() => this.#onVisible(view.visible)));
		view.onDidDispose(() => {
			this.#onVisible(false);
			store.dispose();
		});
		webview.html = webviewPage(webview, media, 'chat', 'Longview');
		this.#onVisible(true);
	}
}
