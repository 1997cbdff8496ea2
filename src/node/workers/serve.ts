import { parentPort } from 'node:worker_threads';
import { errorMessage } from '../../core/common/errors';
import type { Engine, OperationTable } from './engine';
import type { Codec, FromWorker, ToWorker } from './messages';

/** Answers the calls of a `WorkerClient` from within its worker thread. */
export function serve<Operations extends OperationTable<Operations>>(engine: Engine<Operations>, codec?: Codec): void {
	const port = parentPort!;
	const running = new Map<number, AbortController>();
	port.on('message', (call: ToWorker) => {
		if (call.type === 'abort') {
			running.get(call.id)?.abort();
			return;
		}
		const { id } = call;
		const controller = new AbortController();
		running.set(id, controller);
		const reply = (message: FromWorker, transfer: ArrayBuffer[] = []) => {
			running.delete(id);
			port.postMessage(message, transfer);
		};
		void engine.call(call.operation as keyof Operations & string, call.input as never, controller.signal).then(
			(output) => {
				const { message, transfer } = codec?.encode(output) ?? { message: output, transfer: [] };
				reply({ type: 'result', id, output: message }, transfer);
			},
			(error: unknown) => reply({ type: 'error', id, message: errorMessage(error) }),
		);
	});
}
