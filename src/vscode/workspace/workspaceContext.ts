import { EventEmitter, l10n, workspace, type Disposable, type LogOutputChannel } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { packCapacity } from '../../core/conversation/request';
import type { ContextRules } from '../../core/context/rules';
import { largestFolders, omittedGroups } from '../../core/context/summary';
import type { PackRequest, Scan } from '../../node/pack/packer';
import type { PackEngine } from '../../node/workspace/packEngine';
import { comparePack, WorkspacePacks, type CurrentPackMemory } from '../../node/workspace/workspacePacks';
import type { PackStore } from '../../node/storage/packStore';
import type { ContextView } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import type { EndpointService } from '../endpoint/endpointService';
import { affects, settings } from '../settings';
import { diskFolders, packRoots } from './folders';

/** Milliseconds of quiet after which a changed workspace is scanned again. */
const rescanDelay = 1_000;
const shownFolders = 12;
const shownExamples = 20;

/** The workspace as context: what would be sent, kept up to date while somebody looks. */
export class WorkspaceContext implements Disposable {
	readonly packs: WorkspacePacks;
	readonly #endpoint: EndpointService;
	readonly #log: LogOutputChannel;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	readonly #rescan = this.#store.add(new Throttle(rescanDelay, () => void this.#scanIfWatched()));
	#view: ContextView = { state: 'none' };
	#scan: Scan | undefined;
	#running: AbortController | undefined;
	#watched = false;
	#stale = true;

	constructor(
		engine: PackEngine,
		packStore: PackStore | undefined,
		memory: CurrentPackMemory,
		endpoint: EndpointService,
		log: LogOutputChannel,
	) {
		this.#endpoint = endpoint;
		this.#log = log;
		this.packs = new WorkspacePacks(engine, packStore, memory, packRequest);
		const stale = () => {
			this.#stale = true;
			this.#rescan.schedule();
		};
		const watcher = this.#store.add(workspace.createFileSystemWatcher('**/*'));
		this.#store.add(watcher.onDidChange(stale));
		this.#store.add(watcher.onDidCreate(stale));
		this.#store.add(watcher.onDidDelete(stale));
		this.#store.add(
			workspace.onDidChangeTextDocument((event) => {
				if (event.document.uri.scheme === 'file') {
					stale();
				}
			}),
		);
		this.#store.add(workspace.onDidChangeWorkspaceFolders(() => void this.refresh()));
		this.#store.add(workspace.onDidGrantWorkspaceTrust(() => void this.refresh()));
		this.#store.add(
			workspace.onDidChangeConfiguration((event) => {
				if (affects(event, 'context')) {
					void this.refresh();
				}
			}),
		);
	}

	get view(): ContextView {
		return this.#view;
	}

	/** The last scan; undefined before the first one ended. */
	get scan(): Scan | undefined {
		return this.#scan;
	}

	/** From now on the view is kept up to date; scans at once when something changed while nobody looked. */
	watch(watched: boolean): void {
		this.#watched = watched;
		void this.#scanIfWatched();
	}

	/** Scans now. Never rejects: a failure is a state of the view. */
	async refresh(): Promise<void> {
		this.#running?.abort();
		const running = new AbortController();
		this.#running = running;
		this.#stale = false;
		if (diskFolders().length === 0) {
			this.#scan = undefined;
			this.#show({ state: 'none' });
			return;
		}
		if (this.#view.state !== 'ready') {
			this.#show({ state: 'packing', message: l10n.t('Reading and counting the workspace…') });
		}
		const started = Date.now();
		try {
			const scan = await this.packs.scan(running.signal);
			const pack = await this.packs.currentPack();
			running.signal.throwIfAborted();
			const difference = pack && comparePack(pack, scan);
			this.#scan = scan;
			this.#log.debug(`Scanned ${scan.files.length} files in ${Date.now() - started} ms.`);
			this.#show(this.#ready(scan, difference ? difference.changed.length + difference.deleted.length : 0));
		} catch (error) {
			if (!running.signal.aborted) {
				this.#log.error('Scanning the workspace failed.', error instanceof Error ? error : String(error));
				this.#show({ state: 'failed', message: errorMessage(error) });
			}
		}
	}

	dispose(): void {
		this.#running?.abort();
		this.#store.dispose();
	}

	async #scanIfWatched(): Promise<void> {
		if (this.#watched && this.#stale) {
			await this.refresh();
		}
	}

	#ready(scan: Scan, changedFiles: number): ContextView {
		const full = scan.files.filter((file) => file.tier === 'full');
		return {
			state: 'ready',
			name: workspace.name ?? '',
			files: full.length,
			tokens: scan.tokens,
			capacity: packCapacity(this.#endpoint.thinking, this.#endpoint.facts(this.#endpoint.model)),
			changedFiles,
			omitted: omittedGroups(scan.files, shownExamples).map((group) => ({
				...group,
				examples: [...group.examples],
			})),
			folders: largestFolders(scan.files, shownFolders),
			notes: [...scan.notes],
		};
	}

	#show(view: ContextView): void {
		this.#view = view;
		this.#changed.fire();
	}
}

/** What the settings say about which files are sent. */
export function contextRules(): ContextRules {
	// A hostile workspace could ask for its victim's secrets to be included.
	return { exclude: settings.exclude(), include: workspace.isTrusted ? settings.include() : [] };
}

/** What to pack now: folders, rules and unsaved editors. */
function packRequest(): PackRequest {
	const unsaved: Record<string, string> = {};
	for (const document of workspace.textDocuments) {
		if (document.isDirty && document.uri.scheme === 'file') {
			unsaved[document.uri.fsPath] = document.getText();
		}
	}
	return {
		name: workspace.name ?? 'workspace',
		roots: packRoots(),
		rules: contextRules(),
		unsaved,
	};
}
