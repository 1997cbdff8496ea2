import { EventEmitter, l10n, workspace, type Disposable, type LogOutputChannel } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { formatCount } from '../../core/common/format';
import type { ContextFile, Pack } from '../../core/context/types';
import { packBudget, packCapacity } from '../../core/conversation/request';
import type { PackRequest } from '../../node/pack/request';
import type { ContextOperations } from '../../node/workspace/contextTreeQuery';
import type { WorkspaceEngine } from '../../node/workspace/operations';
import type { ContextSummary } from '../../node/workspace/summary';
import { WorkspacePacks } from '../../node/workspace/workspacePacks';
import type { ContextView } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import type { PinnedFiles } from '../context/pinnedFiles';
import type { EndpointService } from '../endpoint/endpointService';
import { affects } from '../settings';
import { usedEditorSettings } from './editorSettings';
import { FileChanges } from './fileChanges';
import { packRoots } from './folders';
import { packRequest } from './packRequest';
import type { SecretGuard } from './secretGuard';

/** Milliseconds after a change before the workspace is looked at again. */
const rescanDelay = 1_000;

/** Notes that are shown where there is little room. */
const maximumNotes = 5;

/** Who keeps the view up to date. */
export type ContextWatcher = 'chat' | 'tree';

/** The workspace as context: what would be sent, kept up to date while somebody looks. */
export class WorkspaceContext implements Disposable {
	readonly packs: WorkspacePacks;
	readonly #engine: WorkspaceEngine;
	readonly #endpoint: EndpointService;
	readonly #secrets: SecretGuard;
	readonly #pins: PinnedFiles;
	readonly #log: LogOutputChannel;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	readonly #started = this.#store.add(new EventEmitter<Promise<void>>());
	/** A look at the workspace began; its promise never rejects. */
	readonly onDidStartLook = this.#started.event;
	readonly #rescan = this.#store.add(new Throttle(rescanDelay, () => void this.#scanIfWatched()));
	readonly #changes = this.#store.add(
		new FileChanges(() => {
			this.#stale = true;
			this.#rescan.schedule();
		}),
	);
	#view: ContextView = { state: 'none' };
	#summary: ContextSummary | undefined;
	/** The look that is under way, and whether another must follow it. */
	#running: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
	readonly #watchers = new Set<ContextWatcher>();
	#stale = true;
	#stopped = false;

	constructor(
		engine: WorkspaceEngine,
		endpoint: EndpointService,
		secrets: SecretGuard,
		pins: PinnedFiles,
		log: LogOutputChannel,
	) {
		this.#engine = engine;
		this.#endpoint = endpoint;
		this.#secrets = secrets;
		this.#pins = pins;
		this.#log = log;
		this.packs = new WorkspacePacks(engine, () => this.#request());
		const anew = () => {
			this.#changes.all();
			void this.refresh();
		};
		this.#store.add(workspace.onDidChangeWorkspaceFolders(anew));
		this.#store.add(workspace.onDidGrantWorkspaceTrust(anew));
		this.#store.add(
			endpoint.onDidChange(() => {
				// Another model, or a window or count that was learned: other files may fit.
				if (this.#view.state === 'ready' && this.#view.capacity !== this.#budget()) {
					this.#stale = true;
					this.#rescan.schedule();
				}
			}),
		);
		this.#store.add(secrets.onDidChange(anew));
		this.#store.add(pins.onDidChange(anew));
		this.#store.add(
			workspace.onDidChangeConfiguration((event) => {
				if (affects(event, 'context') || usedEditorSettings.some((name) => event.affectsConfiguration(name))) {
					anew();
				}
			}),
		);
	}

	get view(): ContextView {
		return this.#view;
	}

	/** What the last look found; undefined before the first one ended. */
	get summary(): ContextSummary | undefined {
		return this.#summary;
	}

	/** Every file as the last look saw it. */
	async files(): Promise<readonly ContextFile[]> {
		return await this.#engine.call('files', undefined, new AbortController().signal);
	}

	/** Asks about the last look, as the views need it. */
	async ask<Name extends keyof ContextOperations>(
		operation: Name,
		input: ContextOperations[Name]['input'],
	): Promise<ContextOperations[Name]['output']> {
		return await this.#engine.call(operation, input, new AbortController().signal);
	}

	/** The text of a pack made now, which no chat begins with. @throws the signal's reason */
	async packNow(signal: AbortSignal): Promise<Pick<Pack, 'bytes' | 'tokens'>> {
		return await this.#engine.call('packNow', this.#request(), signal);
	}

	/** While anybody watches, the view is kept up to date; looks at once when something changed while nobody did. */
	watch(watched: boolean, watcher: ContextWatcher = 'chat'): void {
		if (watched) {
			this.#watchers.add(watcher);
		} else {
			this.#watchers.delete(watcher);
		}
		void this.#scanIfWatched();
	}

	/** Ends the look that is under way. What was known before stays, and nothing is looked at until `refresh`. */
	stop(): void {
		if (!this.#running) {
			return;
		}
		this.#stopped = true;
		this.#stale = true;
		this.#running.abort.abort();
		this.#show(
			this.#view.state === 'ready'
				? { ...this.#view, isOld: true }
				: { state: 'stopped', message: l10n.t('Counting was stopped. A question counts what it sends all the same.') },
		);
	}

	/** Looks at everything now. Never rejects: a failure is a state of the view. */
	async refresh(): Promise<void> {
		this.#stopped = false;
		this.#changes.all();
		this.#running?.abort.abort();
		await this.#scan();
	}

	dispose(): void {
		this.#running?.abort.abort();
		this.#store.dispose();
	}

	/** Looks at what changed, after the look that is under way. */
	async #scanIfWatched(): Promise<void> {
		if (this.#watchers.size === 0 || !this.#stale || this.#stopped) {
			return;
		}
		if (this.#running) {
			await this.#running.ended;
			this.#rescan.schedule();
			return;
		}
		await this.#scan();
	}

	#scan(): Promise<void> {
		const abort = new AbortController();
		const ended = this.#look(abort.signal).finally(() => {
			if (this.#running?.abort === abort) {
				this.#running = undefined;
			}
		});
		this.#running = { abort, ended };
		this.#started.fire(ended);
		return ended;
	}

	async #look(signal: AbortSignal): Promise<void> {
		this.#stale = false;
		if (packRoots().length === 0) {
			this.#summary = undefined;
			this.#show({ state: 'none' });
			return;
		}
		if (this.#view.state === 'ready') {
			if (this.#view.isOld === true) {
				this.#show({ ...this.#view, isOld: false });
			}
		} else {
			this.#show({ state: 'packing', message: l10n.t('Reading and counting the workspace…') });
		}
		const started = Date.now();
		const changes = this.#changes.pending();
		try {
			const input = { request: this.#request(), changed: changes.paths };
			const summary = await this.#engine.call('summary', input, signal);
			changes.done();
			this.#summary = summary;
			this.#log.debug(`Looked at the workspace in ${Date.now() - started} ms.`);
			this.#show(this.#ready(summary));
		} catch (error) {
			if (!signal.aborted) {
				this.#log.error('Reading the workspace failed.', error instanceof Error ? error : String(error));
				this.#show({ state: 'failed', message: errorMessage(error) });
			}
		}
	}

	#ready(summary: ContextSummary): ContextView {
		const { tiers } = summary;
		return {
			state: 'ready',
			name: workspace.name ?? '',
			files: tiers.full + tiers.head + tiers.skeleton,
			tokens: summary.tokens,
			capacity: this.#budget(),
			changedFiles: summary.changedFiles,
			shortened: {
				skeletons: tiers.skeleton,
				names: summary.omitted.find(({ reason }) => reason === 'beyond the budget')?.count ?? 0,
			},
			omitted: summary.omitted.map((group) => ({ ...group, examples: [...group.examples] })),
			folders: [...summary.folders],
			notes: shownNotes(summary.notes),
		};
	}

	#budget(): number {
		const { thinking, model } = this.#endpoint;
		return packBudget(thinking, this.#endpoint.facts(model));
	}

	#request(): PackRequest {
		const { thinking, model } = this.#endpoint;
		const facts = this.#endpoint.facts(model);
		return packRequest({
			budget: this.#budget(),
			economy: { capacity: packCapacity(thinking, facts), price: facts.price },
			secrets: this.#secrets.settings,
			pinned: this.#pins.paths,
		});
	}

	#show(view: ContextView): void {
		this.#view = view;
		this.#changed.fire();
	}
}

/** The first notes: of thousands of folders that cannot be read, nobody reads more in a chat. */
function shownNotes(notes: readonly string[]): string[] {
	const rest = notes.length - maximumNotes;
	return rest <= 0
		? [...notes]
		: [...notes.slice(0, maximumNotes), l10n.t('{0} more notes stand in the Context view.', formatCount(rest))];
}
