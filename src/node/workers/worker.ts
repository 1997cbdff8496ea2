import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../../core/common/errors';
import { createServices } from '../workspace/createPackService';
import { DirectEngine } from '../workspace/directEngine';
import type { FromWorker, ToWorker, WorkerSettings } from './messages';

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
