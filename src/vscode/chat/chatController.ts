import { EventEmitter, l10n, type Disposable, type Event, type LogOutputChannel, type Memento } from 'vscode';
import {
	createConversation,
	type Conversation,
	type DiffAttachment,
	type Repairs,
	type Turn,
} from '../../core/conversation/conversation';
import type { RequestLedger } from '../../core/ledger/ledger';
import type { ConversationSummary } from '../../node/storage/chatIndex';
import type { ConversationStore } from '../../node/storage/conversationStore';
import type { ChatView, ToPage } from '../../protocol';
import type { AfterApply } from '../checks/afterApply';
import { setContextKey } from '../common/contextKeys';
import { DisposableStore } from '../common/disposables';
import type { EndpointService } from '../endpoint/endpointService';
import type { ReviewService } from '../review/reviewService';
import type { AnswerRecorder } from '../usage/usageRecorder';
import type { SpendingLimit } from '../usage/usageService';
import type { Consent } from '../workspace/consent';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { Asking, type RetryChange } from './asking';
import { ChatPresentation } from './chatPresentation';
import { ChatSession } from './chatSession';
import { ChatStorage } from './chatStorage';
import type { ChatViews } from './chatViews';
import { ComposerImages } from './composerImages';
import { ModelChoice } from './modelChoice';
import { OpenChats } from './openChats';
import { shownListener, type PageMessages } from './pageMessages';
import type { PromptCache } from './promptCache';
import { ShownAnswers } from './shownAnswers';

export interface ChatServices {
	readonly context: WorkspaceContext;
	readonly endpoint: EndpointService;
	readonly ledger: RequestLedger;
	readonly consent: Consent;
	readonly usage: AnswerRecorder & SpendingLimit;
	readonly store: ConversationStore | undefined;
	readonly review: ReviewService;
	readonly cache: PromptCache;
	readonly after: AfterApply;
	readonly memento: Memento;
	readonly log: LogOutputChannel;
}

/** The chat that is shown: takes what the user wants, one thing after the other, and has the page told what changed. */
export class ChatController implements Disposable {
	readonly #services: ChatServices;
	readonly #disposables = new DisposableStore();
	readonly #turnChanged = this.#disposables.add(new EventEmitter<Turn>());
	/** An answer of the chat that is shown grew or changed, at most a few times a second; the explanations listen. */
	readonly onDidChangeTurn = this.#turnChanged.event;
	/** What the page must be told. */
	readonly onMessage: Event<ToPage>;
	/** What goes with the next question. */
	readonly images: ComposerImages;
	/** The answers of the chat that is shown. */
	readonly answers: ShownAnswers;
	readonly #presentation: ChatPresentation;
	readonly #page: PageMessages;
	readonly #storage: ChatStorage;
	readonly #models: ModelChoice;
	readonly #chats: OpenChats;
	readonly #asking: Asking;

	constructor(services: ChatServices) {
		this.#services = services;
		const { context, endpoint, review, memento, log } = services;
		this.#storage = new ChatStorage(services.store, memento, (error) =>
			log.error(l10n.t('The chat could not be saved: {0}', String(error))),
		);
		this.images = this.#disposables.add(
			new ComposerImages(services.store?.images, memento, () => {
				const { conversation } = this.#shown;
				return { conversation, facts: endpoint.facts(conversation.model) };
			}),
		);
		this.#presentation = this.#disposables.add(
			new ChatPresentation({ ...services, images: this.images }, () => this.#shown),
		);
		this.#page = this.#presentation.page;
		this.onMessage = this.#page.onMessage;
		this.#models = new ModelChoice(endpoint, (conversation) => this.#presentation.views.next(conversation));
		this.#chats = new OpenChats({
			storage: this.#storage,
			create: (id) => createConversation(id, Date.now(), { model: endpoint.model, thinking: endpoint.thinking }),
			open: (conversation) => this.#open(conversation),
			onShown: () => {
				setContextKey('longview.busy', this.busy);
				this.#page.chat();
				this.#presentation.lookAhead();
			},
		});
		this.answers = new ShownAnswers(this.#chats, context);
		this.#asking = new Asking({
			...{ chats: this.#chats, models: this.#models, images: this.images, endpoint, review },
			compose: (text) => this.compose(text),
		});
		this.#followEndpoint();
		if (context.view.state === 'ready') {
			this.#presentation.lookAhead();
		}
	}

	/** The chat that is shown, as data. */
	get conversation(): Conversation {
		return this.#shown.conversation;
	}

	get busy(): boolean {
		return this.#shown.busy;
	}

	/** How many remarks of a turn stand on lines; set by the explanations. */
	set explanation(describe: ChatViews['explanation']) {
		this.#presentation.views.explanation = describe;
	}

	/** Opens the chat that was open before the window was closed. */
	async restore(): Promise<void> {
		await this.images.restore();
		const id = this.#storage.current;
		if (id !== undefined) {
			await this.open(id);
		}
	}

	/** Everything the page shows. */
	chatView(): ChatView {
		return this.#presentation.views.chat(this.#shown);
	}

	/** Everything, for a page that shows nothing yet. Text that was about to be appended is part of it. */
	takeChat(): ToPage {
		return this.#page.whole();
	}

	/** Measures what stands in the composer, for the estimate. */
	async drafted(text: string): Promise<void> {
		await this.#presentation.drafted(text);
	}

	/** Asks what is in the composer, with its images; resolves when the answer has ended in whatever way. */
	async askComposed(question: string): Promise<void> {
		await this.#asking.askComposed(question);
	}

	/** Asks a question; resolves when the answer has ended in whatever way. */
	async ask(question: string, attachment?: DiffAttachment, repairs?: Repairs): Promise<void> {
		await this.#asking.ask(question, attachment, repairs);
	}

	/** Asks the last question again; an earlier one, and one whose edits were applied, is asked anew at the end. */
	async retry(turnId: string, change?: RetryChange): Promise<void> {
		await this.#asking.retry(turnId, change);
	}

	/** Asks the model to go on where an answer broke off; only the latest can be gone on with. */
	async continueAnswer(turnId: string): Promise<void> {
		await this.#asking.continueAnswer(turnId);
	}

	/** Ends the answer that is on its way, at once; what came is kept. */
	stop(): void {
		this.#shown.stop();
	}

	giveConsent(accepted: boolean): void {
		this.#shown.giveConsent(accepted);
	}

	async newChat(): Promise<void> {
		await this.#chats.showNew();
	}

	/** Shows a stored chat; false when there is none with this id. */
	async open(id: string): Promise<boolean> {
		return await this.#chats.show(id);
	}

	async history(): Promise<readonly ConversationSummary[]> {
		return await this.#storage.list();
	}

	async deleteChat(id: string): Promise<void> {
		await this.#chats.delete(id);
	}

	/** Has the user choose model or thinking of new chats, and offers the choice to the chat that is shown. */
	async choose(run: () => Thenable<unknown>): Promise<void> {
		const before = this.#models.settings;
		const chosen = await run();
		// A choice that changes the settings is noticed by itself.
		if (chosen !== undefined && this.#models.settings === before) {
			await this.#offerModel();
		}
	}

	/** Sends the file of an image to the page, which shows it. */
	async showPicture(hash: string): Promise<void> {
		const found = await this.images.find(hash, this.conversation);
		this.#page.picture(hash, found && { format: found.image.format, data: found.bytes.toString('base64') });
	}

	/** Puts text into the composer. */
	compose(text: string): void {
		this.#page.compose(text);
	}

	/** Saves what is there; called when the window closes. */
	async flush(): Promise<void> {
		await this.#chats.flush();
	}

	dispose(): void {
		this.#shown.discard();
		this.#disposables.dispose();
	}

	get #shown(): ChatSession {
		return this.#chats.shown;
	}

	#open(conversation: Conversation): ChatSession {
		const { context, consent, endpoint, review, log } = this.#services;
		const session: ChatSession = new ChatSession(
			conversation,
			{
				workspace: context.packs,
				ledger: this.#services.ledger,
				endpoint,
				consent,
				storage: this.#storage,
				cache: this.#services.cache,
				usage: this.#services.usage,
				images: this.images,
				readText: review.readText,
				warn: (message) => log.warn(message),
			},
			shownListener(
				() => this.#shown === session,
				this.#page,
				(turn) => this.#turnChanged.fire(turn),
				() => this.#onBusy(),
				(turn) => this.images.takeBack(session.conversation, turn),
			),
		);
		return session;
	}

	#onBusy(): void {
		setContextKey('longview.busy', this.busy);
		if (!this.busy) {
			this.#showModel();
		}
	}

	/** Has new chats go where the settings say by now, and offers it to the chat that is shown. */
	#followEndpoint(): void {
		let settings = this.#models.settings;
		this.#disposables.add(
			this.#services.endpoint.onDidChange(() => {
				const before = settings;
				settings = this.#models.settings;
				this.#showModel();
				if (before !== settings) {
					void this.#offerModel();
				}
			}),
		);
	}

	#showModel(): void {
		this.#models.adopt(this.#shown);
		this.#page.endpoint();
		this.#presentation.lookAhead();
	}

	async #offerModel(): Promise<void> {
		if (await this.#models.offer(this.#shown)) {
			this.#page.endpoint();
			this.#presentation.lookAhead();
		}
	}
}
