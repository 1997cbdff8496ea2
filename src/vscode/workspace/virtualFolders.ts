import { RelativePattern, Uri, workspace, type Disposable, type WorkspaceFolder } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { defaultMaximumTextBytes } from '../../node/files/readFile';
import type { VirtualFile } from '../../node/files/virtualFiles';
import { walkSource } from '../../node/files/walkSource';
import type { OperationName, WorkspaceEngine, WorkspaceOperations } from '../../node/workspace/operations';
import { WorkerError } from '../../node/workers/workerClient';
import { DisposableStore } from '../common/disposables';
import { placeOfFolder, virtualFolders } from './folders';
import { virtualSource } from './virtualSource';

/** Files that are asked about at a time: they may be far away. */
const concurrency = 8;
/** Bytes that are handed over at a time. */
const batchBytes = 4_000_000;

/** What is known of one folder. */
interface Known {
	/** Stamps of the files that were handed over. */
	readonly stamps: Map<string, string>;
	/** Whether anything may have changed since. */
	isStale: boolean;
}

/**
 * Reads virtual folders through the editor, and hands what changed over before each operation that needs it. Nothing is
 * written to the disk.
 */
export class VirtualFolders implements WorkspaceEngine, Disposable {
	readonly #engine: WorkspaceEngine;
	readonly #known = new Map<string, Known>();
	readonly #watchers = new DisposableStore();
	readonly #store = new DisposableStore();
	#running: Promise<void> = Promise.resolve();

	/** @param engine carries the operations out */
	constructor(engine: WorkspaceEngine) {
		this.#engine = engine;
		this.#watch();
		this.#store.add(this.#watchers);
		this.#store.add(workspace.onDidChangeWorkspaceFolders(() => this.#watch()));
	}

	async call<Name extends OperationName>(
		operation: Name,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	): Promise<WorkspaceOperations[Name]['output']> {
		const folders = virtualFolders();
		try {
			if (folders.length > 0 && isAboutFiles(input)) {
				if (operation === 'summary' && (input as WorkspaceOperations['summary']['input']).changed === undefined) {
					this.#known.forEach((known) => (known.isStale = true));
				}
				// One after the other: two would read the same files.
				const step = this.#running.catch(() => undefined).then(() => this.#handOver(folders, signal));
				this.#running = step;
				await step;
			}
			return await this.#engine.call(operation, input, signal);
		} catch (error) {
			if (error instanceof WorkerError) {
				// A worker that is started anew knows none of the files.
				this.#known.clear();
			}
			throw error;
		}
	}

	dispose(): void {
		this.#store.dispose();
	}

	#watch(): void {
		this.#watchers.clear();
		for (const folder of virtualFolders()) {
			const watcher = this.#watchers.add(workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*')));
			const changed = () => {
				const known = this.#known.get(folder.uri.toString());
				if (known) {
					known.isStale = true;
				}
			};
			this.#watchers.add(watcher.onDidChange(changed));
			this.#watchers.add(watcher.onDidCreate(changed));
			this.#watchers.add(watcher.onDidDelete(changed));
		}
	}

	async #handOver(folders: readonly WorkspaceFolder[], signal: AbortSignal): Promise<void> {
		for (const { uri } of folders) {
			const key = uri.toString();
			const known = this.#known.get(key) ?? { stamps: new Map<string, string>(), isStale: true };
			if (known.isStale) {
				known.isStale = false;
				// Known from now on: what changes while it is read makes it stale again.
				this.#known.set(key, known);
				try {
					await this.#read(uri, known, signal);
				} catch (error) {
					known.isStale = true;
					throw error;
				}
			}
		}
	}

	async #read(root: Uri, known: Known, signal: AbortSignal): Promise<void> {
		const { folder } = placeOfFolder(root);
		const listing = await walkSource(virtualSource(root), signal);
		const pending = listing.files.filter(({ isLink }) => !isLink).map(({ path }) => path);
		const stamps = new Map<string, string>();
		let batch: VirtualFile[] = [];
		let bytes = 0;
		const flush = async () => {
			const files = batch;
			batch = [];
			bytes = 0;
			if (files.length > 0) {
				await this.#engine.call('putVirtualFiles', { folder, files }, signal);
				files.forEach(({ path, stamp }) => known.stamps.set(path, stamp));
			}
		};
		for (let at = 0; at < pending.length; at += concurrency) {
			signal.throwIfAborted();
			const paths = pending.slice(at, at + concurrency);
			const files = await Promise.all(paths.map((path) => readFile(root, path, known.stamps.get(path))));
			for (const file of files) {
				stamps.set(file.path, file.stamp);
				if (file.stamp !== known.stamps.get(file.path)) {
					batch.push(file);
					bytes += file.bytes?.length ?? 0;
				}
			}
			if (bytes > batchBytes) {
				await flush();
			}
		}
		await flush();
		await this.#engine.call('setVirtualListing', { folder, listing }, signal);
		for (const path of known.stamps.keys()) {
			if (!stamps.has(path)) {
				known.stamps.delete(path);
			}
		}
	}
}

/** Whether an operation looks at the files of the workspace. */
function isAboutFiles(input: unknown): boolean {
	return typeof input === 'object' && input !== null && ('roots' in input || 'request' in input);
}

/** @param before the stamp of what was read before: the same file is not read again */
async function readFile(root: Uri, path: string, before: string | undefined): Promise<VirtualFile> {
	const uri = Uri.joinPath(root, path);
	try {
		const { size, mtime, ctime } = await workspace.fs.stat(uri);
		const stamp = `${size}:${mtime}:${ctime}`;
		const bytes = stamp === before || size > defaultMaximumTextBytes ? undefined : await workspace.fs.readFile(uri);
		return { path, stamp, size: bytes?.length ?? size, bytes };
	} catch (error) {
		return { path, stamp: `failed: ${errorMessage(error)}`, size: 0, bytes: undefined, failure: errorMessage(error) };
	}
}
