import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../../core/common/errors';
import { Packer } from '../pack/packer';
import { loadTokenizer } from '../vocabulary';
import type { FromWorker, ToWorker, WorkerOperations, WorkerSettings, OperationName } from './messages';

/**
 * The worker thread: everything that reads many files or counts tokens, so that the caller's thread stays free.
 */
const port = parentPort!;
const tokenizer = loadTokenizer((workerData as WorkerSettings).vocabularyFile);
const packer = new Packer(tokenizer);
const running = new Map<number, AbortController>();

const operations: {
	readonly [Name in OperationName]: (
		input: WorkerOperations[Name]['input'],
		signal: AbortSignal,
	) => Promise<WorkerOperations[Name]['output']>;
} = {
	scan: (input, signal) => packer.scan(input, signal),
	pack: (input, signal) => packer.pack(input, signal),
	read: ({ request, paths }) => Promise.resolve(paths.map((path) => packer.read(request, path))),
	count: (texts) => Promise.resolve(texts.map((text) => tokenizer.countText(text))),
};

port.on('message', (message: ToWorker) => {
	if (message.type === 'abort') {
		running.get(message.id)?.abort();
		return;
	}
	const controller = new AbortController();
	running.set(message.id, controller);
	const operation = operations[message.operation] as (
		input: unknown,
		signal: AbortSignal,
	) => Promise<WorkerOperations[OperationName]['output']>;
	void operation(message.input, controller.signal)
		.then(
			(output): FromWorker => ({ type: 'result', id: message.id, output }),
			(error: unknown): FromWorker => ({
				type: 'error',
				id: message.id,
				name: error instanceof Error ? error.name : 'Error',
				message: errorMessage(error),
			}),
		)
		.then((reply) => {
			running.delete(message.id);
			port.postMessage(reply);
		});
});
