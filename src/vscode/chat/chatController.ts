import type { SecretValues } from '../../core/edits/restoreSecrets';
import type { RequestLedger } from '../../core/ledger/ledger';
import {
	EventEmitter,
	l10n,
	workspace,
	type Disposable,
	type Event,
	type LogOutputChannel,
	type Memento,
} from 'vscode';
import {
	createConversation,
	type Conversation,
	type DiffAttachment,
	type Repairs,
	type Turn,
} from '../../core/conversation/conversation';
import type { EditsEvent } from '../../core/conversation/reducer';
import type { ToldFiles } from '../../core/conversation/request';
import type { PathText } from '../../core/conversation/workspaceAccess';
import type { ChosenPlace } from '../../core/edits/types';
import type { ConversationSummary } from '../../node/storage/chatIndex';
import type { ConversationStore } from '../../node/storage/conversationStore';
import type { ChatView, ToPage } from '../../protocol';
import { setContextKey } from '../common/contextKeys';
import { DisposableStore } from '../common/disposables';
import type { AfterApply } from '../checks/afterApply';
import type { EndpointService } from '../endpoint/endpointService';
import type { ReviewService } from '../review/reviewService';
import type { AnswerRecorder } from '../usage/usageRecorder';
import type { SpendingLimit } from '../usage/usageService';
import type { Consent } from '../workspace/consent';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import type { AnswerDetails } from './answerDetails';
import { Asking, type RetryChange } from './asking';
import { ChatSession } from './chatSession';
import { ChatStorage } from './chatStorage';
import { ChatViews } from './chatViews';
import { DraftTokens } from './draftTokens';
import { ComposerImages } from './composerImages';
import { ModelChoice } from './modelChoice';
import { OpenChats } from './openChats';
import { Outlook } from './outlook';
import { PageMessages, shownListener } from './pageMessages';
import type { PromptCache } from './promptCache';

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

/** Milliseconds between looks at the clock for the estimate. */
const estimateInterval = 20_000;

/** The chat that is shown: takes what the user wants, one thing after the other, and tells the page what changed. */
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
	readonly #page: PageMessages;
	readonly #storage: ChatStorage;
	readonly #cache: PromptCache;
	readonly #outlook: Outlook;
	readonly #draft: DraftTokens;
	readonly #views: ChatViews;
	readonly #models: ModelChoice;
	readonly #chats: OpenChats;
	readonly #asking: Asking;

	constructor(services: ChatServices) {
		this.#services = services;
		const { context, endpoint, review, after, memento, log } = services;
		this.#storage = new ChatStorage(services.store, memento, (error) =>
			log.error(l10n.t('The chat could not be saved: {0}', String(error))),
		);
		this.#cache = services.cache;
		this.#disposables.add({ dispose: this.#cache.listen(() => this.#page.estimate()) });
		this.#draft = new DraftTokens(
			context.packs,
			() => this.#shown,
			() => this.#page.estimate(),
		);
		this.#outlook = new Outlook(context.packs, () => this.#page.estimate());
		this.images = this.#disposables.add(
			new ComposerImages(services.store?.images, memento, () => {
				const { conversation } = this.#shown;
				return { conversation, facts: endpoint.facts(conversation.model) };
			}),
		);
		this.#views = new ChatViews({
			context,
			endpoint,
			review,
			after,
			cache: this.#cache,
			outlook: this.#outlook,
			draft: this.#draft,
			images: () => this.images.list,
		});
		this.#models = new ModelChoice(endpoint, (conversation) => this.#views.next(conversation));
		this.#page = this.#disposables.add(new PageMessages(this.#views, () => this.#shown));
		this.onMessage = this.#page.onMessage;
		this.#chats = new OpenChats({
			storage: this.#storage,
			create: (id) => createConversation(id, Date.now(), { model: endpoint.model, thinking: endpoint.thinking }),
			open: (conversation) => this.#open(conversation),
			onShown: () => {
				setContextKey('longview.busy', this.busy);
				this.#page.chat();
				this.#lookAhead();
			},
		});
		this.#asking = new Asking({
			...{ chats: this.#chats, models: this.#models, images: this.images, endpoint, review },
			compose: (text) => this.compose(text),
		});
		const look = () => {
			if (context.view.state === 'ready') {
				this.#lookAhead();
			}
		};
		look();
		this.#disposables.add(
			context.onDidChange(() => {
				this.#page.context(context.view);
				look();
			}),
		);
		// Peak hours begin and end, and caches expire, while nothing else happens.
		const timer = setInterval(() => this.#page.estimate(), estimateInterval);
		this.#disposables.add({ dispose: () => clearInterval(timer) });
		let settings = this.#models.settings;
		this.#disposables.add(
			endpoint.onDidChange(() => {
				const before = settings;
				settings = this.#models.settings;
				this.#models.adopt(this.#shown);
				this.#page.endpoint();
				this.#lookAhead();
				if (before !== settings) {
					void this.#offerModel();
				}
			}),
		);
		this.#disposables.add(review.onDidChange(() => this.#page.edited()));
		this.#disposables.add(this.images.onDidChange(() => this.#page.images()));
		this.#disposables.add(after.onDidChange(() => this.#page.edited()));
		// Edits can be applied from now on.
		this.#disposables.add(workspace.onDidGrantWorkspaceTrust(() => this.#page.chat()));
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
		this.#views.explanation = describe;
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
		return this.#views.chat(this.#shown);
	}

	/** Everything, for a page that shows nothing yet. Text that was about to be appended is part of it. */
	takeChat(): ToPage {
		return this.#page.whole();
	}

	/** Measures what stands in the composer, for the estimate. */
	async drafted(text: string): Promise<void> {
		await this.#draft.set(text);
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

	/** A turn of the chat that is shown. */
	turn(turnId: string): { readonly turn: Turn; readonly details: AnswerDetails | undefined } | undefined {
		const turn = this.#shown.turn(turnId);
		return turn && { turn, details: this.#shown.details(turnId) };
	}

	/** The places the user chose for edits of a turn, by number of the edit. */
	places(turnId: string): ReadonlyMap<number, ChosenPlace> {
		return this.#shown.places(turnId);
	}

	/** Notes where an edit of a turn is to go. */
	async choosePlace(turnId: string, edit: number, place: ChosenPlace): Promise<void> {
		await this.#shown.choosePlace(turnId, edit, place);
	}

	/** Plans the edits of a turn anew, against the files as they are now. */
	async replan(turnId: string): Promise<void> {
		await this.#shown.replan(turnId);
	}

	/** What the model was told up to a turn: the base of citations and merges. */
	async toldFiles(turn: Turn): Promise<ToldFiles | undefined> {
		return await this.#shown.toldFiles(turn.id);
	}

	/** Records what became of an answer's edits, in whichever chat the answer stands. */
	noteEdits(event: EditsEvent): void {
		void this.#chats.noteEdits(event);
	}

	/** Texts without their secrets, each told by the path it is from. */
	async redact(texts: readonly PathText[]): Promise<readonly string[]> {
		return await this.#services.context.packs.redact(texts, new AbortController().signal);
	}

	/** Those of some files whose text the rules let be sent, as the last look saw them. */
	async sendable(paths: readonly string[]): Promise<ReadonlySet<string>> {
		const entries = await this.#services.context.ask('contextEntries', { paths });
		return new Set(paths.filter((_, at) => entries[at]?.kind === 'file' && entries[at].choice === 'in'));
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

	/** What placeholders of secrets stand for, to write edits out. */
	readonly secretValues: SecretValues = (placeholders) =>
		this.#services.context.packs.secretValues(placeholders, new AbortController().signal);

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
				cache: this.#cache,
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
			this.#models.adopt(this.#shown);
			this.#page.endpoint();
			this.#lookAhead();
		}
	}

	/** Measures what the next question would be sent with. */
	#lookAhead(): void {
		this.#outlook.look(this.#shown);
		void this.#draft.again();
	}

	async #offerModel(): Promise<void> {
		if (await this.#models.offer(this.#shown)) {
			this.#page.endpoint();
			this.#lookAhead();
		}
	}
}
