import type { Pack } from '../../core/context/types';
import type { Tokenizer } from '../../core/tokens/tokenizer';
import { Packer, type PackRequest, type Scan } from '../pack/packer';
import type { WorkerClient } from '../workers/workerClient';

/** Scanning, packing and counting, wherever it runs. */
export interface PackEngine {
	scan(request: PackRequest, signal: AbortSignal): Promise<Scan>;
	pack(request: PackRequest, signal: AbortSignal): Promise<Pack>;
	read(request: PackRequest, paths: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]>;
	count(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
}

/** In the worker thread: for the editor, whose own thread must stay free. */
export function workerEngine(client: WorkerClient): PackEngine {
	return {
		scan: (request, signal) => client.call('scan', request, signal),
		pack: (request, signal) => client.call('pack', request, signal),
		read: (request, paths, signal) => client.call('read', { request, paths }, signal),
		count: (texts, signal) => client.call('count', texts, signal),
	};
}

/** On the calling thread: for the command line, which has nothing else to do. */
export function directEngine(tokenizer: Tokenizer): PackEngine {
	const packer = new Packer(tokenizer);
	return {
		scan: (request, signal) => packer.scan(request, signal),
		pack: (request, signal) => packer.pack(request, signal),
		read: (request, paths) => Promise.resolve(paths.map((path) => packer.read(request, path))),
		count: (texts) => Promise.resolve(texts.map((text) => tokenizer.countText(text))),
	};
}
