import { Worker } from 'node:worker_threads';
import { LongviewError } from '../../core/common/errors';
import type { OperationName, WorkspaceEngine, WorkspaceOperations } from '../workspace/operations';
import { packFromMessage } from './packMessage';
import type { FromWorker, ToWorker, WorkerSettings } from './messages';

/** Thrown when an operation failed in the worker, or the worker itself ended. */
export class WorkerError extends LongviewError {
	readonly kind = 'worker';
}

interface Pending {
	/** The one that was asked. */
	readonly worker: Worker;
	resolve(output: unknown): void;
	reject(error: Error): void;
}

/**
 * Calls into the worker thread. The thread starts with the first call and is started anew after a crash; calls that
 * were under way then reject with a `WorkerError`.
 */
export class WorkerClient implements WorkspaceEngine {
	readonly #script: string;
	readonly #settings: WorkerSettings;
	readonly #pending = new Map<number, Pending>();
	#worker: Worker | undefined;
	#nextId = 0;

	/** @param script path of the bundled worker */
	constructor(script: string, settings: WorkerSettings) {
		this.#script = script;
		this.#settings = settings;
	}

	async call<Name extends OperationName>(
		operation: Name,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	): Promise<WorkspaceOperations[Name]['output']> {
		signal.throwIfAborted();
		const worker = (this.#worker ??= this.#start());
		const id = this.#nextId++;
		let abort: () => void = () => undefined;
		try {
			return await new Promise<WorkspaceOperations[Name]['output']>((resolve, reject) => {
				this.#pending.set(id, { worker, resolve, reject });
				// The caller goes on at once; the worker stops when it next looks.
				abort = () => {
					worker.postMessage({ type: 'abort', id } satisfies ToWorker);
					reject(signal.reason as Error);
				};
				signal.addEventListener('abort', abort, { once: true });
				worker.postMessage({ type: 'call', id, operation, input });
			});
		} finally {
			signal.removeEventListener('abort', abort);
			this.#pending.delete(id);
		}
	}

	async dispose(): Promise<void> {
		await this.#worker?.terminate();
	}

	#start(): Worker {
		const worker = new Worker(this.#script, { workerData: this.#settings });
		worker.unref();
		worker.on('message', (message: FromWorker) => {
			const pending = this.#pending.get(message.id);
			if (message.type === 'result') {
				pending?.resolve(message.output);
			} else if (message.type === 'pack') {
				pending?.resolve(packFromMessage(message.message));
			} else {
				pending?.reject(new WorkerError(message.message));
			}
		});
		const end = (reason: string) => {
			if (this.#worker === worker) {
				this.#worker = undefined;
			}
			// A crash is told twice, as an error and as the end: by then another worker may have been asked.
			for (const [id, pending] of this.#pending) {
				if (pending.worker === worker) {
					this.#pending.delete(id);
					pending.reject(new WorkerError(`Reading the workspace failed: ${reason}. Try again.`));
				}
			}
		};
		worker.on('error', (error) => end(error.message));
		worker.on('exit', (code) => end(`the worker ended with code ${code}`));
		return worker;
	}
}
