import { Worker } from 'node:worker_threads';
import { LongviewError } from '../../core/common/errors';
import type { Engine, OperationTable } from './engine';
import type { Codec, FromWorker, ToWorker } from './messages';

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
 * Calls into a worker thread, which answers by `serve`. The thread starts with the first call and is started anew after
 * a crash; calls that were under way then reject with a `WorkerError`.
 */
export class WorkerClient<Operations extends OperationTable<Operations>> implements Engine<Operations> {
	readonly #script: string;
	readonly #settings: unknown;
	readonly #codec: Codec | undefined;
	readonly #pending = new Map<number, Pending>();
	#worker: Worker | undefined;
	#nextId = 0;

	/**
	 * @param script path of the bundled worker
	 * @param settings plain data the worker starts with
	 * @param codec the one the worker serves with
	 */
	constructor(script: string, settings?: unknown, codec?: Codec) {
		this.#script = script;
		this.#settings = settings;
		this.#codec = codec;
	}

	async call<Name extends keyof Operations & string>(
		operation: Name,
		input: Operations[Name]['input'],
		signal: AbortSignal,
	): Promise<Operations[Name]['output']> {
		signal.throwIfAborted();
		const worker = (this.#worker ??= this.#start());
		const id = this.#nextId++;
		let abort: () => void = () => undefined;
		try {
			return await new Promise<Operations[Name]['output']>((resolve, reject) => {
				this.#pending.set(id, { worker, resolve, reject });
				// The caller goes on at once; the worker stops when it next looks.
				abort = () => {
					worker.postMessage({ type: 'abort', id } satisfies ToWorker);
					reject(signal.reason as Error);
				};
				signal.addEventListener('abort', abort, { once: true });
				worker.postMessage({ type: 'call', id, operation, input } satisfies ToWorker);
			});
		} finally {
			signal.removeEventListener('abort', abort);
			this.#pending.delete(id);
		}
	}

	/** Ends the thread; a further call starts another. */
	async dispose(): Promise<void> {
		const worker = this.#worker;
		this.#worker = undefined;
		await worker?.terminate();
	}

	#start(): Worker {
		const worker = new Worker(this.#script, { workerData: this.#settings });
		worker.unref();
		worker.on('message', (message: FromWorker) => {
			const pending = this.#pending.get(message.id);
			if (message.type === 'result') {
				pending?.resolve(this.#codec ? this.#codec.decode(message.output) : message.output);
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
					pending.reject(new WorkerError(`The background work failed: ${reason}. Try again.`));
				}
			}
		};
		worker.on('error', (error) => end(error.message));
		worker.on('exit', (code) => end(`the worker ended with code ${code}`));
		return worker;
	}
}
