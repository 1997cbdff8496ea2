import { workspace, type Disposable } from 'vscode';
import type { AfterApply } from '../checks/afterApply';
import { DisposableStore } from '../common/disposables';
import type { EndpointService } from '../endpoint/endpointService';
import type { ReviewService } from '../review/reviewService';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import type { ChatSession } from './chatSession';
import { ChatViews } from './chatViews';
import type { ComposerImages } from './composerImages';
import { DraftTokens } from './draftTokens';
import { Outlook } from './outlook';
import { PageMessages } from './pageMessages';
import type { PromptCache } from './promptCache';

export interface PresentedServices {
	readonly context: WorkspaceContext;
	readonly endpoint: EndpointService;
	readonly review: ReviewService;
	readonly cache: PromptCache;
	readonly after: AfterApply;
	readonly images: ComposerImages;
}

/** Milliseconds between looks at the clock for the estimate. */
const estimateInterval = 20_000;

/**
 * What the page shows of a chat: kept true while files, caches, reviews and the hour change, and with what the next
 * question would take.
 */
export class ChatPresentation implements Disposable {
	readonly page: PageMessages;
	readonly views: ChatViews;
	readonly #shown: () => ChatSession;
	readonly #outlook: Outlook;
	readonly #draft: DraftTokens;
	readonly #store = new DisposableStore();

	/** @param shown the chat; asked for when something is to be told, not before */
	constructor(services: PresentedServices, shown: () => ChatSession) {
		const { context, review, cache, after, images } = services;
		const estimate = () => this.page.estimate();
		this.#shown = shown;
		this.#draft = new DraftTokens(context.packs, shown, () => images.list, estimate);
		this.#outlook = new Outlook(context.packs, estimate);
		this.views = new ChatViews({
			...services,
			outlook: this.#outlook,
			draft: this.#draft,
			images: () => images.list,
		});
		this.page = this.#store.add(new PageMessages(this.views, shown));
		this.#store.add({ dispose: cache.listen(estimate) });
		// Peak hours begin and end, and caches expire, while nothing else happens.
		const timer = setInterval(estimate, estimateInterval);
		this.#store.add({ dispose: () => clearInterval(timer) });
		this.#store.add(
			context.onDidChange(() => {
				this.page.context(context.view);
				if (context.view.state === 'ready') {
					this.lookAhead();
				}
			}),
		);
		this.#store.add(review.onDidChange(() => this.page.edited()));
		this.#store.add(after.onDidChange(() => this.page.edited()));
		this.#store.add(
			images.onDidChange(() => {
				this.page.images();
				void this.#draft.again();
			}),
		);
		// Edits can be applied from now on.
		this.#store.add(workspace.onDidGrantWorkspaceTrust(() => this.page.chat()));
	}

	/** Measures what stands in the composer, for the estimate. */
	async drafted(text: string): Promise<void> {
		await this.#draft.set(text);
	}

	/** Measures what the next question would be sent with. */
	lookAhead(): void {
		this.#outlook.look(this.#shown());
		void this.#draft.again();
	}

	dispose(): void {
		this.#store.dispose();
	}
}
