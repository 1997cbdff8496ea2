import path from 'node:path';
import { commands, env, ExtensionMode, languages, window, workspace, type ExtensionContext } from 'vscode';
import { errorMessage, LongviewError } from './core/common/errors';
import type { HunkOperations } from './node/edits/hunkEngine';
import { HunkThread } from './node/edits/hunkThread';
import { ConversationStore } from './node/storage/conversationStore';
import { EditJournal } from './node/storage/editJournal';
import { placeholderKey } from './node/storage/placeholderKey';
import { UsageStore } from './node/usage/usageStore';
import type { WorkerSettings } from './node/workers/messages';
import { packCodec } from './node/workers/packMessage';
import { WorkerClient } from './node/workers/workerClient';
import type { WorkspaceOperations } from './node/workspace/operations';
import { WarmUpCache } from './vscode/cache/warmUpCache';
import { registerChatCommands } from './vscode/chat/chatCommands';
import { ChatController } from './vscode/chat/chatController';
import { ChatViewProvider } from './vscode/chat/chatViewProvider';
import { EditActions } from './vscode/chat/editActions';
import { ImageActions, registerImageCommands } from './vscode/chat/imageActions';
import { createPageHandlers } from './vscode/chat/pageHandlers';
import type { Guard } from './vscode/common/guard';
import { PromptCache } from './vscode/chat/promptCache';
import { AfterApply } from './vscode/checks/afterApply';
import { ContextChoices } from './vscode/context/contextChoices';
import { registerContextCommands } from './vscode/context/contextCommands';
import { ContextDocument } from './vscode/context/contextDocument';
import { ContextView } from './vscode/context/contextView';
import { PackedDocuments } from './vscode/context/packedDocuments';
import { PinnedFiles } from './vscode/context/pinnedFiles';
import { ApiKeys } from './vscode/endpoint/apiKeys';
import { CatalogStore } from './vscode/endpoint/catalogStore';
import { registerEndpointCommands } from './vscode/endpoint/endpointCommands';
import { CountMemory } from './vscode/endpoint/countMemory';
import { EndpointMemory } from './vscode/endpoint/endpointMemory';
import { EndpointService } from './vscode/endpoint/endpointService';
import { overridesFrom } from './vscode/endpoint/overrides';
import { registerExplainCommands } from './vscode/explain/explainCommands';
import { Explanations } from './vscode/explain/explanations';
import { RevisionDocuments } from './vscode/explain/revisionDocuments';
import { BaselineDocuments } from './vscode/review/baselineDocuments';
import { HunkLenses } from './vscode/review/hunkLenses';
import { ProposedDocuments } from './vscode/review/openDiff';
import { registerReviewCommands } from './vscode/review/reviewCommands';
import { ReviewService } from './vscode/review/reviewService';
import { ReviewSourceControl } from './vscode/review/reviewSourceControl';
import { registerLedgerCommands } from './vscode/ledger/ledgerCommands';
import { WorkspaceLedger } from './vscode/ledger/workspaceLedger';
import { createStatusBar } from './vscode/statusBar';
import { registerUsageCommands } from './vscode/usage/usageCommands';
import { UsagePanel } from './vscode/usage/usagePanel';
import { UsageService } from './vscode/usage/usageService';
import { Consent } from './vscode/workspace/consent';
import { SecretGuard } from './vscode/workspace/secretGuard';
import { virtualFolders as virtualWorkspaceFolders } from './vscode/workspace/folders';
import { VirtualFolders } from './vscode/workspace/virtualFolders';
import { WorkspaceContext } from './vscode/workspace/workspaceContext';

let onDeactivate: (() => Promise<void>) | undefined;

/** What the integration tests reach in. */
export interface LongviewApi {
	/** Resolves when the chat of the last window is there again. */
	readonly restored: Promise<void>;
	readonly controller: ChatController;
	readonly context: WorkspaceContext;
	readonly secretGuard: SecretGuard;
	readonly ledger: WorkspaceLedger;
	readonly endpoint: EndpointService;
	readonly keys: ApiKeys;
	readonly usage: UsageService;
	readonly consent: Consent;
	readonly warmUp: WarmUpCache;
	readonly review: ReviewService;
	readonly edits: EditActions;
	readonly proposed: ProposedDocuments;
	readonly after: AfterApply;
	readonly explanations: Explanations;
}

/** Builds everything, wires it together, hands it to the editor. */
export function activate(context: ExtensionContext): LongviewApi {
	const log = window.createOutputChannel('Longview', { log: true });
	// The editor shows no view of an extension that is still being activated: what was kept is read after that.
	let setRestored = (): void => undefined;
	const restored = new Promise<void>((resolve) => (setRestored = resolve));
	const guard: Guard = async (run) => {
		await restored;
		await reported(run);
	};
	const reported: Guard = async (run) => {
		try {
			await run();
		} catch (error) {
			log.error(error instanceof Error ? error : String(error));
			void window.showErrorMessage(error instanceof LongviewError ? error.message : `Longview: ${errorMessage(error)}`);
		}
	};
	const dist = path.join(context.extensionPath, 'dist');
	const storage = context.storageUri?.fsPath;
	const below = (name: string) => (storage === undefined ? undefined : path.join(storage, name));
	const optional = <Store>(folder: string | undefined, create: (folder: string) => Store) =>
		folder === undefined ? undefined : create(folder);

	const development = context.extensionMode !== ExtensionMode.Production;
	const keys = new ApiKeys(context.secrets);
	const catalog = new CatalogStore(context.globalState);
	const endpoint = new EndpointService(keys, overridesFrom(development ? process.env : {}), {
		memory: new EndpointMemory(context.globalState),
		counts: new CountMemory(context.globalState),
		catalog,
	});
	const worker = new WorkerClient<WorkspaceOperations>(
		path.join(dist, 'worker.js'),
		{
			vocabularyFile: path.join(dist, 'vocabulary.bin'),
			packFolder: below('packs'),
			ledgerFolder: below('ledger'),
			chatFolder: below('chats'),
			countFolder: below('counts'),
			grammarFolder: path.join(dist, 'grammars'),
		} satisfies WorkerSettings,
		packCodec,
	);
	const hunkWorker = new WorkerClient<HunkOperations>(path.join(dist, 'hunks.js'));
	const consent = new Consent(context.workspaceState, () => endpoint.unchecked);
	const placeholders = placeholderKey(path.join(context.globalStorageUri.fsPath, 'placeholder-key'));
	const secretGuard = new SecretGuard(placeholders, context.workspaceState);
	const pins = new PinnedFiles(context.workspaceState);
	const virtualFolders = new VirtualFolders(worker);
	const workspaceContext = new WorkspaceContext(virtualFolders, endpoint, secretGuard, pins, log);
	const ledger = new WorkspaceLedger(worker);
	const usage = new UsageService({
		store: new UsageStore(path.join(context.globalStorageUri.fsPath, 'usage')),
		endpoint,
		// The folder's name is the editor's own digest of the workspace.
		workspace: storage === undefined ? '' : path.basename(path.dirname(storage)),
		warn: (message) => log.warn(message),
	});
	const usagePanel = new UsagePanel(context.extensionUri, usage, log);
	const review = new ReviewService(
		optional(below('review'), (folder) => new EditJournal(folder)),
		log,
		new HunkThread(hunkWorker, (message) => log.warn(message)),
	);
	const cache = new PromptCache(context.workspaceState, Date.now);
	const warmUp = new WarmUpCache({ context: workspaceContext, endpoint, consent, ledger, cache, usage, log });
	const after = new AfterApply(context.workspaceState);
	const controller = new ChatController({
		context: workspaceContext,
		endpoint,
		ledger,
		consent,
		usage,
		store: optional(below('chats'), (folder) => new ConversationStore(folder)),
		review,
		cache,
		after,
		memento: context.workspaceState,
		log,
	});
	const explanations = new Explanations();
	const proposed = new ProposedDocuments();
	const images = new ImageActions(controller, workspaceContext);
	const edits = new EditActions(controller, review, proposed, after);
	const contextDocument = new ContextDocument(workspaceContext);
	const choices = new ContextChoices(workspaceContext);
	const contextView = new ContextView({
		context: workspaceContext,
		choices,
		pins,
		secrets: secretGuard,
		memento: context.workspaceState,
		guard,
	});
	const lenses = new HunkLenses(review.pending);
	const chatView = new ChatViewProvider(
		context.extensionUri,
		controller,
		createPageHandlers(controller, edits, explanations, images, guard),
		(visible) => workspaceContext.watch(visible),
		restored,
		log,
	);
	controller.explanation = (turn) => explanations.describe(turn);

	context.subscriptions.push(
		log,
		catalog,
		endpoint,
		usage,
		usagePanel,
		secretGuard,
		pins,
		virtualFolders,
		workspaceContext,
		contextView,
		new PackedDocuments(workspaceContext),
		review,
		controller,
		explanations,
		proposed,
		after,
		contextDocument,
		lenses,
		new RevisionDocuments(),
		new BaselineDocuments(review.pending),
		new ReviewSourceControl(review.pending),
		{ dispose: () => void Promise.all([worker.dispose(), hunkWorker.dispose()]) },
		controller.onDidChangeTurn((turn) => explanations.update(turn)),
		review.onDidUndo(({ answerId: turnId, edits }) =>
			controller.answers.noteEdits(
				edits === undefined ? { type: 'edits', turnId, outcome: 'undone' } : { type: 'editsReturned', turnId, edits },
			),
		),
		window.registerWebviewViewProvider(ChatViewProvider.viewId, chatView),
		// Also in virtual folders, whatever their scheme.
		languages.registerCodeLensProvider('*', lenses),
		createStatusBar(workspaceContext, endpoint),
		commands.registerCommand('longview.warmUpCache', () => guard(() => warmUp.ask())),
		workspace.onDidGrantWorkspaceTrust(() => void warmUpOnOpen()),
		commands.registerCommand('longview.showLog', () => log.show()),
		commands.registerCommand('longview.openSettings', () =>
			commands.executeCommand(
				// Endpoint settings belong to the machine, which in a remote window is the remote one.
				env.remoteName === undefined ? 'workbench.action.openSettings' : 'workbench.action.openRemoteSettings',
				{ query: '@ext:longview.longview' },
			),
		),
		commands.registerCommand('longview.openNetworkSettings', () =>
			commands.executeCommand('workbench.action.openSettings', {
				query: '@id:http.proxy,http.proxySupport,http.noProxy,http.proxyStrictSSL,http.systemCertificates',
			}),
		),
		...registerChatCommands(controller, guard),
		...registerImageCommands(images, guard),
		...registerContextCommands({
			context: workspaceContext,
			view: contextView,
			choices,
			pins,
			secrets: secretGuard,
			document: contextDocument,
			consent,
			guard,
		}),
		...registerEndpointCommands(endpoint, guard),
		...registerExplainCommands(controller, explanations, workspaceContext.packs, guard),
		...registerReviewCommands(review, guard),
		commands.registerCommand('longview.review.choosePlace', () => guard(() => edits.choosePlaces())),
		...registerLedgerCommands(ledger, guard),
		...registerUsageCommands(usage, usagePanel, guard),
	);
	// Nobody asked for it just now: a failure is for the log.
	const warmUpOnOpen = () =>
		warmUp.onOpen().catch((error: unknown) => log.warn(`Warming up failed. ${errorMessage(error)}`));
	onDeactivate = () => controller.flush();

	const known = reported(() => endpoint.refresh());
	const restore = async () => {
		await known;
		await review.readJournal();
		await controller.restore();
	};
	void reported(restore).then(setRestored);
	void reported(() => review.load());
	// The size in the status bar; the worker does the reading. Files that are far away wait until somebody looks.
	if (virtualWorkspaceFolders().length === 0) {
		void known.then(() => workspaceContext.refresh());
	}
	void restored.then(warmUpOnOpen);
	return {
		restored,
		controller,
		context: workspaceContext,
		secretGuard,
		ledger,
		endpoint,
		keys,
		usage,
		consent,
		warmUp,
		review,
		edits,
		proposed,
		after,
		explanations,
	};
}

export async function deactivate(): Promise<void> {
	await onDeactivate?.();
}
