import { RelativePattern, workspace, type Uri } from 'vscode';
import { DisposableStore } from '../common/disposables';
import { absoluteOfUri, diskFolders, virtualFolders } from './folders';

/** Folders whose files are never part of the workspace as git sees it. */
const uninteresting = /[\\/](node_modules|\.git)([\\/]|$)/;

/** More changes than this are cheaper to look up by listing everything. */
const maximumPaths = 500;

/** What changed, as the next look at the workspace needs it. */
export interface PendingChanges {
	/** Absolute paths of what came, changed or went; undefined when anything may have changed. */
	readonly paths: readonly string[] | undefined;
	/** Says that a look made with these changes succeeded. */
	done(): void;
}

/** Collects which files changed since somebody last looked. A change that comes during a look is kept for the next. */
export class FileChanges {
	readonly #store = new DisposableStore();
	readonly #onChange: () => void;
	readonly #watchers = this.#store.add(new DisposableStore());
	/** Path to the number of its last change. */
	readonly #paths = new Map<string, number>();
	#everything = 1;
	#number = 1;

	/** @param onChange called after each change */
	constructor(onChange: () => void) {
		this.#onChange = onChange;
		this.#watch();
		this.#store.add(
			workspace.onDidChangeWorkspaceFolders(() => {
				this.#watch();
				this.all();
			}),
		);
		const edited = (uri: Uri) => {
			const absolute = absoluteOfUri(uri);
			if (absolute !== undefined) {
				this.#changed(absolute);
			}
		};
		this.#store.add(workspace.onDidChangeTextDocument(({ document }) => edited(document.uri)));
		this.#store.add(workspace.onDidCloseTextDocument((document) => edited(document.uri)));
	}

	/** Anything may have changed. */
	all(): void {
		this.#everything = ++this.#number;
		this.#onChange();
	}

	/** What changed since the last look that succeeded. */
	pending(): PendingChanges {
		const upTo = this.#number;
		const everything = this.#everything > 0 || this.#paths.size > maximumPaths;
		const taken = everything ? undefined : [...this.#paths.keys()];
		return {
			paths: taken,
			done: () => {
				if (this.#everything <= upTo) {
					this.#everything = 0;
				}
				for (const [path, number] of this.#paths) {
					if (number <= upTo) {
						this.#paths.delete(path);
					}
				}
			},
		};
	}

	dispose(): void {
		this.#store.dispose();
	}

	#watch(): void {
		this.#watchers.clear();
		this.#watchVirtual();
		for (const folder of diskFolders()) {
			const watcher = this.#watchers.add(workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*')));
			const changed = (uri: Uri) => {
				if (!uninteresting.test(uri.fsPath)) {
					this.#changed(uri.fsPath);
				}
			};
			this.#watchers.add(watcher.onDidChange(changed));
			this.#watchers.add(watcher.onDidCreate(changed));
			this.#watchers.add(watcher.onDidDelete(changed));
		}
	}

	/** What changed in a virtual folder is found by looking at all of it. */
	#watchVirtual(): void {
		for (const folder of virtualFolders()) {
			const watcher = this.#watchers.add(workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*')));
			const changed = () => this.all();
			this.#watchers.add(watcher.onDidChange(changed));
			this.#watchers.add(watcher.onDidCreate(changed));
			this.#watchers.add(watcher.onDidDelete(changed));
		}
	}

	#changed(path: string): void {
		this.#paths.set(path, ++this.#number);
		this.#onChange();
	}
}
