import type { Pack } from '../../core/context/types';
import type { PackRequest, Scan } from '../pack/packer';

/** What the worker can be asked, and what it answers. */
export interface WorkerOperations {
	scan: { readonly input: PackRequest; readonly output: Scan };
	pack: { readonly input: PackRequest; readonly output: Pack };
	/** Texts of files now, in the order of `paths`; undefined for one that is gone or not text. */
	read: {
		readonly input: { readonly request: PackRequest; readonly paths: readonly string[] };
		readonly output: readonly (string | undefined)[];
	};
	/** Exact tokens of texts, in their order. */
	count: { readonly input: readonly string[]; readonly output: readonly number[] };
}

export type OperationName = keyof WorkerOperations;

export type ToWorker =
	| {
			readonly [Name in OperationName]: {
				readonly type: 'call';
				readonly id: number;
				readonly operation: Name;
				readonly input: WorkerOperations[Name]['input'];
			};
	  }[OperationName]
	| { readonly type: 'abort'; readonly id: number };

export type FromWorker =
	| { readonly type: 'result'; readonly id: number; readonly output: WorkerOperations[OperationName]['output'] }
	| { readonly type: 'error'; readonly id: number; readonly name: string; readonly message: string };

/** Passed to the worker when it starts. */
export interface WorkerSettings {
	/** Path of the compressed vocabulary. */
	readonly vocabularyFile: string;
}
