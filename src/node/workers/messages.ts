import type { PackServiceSettings } from '../workspace/createPackService';

export type ToWorker =
	| { readonly type: 'call'; readonly id: number; readonly operation: string; readonly input: unknown }
	| { readonly type: 'abort'; readonly id: number };

export type FromWorker =
	| { readonly type: 'result'; readonly id: number; readonly output: unknown }
	| { readonly type: 'error'; readonly id: number; readonly message: string };

/** Passed to the worker of the workspace when it starts. */
export type WorkerSettings = PackServiceSettings;

/** What an output is on its way between threads. */
export interface Codec {
	encode(output: unknown): { readonly message: unknown; readonly transfer: ArrayBuffer[] };
	decode(message: unknown): unknown;
}
