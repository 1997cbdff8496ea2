import {
	commands,
	l10n,
	Uri,
	ViewColumn,
	window,
	type Disposable,
	type LogOutputChannel,
	type WebviewPanel,
} from 'vscode';
import { fromUsagePage, Messenger, type FromUsagePage, type ToUsagePage } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { mediaFolder, webviewPage } from '../common/webviewPage';
import type { UsageService } from './usageService';

/** The usage page, in an editor of its own; there is one at most. */
export class UsagePanel implements Disposable {
	readonly #extensionUri: Uri;
	readonly #usage: Pick<UsageService, 'onDidChange' | 'view'>;
	readonly #log: LogOutputChannel;
	#open: { readonly panel: WebviewPanel; readonly store: DisposableStore } | undefined;

	constructor(extensionUri: Uri, usage: Pick<UsageService, 'onDidChange' | 'view'>, log: LogOutputChannel) {
		this.#extensionUri = extensionUri;
		this.#usage = usage;
		this.#log = log;
	}

	show(): void {
		if (this.#open) {
			this.#open.panel.reveal();
			return;
		}
		const media = mediaFolder(this.#extensionUri);
		const panel = window.createWebviewPanel('longview.usage', l10n.t('Longview Usage'), ViewColumn.Active, {
			enableScripts: true,
			localResourceRoots: [media],
		});
		panel.iconPath = Uri.joinPath(this.#extensionUri, 'media', 'icons', 'longview.svg');
		const store = new DisposableStore();
		const { webview } = panel;
		const messenger = store.add(
			new Messenger<FromUsagePage, ToUsagePage>(
				{
					post: (message) => void webview.postMessage(message),
					listen: (receive) => {
						const subscription = webview.onDidReceiveMessage(receive);
						return () => void subscription.dispose();
					},
				},
				fromUsagePage,
				{
					ready: () => void tell(),
					command: ({ command }) => void commands.executeCommand(`longview.${command}`),
				},
				(reason) => this.#log.warn(`A message of the usage page was dropped: ${reason}`),
			),
		);
		const tell = async () => {
			try {
				const usage = await this.#usage.view();
				// A hidden page is gone; it says that it is ready when it is there again.
				if (this.#open?.panel === panel && panel.visible) {
					messenger.send({ type: 'usage', usage });
				}
			} catch (error) {
				this.#log.warn(`Usage could not be shown: ${String(error)}`);
			}
		};
		store.add(this.#usage.onDidChange(() => void tell()));
		// Other windows write to the same store.
		store.add(window.onDidChangeWindowState(({ focused }) => void (focused && tell())));
		panel.onDidDispose(() => {
			this.#open = undefined;
			store.dispose();
		});
		this.#open = { panel, store };
		webview.html = webviewPage(webview, media, 'usage', l10n.t('Longview Usage'));
	}

	dispose(): void {
		this.#open?.panel.dispose();
	}
}
