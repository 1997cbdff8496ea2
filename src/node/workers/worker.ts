import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../../core/common/errors';
import type { Pack } from '../../core/context/types';
import { createServices } from '../workspace/createPackService';
import { DirectEngine } from '../workspace/directEngine';
import type { OperationName, WorkspaceOperations } from '../workspace/operations';
import type { FromWorker, ToWorker, WorkerSettings } from './messages';
import { packToMessage, transferOf } from './packMessage';

/**
 * The worker thread: everything that reads many files or counts tokens, so that the caller's thread stays free.
 */
const port = parentPort!;
const engine = new DirectEngine(createServices(workerData as WorkerSettings));
const running = new Map<number, AbortController>();

port.on('message', (message: ToWorker) => {
	if (message.type === 'abort') {
		running.get(message.id)?.abort();
		return;
	}
	const controller = new AbortController();
	running.set(message.id, controller);
	void engine
		.call(message.operation, message.input, controller.signal)
		.then(
			(output): FromWorker =>
				isPack(output)
					? { type: 'pack', id: message.id, message: packToMessage(output) }
					: { type: 'result', id: message.id, output },
			(error: unknown): FromWorker => ({
				type: 'error',
				id: message.id,
				name: error instanceof Error ? error.name : 'Error',
				message: errorMessage(error),
			}),
		)
		.then((reply) => {
			running.delete(message.id);
			port.postMessage(reply, reply.type === 'pack' ? transferOf(reply.message) : []);
		});
});

function isPack(output: WorkspaceOperations[OperationName]['output']): output is Pack {
	return typeof output === 'object' && 'sections' in output && 'json' in output;
}
